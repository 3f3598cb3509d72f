"""Fewer points of a curve, without losing what is read off it."""

import itertools
import math
from collections.abc import Iterable, Sequence

from aiproj.shared import charts

Numbers = Sequence[float]

MOST_POINTS = 1001
BAND_POINTS = 401
MODEL_POINTS = 801


def cut(
    x: Iterable[float], curves: Sequence[Iterable[float]], end: float, most: int
) -> tuple[list[float], list[list[float]]]:
    """Curves up to the end of the axis, thinned; the last point lies exactly there."""
    places = [float(each) for each in x]
    rows = [[float(each) for each in curve] for curve in curves]
    if any(len(row) != len(places) for row in rows):
        raise ValueError("as many horizontal as vertical places")
    inside = sum(each <= end for each in places)
    last = [(*places[inside - 1 : inside + 1], *row[inside - 1 : inside + 1]) for row in rows]
    inner = [row[:inside] for row in rows]
    places = places[:inside]
    if places and len(last[0]) == 4 and places[-1] < end:
        for row, (x0, x1, y0, y1) in zip(inner, last, strict=True):
            row.append(y0 + (y1 - y0) * (end - x0) / (x1 - x0))
        places.append(end)
    return thin(places, inner, most)


def thin(
    x: Iterable[float], curves: Sequence[Iterable[float]], most: int = MOST_POINTS
) -> tuple[list[float], list[list[float]]]:
    """An even part of the points with the ends and the highest of each curve."""
    places = [float(each) for each in x]
    rows = [[float(each) for each in curve] for curve in curves]
    if not places or any(len(row) != len(places) for row in rows):
        raise ValueError("curves need points, as many horizontal as vertical")
    if not all(math.isfinite(each) for each in itertools.chain(places, *rows)):
        raise ValueError("a chart needs finite numbers")
    kept = charts.thinned(len(places), most, [row.index(max(row)) for row in rows])
    return [places[each] for each in kept], [[row[each] for each in kept] for row in rows]
