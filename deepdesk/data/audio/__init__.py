"""Recordings that are sorted into classes."""
