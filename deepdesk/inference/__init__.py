"""Model files, predictions, metrics and evaluation."""
