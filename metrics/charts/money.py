"""Money by share, by threshold and by quality of the model."""

import math
from collections.abc import Sequence

from aiproj.shared import charts
from aiproj.shared import format as show
from aiproj.shared.charts import Figure
from metrics.charts.profit import MONEY_HOVER, SHARE_TITLE, Pair
from metrics.charts.rates import Model, comparison_figure, share_axis
from metrics.charts.thinning import MOST_POINTS, Numbers, thin

ROI_HOVER = "%{y:.0%}"
ONE_HOVER = "%{y:$,.2f}"
FEW = "too few cases"  # in place of a number that they are too few for


def cost_and_revenue_figure(
    shares: Numbers, cost: Numbers, revenue: Numbers, *, currency: str = "$",
    title: str = SHARE_TITLE, few: bool = False,
) -> Figure:  # fmt: skip
    """Money in (accent) and money out (ochre) by share treated; profit lies between them.

    Where cases are too few for one number, no point is told with its amounts.
    """
    top = max(range(len(shares)), key=lambda place: revenue[place] - cost[place])
    ends = f"in {charts.amount(revenue[top], currency)}, out {charts.amount(cost[top], currency)}"
    said = (
        f"Money in and money out by share treated. Farthest apart at {_share(shares[top])}: "
        f"{FEW if few else ends}"
    )
    return comparison_figure(
        [Model("money in", shares, revenue), Model("money out", shares, cost)],
        share_axis(title), charts.money(currency), said=said, hover=MONEY_HOVER,
        currency=currency,
    )  # fmt: skip


def roi_figure(
    shares: Numbers, roi: Sequence[float | None], *, title: str = SHARE_TITLE, few: bool = False
) -> Figure:
    """Gain for each unit of money spent, by share treated; blank (None) where nothing is spent.

    Where cases are too few for one number, the highest return is not told.
    """
    if len(shares) != len(roi):
        raise ValueError("as many horizontal as vertical places")
    known = [(x, y) for x, y in zip(shares, roi, strict=True) if y is not None]
    x, (y,) = thin([each for each, _ in known], [[each for _, each in known]])
    top = y.index(max(y))
    words = FEW if few else show.percent(y[top])
    return charts.figure(
        [charts.line(x, y, name="return", hover=ROI_HOVER)],
        share_axis(title),
        charts.value_axis([0, *y], charts.percent),
        said=f"Return on money spent. Highest at {_share(x[top])}: {words}",
        labels=[charts.point_label(words, x[top], y[top], "main")],
    )


def threshold_figure(
    thresholds: Numbers,
    profit: Numbers,
    chosen: Pair | None,
    *,
    currency: str = "$",
    few: bool = False,
) -> Figure:
    """Profit by the score from which people are treated; thresholds rise, none is infinite.

    `chosen` is (threshold, profit), None where treating nobody is best; its profit is not told
    where cases are too few for one number.
    """
    x, (y,) = thin(thresholds, [profit], MOST_POINTS)
    points, labels, said = [], [], "nobody"
    if chosen:
        words = FEW if few else charts.amount(chosen[1], currency)
        points = [charts.points([chosen[0]], [chosen[1]], "chosen")]
        labels = [charts.point_label(words, *chosen, "key")]
        said = f"{_score(chosen[0])}, {words}"
    return charts.figure(
        [charts.line(x, y, name="profit", hover=MONEY_HOVER), *points],
        charts.value_axis(
            x, charts.number, title="Treated from this score on", within=True, hover=".4~g"
        ),
        charts.value_axis([0, *y], charts.money(currency)),
        said=f"Profit by threshold. Chosen: {said}",
        labels=labels,
        currency=currency,
    )


def marginal_profit_figure(
    ends: Numbers, worth: Numbers, *, currency: str = "$", title: str = SHARE_TITLE
) -> Figure:
    """What one more treated person brings (y), the mean over steps of the share treated (x).

    `ends` are where the steps end; the first one begins at none.
    """
    if len(ends) != len(worth):
        raise ValueError("as many horizontal as vertical places")
    x, y = [0.0, *ends], [*worth, worth[-1]]
    said = "; ".join(
        f"up to {_share(end)}: {charts.amount(each, currency)}"
        for end, each in zip(ends, worth, strict=True)
    )
    return charts.figure(
        [charts.line(x, y, name="one more treated", step="hv", hover=ONE_HOVER)],
        share_axis(title),
        charts.value_axis([0, *y], charts.money(currency)),
        said=f"What one more treated brings. {said}",
        currency=currency,
    )


def value_against_auc_figure(
    areas: Numbers, value: Numbers, present: float, *, currency: str = "$"
) -> Figure:
    """What a better model would add (y) by its AUC (x), a what-if; zero at the present AUC."""
    x, (y,) = thin(areas, [value])
    each = [
        f"AUC {show.number(a, 3)}: {charts.amount(b, currency)}"
        for a, b in zip(x, y, strict=True)
        if not math.isclose(a, present)
    ]
    return charts.figure(
        [
            charts.line(x, y, name="more profit", hover=MONEY_HOVER),
            charts.points([present], [0.0], "open"),
        ],
        charts.value_axis(x, charts.number, title="AUC", most=6, within=True, hover=".3f"),
        charts.value_axis([0, *y], charts.money(currency)),
        said=f"More profit by AUC, present {show.number(present, 3)}. " + "; ".join(each[:10]),
        labels=[charts.point_label(f"now {show.number(present, 3)}", present, 0.0, "strong")],
        currency=currency,
    )


def _share(value: float) -> str:
    return show.percent(value, 1)


def _score(value: float) -> str:
    return f"{value:.4g}".replace("-", show.MINUS)
