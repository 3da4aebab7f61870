"""Networks written as scripts that run without DeepDesk, in PyTorch and in Keras."""
