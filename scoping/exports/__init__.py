"""Charters and lists as files: the same frozen content in each format."""
