"""Rules that the organization can edit: weights, anchors, techniques, thresholds."""
