"""A review by period as a table for other programs: numbers as they are, and words for what is not.

Shares are fractions; profit is for each 1,000 rows, in the currency of the valuation.
"""

from typing import Any

from aiproj.shared.exports import Cell, Column, Sheet
from metrics.models import PeriodReview
from metrics.wording import drift as drift_wording
from metrics.wording import periods as wording
from metrics.wording.valuation import TOO_FEW

ENDS = ("share", "low", "high")
COLUMNS = (
    "Period", "Reference", "Rows", "Rows with outcomes", "Profit estimated", "Positives",
    "Share of positives", "Share treated", "Profit a 1,000", "Profit, likely from",
    "Profit, likely to", "Why no profit", "Change", "Change, likely from", "Change, likely to",
    "Worse",
    *(f"{title}{part}" for title in wording.MEASURES.values()
      for part in ("", ", likely from", ", likely to", ", why none")),
    "PSI of scores", "PSI limit", "Drift beyond limit", "Size of drift", "Empty bins",
)  # fmt: skip


def period_sheet(review: PeriodReview) -> Sheet:
    """Every period of a review that is ready, in the order of time."""
    periods = review.result["periods"]
    newest = periods[-1]["drift"]
    bins = drift_wording.score_bins(newest)
    rows = [
        [*_earned(period), *_quality(period["earned"]), *_drift(period["drift"], newest, bins)]
        for period in periods
    ]
    return Sheet("Periods", tuple(Column(name) for name in COLUMNS), rows)


def _earned(period: dict[str, Any]) -> list[Cell]:
    earned, change = period["earned"], period["change"] or {}
    profit, refused = earned["profit"], earned["refused"]
    return [
        period["name"],
        period["reference"],
        earned["rows"],
        earned.get("outcomes", earned["rows"]),  # before formulas 2 every row had one
        wording.is_estimated(earned),
        earned["positives"],
        earned["positive_share"],
        earned["treated_share"],
        None if refused else profit["estimate"],
        profit["low"],
        profit["high"],
        TOO_FEW[refused] if refused else "",
        *(change.get(end) for end in ("estimate", "low", "high")),
        period["worse"],
    ]


def _quality(earned: dict[str, Any]) -> list[Cell]:
    cells: list[Cell] = []
    for name in wording.MEASURES:
        found = wording.share(earned, name)
        reason = "" if found else wording.quality(earned, name)[1]
        cells += [*((found or {}).get(end) for end in ENDS), reason]
    return cells


def _drift(
    drift: dict[str, Any] | None, newest: dict[str, Any], bins: tuple[str, ...]
) -> list[Cell]:
    if drift is None:
        return [None] * 5
    empty = drift_wording.empty_said(drift, newest, bins)
    return [drift["psi"], drift["critical_value"], drift["drift"], drift["size"], empty]
