"""Training: one loop for AnnNet and SegNet, its loss, its schedule and its resume point."""
