"""Widgets that know no DeepDesk type."""
