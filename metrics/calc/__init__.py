"""The calculations of value: plain values and arrays in, frozen dataclasses out."""
