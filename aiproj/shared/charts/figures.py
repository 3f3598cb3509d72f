"""Figures in plotly's schema, as plain data: what a chart of curves is made of.

A figure is {"data": traces, "layout": ..., "labels": ..., "said": ..., "currency": ...}, and may
have a "note". Colors are names of tokens, var(--ap-...): the browser resolves them, so that dark
mode needs no second figure. Texts stand as people wrote them; they are escaped where they leave
(leaving.py, drawing.py).
"""

import math
from collections.abc import Iterable, Sequence
from typing import Any

from aiproj.shared.charts.scales import Axis

Figure = dict[str, Any]
Trace = dict[str, Any]
Shape = dict[str, Any]
Label = dict[str, Any]
Values = Sequence[float | None]

MAIN = "var(--ap-chart-main)"
BAND = "var(--ap-chart-band)"
SECOND = "var(--ap-chart-second)"
REFERENCE = "var(--ap-chart-ref)"
MARK = "var(--ap-chart-mark)"
GRID = "var(--ap-chart-grid)"
ZERO = "var(--ap-chart-zero)"
PAGE = "var(--ap-page)"
SUNKEN = "var(--ap-sunken)"
QUIET = "var(--ap-ink-3)"
NORMAL = "var(--ap-ink-2)"
INK = "var(--ap-ink)"
ACCENT = "var(--ap-accent)"
FONT = "var(--ap-font)"

DASHED, DOTTED = "5px,4px", "2px,3px"
LINES = {
    "main": {"color": MAIN, "width": 2.25, "dash": "solid"},
    "second": {"color": SECOND, "width": 2.25, "dash": DASHED},
    "reference": {"color": REFERENCE, "width": 1.5, "dash": DASHED},
    "practice": {"color": SECOND, "width": 1.5, "dash": DOTTED},
    "limit": {"color": MARK, "width": 1.5, "dash": "solid"},
}
POINTS = {
    "chosen": {"color": MAIN, "size": 13, "line": {"color": PAGE, "width": 2}},
    "open": {"color": PAGE, "size": 11, "line": {"color": MAIN, "width": 2.25}},
    "practice": {"color": PAGE, "size": 9, "line": {"color": SECOND, "width": 2}},
    "mean": {"color": MARK, "size": 8, "line": {"color": PAGE, "width": 1}},
}
FONTS = {
    "normal": {"color": NORMAL, "size": 12, "weight": 400},
    "quiet": {"color": QUIET, "size": 12, "weight": 400},
    "strong": {"color": INK, "size": 12, "weight": 620},
    "key": {"color": ACCENT, "size": 14, "weight": 620},
    "main": {"color": ACCENT, "size": 12, "weight": 620},
    "second": {"color": SECOND, "size": 12, "weight": 400},
}


def six_digits(value: float) -> float | int:
    """A number for the page, to six significant figures.

    >>> six_digits(1234567.8), six_digits(0.12345678)
    (1234570, 0.123457)
    """
    short = float(f"{value:.6g}")
    return int(short) if short.is_integer() and abs(short) < 1e15 else short


def column(values: Iterable[float | None]) -> list[float | int | None]:
    """Numbers to six significant figures; the largest stays exact and the largest.

    None is a gap; raises ValueError for NaN and infinities.

    >>> column([1234567.1, 1234567.0, None])
    [1234567.1, 1234567.1, None]
    """
    given = [None if each is None else float(each) for each in values]
    if not all(each is None or math.isfinite(each) for each in given):
        raise ValueError("a chart needs finite numbers")
    top = max((each for each in given if each is not None), default=0.0)
    return [
        None if each is None else top if each == top else min(six_digits(each), top)
        for each in given
    ]


def thinned(length: int, most: int, keep: Iterable[int] = ()) -> list[int]:
    """Positions of at most `most` points: an even grid, both ends, and what must be kept.

    >>> thinned(10, 4, keep=[5])
    [0, 4, 5, 9]
    """
    if length <= most:
        return list(range(length))
    wanted = {0, length - 1, *keep}
    free = most - len(wanted)
    if free < 0:
        raise ValueError("more points must be kept than are allowed")
    grid = {round(place * (length - 1) / (free + 1)) for place in range(1, free + 1)}
    return sorted(wanted | grid)


def line(
    x: Values, y: Values, look: str = "main", *, name: str = "", step: str = "", hover: str = ""
) -> Trace:
    """A line; `step` "hv" or "vh" draws stairs; without `hover` (a template) it says nothing."""
    trace = _trace(x, y, name, hover) | {"mode": "lines"}
    trace["line"] = dict(LINES[look]) | {"shape": step or "linear"}
    return trace


