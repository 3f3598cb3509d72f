"""Words in a chart, placed so that they touch neither each other nor what they speak about."""

import bisect
import itertools
import math
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from aiproj.shared.charts.figures import FONTS, LINES, REFERENCE, Figure, Label, Shape
from aiproj.shared.charts.frame import LINE_HEIGHT, Box, Frame, fitted_axes, text_width, wrapped

Annotation = dict[str, Any]
Place = tuple[float, float]

NEAR = (
    (-12, -14, "right"), (12, -14, "left"), (0, -19, "center"), (13, 0, "left"), (-13, 0, "right"),
    (12, 15, "left"), (-12, 15, "right"), (0, 20, "center"),
)  # fmt: skip
FAR = tuple(
    (x, y, "left" if x > 0 else "right" if x < 0 else "center")
    for y in (-32, -54, -74, 44, 64, 84, 110)
    for x in (61, 40, 20, 0, -20, -61)
)
ALONG = (0.7, 0.6, 0.8, 0.5, 0.88, 0.4, 0.3, 0.2, 0.12)
HARD = 1000.0
CROSSING = 50.0


class Spot(NamedTuple):
    """A way to write a label: its words, the anchor in pixels and the way from there."""

    words: str
    anchor: Place
    shift: Place
    side: str
    leader: bool = False


class Line(NamedTuple):
    """A line in pixels; `across` has its horizontal places where they never fall, else nothing.

    A thin one only gives orientation: what leads to a name may rather cross it.
    """

    places: list[Place]
    across: list[float]
    is_thin: bool = False

    @classmethod
    def of(cls, places: list[Place], is_thin: bool = False) -> "Line":
        across = [x for x, _ in places]
        return cls(places, across if across == sorted(across) else [], is_thin)

    def near(self, box: Box) -> list[Place]:
        """The part of the line that may pass through a box."""
        if not self.across:
            return self.places
        first = bisect.bisect_left(self.across, box.left)
        last = bisect.bisect_right(self.across, box.right)
        return self.places[max(first - 1, 0) : last + 1]


class Obstacles(NamedTuple):
    """What stands in the way already, in pixels."""

    taken: list[Box]
    dots: list[Box]
    lines: list[Line]


def fitted(figure: Figure, width: float, height: float) -> tuple[Figure, Frame]:
    """The figure for one size, in plotly's schema alone: margins, ticks and placed labels.

    Labels come in order of importance; one that finds no free place is left out, since the
    table beside the chart has its numbers.
    """
    layout = dict(figure["layout"])
    fit, frame = fitted_axes(layout, width, height, figure.get("note", ""))
    layout["xaxis"] = layout["xaxis"] | fit["xaxis"]
    layout["margin"] = fit["margin"]
    obstacles = _obstacles(figure, frame)
    placed = (_placed(label, frame, obstacles) for label in figure["labels"])
    layout["annotations"] = [each for each in placed if each is not None]
    return {"data": figure["data"], "layout": layout}, frame


def _obstacles(figure: Figure, frame: Frame) -> Obstacles:
    dots: list[Box] = []
    lines: list[Line] = []
    for trace in figure["data"]:
        places = [
            (frame.x(x), frame.y(y))
            for x, y in zip(trace["x"], trace["y"], strict=True)
            if trace["type"] == "scatter" and x is not None and y is not None
        ]
        if trace.get("mode") == "markers":
            reach = trace["marker"]["size"] / 2 + 2
            dots.extend(Box(x - reach, y - reach, x + reach, y + reach) for x, y in places)
        elif width := trace.get("line", {}).get("width"):
            lines.append(Line.of(places, is_thin=width < LINES["main"]["width"]))
    rules = [
        Line.of(_rule(shape, frame)) for shape in figure["layout"]["shapes"] if _is_rule(shape)
    ]
    return Obstacles([], dots, lines + rules)


def _is_rule(shape: Shape) -> bool:
    return bool(shape["type"] == "line")


def _rule(shape: Shape, frame: Frame) -> list[Place]:
    if shape["yref"] == "paper":
        x = frame.x(shape["x0"])
        return [(x, frame.plot.top - 8), (x, frame.plot.bottom)]
    y = frame.y(shape["y0"])
    return [(frame.plot.left, y), (frame.plot.right, y)]


