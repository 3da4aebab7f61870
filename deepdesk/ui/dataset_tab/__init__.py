"""The Data tab: open, look at and split data."""
