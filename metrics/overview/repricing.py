"""What the sliders of a valuation's page compute with, and why some pages have none."""

from dataclasses import dataclass
from typing import Any

from aiproj.shared import charts
from aiproj.shared.charts.figures import FONTS
from metrics.calc.intervals import FEWEST
from metrics.models import Predictions, Valuation
from metrics.wording import payoffs
from metrics.wording import valuation as wording
from metrics.wording.tuning import tuned_on

EVERY_ROW = "No sliders here: with {} the best cut-off depends on every row. The server answers."
BY_AMOUNT = EVERY_ROW.format("an amount in each row")
WEIGHTED = EVERY_ROW.format("a weight in each row")
ONE_OUTCOME = "No sliders here: the file holds one outcome only."
TUNED = "No sliders here: the threshold is picked on another file. The server answers."
TOO_OLD = "Compute once more to get sliders: this valuation was made before there were any."


@dataclass(frozen=True)
class Sliders:
    """The page's data block; empty with the reason in words where there is none."""

    block: str
    why_not: str = ""


def sliders_of(predictions: Predictions, last: Valuation) -> Sliders:
    """The points of a valuation that answer any constant payoffs, and the words around them."""
    drawing = last.result["drawing"]
    if any(float(last.question.get(f"{name}_per_amount") or 0) for name in wording.PAYOFFS):
        return Sliders("", BY_AMOUNT)
    if tuned_on(last.result):
        return Sliders("", TUNED)
    if predictions.mapping.get("weight"):
        return Sliders("", WEIGHTED)
    if not drawing.get("decisive"):
        return Sliders("", TOO_OLD)
    if not drawing["true_positives"][-1] or not drawing["false_positives"][-1]:
        return Sliders("", ONE_OUTCOME)
    return Sliders(
        charts.block(
            {
                "thresholds": list(map(wording.score, drawing["thresholds"])),
                "positives": list(map(int, drawing["true_positives"])),
                "negatives": list(map(int, drawing["false_positives"])),
                "cut_offs": drawing["cut_offs"],
                "valuation": last.number,
                "symbols": wording.SYMBOLS,
                "periods": wording.PERIODS,
                "decides": wording.DECIDES,
                "doubts": [text.format("{}", "") for text in (payoffs.NO_WORTH, payoffs.NO_COST)],
                "fewest": FEWEST,
                "marks": _marks(),
            }
        )
    )


def _marks() -> dict[str, Any]:
    """What the page's script puts into the chart, at places that it fills in."""
    origin = ([0.0], [0.0])
    return {
        "chosen": charts.points(*origin, "chosen"),
        "free": charts.points(*origin, "open"),
        "beyond": charts.region(0.0, 1.0),
        "limit": charts.vertical(0.0),
        "fonts": {look: FONTS[look] for look in ("key", "strong")},
    }
