"""What the pages of scoping show, as plain data."""
