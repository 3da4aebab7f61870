"""The Keras-on-TensorFlow engine; file names equal those of the PyTorch engine."""
