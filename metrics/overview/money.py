"""Where the profit of a valuation comes from: its charts of money, and what other amounts would do.

All from the points that are stored with the valuation, before the correction of the best one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from aiproj.shared import charts
from aiproj.shared import format as show
from metrics import charts as figures
from metrics.calc import cash, curves
from metrics.calc.counts import ClassSums, Counts
from metrics.calc.curves import ProfitCurve
from metrics.calc.payoffs import Limits
from metrics.calc.question import Question
from metrics.models import Valuation
from metrics.wording import valuation as wording
from metrics.wording.left_out import left_out_note
from metrics.wording.limits import held_back
from metrics.wording.tuning import nothing_pays, tuned_on
from metrics.wording.valuation import Words

ROWS = 20
STEPS = 20
NAMED_GAIN = 0.0099  # the chart's title names the point of AUC that all pages name
BEFORE = {
    False: "before the correction for picking the best point on this file and without its range",
    True: "without their range",
}
Chart = dict[str, Any]


@dataclass(frozen=True)
class MoneyPage:
    """What the page shows, but for the sensitivity table; notes stand for charts without data.

    held_sensitivity says why there is no such table where cases are too few.
    """

    headline: str
    lede: str
    charts: list[Chart]
    notes: list[str]
    held_sensitivity: str


@dataclass(frozen=True)
class Priced:
    """A stored valuation with its curve, from the points that were kept of it."""

    result: dict[str, Any]
    words: Words
    curve: ProfitCurve
    limits: Limits
    code: str  # of the currency
    note: str  # stands on every chart

    @property
    def unit(self) -> str:
        return f"{self.words.each_period} in {self.code}"

    @property
    def few(self) -> bool:
        """Whether cases are too few for one number."""
        return bool(wording.few_cases(self.result))

    @property
    def x_title(self) -> str:
        return f"Share of {self.words.people} treated, best scores first"


def is_complete(valuation: Valuation) -> bool:
    """Whether all that the page needs was kept; older valuations lack it."""
    return "against_auc" in valuation.result


def priced(valuation: Valuation, question: Question) -> Priced:
    """The stored points of a valuation under its question."""
    drawing = valuation.result["drawing"]
    thresholds = [np.inf if each is None else each for each in drawing["thresholds"]]
    counts = Counts(
        np.array(thresholds),
        _sums(drawing, "true_positives", "positive_amounts"),
        _sums(drawing, "false_positives", "negative_amounts"),
        rows=0,  # nothing about money asks for them
        positive_rows=0,
    )
    return Priced(
        valuation.result,
        Words.of(valuation.question),
        curves.price(counts, question.payoffs, question.population),
        question.limits,
        valuation.question.get("currency", "USD"),
        left_out_note(valuation.result, valuation.predictions.facts, valuation.predictions.kind),
    )


def _sums(drawing: dict[str, Any], weight: str, amount: str) -> ClassSums:
    amounts = drawing[amount]
    return ClassSums(np.array(drawing[weight]), None if amounts is None else np.array(amounts))


def money_page(valuation: Valuation, found: Priced) -> MoneyPage:
    """Every chart of a valuation's money that has something to show."""
    shown: list[Chart] = []
    notes: list[str] = []
    for build in (_by_threshold, _cash, _return, _marginal, _against_auc):
        chart = build(found)
        (notes if isinstance(chart, str) else shown).append(chart)  # type: ignore[arg-type]
    size, tuned = show.number(found.curve.size), tuned_on(valuation.result)
    few = wording.few_cases(valuation.result)
    return MoneyPage(
        headline=f"Where the money of valuation {valuation.number} comes from",
        lede=f"Amounts are {found.unit} for {size} {found.words.people}, {BEFORE[bool(tuned)]}.",
        charts=shown,
        notes=notes,
        held_sensitivity=f"{few}: {wording.NO_NUMBER} in each cell." if few else "",
    )


def _table(count: int, row: Callable[[int], list[str]]) -> list[list[str]]:
    """About twenty rows of a curve, ends included."""
    return [
        row(at) for at in sorted({round(step * (count - 1) / ROWS) for step in range(ROWS + 1)})
    ]


def _share(value: float) -> str:
    return show.percent(value, 1)


def _by_threshold(found: Priced) -> Chart:
    curve, words, point = found.curve, found.words, found.result["chosen"]["point"]
    # From the lowest score on; the threshold that treats nobody is no score
    thresholds, profit = curve.counts.thresholds[:0:-1], curve.profit[:0:-1]
    treated = curve.treated_share[:0:-1]
    score = wording.score(point["threshold"])
    return charts.for_page(
        figures.threshold_figure(
            thresholds.tolist(),
            profit.tolist(),
            (point["threshold"], point["profit"]) if score else None,
            currency=words.currency,
            few=found.few,
        ),
        title=f"Chosen are {words.people} with a score of {score} or more"
        if score
        else _nobody(found.result),
        note=found.note,
        subtitle=f"Profit by the lowest score that is treated, {found.unit}.",
        caption="Left of a point more are treated, right of it fewer; "
        "the dot is the choice within the limits.",
        head=["Treated from a score of", "Treated", "Profit"],
        rows=_table(
            len(profit),
            lambda at: [
                wording.score(thresholds[at]), _share(treated[at]), words.money(profit[at])
            ],
        ),
    )  # fmt: skip


