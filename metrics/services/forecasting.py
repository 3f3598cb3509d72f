"""Asking what a forecast is worth, and keeping every answer with the question."""

from dataclasses import asdict
from typing import Any

from accounts.models import User
from aiproj.shared.errors import Refused
from metrics import forecast_tables
from metrics.asking import plain
from metrics.calc.forecast import FORMULA_VERSION
from metrics.calc.forecast_sums import GROUP_COLUMNS, ForecastQuestion, answer, savings
from metrics.forecast_tables import Tables
from metrics.models import Predictions, Valuation
from metrics.reading.problems import printable
from metrics.services import uploading, valuing
from metrics.wording import forecasts as wording


def question_of(plain: dict[str, Any], together: int = 1) -> ForecastQuestion:
    """The question as calculations know it; `together` periods are one group of the tables."""
    size = plain.get("size")
    return ForecastQuestion(
        cost_under=float(plain["cost_under"]),
        cost_over=float(plain["cost_over"]),
        size=None if size is None else float(size),
        block=-(-int(plain.get("block") or 1) // together),
    )


def value(
    *, predictions: Predictions, actor: User, seen: int, question: dict[str, Any]
) -> Valuation:
    """Answer the question from the stored tables and keep the answer.

    `seen` is the number of the last valuation that the person saw, 0 for none. Raises Stale when
    there is a newer one, Refused when the question has no answer.
    """
    valuing.check_kind(predictions, Predictions.Kind.FORECAST)
    if predictions.state != Predictions.State.READY:
        raise Refused("These forecasts have not been read yet.")
    result = _answer(predictions, question)
    valuation = Valuation(
        predictions=predictions,
        number=seen + 1,
        question=question,
        result=result,
        finding=wording.tell(question, result).headline,
        formula_version=FORMULA_VERSION,
        created_by=actor,
    )
    valuing.keep(valuation, actor, Predictions.Kind.FORECAST)
    return valuation


def _answer(predictions: Predictions, question: dict[str, Any]) -> dict[str, Any]:
    tables = forecast_tables.read(uploading.tables_of(predictions))
    sums = tables.sums.get(question["reference"])
    if sums is None:
        raise Refused("The file does not allow this reference. Choose another one.")
    asked = question_of(question, tables.together)
    try:
        found, against = answer(sums, asked), savings(tables.sums, asked)
    except ValueError as error:
        raise Refused(f"This cannot be computed: {error}.") from error
    more = {
        "season": predictions.mapping["season"],
        "left_out": predictions.facts["left_out"],
        "together": tables.together,
        "block": asked.block * tables.together,
        "labels": _labels(predictions.facts["periods"], tables),
        "references": [asdict(each) for each in against],
        "groups": dict(zip(GROUP_COLUMNS, sums.groups.T, strict=True)),
    }
    result: dict[str, Any] = plain({**asdict(found), **more})
    return result


def _labels(names: list[str], tables: Tables) -> list[str]:
    """What each group of periods is called: its only period, or the first and the last."""
    ordered = [printable(names[at]) for at in tables.order]
    starts = range(0, len(ordered), tables.together)
    groups = [ordered[start : start + tables.together] for start in starts]
    return [group[0] if len(group) == 1 else f"{group[0]} to {group[-1]}" for group in groups]
