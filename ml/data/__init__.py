"""From manifest to batches: examples made of a picture, its priors and its labels, augmented and drawn for the two heads."""
