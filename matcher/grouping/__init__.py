"""A solver for diverse groups: arrays in, labels and a bound out."""
