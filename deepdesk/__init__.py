"""DeepDesk: build, train and use neural networks in a window, or without one."""

__version__ = "0.1.0"
