"""What the pages of metrics show, as plain data."""
