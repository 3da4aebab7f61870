"""The PyTorch engine; file names equal those of the Keras engine."""
