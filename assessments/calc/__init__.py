"""The calculations of an assessment: plain values and arrays in, frozen dataclasses out."""
