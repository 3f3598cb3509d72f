"""Uploaded predictions: read in a child process with limits, checked, turned into arrays."""
