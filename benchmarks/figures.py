"""One measured figure beside its target, and the table of them all."""

import dataclasses
import json
import statistics
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

LIBRARY_IN_SORTS = 3  # as the target of the exact curve has it: 1.5 x np.sort or 0.5 x scikit-learn
COLUMNS = ("What", "Engine", "Figure", "Target", "Met")


@dataclass(frozen=True)
class Figure:
    """What was measured and what it had to be; `met` is None for what has no target."""

    what: str
    measured: str
    target: str = "-"
    met: bool | None = None
    engine: str = ""

    def as_json(self) -> str:
        return json.dumps(dataclasses.asdict(self))

    @property
    def cells(self) -> tuple[str, ...]:
        answer = {True: "yes", False: "NO", None: "-"}[self.met]
        return (self.what, self.engine, self.measured, self.target, answer)


def number(value: float) -> str:
    """Three figures that matter: 812, 37.5, 4.21."""
    if value >= 100:
        return f"{value:.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def at_most(what: str, value: float, limit: float, unit: str, note: str = "") -> Figure:
    shown = f"{number(value)} {unit}".strip() if isinstance(value, float) else f"{value} {unit}"
    return Figure(what, f"{shown}{note}", f"<= {limit:g} {unit}".strip(), value <= limit)


def at_least(what: str, value: float, limit: float, unit: str, note: str = "") -> Figure:
    return Figure(what, f"{number(value)} {unit}{note}", f">= {limit:g} {unit}", value >= limit)


def against_sort(
    what: str, seconds: float, limit: float, sort: float, library: float
) -> Iterator[Figure]:
    """The target in multiples of np.sort, and beside it in as many thirds of scikit-learn's curve.

    On some processors np.sort is four times as fast and nothing else is: the second figure then
    says more of our code than the first.
    """
    milliseconds = " : ".join(number(each * 1000) for each in (seconds, sort, library))
    yield at_most(f"{what} : np.sort", seconds / sort, limit, "x", f" ({milliseconds} ms)")
    yield against_library(what, seconds / library, limit)


def against_library(what: str, ratio: float, sorts: float) -> Figure:
    """The same target stated against scikit-learn's curve, a third of it for each np.sort."""
    limit = sorts / LIBRARY_IN_SORTS
    shown = f"{number(ratio)} x"
    return Figure(f"{what} : scikit-learn", shown, f"<= {number(limit)} x", ratio <= limit)


def median_ms(seconds: Sequence[float]) -> float:
    return statistics.median(seconds) * 1000


def p95_ms(seconds: Sequence[float]) -> float:
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))] * 1000


def table(figures: Iterable[Figure]) -> str:
    """A Markdown table whose columns line up."""
    rows = [COLUMNS, *(figure.cells for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(COLUMNS))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in rows
    ]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([lines[0], rule, *lines[1:]])


def summary(figures: Sequence[Figure]) -> str:
    judged = [figure for figure in figures if figure.met is not None]
    return f"{sum(bool(figure.met) for figure in judged)} of {len(judged)} figures met."
