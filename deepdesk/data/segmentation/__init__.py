"""Images with masks: each pixel has a class."""
