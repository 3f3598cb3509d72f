"""A model over the periods of a file: profit beside the reference, and drift beside its limit."""

from collections.abc import Mapping, Sequence

from aiproj.shared import charts
from aiproj.shared import format as show
from aiproj.shared.charts import Axis, Figure
from aiproj.shared.charts.figures import Trace
from metrics.charts.profit import MONEY_HOVER, PERCENT_HOVER

Numbers = Sequence[float]
Gaps = Sequence[float | None]
MOST_TICKS = 6
QUALITY_LOOKS = ("main", "second", "practice")
QUALITY_WORDS = {"main": "main", "second": "second", "practice": "quiet"}
QUALITY_POINTS = {"main": "mean", "second": "practice", "practice": "practice"}


def period_profit_figure(
    names: Sequence[str],
    profit: Numbers,
    low: Numbers,
    high: Numbers,
    reference: float,
    *,
    estimated: Sequence[bool] = (),
    currency: str = "$",
) -> Figure:
    """Profit of each period with its likely range, and the reference as a rule.

    Points of estimated periods are open and stand off the line; without `estimated` there are none.
    """
    x = list(range(len(names)))
    guessed = [x[at] for at, flag in enumerate(estimated) if flag]
    told = [None if at in guessed else value for at, value in enumerate(profit)]
    known = [at for at in x if at not in guessed]
    said = "; ".join(
        f"{name}: {charts.amount(profit[at], currency)}{', estimate' if at in guessed else ''}"
        for at, name in enumerate(names)
    )
    newest = charts.amount(profit[-1], currency)
    return charts.figure(
        [
            *charts.band(x, low, high),
            charts.line(x, told, name="profit", hover=MONEY_HOVER),
            charts.points(known, [profit[at] for at in known]),
            *_estimates(guessed, profit),
        ],
        period_axis(names),
        charts.value_axis([0, *low, *high], charts.money(currency)),
        said=f"Reference {charts.amount(reference, currency)}. {said}",
        shapes=[charts.horizontal(reference)],
        labels=[
            charts.line_label("reference", [x[0], x[-1]], [reference, reference], "quiet"),
            charts.point_label(
                f"{newest}, estimate" if x[-1] in guessed else newest, x[-1], profit[-1], "key"
            ),
        ],
        currency=currency,
    )


def _estimates(places: Sequence[int], profit: Numbers) -> list[Trace]:
    if not places:
        return []
    values = [profit[at] for at in places]
    return [charts.points(places, values, "open", name="estimate", hover=MONEY_HOVER)]


def drift_figure(names: Sequence[str], psi: Numbers, limit: Numbers) -> Figure:
    """PSI of each period, and the limit that chance alone passes one time in twenty."""
    x = list(range(len(names)))
    pairs = zip(names, psi, limit, strict=True)
    said = "; ".join(
        f"{name}: {show.number(a, 3)}, limit {show.number(b, 3)}" for name, a, b in pairs
    )
    return charts.figure(
        [
            charts.line(x, limit, "reference", name="limit of chance", step=""),
            charts.line(x, psi, name="PSI", hover="%{y:.3f}"),
            charts.points(x, psi),
        ],
        period_axis(names),
        charts.value_axis([0, 0.1, *psi, *limit], charts.number),
        said=said,
        labels=[
            charts.point_label(show.number(psi[-1], 3), x[-1], psi[-1], "key"),
            charts.line_label("limit of chance", x, limit, "quiet"),
        ],
    )


def quality_figure(names: Sequence[str], measures: Mapping[str, Gaps]) -> Figure:
    """Up to three shares of each period, each a line with its name; None is a gap."""
    x = list(range(len(names)))
    pairs = list(zip(QUALITY_LOOKS, measures.items(), strict=False))
    said = "; ".join(
        f"{name}: " + ", ".join(f"{what} {show.percent(y[at], 1)}" for what, y in measures.items())
        for at, name in enumerate(names)
    )
    return charts.figure(
        [
            trace
            for look, (what, y) in pairs
            for trace in (
                charts.line(x, y, look, name=what, hover=PERCENT_HOVER),
                charts.points(*_known(x, y), QUALITY_POINTS[look]),
            )
        ],
        period_axis(names),
        charts.value_axis([0.0, 1.0], charts.percent),
        said=said,
        labels=[charts.line_label(what, x, y, QUALITY_WORDS[look]) for look, (what, y) in pairs],
    )


def _known(x: Sequence[int], y: Gaps) -> tuple[list[int], list[float]]:
    known = [(place, value) for place, value in zip(x, y, strict=True) if value is not None]
    return [place for place, _ in known], [value for _, value in known]


def period_axis(names: Sequence[str]) -> Axis:
    """Places 0 to n - 1 with up to six of the names below."""
    step = max(1, -(-len(names) // MOST_TICKS))
    places = list(range(0, len(names), step))
    return {
        "range": [-0.3, max(len(names) - 1, 0) + 0.3],
        "tickvals": [float(place) for place in places],
        "ticktext": [names[place] for place in places],
        "title": {"text": ""},
        "hoverformat": "",
    }
