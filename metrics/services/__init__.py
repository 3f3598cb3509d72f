"""What people do with metrics and predictions."""
