"""The criteria of a model with their standing, from the newest stored valuation."""

from dataclasses import dataclass

from aiproj.shared import format as show
from metrics.calc.criteria import OF_MONEY, SHARES, judge, measured
from metrics.models import Criterion, PredictiveModel, Valuation
from metrics.wording.figures import exact
from metrics.wording.valuation import Words


@dataclass(frozen=True)
class CriterionRow:
    """One criterion: what it asks, what was found, and whether it is met ("" for open)."""

    criterion: Criterion
    asks: str
    found: str
    standing: str
    note: str


def criteria_of(model: PredictiveModel) -> list[CriterionRow]:
    """Every criterion of the model."""
    rows = Valuation.objects.filter(predictions__in=model.predictions.all())
    last = rows.order_by("-created_at", "-pk").first()
    return [_row(criterion, last) for criterion in model.criteria.current()]


def _row(criterion: Criterion, last: Valuation | None) -> CriterionRow:
    if not criterion.is_quantitative:
        judge_name = criterion.judge.name if criterion.judge else "nobody any more"
        note = criterion.reason or f"to be judged by {judge_name}"
        standing = criterion.get_verdict_display()
        return CriterionRow(criterion, f"judged by {judge_name}", "", standing, note)
    asks = f"{criterion.get_bound_display()} {_asked(criterion, last)}"
    measure = measured(criterion.measure, last.result) if last else None
    if last is None or measure is None or criterion.threshold is None:
        note = _why_open(criterion.measure, last)
        return CriterionRow(criterion, asks, "", "", note)
    outcome = judge(measure, criterion.bound, float(criterion.threshold))
    note = "" if outcome.sure is not False else "the likely range reaches across the threshold"
    return CriterionRow(
        criterion=criterion,
        asks=asks,
        found=_said(criterion.measure, measure.value, last),
        standing="Met" if outcome.is_met else "Not met",
        note=note,
    )


def _why_open(measure: str, last: Valuation | None) -> str:
    if last is None:
        return "no number yet"
    if measure in OF_MONEY and last.result["chosen"]["refused"]:
        return "too few cases in the newest valuation for one number"
    return "undefined for the newest valuation"


def _asked(criterion: Criterion, last: Valuation | None) -> str:
    text = exact(criterion.threshold)
    if criterion.measure in SHARES:
        return f"{text} %"
    is_money = criterion.measure in ("profit", "gain")
    return f"{Words.of(last.question).currency}{text}" if is_money and last else text


def _said(measure: str, value: float, last: Valuation) -> str:
    words = Words.of(last.question)
    if measure in ("profit", "gain"):
        return f"{words.money(value)} {words.each_period}"
    return f"{show.number(value, 1)} %" if measure in SHARES else show.number(value, 3)
