"""The Predict tab: drop something on the window and read the answer."""
