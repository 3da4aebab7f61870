"""Sequences painted as lines, for the Data tab and for Predict."""
