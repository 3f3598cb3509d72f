"""The page of predictions: sentences, curve and tables of a stored valuation."""

from dataclasses import dataclass
from typing import Any

from aiproj.shared import charts
from aiproj.shared import format as show
from aiproj.shared.exports import Sheet
from metrics.charts.profit import Marks, profit_figure
from metrics.exports import curve_sheet, unit_of, whole_curve
from metrics.models import Predictions, Valuation
from metrics.wording import chosen as chosen_wording
from metrics.wording import payoffs
from metrics.wording import valuation as wording
from metrics.wording.improvements import Improvement, held_improvements, improvements
from metrics.wording.left_out import left_out_note
from metrics.wording.valuation import Line, Story, Words

TABLE_ROWS = 40


@dataclass(frozen=True)
class ValuationPage:
    """What the template shows of a valuation."""

    story: Story
    chart: dict[str, Any]
    decides: list[Line]
    doubts: list[str]
    point: list[Line]
    cut_block: str
    computed: list[Line]
    choices: list[tuple[str, str, str]]
    improvements: list[Improvement]
    held_improvements: str
    limited: bool
    words: Words


@dataclass(frozen=True)
class PredictionsPage:
    """What the template shows of predictions: the file, and a valuation if there is one."""

    facts: list[Line]
    warnings: list[dict[str, Any]]
    errors: list[dict[str, Any]]
    valuation: ValuationPage | None


def page_of(predictions: Predictions, last: Valuation | None) -> PredictionsPage:
    """Gather the page of predictions."""
    is_ready = predictions.state == Predictions.State.READY
    facts = predictions.facts if is_ready else {}  # else those of the reading before
    lines = wording.facts_of(facts, last.result if last else None) if facts else []
    if facts and predictions.mapping.get("low_score_is_positive"):
        lines.append(Line("Score", "sign turned", "a low score means positive"))
    return PredictionsPage(
        facts=lines,
        warnings=predictions.warnings(),
        errors=[item for item in predictions.problems if item["level"] == "error"],
        valuation=_valuation_page(last) if last else None,
    )


def _valuation_page(last: Valuation) -> ValuationPage:
    story = wording.tell(last.question, last.result)
    return ValuationPage(
        story=story,
        chart=_chart(last, story),
        decides=wording.decides(last.question, last.result),
        doubts=[_unbroken(each) for each in payoffs.doubts(last.question, last.result)],
        point=chosen_wording.point_lines(last.question, last.result),
        cut_block=" ".join(chosen_wording.cut_block(last.question, last.result)),
        computed=chosen_wording.computed(last.question, last.result),
        choices=wording.choices(last.question, last.result),
        improvements=improvements(last.question, last.result),
        held_improvements=held_improvements(last.result),
        limited=last.result["limit_share"] is not None,
        words=Words.of(last.question),
    )


def _unbroken(text: str) -> str:
    """Words in whose amounts no line ends after the minus."""
    return text.replace(show.MINUS, f"{show.MINUS}\N{WORD JOINER}")


CURVE_HEAD = ("Treated", "From a score of", "Profit", "Likely range", "Range of the whole curve")


def _chart(last: Valuation, story: Story) -> dict[str, Any]:
    return charts.for_page(
        curve_figure(last.question, last.result),
        title=story.chart_title,
        subtitle=story.chart_subtitle,
        caption=story.caption,
        head=list(CURVE_HEAD),
        rows=curve_rows(last.question, last.result),
        note=left_out_note(last.result, last.predictions.facts, last.predictions.kind),
    )


def curve_figure(question: dict[str, Any], result: dict[str, Any]) -> charts.Figure:
    """The stored profit curve with its range and marks."""
    words, drawing = Words.of(question), result["drawing"]
    return profit_figure(
        drawing["treated_share"],
        drawing["profit"],
        drawing["low"],
        drawing["high"],
        _marks(question, result),
        currency=words.currency,
        x_title=f"Share of {words.people} treated, best scores first",
    )


def _marks(question: dict[str, Any], result: dict[str, Any]) -> Marks:
    chosen, free, plain = result["chosen"], result["free"], result["baselines"]
    treated_today = wording.treated_today(question, result)
    limited = result["limit_share"] is not None and free["point"] != chosen["point"]
    return Marks(
        chosen=_pair(chosen),
        best_free=_pair(free) if limited else None,
        limit_share=result["limit_share"],
        random=(plain["treat_none"], plain["treat_all"]),
        practice=plain["current"],
        practice_share=treated_today / result["size"] if treated_today else None,
        chosen_range=_range(chosen),
        free_range=_range(free),
    )


def _pair(operation: dict[str, Any]) -> tuple[float, float]:
    """Share and profit; where cases are too few, the dot lies on the curve, whatever the range."""
    point, value = operation["point"], operation["value"]
    return point["treated_share"], point["profit"] if operation["refused"] else value["estimate"]


def _range(operation: dict[str, Any]) -> tuple[float, float] | None:
    value = operation["value"]
    return (value["low"], value["high"]) if operation["refused"] else None


def curve_rows(question: dict[str, Any], result: dict[str, Any]) -> list[list[str]]:
    """The curve as a table of about forty rows, in words."""
    words, drawing = Words.of(question), result["drawing"]
    count = len(drawing["profit"])
    chosen = sorted({round(step * (count - 1) / TABLE_ROWS) for step in range(TABLE_ROWS + 1)})
    spans = ((drawing["low"], drawing["high"]), whole_curve(drawing, result["band_factor"]))
    return [
        [
            show.percent(drawing["treated_share"][at], 1),
            wording.score(drawing["thresholds"][at]) or "nobody",
            words.money(drawing["profit"][at]),
            *(f"{words.money(low[at])} to {words.money(high[at])}" for low, high in spans),
        ]
        for at in chosen
    ]


def points_table(last: Valuation) -> Sheet:
    """Every drawn point, typed."""
    unit = unit_of(last.question)
    return curve_sheet(last.result["drawing"], unit, last.result["band_factor"])
