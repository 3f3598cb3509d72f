"""The milestones of a plan on a line of time, and the support of stakeholders over time."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from aiproj.shared import format as formats
from aiproj.shared.marks import svg

WIDE, NARROW = 600.0, 284.0
ROW, STEP, TOP = 30.0, 44.0, 26.0
NAME_WIDTH, END = 190.0, 76.0
LETTERS, LETTERS_NARROW = 26, 36
HIGHEST = 2


@dataclass(frozen=True)
class Point:
    """A milestone with its day; whether the target is checked there, and whether it is done.

    `after` holds the names of the milestones that it depends on, in any case.
    """

    name: str
    day: datetime.date
    is_checkpoint: bool = False
    is_done: bool = False
    after: Sequence[str] = ()

    @property
    def look(self) -> str:
        """The class of its dot."""
        if self.is_checkpoint:
            return "ap-dot-main"
        return "ap-dot" if self.is_done else "ap-open-dot"


def timeline(points: Sequence[Point], marks: Sequence[tuple[str, datetime.date]]) -> svg.Svg:
    """Draw milestones by their days, with named days such as go-live as upright lines.

    Every milestone is a row: filled where done, a ring otherwise, in the accent color where the
    target is checked. Lines lead to those that depend on others. Errors:
    ValueError without milestones. Source: issue of scoping (timeline).
    """
    if not points:
        raise ValueError("a plan without milestones has no line of time")
    ordered = sorted(points, key=lambda each: each.day)
    said = "; ".join(_said(each) for each in ordered)
    named = "; ".join(f"{name}: {formats.date(day)}" for name, day in marks)
    label = f"Milestones by date. {said}. {named}".strip()
    return svg.wide_and_narrow(
        _timeline(ordered, marks, label, WIDE, NAME_WIDTH),
        _timeline(ordered, marks, label, NARROW, 0),
    )


def _said(point: Point) -> str:
    after = f", after {formats.join_words(point.after)}" if point.after else ""
    return f"{point.name}: {formats.date(point.day)}{after}"


def _timeline(
    points: Sequence[Point],
    marks: Sequence[tuple[str, datetime.date]],
    label: str,
    width: float,
    start: float,
) -> svg.Svg:
    is_wide = start > 0
    step = ROW if is_wide else STEP
    days = [each.day.toordinal() for each in points] + [day.toordinal() for _, day in marks]
    place = svg.scale(min(days), max(days) + 1, start + 6, width - END)
    height = TOP + step * len(points) + 4
    parts = []
    for name, day in marks:
        x = place(day.toordinal())
        parts.append(svg.line(x, TOP - 4, x, height, "reminder"))
        parts.append(svg.text(x, 12, name, "small quiet", _side(x, width)))
    rows = [TOP + step * number + (step / 2 if is_wide else step - 14) for number, _ in
            enumerate(points)]  # fmt: skip
    dots = [(place(each.day.toordinal()), y) for each, y in zip(points, rows, strict=True)]
    parts += [svg.line(start, y, width - END, y, "grid") for y in rows]
    if is_wide:  # between the names of the narrow one there is no room for lines
        parts += _dependencies(points, dots)
    for point, (x, y) in zip(points, dots, strict=True):
        name = "".join(svg.wrapped(point.name, LETTERS if is_wide else LETTERS_NARROW, 1))
        parts += [
            svg.text(0, y + 4 if is_wide else y - 12, name, "ink"),
            svg.circle(x, y, 5, point.look),
            svg.text(width, y + 4, formats.date(point.day), "small", "end"),
        ]
    return svg.drawing(width, height, label, *parts)


def _dependencies(points: Sequence[Point], dots: Sequence[tuple[float, float]]) -> Iterator[str]:
    """Lines down from a milestone, then across to the one that waits for it."""
    places = {each.name.casefold(): dot for each, dot in zip(points, dots, strict=True)}
    for point, (x, y) in zip(points, dots, strict=True):
        for name in point.after:
            if (start := places.get(name.casefold())) and start != (x, y):
                yield svg.line(start[0], start[1], start[0], y, "thin-range")
                yield svg.line(start[0], y, x, y, "thin-range")


def _side(x: float, width: float) -> str:
    """Names near the right edge end at their line, others are in the middle of it."""
    return "end" if x > width - END - 40 else "middle"


@dataclass(frozen=True)
class Reading:
    """How somebody stood to the project on a day, from -2 (against) to 2 (drives it)."""

    who: str
    day: datetime.date
    support: int


def support_history(readings: Sequence[Reading]) -> svg.Svg:
    """Draw the support of each stakeholder as a line of its own, neutral as a thin line.

    Names stand in the order of their first reading. Errors: ValueError without readings. Source:
    checklist row 87.
    """
    if not readings:
        raise ValueError("nothing was noted of anybody's support")
    label = "Support over time. " + "; ".join(
        f"{each.who}, {formats.date(each.day)}: {each.support:+d}" for each in readings
    )
    return svg.wide_and_narrow(
        _history(readings, label, WIDE, NAME_WIDTH), _history(readings, label, NARROW, 0)
    )


def _history(readings: Sequence[Reading], label: str, width: float, start: float) -> svg.Svg:
    is_wide = start > 0
    step = STEP + (0 if is_wide else 18)
    days = [each.day.toordinal() for each in readings]
    place = svg.scale(min(days), max(days) + 1, start + 6, width - 34)
    parts: list[str] = []
    for number, who in enumerate(dict.fromkeys(each.who for each in readings)):
        own = sorted((each for each in readings if each.who == who), key=lambda each: each.day)
        bottom = step * (number + 1) - 6
        level = svg.scale(-HIGHEST, HIGHEST, bottom, bottom - 32)
        points = [(place(each.day.toordinal()), level(each.support)) for each in own]
        line = " ".join(f"{svg.plain_number(x)},{svg.plain_number(y)}" for x, y in points)
        name = "".join(svg.wrapped(who, LETTERS if is_wide else LETTERS_NARROW, 1))
        parts += [
            svg.line(start, level(0), width - 34, level(0), "grid"),
            svg.text(0, level(0) + 4 if is_wide else bottom - 40, name, "ink"),
            svg.element("polyline", points=line, class_="ap-l-main"),
            *(svg.circle(x, y, 4, "ap-dot-main") for x, y in points),
            svg.text(width, points[-1][1] + 4, f"{own[-1].support:+d}", "strong", "end"),
        ]
    height = step * len(dict.fromkeys(each.who for each in readings)) + 4
    return svg.drawing(width, height, label, *parts)
