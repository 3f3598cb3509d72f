"""Calculations of scoping: plain values in, frozen results out."""
