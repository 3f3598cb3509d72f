"""Forms of metrics and predictions."""