def band(x: Values, low: Values, high: Values, name: str = "likely range") -> list[Trace]:
    """A range around a line: two edges without strokes, filled between."""
    edge = {"mode": "lines", "line": {"color": BAND, "width": 0, "dash": "solid"}}
    fill = {"fill": "tonexty", "fillcolor": BAND}
    return [_trace(x, low, name, "") | edge, _trace(x, high, name, "") | edge | fill]


def points(x: Values, y: Values, look: str = "mean", *, name: str = "", hover: str = "") -> Trace:
    """Points on top of the lines, whole also at the edge of the plot."""
    look_of = {"mode": "markers", "marker": dict(POINTS[look]), "cliponaxis": False}
    return _trace(x, y, name, hover) | look_of


def bars(x: Sequence[float | str], y: Values, *, name: str = "", hover: str = "") -> Trace:
    """Upright bars from zero; `x` holds places of the axis."""
    return {
        "type": "bar", "x": list(x), "y": column(y), "name": name, "marker": {"color": MAIN},
        "width": 0.7,
    } | _hover(hover)  # fmt: skip


def _trace(x: Values, y: Values, name: str, hover: str) -> Trace:
    if len(x) != len(y):
        raise ValueError("as many horizontal as vertical places")
    trace = {"type": "scatter", "x": column(x), "y": column(y), "name": name}
    return trace | _hover(hover)


def _hover(template: str) -> Trace:
    return {"hovertemplate": template} if template else {"hoverinfo": "skip"}


def vertical(x: float, look: str = "limit") -> Shape:
    """A rule over the whole height, a little higher than the plot."""
    ends = {"x0": x, "x1": x, "y0": 0, "y1": 1.02, "xref": "x", "yref": "paper"}
    return {"type": "line", "layer": "between", "line": dict(LINES[look])} | ends


def horizontal(y: float, look: str = "reference") -> Shape:
    """A rule over the whole width."""
    ends = {"x0": 0, "x1": 1, "y0": y, "y1": y, "xref": "paper", "yref": "y"}
    return {"type": "line", "layer": "between", "line": dict(LINES[look])} | ends


def region(start: float, end: float) -> Shape:
    """A shaded part of the plot; lines stay visible in it."""
    place = {"x0": start, "x1": end, "y0": 0, "y1": 1, "xref": "x", "yref": "paper"}
    look = {"fillcolor": SUNKEN, "opacity": 0.75, "line": {"width": 0}}
    return {"type": "rect", "layer": "below"} | place | look


def point_label(
    text: str, x: float, y: float, look: str = "normal", *, far: bool = False, short: str = ""
) -> Label:
    """Words beside a point; `far` puts them at the end of a thin line, `short` where room lacks."""
    kind = "far" if far else "point"
    return {"kind": kind, "text": text, "x": x, "y": y, "look": look, "short": short}


def line_label(text: str, x: Values, y: Values, look: str = "normal") -> Label:
    """Words along a line."""
    pairs = [(a, b) for a, b in zip(x, y, strict=True) if a is not None and b is not None]
    return {"kind": "line", "text": text, "line": pairs, "look": look}


def rule_label(text: str, x: float, look: str = "strong", *, side: str = "left") -> Label:
    """Words at the top of an upright rule, to its left or right."""
    return {"kind": f"rule {side}", "text": text, "x": x, "look": look}


def figure(
    traces: Sequence[Trace],
    x_axis: Axis,
    y_axis: Axis,
    *,
    said: str,
    shapes: Sequence[Shape] = (),
    labels: Sequence[Label] = (),
    currency: str = "$",
) -> Figure:
    """The whole figure; `said` is what a screen reader hears, labels in order of importance."""
    return {
        "data": list(traces),
        "layout": _theme() | {
            "xaxis": _axis(x_axis, 4) | {"showgrid": False, "zeroline": False},
            "yaxis": _axis(y_axis, 6) | {"zeroline": True, "zerolinecolor": ZERO},
            "shapes": list(shapes),
        },
        "labels": list(labels),
        "said": said,
        "currency": currency,
    }  # fmt: skip


def noted(shown: Figure, note: str) -> Figure:
    """The figure with a sentence below it that goes wherever it goes; the same without one."""
    return shown | {"note": note, "said": f"{shown['said']}. {note}"} if note else shown


def _theme() -> dict[str, Any]:
    return {
        "font": {"family": FONT} | FONTS["normal"],
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "showlegend": False,
        "hovermode": "x",
        "hoverlabel": {"bgcolor": PAGE, "bordercolor": REFERENCE, "font": {"color": INK}},
        "dragmode": False,
    }


def _axis(axis: Axis, gap: int) -> Axis:
    """`gap` stands between the words and the plot: ticks that do not show."""
    look = {"gridcolor": GRID, "gridwidth": 1, "zerolinewidth": 1, "fixedrange": True}
    ticks = {"ticks": "outside", "ticklen": gap, "tickcolor": "rgba(0,0,0,0)"}
    return axis | look | ticks | {"showline": False, "tickfont": FONTS["quiet"]}
