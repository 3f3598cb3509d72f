"""Sentences and rows of the measure pages; plain data in and out."""
