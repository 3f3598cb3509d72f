"""From the arrays of a forecast to the small tables that answer every question, in a child process.

Started as a plain module, it loads neither Django nor the app.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from metrics import children
from metrics.calc.forecast import Floats, mean_so_far, seasonal_naive
from metrics.calc.forecast_sums import ErrorSums, sum_errors
from metrics.reading.periods import in_order

MOST_SECONDS = 300
MOST_ROWS = 5_000_000  # that the memory of a child suffices for
MOST_GROUPS = 1_000

PRACTICE, SEASON, PREVIOUS = "practice", "season", "previous"
EARLIER, MEAN = "earlier_mean", "mean"
REFERENCES = (PRACTICE, SEASON, PREVIOUS, EARLIER, MEAN)

Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Tables:
    """Sums of errors for each reference that the file allows, and how its periods are grouped.

    `order` holds the positions of the periods (as reading lists them) from the earliest to the
    latest, `together` of which make a group; empty without periods. `repeated` counts rows beyond
    the first of their series and period.
    """

    sums: dict[str, ErrorSums]
    order: tuple[int, ...] = ()
    together: int = 1
    series: int = 1
    repeated: int = 0


@dataclass(frozen=True)
class _Rows:
    actual: Floats
    forecast: Floats
    practice: Floats | None
    weights: Floats | None
    series: Any
    periods: Integers | None


def build(folder: Path, periods: Sequence[str], season: int | None) -> Tables:
    """Sum the errors in the arrays that a reading left in its folder, for each reference.

    `periods` are the names that the codes of the period's array stand for. A reference that no
    row has is left out. Raises ValueError with the reason where there are too many rows.
    """
    order = in_order(periods)
    order = list(range(len(periods))) if order is None else order
    rows = _rows(folder, order)
    if len(rows.actual) > MOST_ROWS:
        raise ValueError(f"a file of forecasts may hold {MOST_ROWS:,} rows")
    together = max(1, -(-len(order) // MOST_GROUPS))
    groups = None if rows.periods is None else rows.periods // together
    sums = {
        name: sum_errors(
            rows.actual,
            rows.forecast,
            reference,
            weights=rows.weights,
            groups=groups,
            n_groups=-(-len(order) // together),
        )
        for name, reference in _references(rows, season)
        if _counts(reference, rows.weights)
    }
    series, repeated = _series(rows)
    return Tables(sums, tuple(order), together, series, repeated)


def _rows(folder: Path, order: Sequence[int]) -> _Rows:
    def array(name: str) -> Any:
        path = folder / f"{name}.npy"
        return np.load(path) if path.exists() else None

    codes = array("period")
    ranks = np.empty(len(order), np.int64)
    ranks[list(order)] = np.arange(len(order))
    return _Rows(
        actual=array("actual"),
        forecast=array("forecast"),
        practice=array("reference"),
        weights=array("weight"),
        series=array("series"),
        periods=None if codes is None else ranks[codes],
    )


def _references(rows: _Rows, season: int | None) -> Iterator[tuple[str, Floats]]:
    """The forecasts that the file's own is compared with, one after the other."""
    if rows.practice is not None:
        yield PRACTICE, rows.practice
    if rows.periods is not None:
        past = (rows.series, rows.periods)
        if season is not None:
            yield SEASON, seasonal_naive(rows.actual, season, *past)
        yield PREVIOUS, seasonal_naive(rows.actual, 1, *past)
        yield EARLIER, mean_so_far(rows.actual, *past)
    yield MEAN, _means(rows)


def _means(rows: _Rows) -> Floats:
    """The mean of each series over the whole file."""
    if rows.series is None:
        return np.full(len(rows.actual), rows.actual.mean())
    _, code, counts = np.unique(rows.series, return_inverse=True, return_counts=True)
    means: Floats = (np.bincount(code, rows.actual) / counts)[code]
    return means


def _counts(reference: Floats, weights: Floats | None) -> bool:
    known = ~np.isnan(reference)
    return bool(known.any() if weights is None else weights[known].any())


def _series(rows: _Rows) -> tuple[int, int]:
    """How many series there are, and how many rows repeat the period of another one."""
    n = len(rows.actual)
    names, code = (
        (np.zeros(1), np.zeros(n, np.int64))
        if rows.series is None
        else np.unique(rows.series, return_inverse=True)
    )
    if rows.periods is None:
        return len(names), 0
    cells = code * (int(rows.periods.max()) + 1) + rows.periods
    return len(names), n - len(np.unique(cells))


def write(tables: Tables, path: Path) -> None:
    """Write the tables as one compressed file of plain arrays."""
    arrays: dict[str, Any] = {
        "order": np.array(tables.order, np.int32),
        "grouping": np.array([tables.together, tables.series, tables.repeated]),
    }
    for name, sums in tables.sums.items():
        arrays |= {f"{name}/{part.name}": getattr(sums, part.name) for part in fields(sums)}
    with path.open("wb") as file:
        np.savez_compressed(file, **arrays)


def read(path: Path) -> Tables:
    """Read tables that `write` wrote; nothing in the file can run."""
    with np.load(path, allow_pickle=False) as stored:
        sums = {
            name: ErrorSums(**{part.name: _value(stored[f"{name}/{part.name}"])
                               for part in fields(ErrorSums)})
            for name in REFERENCES
            if f"{name}/rows" in stored.files
        }  # fmt: skip
        together, series, repeated = stored["grouping"].tolist()
        return Tables(sums, tuple(stored["order"].tolist()), together, series, repeated)


def _value(stored: Any) -> Any:
    return stored.item() if stored.ndim == 0 else stored


def build_in_child(folder: Path, target: Path, periods: Sequence[str], season: int | None) -> None:
    """Build in a process of its own. Raises children.Declined, children.ChildFailed."""
    order = {
        "folder": str(folder.absolute()),
        "target": str(target.absolute()),
        "periods": list(periods),
        "season": season,
    }
    children.run("metrics.forecast_tables", order, MOST_SECONDS)


def _carry_out(order: dict[str, Any]) -> None:
    tables = build(Path(order["folder"]), order["periods"], order["season"])
    write(tables, Path(order["target"]))


if __name__ == "__main__":
    children.serve(_carry_out)
