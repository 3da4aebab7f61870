"""Live plots; the only place that imports pyqtgraph."""
