"""The predictions of an organization, for the start page of measuring."""

from dataclasses import dataclass

from accounts.models import Organization
from aiproj.shared import format as show
from metrics.models import Predictions, Valuation


@dataclass(frozen=True)
class PredictionsRow:
    """One upload with the headline of its last valuation, empty before the first."""

    predictions: Predictions
    rows: str
    finding: str


def predictions_of(organization: Organization) -> list[PredictionsRow]:
    """Uploaded predictions, the newest first."""
    rows = list(Predictions.objects.of(organization).latest_first())
    newest = Valuation.objects.newest_of(rows).values_list("predictions_id", "finding")
    findings = dict(newest)
    return [
        PredictionsRow(row, show.number(row.facts.get("rows")), findings.get(row.pk, ""))
        for row in rows
    ]