def _placed(label: Label, frame: Frame, obstacles: Obstacles) -> Annotation | None:
    """The place that disturbs least; the box of the words is taken from then on."""
    font = FONTS[label["look"]]
    costs = [
        (_cost(spot, order, font, frame, obstacles), order, spot)
        for order, spot in enumerate(_spots(label, font, frame))
    ]
    cost, _, spot = min(costs, key=lambda each: each[:2], default=(HARD, 0, None))
    if cost >= CROSSING and label["kind"] in ("line", "point"):
        led = [(_cost(each, order, font, frame, obstacles), order, each)
               for order, each in enumerate(_led(label, frame))]  # fmt: skip
        cost, _, spot = min([(cost, 0, spot), *led], key=lambda each: each[:2])
    if spot is None or cost >= HARD:
        return None
    obstacles.taken.append(_box(spot, font))
    return _annotation(spot, label, font, frame)


def _spots(label: Label, font: dict[str, Any], frame: Frame) -> Iterator[Spot]:
    """The ways to write a label: on one line first, then on shorter ones."""
    plot = frame.plot
    texts: list[str] = []
    for words in filter(None, (label["text"], label.get("short"))):
        texts.append(words)
        for share in (0.75, 0.6, 0.45, 0.35):
            shorter = wrapped(words, (plot.right - plot.left) * share, font["size"], font["weight"])
            texts += [shorter] if shorter not in texts and len(words) > 12 else []
    for text in texts:
        if label["kind"].startswith("rule"):
            yield from _beside_rule(label, text, frame)
        elif label["kind"] == "line":
            yield from _along(label, text, font, frame)
        else:
            yield from _around(label, text, frame)


def _beside_rule(label: Label, text: str, frame: Frame) -> Iterator[Spot]:
    """At the top of the rule; words for its right side never change to the left."""
    anchor = (frame.x(label["x"]), frame.plot.top)
    sides = ("right", "left") if label["kind"] == "rule left" else ("left",)
    for side, row in itertools.product(sides, range(3)):
        below = -2 + LINE_HEIGHT * (row + text.count("\n") / 2)
        yield Spot(text, anchor, (-7 if side == "right" else 8, below), side)


def _around(label: Label, text: str, frame: Frame) -> Iterator[Spot]:
    anchor = (frame.x(label["x"]), frame.y(label["y"]))
    rows = text.count("\n") * LINE_HEIGHT / 2
    for x, y, side in FAR if label["kind"] == "far" else NEAR:
        away = rows if y > 0 else -rows if y < 0 else 0
        yield Spot(text, anchor, (x, y + away), side, label["kind"] == "far")


def _along(label: Label, text: str, font: dict[str, Any], frame: Frame) -> Iterator[Spot]:
    """Above or below the line, at several of its parts; farther off where it is steep."""
    places = [(frame.x(x), frame.y(y)) for x, y in label["line"]]
    width = text_width(text, font["size"], font["weight"])
    rows = (text.count("\n") + 1) * LINE_HEIGHT / 2
    for share in ALONG:
        x = places[0][0] + share * (places[-1][0] - places[0][0])
        ends = [_height(places, x - width / 2), _height(places, x + width / 2)]
        middle = _height(places, x)
        yield Spot(text, (x, middle), (0, min(ends) - middle - rows - 4), "center")
        yield Spot(text, (x, middle), (0, max(ends) - middle + rows + 4), "center")


def _led(label: Label, frame: Frame) -> Iterator[Spot]:
    """Away from lines that lie close together, at the end of a thin line."""
    pairs = label["line"] if label["kind"] == "line" else [(label["x"], label["y"])]
    places = [(frame.x(x), frame.y(y)) for x, y in pairs]
    for share in ALONG if len(places) > 1 else ALONG[:1]:
        x = places[0][0] + share * (places[-1][0] - places[0][0])
        for across, down, side in FAR:
            yield Spot(label["text"], (x, _height(places, x)), (across, down), side, leader=True)


def _height(places: Sequence[Place], x: float) -> float:
    """Where the line is at a horizontal place; its ends beyond them."""
    for (x0, y0), (x1, y1) in itertools.pairwise(places):
        if x0 <= x <= x1:
            return y0 + (y1 - y0) * (x - x0) / (x1 - x0) if x1 > x0 else y1
    return places[0][1] if x < places[0][0] else places[-1][1]


def _box(spot: Spot, font: dict[str, Any]) -> Box:
    width = text_width(spot.words, font["size"], font["weight"])
    height = LINE_HEIGHT * (spot.words.count("\n") + 1)
    x, y = spot.anchor[0] + spot.shift[0], spot.anchor[1] + spot.shift[1]
    left = x - {"left": 0, "center": 0.5, "right": 1}[spot.side] * width
    return Box(left, y - height / 2, left + width, y + height / 2)


