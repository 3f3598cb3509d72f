"""The profit curves that benefits are taken from, as a charter keeps them."""

from __future__ import annotations

from typing import Any

from accounts.models import Organization
from metrics.models import Predictions, Valuation
from metrics.wording.left_out import left_out_note
from scoping.checking.reading import text_of
from scoping.checking.sources import VALUATION
from scoping.overview.appraisal import rounded
from scoping.worksheet.state import WorksheetState

STEPS = 40  # of a curve: enough to draw it, and to read it as a table


def curves(organization: Organization, state: WorksheetState) -> dict[str, Any]:
    """Each curve that a candidate names as its source, by its id; at most one statement."""
    named = {
        text_of(each.content, "benefit_valuation")
        for each in state.candidates
        if text_of(each.content, "benefit_source") == VALUATION
    }
    if not named:
        return {}
    files = Predictions.objects.of(organization).classifications()
    rows = Valuation.objects.filter(predictions__in=files, public_id__in=named)
    return {row.public_id: _curve(row) for row in rows.select_related("predictions")}


def _curve(row: Valuation) -> dict[str, Any]:
    question, drawing, chosen = row.question, row.result["drawing"], row.result["chosen"]
    last = len(drawing["profit"]) - 1
    places = sorted({round(step * last / STEPS) for step in range(STEPS + 1)})
    columns = ("treated_share", "profit", "low", "high")
    return {
        "name": str(row.predictions),
        "people": question.get("people") or "cases",
        "currency": question.get("currency", ""),
        "period": question.get("period", ""),
        "points": [{key: rounded(drawing[key][at]) for key in columns} for at in places],
        "chosen": None if chosen["refused"] else {
            "treated_share": rounded(chosen["point"]["treated_share"]),
            "profit": rounded(chosen["value"]["estimate"]),
        },
        "left_out": left_out_note(row.result, row.predictions.facts, row.predictions.kind),
        "inputs": row.inputs_hash,
    }  # fmt: skip
