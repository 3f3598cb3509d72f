"""Scores of dimensions on the scale 1 to 5, with likely range and target."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from aiproj.shared import format as show
from aiproj.shared.marks import svg

LEVELS = (1, 2, 3, 4, 5)
FIRST_DARK_LEVEL = 4


@dataclass(frozen=True)
class DimensionRow:
    """One dimension: score, likely range and target on the scale 1 to 5, stage 1 to 5.

    `score` is None where the dimension is not reported.
    """

    name: str
    score: float | None
    low: float | None = None
    high: float | None = None
    stage: int | None = None
    target: float | None = None


def dimension_scores(
    rows: Sequence[DimensionRow], narrow: bool = False, label: str = ""
) -> svg.Svg:
    """The chart of the report: names at the left, bars, values at the right (any number of rows).

    The narrow drawing, for phones, puts each name above its bar.
    """
    said = label or scores_label(rows)
    return _narrow(rows, said) if narrow else _wide(rows, said)


def dimension_scores_plain(
    rows: Sequence[DimensionRow], row_height: float = 58, label: str = ""
) -> svg.Svg:
    """The chart of the results page without names, 464 wide: beside it stands a grid with
    24 px for the head, rows of `row_height` and 10 px at the end.
    """
    x = svg.scale(1, 5, 8, 456)
    height = 24 + row_height * len(rows) + 10
    parts = _grid(x, 24, height - 6, 14, rows)
    for position, row in enumerate(rows):
        center = 24 + row_height * (position + 0.5)
        upright = _upright(x, center, 16, row, "goal")
        bar = _bar(x, center, 16, row, caps=True)
        parts.extend(bar + upright if row.score is not None else upright + bar)
    return svg.drawing(464, height, label or scores_label(rows), *parts)


def scores_label(rows: Sequence[DimensionRow]) -> str:
    """All values of the chart in words.

    >>> scores_label([DimensionRow("Data", 2.5, 2.1, 2.9, 2, 3)])
    'Scores on the scale 1 to 5. Data: 2.5, likely 2.1 to 2.9, target 3'
    """
    return "Scores on the scale 1 to 5. " + "; ".join(_row_words(row) for row in rows)


def _row_words(row: DimensionRow) -> str:
    words = [f"{row.name}: {show.score(row.score) if row.score is not None else 'no score'}"]
    if row.low is not None and row.high is not None:
        words.append(show.likely(row.low, row.high, 1))
    if row.target:
        words.append(f"target {show.number(row.target)}")
    return ", ".join(words)


def _common_target(rows: Sequence[DimensionRow]) -> float | None:
    targets = {row.target for row in rows}
    return targets.pop() if len(targets) == 1 else None


def _grid(
    x: Callable[[float], float], top: float, bottom: float, baseline: float,
    rows: Sequence[DimensionRow],
) -> list[str]:  # fmt: skip
    """Lines and digits of the five levels; a target shared by all rows is named on the axis."""
    target = _common_target(rows)
    parts = []
    for level in LEVELS:
        parts.append(svg.line(x(level), top, x(level), bottom, "grid"))
        if level == target:
            words, look = f"{level} target", "accent halo"
        else:
            words, look = str(level), "quiet"
        parts.append(svg.text(x(level), baseline, words, look, _anchor(x, level)))
    first = next((row.target for row in rows if row.target), None)
    if target is None and first:
        # Targets differ: the word stands once, above the first upright
        parts.append(svg.text(x(first), top + 8, "target", "small accent halo", "middle"))
    return parts


def _anchor(x: Callable[[float], float], level: int) -> str:
    """Digits at the edge of the drawing stay inside it."""
    if x(1) < 12 and level in (1, 5):
        return "start" if level == 1 else "end"
    return "middle"


def _bar(
    x: Callable[[float], float], center: float, thickness: float, row: DimensionRow,
    caps: bool = False,
) -> list[str]:  # fmt: skip
    """Bar from 1 to the score, likely range and mean; words where there is no score."""
    if row.score is None:
        return [svg.text(x(1) + 6, center + 4, "no score: too few answers", "small quiet halo")]
    # Ink would not show on the darkest fills: the range gets a light edge there
    dark = (row.stage or 0) >= FIRST_DARK_LEVEL
    look = f"ap-level-{row.stage or 0} ap-edge"
    parts = [svg.rectangle(x(1), center - thickness / 2, x(row.score) - x(1), thickness, look)]
    if row.low is not None and row.high is not None:
        if dark:
            parts.append(svg.line(x(row.low), center, x(row.score), center, "halo"))
        parts.append(svg.line(x(row.low), center, x(row.high), center, "range"))
        if caps:
            ends = (row.low, row.high)
            parts.extend(svg.line(x(end), center - 4, x(end), center + 4, "range") for end in ends)
    look = "ap-dot-ringed" if dark else "ap-dot"
    parts.append(svg.circle(x(row.score), center, 4.5 if caps else 4, look))
    return parts


def _upright(
    x: Callable[[float], float], center: float, half: float, row: DimensionRow, look: str
) -> list[str]:
    """The target of one row. Words in place of a bar are drawn over it, with a halo."""
    if not row.target:
        return []
    return [svg.line(x(row.target), center - half, x(row.target), center + half, look)]


def _wide(rows: Sequence[DimensionRow], said: str) -> svg.Svg:
    x = svg.scale(1, 5, 240, 630)
    height = 26 + 36 * len(rows)
    parts = _grid(x, 22, height - 4, 13, rows)
    shared = _common_target(rows)
    for position, row in enumerate(rows):
        center = 40 + 36 * position
        names = svg.wrapped(row.name, 32, 2)
        parts.append(svg.lines(0, center + 4 - 7 * (len(names) - 1), names, 15, "medium ink"))
        parts.extend(_bar(x, center, 12, row))
        parts.append(svg.text(700, center + 4, show.score(row.score), "medium strong", "end"))
        if shared is None:
            parts.extend(_upright(x, center, 13, row, "goal"))
    if shared is not None:
        parts.append(svg.line(x(shared), 20, x(shared), height - 4, "target"))
    return svg.drawing(700, height, said, *parts, look="ap-fluid")


def _narrow(rows: Sequence[DimensionRow], said: str) -> svg.Svg:
    x = svg.scale(1, 5, 6, 278)
    parts: list[str] = []
    top = 20.0
    shared = _common_target(rows)
    for row in rows:
        names = svg.wrapped(row.name, 36, 2)
        parts.append(svg.lines(0, top + 12, names, 15, "ink"))
        parts.append(svg.text(284, top + 12, show.score(row.score), "strong", "end"))
        top += 15 * len(names) + 6
        parts.extend(svg.line(x(level), top, x(level), top + 26, "grid") for level in LEVELS)
        upright, bar = _upright(x, top + 13, 13, row, "target"), _bar(x, top + 13, 12, row)
        parts.extend(bar + upright if row.score is not None else upright + bar)
        top += 34
    head = [
        svg.text(
            x(level),
            12,
            f"{level} target" if level == shared else str(level),
            "small accent" if level == shared else "small quiet",
            _anchor(x, level),
        )
        for level in LEVELS
    ]
    return svg.drawing(284, top, said, *head, *parts, look="ap-fluid ap-phone")
