"""Training configuration, events, history, run folders, stopping rules."""
