"""Charts of curves: one figure as plain data, drawn as SVG here and by plotly in the page.

Nothing here needs plotly, numpy or Django. See docs/decisions/0009-one-figure-two-drawings.md.
"""

from aiproj.shared.charts.drawing import LIGHT, NARROW, WIDE, to_svg
from aiproj.shared.charts.figures import (
    Figure,
    band,
    bars,
    column,
    figure,
    horizontal,
    line,
    line_label,
    noted,
    point_label,
    points,
    region,
    rule_label,
    six_digits,
    thinned,
    vertical,
)
from aiproj.shared.charts.labels import fitted
from aiproj.shared.charts.leaving import block, for_page, to_json
from aiproj.shared.charts.scales import (
    Axis,
    Words,
    amount,
    money,
    nice_step,
    number,
    percent,
    ticks,
    value_axis,
)

__all__ = [
    "LIGHT",
    "NARROW",
    "WIDE",
    "Axis",
    "Figure",
    "Words",
    "amount",
    "band",
    "bars",
    "block",
    "column",
    "figure",
    "fitted",
    "for_page",
    "horizontal",
    "line",
    "line_label",
    "money",
    "nice_step",
    "noted",
    "number",
    "percent",
    "point_label",
    "points",
    "region",
    "rule_label",
    "six_digits",
    "thinned",
    "ticks",
    "to_json",
    "to_svg",
    "value_axis",
    "vertical",
]
