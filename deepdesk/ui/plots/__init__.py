"""Live plots: the only place that knows pyqtgraph, which is imported after the window's first paint."""
