"""Code in and out: scripts and files of PyTorch and Keras, read and written as text, never executed."""
