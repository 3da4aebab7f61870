"""Recordings to be looked at and listened to, for the tabs that show them."""