def _nobody(result: dict[str, Any]) -> str:
    limited = held_back(result)
    return (
        "The limit leaves nobody to treat" if limited else show.sentence_case(nothing_pays(result))
    )


def _cash(found: Priced) -> Chart:
    curve, words = found.curve, found.words
    flows = cash.cash_flows(curve)
    share, money_in, money_out = curve.treated_share, flows.money_in, flows.money_out
    best = int(np.argmax(curve.profit))
    return charts.for_page(
        figures.cost_and_revenue_figure(
            share.tolist(), money_out.tolist(), money_in.tolist(),
            currency=words.currency, title=found.x_title, few=found.few,
        ),
        title=f"Money in is farthest above money out at {_share(share[best])} treated",
        note=found.note,
        subtitle=f"Money in and money out by share treated, {found.unit}.",
        caption="The distance between the lines is the profit. Each outcome counts as money in "
        "where it is above 0 and as money out below; acting always costs.",
        head=["Treated", "Money in", "Money out", "Of it spent on acting", "Profit"],
        rows=_table(
            len(share),
            lambda at: [
                _share(share[at]),
                *(
                    words.money(values[at])
                    for values in (money_in, money_out, flows.spent, curve.profit)
                ),
            ],
        ),
    )  # fmt: skip


def _return(found: Priced) -> Chart | str:
    curve, words = found.curve, found.words
    spent = cash.cash_flows(curve).spent
    known = np.flatnonzero(spent > 0)
    if not len(known):
        return "There is no return on spending to draw: acting costs nothing, for each or at once."
    roi = cash.return_on_spending(curve, found.result["baselines"]["treat_none"])[known]
    share, spent = curve.treated_share[known], spent[known]
    best = int(np.argmax(roi))
    highest = f"The return is highest at {_share(share[best])} treated"
    return charts.for_page(
        figures.roi_figure(share.tolist(), roi.tolist(), title=found.x_title, few=found.few),
        title=highest if found.few else f"{highest}: {show.percent(roi[best])}",
        note=found.note,
        subtitle=f"Gain over {words.doing} nobody, as a share of the money spent on acting.",
        caption="At 100% a gain as large as the spending is left after paying for it; "
        "the highest return is rarely the highest profit.",
        head=["Treated", "Spent on acting", "Return"],
        rows=_table(
            len(roi),
            lambda at: [_share(share[at]), words.money(spent[at]), show.percent(roi[at])],
        ),
    )


def _marginal(found: Priced) -> Chart:
    words, steps = found.words, cash.marginal_profit(found.curve, STEPS)
    starts = [0.0, *steps.ends[:-1].tolist()]
    losing = np.flatnonzero(steps.worth < 0)
    if not len(losing):
        title = "Treating one more pays up to the last"
    elif losing[0] == 0:
        title = "Already the best scores cost more than they bring"
    else:
        title = f"Treating one more pays up to about {show.percent(starts[losing[0]])}"
    return charts.for_page(
        figures.marginal_profit_figure(
            steps.ends.tolist(), steps.worth.tolist(),
            currency=words.currency, title=found.x_title,
        ),
        title=title,
        note=found.note,
        subtitle=f"Profit of one more treated, by share treated, {found.unit}.",
        caption="Each step is the mean over a twentieth of all; below 0 one more costs more than "
        "it brings. The fixed cost plays no part.",
        head=["Treated", "One more brings"],
        rows=[
            [f"{show.percent(start)} to {show.percent(end)}", words.money(worth, 2)]
            for start, end, worth in zip(starts, steps.ends, steps.worth, strict=True)
        ],
    )  # fmt: skip


def _against_auc(found: Priced) -> Chart | str:
    words = found.words
    if few := wording.few_cases(found.result):
        return f"{few}: too few cases to say what a better ranking would bring."
    gains = found.result["against_auc"]
    if len(gains) < 2:
        return (
            "There is no better ranking to value: the file holds one outcome, or all is in order."
        )
    areas = [gain["auc_after"] for gain in gains]
    more = [gain["profit_after"] - gain["profit_before"] for gain in gains]
    named = next((at for at, area in enumerate(areas) if area > areas[0] + NAMED_GAIN), -1)
    return charts.for_page(
        figures.value_against_auc_figure(areas, more, areas[0], currency=words.currency),
        title=f"An AUC of {show.number(areas[named], 3)} instead of {show.number(areas[0], 3)} "
        f"would bring {words.money(wording.rounded(more[named]))} more",
        note=found.note,
        subtitle=f"What a better model would add, by its AUC, {found.unit}.",
        caption="A what-if: the whole ROC curve shifts evenly, and the threshold is chosen anew "
        "within the same limits. The last point ranks perfectly.",
        head=["AUC", "More profit", "Treated"],
        rows=[
            [show.number(area, 3), words.money(value), _share(gain["treated_share_after"])]
            for area, value, gain in zip(areas, more, gains, strict=True)
        ],
    )
