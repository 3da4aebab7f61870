"""QRunnables and signals that adapt `process` to the window. QtCore only."""
