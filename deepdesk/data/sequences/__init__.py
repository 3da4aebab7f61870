"""Sequences that are sorted into classes: measurements over time, gestures, machine signals."""
