"""One measured figure beside its target, and the table of them all."""

import dataclasses
import json
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

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
