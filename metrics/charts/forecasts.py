"""What a forecast costs by a constant added to it, and how it went beside what happened."""

from collections.abc import Sequence

from aiproj.shared import charts
from aiproj.shared import format as show
from aiproj.shared.charts import Axis, Figure
from metrics.charts.profit import MONEY_HOVER, Pair
from metrics.charts.rates import Model, comparison_figure
from metrics.charts.thinning import MOST_POINTS, Numbers

MOST_TICKS = 5
LARGE = 100_000
AMOUNT_HOVER = "%{y:,.6~g}"


def shift_figure(
    shifts: Numbers, costs: Numbers, best: Pair, reference: tuple[float, str], *,
    unit: str, currency: str = "$",
) -> Figure:  # fmt: skip
    """Cost of the errors (y) by what is added to every forecast (x), with the best shift marked.

    Shifts rise and 0 is one of them; `reference` is a cost with the name of what it belongs to.
    """
    nothing, cheapest = list(shifts).index(0), list(costs).index(min(costs))
    kept = charts.thinned(len(shifts), MOST_POINTS, [nothing, cheapest])
    x, y = ([values[place] for place in kept] for values in (shifts, costs))
    level, name = reference
    across = ([x[0], x[-1]], [level, level])
    own = (0.0, costs[nothing])
    now, least, other = (charts.amount(value, currency) for value in (own[1], best[1], level))
    traces = [
        charts.line(*across, "reference", name=name),
        charts.line(x, y, name="cost", hover=MONEY_HOVER),
        charts.points([own[0]], [own[1]], "open"),
    ]
    labels = [charts.point_label("as it is", *own, "strong"), charts.line_label(name, *across)]
    if best[0]:
        traces.append(charts.points([best[0]], [best[1]], "chosen"))
        labels.insert(0, charts.point_label(least, *best, "key"))
    return charts.figure(
        traces,
        charts.value_axis(
            x, charts.number, title=f"Added to every forecast, {unit}", most=6, within=True,
            hover=".4~g",
        ),
        charts.value_axis([0, *y, level], charts.money(currency)),
        said=f"Cost by what is added to every forecast. As it is: {now}. Cheapest: {least}. "
        f"{show.sentence_case(name)}: {other}",
        labels=labels,
        currency=currency,
    )  # fmt: skip


def period_figure(
    labels: Sequence[str], actual: Numbers, forecast: Numbers, reference: Numbers, name: str
) -> Figure:
    """Actual amounts, forecasts and the reference (named) in the order of their periods."""
    places = [float(place) for place in range(len(labels))]
    top = max(map(abs, [*actual, *forecast, *reference]))
    count = show.counted(len(labels), "period")
    return comparison_figure(
        [Model("actual", places, actual), Model("forecast", places, forecast)],
        _period_axis(labels),
        charts.money("") if top >= LARGE else charts.number,
        said=f"Actual and forecast in {count}, {labels[0]} to {labels[-1]}",
        hover=AMOUNT_HOVER,
        reference=(places, reference, name),
        currency="",
    )


def _period_axis(labels: Sequence[str]) -> Axis:
    step = max(1, -(-len(labels) // MOST_TICKS))
    places = range(0, len(labels), step)
    return {
        "range": [0.0, float(len(labels) - 1)],
        "tickvals": [float(place) for place in places],
        "ticktext": [labels[place] for place in places],
        "title": {"text": ""},
        "hoverformat": "",
    }
