"""Columns that a model saw, in bins in which their drift is counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from metrics.calc.binning import bin_indices
from metrics.calc.counts import Floats, Integers
from metrics.calc.drift import reference_edges

BINS = 10
MOST_WORDS = 10
NUMBER, MISSING, OTHER = -3, -2, -1  # codes of an input's cells; from 0 on they are words


@dataclass(frozen=True)
class Input:
    """A column that the model saw: numbers (NaN where a cell has none) and what each cell is.

    A code is NUMBER, MISSING, OTHER, or the place of the cell's word in `words`.
    """

    name: str
    numbers: Floats
    codes: Integers
    words: tuple[str, ...] = ()


def input_bins(given: Input, base: npt.NDArray[np.bool_]) -> tuple[Integers, tuple[str, ...]]:
    """Return the bin of each row, and the bins' names; `base` marks the rows of the reference.

    Numbers fall into about ten bins of equal count in the reference, words into the ten that are
    most frequent there and one for all others, missing cells into one.

    >>> codes = np.array([NUMBER, NUMBER, MISSING, 0])
    >>> numbers = np.array([1.0, 5.0, np.nan, np.nan])
    >>> input_bins(Input("age", numbers, codes, ("old",)), np.ones(4, bool))[1]
    ('below 1', '1', 'above 1 up to 5', 'above 5', 'old', 'other words', 'missing')
    """
    numeric = given.codes == NUMBER
    known = given.numbers[numeric & base]
    edges = reference_edges(known, BINS) if len(known) else ()
    names = names_of_bins(edges)
    places = np.full(len(given.codes), len(names), dtype=np.int64)
    places[numeric] = bin_indices(given.numbers[numeric], np.asarray(edges))
    seen = np.bincount(given.codes[(given.codes >= 0) & base], minlength=len(given.words))
    common = np.argsort(-seen, kind="stable")[:MOST_WORDS]
    common = common[seen[common] > 0] if len(given.words) else common[:0]
    places_of: Mapping[int, int] = {int(code): len(names) + at for at, code in enumerate(common)}
    names += [given.words[code] for code in common]
    for code, place in places_of.items():
        places[given.codes == code] = place
    other = (given.codes >= OTHER) & ~np.isin(given.codes, common)
    places[other] = len(names)
    places[given.codes == MISSING] = len(names) + 1
    return places, (*names, "other words", "missing")


def names_of_bins(edges: Sequence[float]) -> list[str]:
    """Return the names of bins of numbers, one more than there are edges, which rise.

    An edge just below the next one cuts that value out. Source: metrics spec 3.10.

    >>> names_of_bins([0.2, 0.5])
    ['up to 0.2', 'above 0.2 up to 0.5', 'above 0.5']
    """
    if not edges:
        return ["numbers"]
    just_below = [np.nextafter(high, -np.inf) == low for low, high in pairwise(edges)]
    ends = [f"{edge:.6g}" for edge in edges]
    names = [f"below {ends[1]}" if any(just_below[:1]) else f"up to {ends[0]}"]
    for alone, (low, high) in zip(just_below, pairwise(ends), strict=True):
        names.append(high if alone else f"above {low} up to {high}")
    return [*names, f"above {ends[-1]}"]
