"""Long arrays in parts that a processor's cache holds: fresh memory costs more than arithmetic."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

PART = 32_768


def parts(length: int) -> Iterator[slice]:
    """Return slices that cover so many rows, one after the other.

    >>> list(parts(40_000))
    [slice(0, 32768, None), slice(32768, 40000, None)]
    """
    for start in range(0, length, PART):
        yield slice(start, min(start + PART, length))


def gathered(values: npt.NDArray[Any], places: Integers, out: Floats, place: int = -1) -> Floats:
    """Put the values of these places into `out`, without a copy of all in between.

    `place` masks the bits of a place where more is packed beside it.
    """
    for part in parts(len(places)):
        out[part] = values[places[part] & place]
    return out
