"""Model descriptions: the layer catalogue, shapes, the doctor, presets, reading and writing."""
