"""The Model tab: build a network layer by layer."""