def _cost(
    spot: Spot, order: int, font: dict[str, Any], frame: Frame, obstacles: Obstacles
) -> float:
    """How much a place disturbs; HARD and above where words would touch words or a point."""
    box = _box(spot, font)
    room = Box(frame.plot.left, 0, frame.size[0] - 2, frame.plot.bottom - 2)
    cost = order / 10
    cost += HARD * (not box.within(room))
    cost += HARD * sum(box.overlaps(each) for each in obstacles.taken)
    cost += HARD * sum(box.overlaps(each) for each in obstacles.dots)
    cost += CROSSING * sum(_crosses(box, line.near(box)) for line in obstacles.lines)
    if spot.shift[0] == 0 and not spot.leader:
        way = _way(spot)
        cost += CROSSING * sum(_crosses(way, line.near(way)) for line in obstacles.lines)
    if spot.leader:
        end = (spot.anchor[0] + spot.shift[0], spot.anchor[1] + spot.shift[1])
        cost += HARD * any(_crosses(each, [spot.anchor, end]) for each in obstacles.taken)
        steps = _steps(spot.anchor, end)
        crossed = (
            line
            for line in obstacles.lines
            if any(_crosses(each, line.near(each)) for each in steps)
        )
        cost += sum(CROSSING / 2 if line.is_thin else CROSSING for line in crossed)
    return cost


def _steps(start: Place, end: Place) -> list[Box]:
    """A thin line as small boxes, without its beginning, which lies on the line it speaks of."""
    across, down = end[0] - start[0], end[1] - start[1]
    places = [(start[0] + part * across / 8, start[1] + part * down / 8) for part in range(2, 8)]
    return [Box(x - 5, y - 5, x + 5, y + 5) for x, y in places]


def _way(spot: Spot) -> Box:
    """What lies between a line and its label: no other line should."""
    x, y = spot.anchor
    start, end = sorted((y + math.copysign(3, spot.shift[1]), y + spot.shift[1]))
    return Box(x - 0.5, start, x + 0.5, end)


def _crosses(box: Box, places: Sequence[Place]) -> bool:
    for start, end in itertools.pairwise(places):
        is_apart = max(start[1], end[1]) < box.top or min(start[1], end[1]) > box.bottom
        if not is_apart and _touches(box, start, end):
            return True
    return False


def _touches(box: Box, start: Place, end: Place) -> bool:
    """Whether a straight piece passes through a box (both ends clipped to it in turn)."""
    (x0, y0), (x1, y1) = start, end
    first, last = 0.0, 1.0
    edges = (
        (x0 - x1, x0 - box.left), (x1 - x0, box.right - x0),
        (y0 - y1, y0 - box.top), (y1 - y0, box.bottom - y0),
    )  # fmt: skip
    for way, room in edges:
        if way == 0 and room < 0:
            return False
        if way < 0:
            first = max(first, room / way)
        elif way > 0:
            last = min(last, room / way)
    return first <= last


def _annotation(spot: Spot, label: Label, font: dict[str, Any], frame: Frame) -> Annotation:
    """The label in plotly's words; places are values, ways from there are pixels."""
    place: Annotation = {"text": spot.words, "font": font, "xanchor": spot.side, "align": spot.side}
    if label["kind"].startswith("rule"):
        place |= {"x": label["x"], "y": 1, "yref": "paper"}
    elif label["kind"] == "line":
        place |= _value_place(spot.anchor, frame)
    else:
        place |= {"x": label["x"], "y": label["y"]}
    x, y = (round(each, 1) for each in spot.shift)
    if spot.leader:
        return place | {
            "showarrow": True, "ax": x, "ay": y, "arrowhead": 0, "arrowwidth": 1, "standoff": 7,
            "arrowcolor": REFERENCE, "yanchor": "middle",
        }  # fmt: skip
    return place | {"showarrow": False, "xshift": x, "yshift": -y, "yanchor": "middle"}


def _value_place(anchor: Place, frame: Frame) -> Annotation:
    """The values at a place in pixels, for a label that belongs to no point of the data."""
    x0, y0 = frame.plot.left, frame.plot.bottom
    return {
        "x": (anchor[0] - x0) / (frame.plot.right - x0),
        "y": (y0 - anchor[1]) / (y0 - frame.plot.top),
        "xref": "paper",
        "yref": "paper",
    }
