"""Whether the data are honest and healthy: what is alike, out of balance, out of place, on both sides of the split."""
