"""Candidates: our levels beside those needed, and value against viability."""

from collections.abc import Sequence
from dataclasses import dataclass

from aiproj.shared.format import number
from aiproj.shared.marks import svg

ROW = 18.0
NAMES_END, WIDTH = 74.0, 170.0
SIDE, LEFT, TOP = 300.0, 46.0, 12.0
RADIUS = 11.0


@dataclass(frozen=True)
class LevelRow:
    """One dimension: a short name, our level or None where it is unknown, the level needed."""

    name: str
    ours: float | None
    needed: float


def level_gaps(rows: Sequence[LevelRow]) -> svg.Svg:
    """Our level as a bar, the level needed as an upright, and the shortfall dotted.

    >>> "Skills 2.4, needed 2.5" in level_gaps([LevelRow("Skills", 2.4, 2.5)])
    True
    """
    x = svg.scale(1, 5, NAMES_END, WIDTH - 4)
    parts = []
    for place, row in enumerate(rows):
        center = ROW * place + ROW / 2
        short = row.ours is None or row.ours < row.needed
        parts.append(svg.text(0, center + 4, row.name, "small strong" if short else "small"))
        parts.append(svg.line(x(1), center, x(5), center, "grid"))
        if row.ours is not None:
            bar = svg.rectangle(x(1), center - 3.5, x(row.ours) - x(1), 7, "ap-ours")
            parts.append(bar)
        if row.ours is not None and row.ours < row.needed:
            parts.append(svg.line(x(row.ours), center, x(row.needed), center, "short"))
        parts.append(svg.line(x(row.needed), center - 7, x(row.needed), center + 7, "needed"))
    return svg.drawing(WIDTH, ROW * len(rows), gaps_label(rows), *parts)


def gaps_label(rows: Sequence[LevelRow]) -> str:
    """Every level in words."""
    return "; ".join(
        f"{row.name} {'unknown' if row.ours is None else number(row.ours, 1)}, "
        f"needed {number(row.needed, 1)}"
        for row in rows
    )


@dataclass(frozen=True)
class MatrixPoint:
    """A candidate or project: value and viability from 0 to 100, and its class of complexity."""

    name: str
    value: float
    viability: float
    letter: str
    is_first: bool = False


def value_matrix(
    points: Sequence[MatrixPoint], *, worth: float = 50, doable: float = 60
) -> svg.Svg:
    """Viability to the right, value upward, with the four quadrants named.

    Labels stand on the side that has room; where two would touch, the lower one moves down.

    >>> "Churn model: value 76, viability 68" in value_matrix(
    ...     [MatrixPoint("Churn model", 76, 67.5, "M")])
    True
    """
    x, y = svg.scale(0, 100, LEFT, LEFT + SIDE), svg.scale(0, 100, TOP + SIDE, TOP)
    right, bottom = LEFT + SIDE, TOP + SIDE
    parts = [
        svg.rectangle(x(doable), TOP, right - x(doable), y(worth) - TOP, "ap-quadrant"),
        svg.rectangle(LEFT, TOP, SIDE, SIDE, "ap-hollow"),
        svg.line(x(doable), TOP, x(doable), bottom, "limit"),
        svg.line(LEFT, y(worth), right, y(worth), "limit"),
        svg.text(LEFT + 8, TOP + 18, "Build enablers", "small"),
        svg.text(right - 8, TOP + 18, "Do now", "small accent", "end"),
        svg.text(LEFT + 8, bottom - 8, "Park", "small"),
        svg.text(right - 8, bottom - 8, "Fill-in", "small", "end"),
    ]
    for share, words in ((0, "0"), (doable, number(doable)), (100, "100")):
        parts.append(svg.text(x(share), bottom + 17, words, "small quiet", "middle"))
    for share, words in ((0, "0"), (worth, number(worth)), (100, "100")):
        parts.append(svg.text(LEFT - 7, y(share) + 4, words, "small quiet", "end"))
    parts.append(svg.text(LEFT, bottom + 36, "Viability: can we do it?", "small"))
    parts.append(svg.text(right, bottom + 36, "Value upward: is it worth it?", "small", "end"))
    parts += _points(points, x, y)
    return svg.drawing(right + 10, bottom + 44, matrix_label(points), *parts, look="ap-phone")


def _points(points: Sequence[MatrixPoint], x: svg.Scale, y: svg.Scale) -> list[str]:
    parts, taken = [], [(x(point.viability), y(point.value)) for point in points]
    labels: list[tuple[float, float]] = []
    for point, (across, down) in zip(points, taken, strict=True):
        look = "ap-dot-main" if point.is_first else "ap-open-dot"
        parts.append(svg.circle(across, down, RADIUS, look))
        letter = "small strong on-main" if point.is_first else "small strong"
        parts.append(svg.text(across, down + 4, point.letter, letter, "middle"))
    for point, (across, down) in sorted(
        zip(points, taken, strict=True), key=lambda each: each[1][1]
    ):
        to_left = across > LEFT + SIDE / 2
        place = across - RADIUS - 4 if to_left else across + RADIUS + 4
        height = down + 4
        while any(abs(height - other) < 13 and abs(place - where) < 120 for where, other in labels):
            height += 13
        labels.append((place, height))
        anchor = "end" if to_left else None
        parts.append(svg.text(place, height, point.name[:24], "small strong halo", anchor))
    return parts


def matrix_label(points: Sequence[MatrixPoint]) -> str:
    """Every point in words."""
    return "; ".join(
        f"{point.name}: value {number(point.value)}, viability {number(point.viability)}, "
        f"complexity {point.letter}"
        for point in points
    )
