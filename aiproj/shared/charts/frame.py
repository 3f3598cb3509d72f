"""Where things stand in a drawing of a given size: plot area, ticks and widths of words."""

import itertools
from collections.abc import Callable
from typing import Any, NamedTuple

from aiproj.shared.marks import svg

LINE_HEIGHT = 15.0
NARROW_LETTERS = frozenset("iljtfrI.,:;|!'()[] ")
WIDE_LETTERS = frozenset("mwMW%@—")


class Box(NamedTuple):
    """A rectangle in pixels from the top left."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: "Box") -> bool:
        apart = self.right <= other.left or other.right <= self.left
        return not (apart or self.bottom <= other.top or other.bottom <= self.top)

    def within(self, other: "Box") -> bool:
        across = other.left <= self.left and self.right <= other.right
        return across and other.top <= self.top and self.bottom <= other.bottom


class Frame(NamedTuple):
    """A plot area with its scales from values to pixels."""

    size: tuple[float, float]
    plot: Box
    x: Callable[[float], float]
    y: Callable[[float], float]


def text_width(words: str, size: float = 12, weight: int = 400) -> float:
    """About how wide the widest line of a text is; a little too wide rather than too narrow.

    >>> text_width("$170k") < text_width("$170k", 14, 620)
    True
    """
    ems = max(sum(map(_ems, row)) for row in words.split("\n"))
    return ems * size * (1.12 if weight >= 500 else 1.0)


def _ems(letter: str) -> float:
    if letter in NARROW_LETTERS:
        return 0.32
    if letter in WIDE_LETTERS:
        return 0.92
    return 0.68 if letter.isupper() or letter.isdigit() or letter in "$€£+−" else 0.6


def fitted_axes(
    layout: dict[str, Any], width: float, height: float, note: str = ""
) -> tuple[dict[str, Any], Frame]:
    """The margins and the horizontal axis that suit a size, and the frame they give.

    A note stands on a line of its own below the words of the axis.
    """
    axis, y_axis = layout["xaxis"], layout["yaxis"]
    left = 12 + max([text_width(each) for each in y_axis["ticktext"]] + [18])
    right = max(text_width(axis["ticktext"][-1]) / 2 if axis["ticktext"] else 0, 8) + 4
    center = (left + width - right) / 2
    room = 2 * min(center, width - center) - 4
    title = "\n".join(wrapped(words, room) for words in (axis["title"]["text"], note) if words)
    rows = len(title.split("\n")) if title else 0
    margin = {"l": round(left), "r": round(right), "t": 26, "b": round(26 + LINE_HEIGHT * rows)}
    plot = Box(margin["l"], margin["t"], width - margin["r"], height - margin["b"])
    frame = Frame(
        (width, height),
        plot,
        svg.scale(axis["range"][0], axis["range"][1], plot.left, plot.right),
        svg.scale(y_axis["range"][0], y_axis["range"][1], plot.bottom, plot.top),
    )
    shown = _apart(axis["tickvals"], axis["ticktext"], frame.x)
    x_axis = {
        "tickvals": [value for value, _ in shown],
        "ticktext": [text for _, text in shown],
        "title": {"text": title, "standoff": 4, "font": {"size": 12}},
    }
    return {"margin": margin, "xaxis": x_axis}, frame


def _apart(
    values: list[float], texts: list[str], x: Callable[[float], float]
) -> list[tuple[float, str]]:
    """Every tick, or every second, third, ... so that their words do not touch."""
    pairs = list(zip(values, texts, strict=True))
    for every in range(1, len(pairs) + 1):
        some = pairs[::every]
        ends = [(x(value), text_width(text) / 2) for value, text in some]
        if all(b[0] - b[1] - a[0] - a[1] >= 8 for a, b in itertools.pairwise(ends)):
            return some
    return []


def wrapped(words: str, width: float, size: float = 12, weight: int = 400) -> str:
    r"""Text broken between words so that its lines fit a width; a long word stays whole.

    >>> wrapped("best without a limit: 17.4%", 100)
    'best without a\nlimit: 17.4%'
    """
    rows: list[str] = []
    for word in words.split():
        longer = f"{rows[-1]} {word}" if rows else word
        if rows and text_width(longer, size, weight) <= width:
            rows[-1] = longer
        else:
            rows.append(word)
    return "\n".join(rows)
