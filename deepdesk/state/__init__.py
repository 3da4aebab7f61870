"""The stores: the only mutable state of the application."""
