"""Rows in falling order of a number, faster than an argsort and as exact."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from metrics.calc.parts import gathered, parts

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

ALL_BUT_SIGN = np.int64(2**63 - 1)


def falling(values: Floats, out: Floats | None = None) -> tuple[Integers, Floats]:
    """Return the places of the values from the highest down, and the values in that order.

    Shape (n,), finite or infinite, not NaN; empty gives empty. Equal values keep their order;
    -0.0 is 0.0. The leading bits of each value and its place are packed into one whole number, so
    that sorting numbers in place does what an argsort does, in a third to two thirds of its time;
    the few neighbors that only their last bits tell apart are put right afterwards. `out`, of the
    same shape, takes the values. Memory: what is returned. Source: metrics spec 6 A.

    >>> places, values = falling(np.array([0.2, 0.9, 0.2]))
    >>> places.tolist(), values.tolist()
    ([1, 0, 2], [0.9, 0.2, 0.2])
    """
    bits = len(values).bit_length()
    packed = np.empty(len(values), dtype=np.int64)
    for part in parts(len(values)):
        leading = _falling_bits(values[part]) >> bits << bits
        np.bitwise_or(leading, np.arange(part.start, part.stop), out=packed[part])
    packed.sort()
    place = (1 << bits) - 1
    found = gathered(values, packed, np.empty(len(values)) if out is None else out, place)
    found += 0.0
    wrong = np.flatnonzero(found[1:] > found[:-1])
    if len(wrong):
        rows = _like(packed, wrong, bits)
        right = rows[np.argsort(-found[rows], kind="stable")]
        packed[rows], found[rows] = packed[right], found[right]
    packed &= place
    return packed, found


def _falling_bits(values: Floats) -> Integers:
    """Whole numbers that rise as the values fall; -0.0 and 0.0 have the same."""
    bits: Integers = (values + 0.0).view(np.int64)
    if len(bits) and bits.min() < 0:
        bits ^= (bits >> 63) & ALL_BUT_SIGN  # negative numbers fall as their bits rise
    np.invert(bits, out=bits)
    return bits


def _like(packed: Integers, rows: Integers, bits: int) -> Integers:
    """All rows whose leading bits equal those of one of these rows."""
    leading = np.unique(packed[rows] >> bits)
    first = np.searchsorted(packed, leading << bits)
    counts = np.searchsorted(packed, (leading + 1) << bits) - first
    skipped = np.cumsum(counts) - counts
    found: Integers = np.repeat(first - skipped, counts) + np.arange(counts.sum())
    return found
