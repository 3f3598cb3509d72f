"""Pages of metrics and predictions."""
