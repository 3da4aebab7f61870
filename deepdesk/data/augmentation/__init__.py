"""Training samples varied at random: each draw is a function of seed, epoch and sample."""
