"""A figure as SVG, on the server: what shows before a script runs, without one, and on paper."""

import html
import re
from collections.abc import Iterable, Mapping
from typing import Any

from aiproj.shared.charts.figures import (
    DASHED,
    DOTTED,
    FONTS,
    GRID,
    QUIET,
    ZERO,
    Figure,
    Shape,
    Trace,
)
from aiproj.shared.charts.frame import LINE_HEIGHT, Frame
from aiproj.shared.charts.labels import Annotation, fitted
from aiproj.shared.marks import svg

WIDE = (730, 450)
NARROW = (284, 340)
DASHES = {"solid": None, DASHED: "5 4", DOTTED: "2 3"}
FINEST_STEP = 0.6
TOKEN = re.compile(r"var\((--ap-[a-z0-9-]+)\)")

# The light values of static/css/tokens.css, for paper
LIGHT = {
    "--ap-page": "#FBFBF9",
    "--ap-sunken": "#F2F2EE",
    "--ap-ink": "#15181E",
    "--ap-ink-2": "#474D58",
    "--ap-ink-3": "#666C77",
    "--ap-accent": "#2F45D6",
    "--ap-chart-main": "#2F45D6",
    "--ap-chart-band": "#DDE1FA",
    "--ap-chart-second": "#A35A00",
    "--ap-chart-ref": "#666C77",
    "--ap-chart-mark": "#15181E",
    "--ap-chart-grid": "#E2E2DC",
    "--ap-chart-zero": "#858A93",
}
PAPER_FONT = "Inter"


def to_svg(
    figure: Figure,
    width: float = WIDE[0],
    height: float = WIDE[1],
    palette: Mapping[str, str] | None = None,
) -> svg.Svg:
    """Draw a figure at its own size, with role="img" and what it says as its label.

    Without a palette, colors are tokens of the page it stands in; with one (LIGHT), the drawing
    stands alone, for documents. Understands what the builders of this package make, nothing else:
    raises KeyError for other traces and shapes.
    """
    return drawn(fitted(figure, width, height), figure["said"], palette)


def drawn(
    fit: tuple[Figure, Frame], said: str, palette: Mapping[str, str] | None = None
) -> svg.Svg:
    """Draw a figure that was fitted to its size already."""
    figure, frame = fit
    layout = figure["layout"]
    parts = [
        *(_region(each, frame) for each in layout["shapes"] if each["type"] == "rect"),
        *_axes(layout, frame),
        *(_rule(each, frame) for each in layout["shapes"] if each["type"] == "line"),
        *_traces(figure["data"], frame),
        *(_label(each, frame) for each in layout["annotations"]),
    ]
    if palette is None:
        return svg.drawing(*frame.size, said, *parts)
    return _alone(*frame.size, said, parts, palette)


def _alone(
    width: float, height: float, said: str, parts: Iterable[str], palette: Mapping[str, str]
) -> svg.Svg:
    markup = svg.element(
        "svg", *parts, xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {width:g} {height:g}",
        width=width, height=height, font_family=PAPER_FONT, role="img", aria_label=said,
    )  # fmt: skip
    return svg.Svg(TOKEN.sub(lambda found: palette[found[1]], markup))


def _words(x: float, y: float, words: str, font: Mapping[str, Any], anchor: str = "middle") -> str:
    """Lines of text; a tspan carries the look, as the page's style sheet speaks to text only."""
    parts = [
        svg.element(
            "tspan", html.escape(row), x=x, y=y + LINE_HEIGHT * place, fill=font["color"],
            font_size=font["size"], font_weight=str(font["weight"]),
        )
        for place, row in enumerate(words.split("\n"))
    ]  # fmt: skip
    return svg.element("text", *parts, text_anchor=anchor)


def _axes(layout: Mapping[str, Any], frame: Frame) -> list[str]:
    """Horizontal grid with a darker zero, words at the ticks, and the title below."""
    x_axis, y_axis, plot = layout["xaxis"], layout["yaxis"], frame.plot
    parts = []
    for value, words in zip(y_axis["tickvals"], y_axis["ticktext"], strict=True):
        y, stroke = frame.y(value), ZERO if value == 0 else GRID
        parts.append(svg.element("line", x1=plot.left, x2=plot.right, y1=y, y2=y, stroke=stroke))
        parts.append(_words(plot.left - 8, y + 4, words, FONTS["quiet"], "end"))
    for value, words in zip(x_axis["tickvals"], x_axis["ticktext"], strict=True):
        parts.append(_words(frame.x(value), plot.bottom + 19, words, FONTS["quiet"]))
    if title := x_axis["title"]["text"]:
        center = (plot.left + plot.right) / 2
        parts.append(_words(center, plot.bottom + 37, title, FONTS["normal"]))
    return parts


def _region(shape: Shape, frame: Frame) -> str:
    left, right = frame.x(shape["x0"]), frame.x(shape["x1"])
    return svg.element(
        "rect", x=left, y=frame.plot.top, width=right - left,
        height=frame.plot.bottom - frame.plot.top, fill=shape["fillcolor"],
        opacity=f"{shape['opacity']:g}",
    )  # fmt: skip


