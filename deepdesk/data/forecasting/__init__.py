"""Time series as a kind of data: what is forecast from what, on a regular grid of steps, divided by time."""
