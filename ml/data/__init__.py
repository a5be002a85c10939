"""From manifest to batches: examples of a picture, its priors and labels, augmented and drawn for the two heads."""
