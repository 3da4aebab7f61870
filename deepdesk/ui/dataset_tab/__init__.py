"""The Data tab: what is there to learn from, how it is split, and how the network sees it."""
