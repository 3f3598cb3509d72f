"""The predictions of an organization, and the first rows of one file."""

from dataclasses import dataclass

from accounts.models import Organization
from aiproj.shared import format as show
from metrics.models import Predictions, Valuation
from metrics.reading.outcome import Preview

MOST_SHOWN = 40  # columns of the first rows


@dataclass(frozen=True)
class PredictionsRow:
    """One upload with the headline of its last valuation; empty before the first, and while the
    file is read anew or cannot be used."""

    predictions: Predictions
    rows: str
    finding: str


def predictions_of(organization: Organization) -> list[PredictionsRow]:
    """Uploaded predictions, the newest first."""
    rows = list(Predictions.objects.of(organization).latest_first())
    newest = Valuation.objects.newest_of(rows).values_list("predictions_id", "finding")
    ready = {row.pk for row in rows if row.state == Predictions.State.READY}
    findings = {key: finding for key, finding in newest if key in ready}
    return [
        PredictionsRow(row, show.number(row.facts.get("rows")), findings.get(row.pk, ""))
        for row in rows
    ]


@dataclass(frozen=True)
class Head:
    """The first rows of a file; `note` says which columns are left out."""

    columns: list[str]
    rows: list[list[str]]
    note: str = ""


def head_of(preview: Preview) -> Head:
    """The first rows; of many columns the proposed ones and the first of the others."""
    count = len(preview.columns)
    if count <= MOST_SHOWN:
        return Head(list(preview.columns), [list(row) for row in preview.rows])
    guesses = (*preview.guesses.values(), *preview.forecast_guesses.values())
    proposed = {guess.value for guess in guesses}
    order = sorted(range(count), key=lambda at: (preview.columns[at] not in proposed, at))
    places = sorted(order[:MOST_SHOWN])
    return Head(
        [preview.columns[at] for at in places],
        [[row[at] if at < len(row) else "" for at in places] for row in preview.rows],
        f"Shown are {MOST_SHOWN} of {show.number(count)} columns: those that are proposed, and the "
        "first of the others.",
    )