def _rule(shape: Shape, frame: Frame) -> str:
    plot = frame.plot
    if shape["yref"] == "paper":
        high = plot.bottom - (plot.bottom - plot.top) * shape["y1"]
        x = frame.x(shape["x0"])
        ends = {"x1": x, "x2": x, "y1": high, "y2": plot.bottom}
    else:
        y = frame.y(shape["y0"])
        ends = {"x1": plot.left, "x2": plot.right, "y1": y, "y2": y}
    return svg.element("line", **ends, **_stroke(shape["line"]))


def _stroke(line: Mapping[str, Any]) -> dict[str, str | None]:
    return {
        "stroke": line["color"],
        "stroke_width": f"{line['width']:g}",
        "stroke_dasharray": DASHES[line["dash"]],
    }


def _traces(traces: Iterable[Trace], frame: Frame) -> list[str]:
    parts: list[str] = []
    before: list[tuple[float, float]] = []
    for trace in traces:
        if trace["type"] == "bar":
            parts.extend(_bars(trace, frame))
            continue
        runs = _runs(trace, frame)
        if trace["mode"] == "markers":
            parts.extend(_dot(x, y, trace["marker"]) for run in runs for x, y in run)
            continue
        if trace.get("fill"):
            edge = [*before, *reversed([place for run in runs for place in run])]
            parts.append(svg.element("polygon", points=_joined(edge), fill=trace["fillcolor"]))
        elif trace["line"]["width"]:
            parts.extend(_polyline(run, trace["line"]) for run in runs if len(run) > 1)
        before = [place for run in runs for place in run]
    return parts


def _runs(trace: Trace, frame: Frame) -> list[list[tuple[float, float]]]:
    """Places in pixels, apart where the data has a gap, with the corners of stairs."""
    runs: list[list[tuple[float, float]]] = [[]]
    shape = trace.get("line", {}).get("shape", "linear")
    for x, y in zip(trace["x"], trace["y"], strict=True):
        if x is None or y is None:
            runs.append([])
            continue
        place = (frame.x(x), frame.y(y))
        if runs[-1] and shape != "linear":
            last = runs[-1][-1]
            runs[-1].append((place[0], last[1]) if shape == "hv" else (last[0], place[1]))
        runs[-1].append(place)
    return [run for run in runs if run]


def _joined(places: Iterable[tuple[float, float]]) -> str:
    """Places as text, without those that move less than an eye can see."""
    kept: list[tuple[float, float]] = []
    last: tuple[float, float] | None = None
    for place in places:
        last = place
        if kept and _near(kept[-1], place):
            continue
        kept.append(place)
    if last is not None and kept[-1] != last:
        kept.append(last)
    return " ".join(f"{svg.plain_number(x)},{svg.plain_number(y)}" for x, y in kept)


def _near(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return max(abs(one[0] - other[0]), abs(one[1] - other[1])) < FINEST_STEP


def _polyline(places: list[tuple[float, float]], line: Mapping[str, Any]) -> str:
    return svg.element(
        "polyline", points=_joined(places), fill="none", stroke_linejoin="round", **_stroke(line)
    )


def _dot(x: float, y: float, marker: Mapping[str, Any]) -> str:
    edge = marker["line"]
    return svg.element(
        "circle", cx=x, cy=y, r=marker["size"] / 2, fill=marker["color"], stroke=edge["color"],
        stroke_width=f"{edge['width']:g}",
    )  # fmt: skip


def _bars(trace: Trace, frame: Frame) -> list[str]:
    half = trace["width"] / 2
    parts = []
    for x, y in zip(trace["x"], trace["y"], strict=True):
        if y is not None:
            left, right = frame.x(x - half), frame.x(x + half)
            top, bottom = sorted((frame.y(y), frame.y(0)))
            look = {"fill": trace["marker"]["color"]}
            size = {"width": right - left, "height": bottom - top}
            parts.append(svg.element("rect", x=left, y=top, **size, **look))
    return parts


def _label(label: Annotation, frame: Frame) -> str:
    """Words, and a thin line to the point where they stand apart from it."""
    plot, font = frame.plot, label["font"]
    x, y = _anchor(label, frame)
    parts = []
    if label["showarrow"]:
        end = (x + label["ax"], y + label["ay"])
        parts.append(_leader((x, y), end, label["standoff"]))
        x, y = end[0] + {"left": 4, "center": 0, "right": -4}[label["xanchor"]], end[1]
    else:
        x, y = x + label["xshift"], y - label["yshift"]
    rows = label["text"].count("\n")
    anchor = {"left": "start", "center": "middle", "right": "end"}[label["xanchor"]]
    baseline = max(y - LINE_HEIGHT * rows / 2 + font["size"] * 0.35, min(plot.top, 10))
    return "".join([*parts, _words(x, baseline, label["text"], font, anchor)])


def _anchor(label: Annotation, frame: Frame) -> tuple[float, float]:
    plot = frame.plot
    across = plot.left + (plot.right - plot.left) * label["x"]
    upward = plot.bottom - (plot.bottom - plot.top) * label["y"]
    x = across if label.get("xref") == "paper" else frame.x(label["x"])
    return x, upward if label.get("yref") == "paper" else frame.y(label["y"])


def _leader(start: tuple[float, float], end: tuple[float, float], standoff: float) -> str:
    away = ((end[0] - start[0]) ** 2 + (end[1] - start[1]) ** 2) ** 0.5
    x, y = (a + (b - a) * standoff / away for a, b in zip(start, end, strict=True))
    return svg.element("line", x1=x, y1=y, x2=end[0], y2=end[1], stroke=QUIET)
