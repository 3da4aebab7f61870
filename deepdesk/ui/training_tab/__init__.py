"""The Train tab: start, watch and compare runs."""
