"""Drawings of a worksheet, from plain values."""
