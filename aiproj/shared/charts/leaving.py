"""Figures on their way to the page: the JSON that plotly reads, and all that stands around it."""

import json
from collections.abc import Sequence
from typing import Any

from aiproj.shared.charts.drawing import NARROW, WIDE, drawn
from aiproj.shared.charts.figures import Figure, noted
from aiproj.shared.charts.labels import fitted
from aiproj.shared.marks import svg

MARKUP = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


def to_json(figure: Figure) -> svg.Svg:
    """The figure as JSON for a script block: data, layout, and what differs when narrow.

    Every text is escaped, as plotly reads a small set of HTML; a line break is ours. Nothing in
    the result can end the block. Raises ValueError for NaN and infinities.
    """
    wide, narrow = (fitted(figure, *size)[0] for size in (WIDE, NARROW))
    return _fitted_json(wide, narrow, figure["currency"])


def _fitted_json(wide: Figure, narrow: Figure, currency: str) -> svg.Svg:
    layout = narrow["layout"]
    axis = {key: layout["xaxis"][key] for key in ("tickvals", "ticktext", "title")}
    content = wide | {
        "narrow": {
            "margin": layout["margin"], "annotations": layout["annotations"], "xaxis": axis,
        },
        "currency": currency,
    }  # fmt: skip
    return block(_escaped(content))


def block(content: Any) -> svg.Svg:
    """Plain data as JSON for a script block, which nothing in it can end.

    Raises ValueError for NaN and infinities.

    >>> str(block(["</script>"]))
    '["\\\\u003c/script\\\\u003e"]'
    """
    text = json.dumps(content, allow_nan=False, separators=(",", ":"))
    return svg.Svg(text.translate(MARKUP))


def _escaped(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _escaped(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_escaped(each) for each in value]
    if isinstance(value, str):
        return value.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br>")
    return value


def for_page(
    figure: Figure,
    *,
    title: str,
    subtitle: str,
    caption: str,
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    note: str = "",
) -> dict[str, Any]:
    """What templates/includes/_chart.html shows: drawings, data, and the same numbers as a table.

    All texts are plain; the template escapes them. The first column of `rows` names the row. The
    note stands in the drawings.
    """
    figure = noted(figure, note)
    wide, narrow = (fitted(figure, *size) for size in (WIDE, NARROW))
    return {
        "title": title,
        "subtitle": subtitle,
        "caption": caption,
        "wide": drawn(wide, figure["said"]),
        "narrow": drawn(narrow, figure["said"]),
        "json": _fitted_json(wide[0], narrow[0], figure["currency"]),
        "head": list(head),
        "rows": [list(row) for row in rows],
    }
