"""Whether scores are right as chances: bins, Brier score and calibration error of a file."""

from dataclasses import dataclass
from typing import Any

from aiproj.shared import charts
from aiproj.shared import format as show
from metrics.charts.rates import calibration_figure
from metrics.models import Predictions
from metrics.wording.left_out import left_out_note
from metrics.wording.valuation import Line, score

NO_CHANCES = (
    "Scores of this file leave 0 to 1, so they are no chances and have no calibration. "
    "The order of the scores, and with it every other number here, does not need any."
)
NOT_MEASURED = "This file was read before calibration was measured. "
AGAIN = "Choose its columns once more to have it measured."
GONE = "Measuring it needs the original, which was deleted."
CAPTION = (
    "On the dashed line scores are right as chances; above it they are too low, below too high."
)


@dataclass(frozen=True)
class CalibrationPart:
    """What the page shows of calibration: charts, or the reason why there are none."""

    measures: list[Line]
    charts: list[dict[str, Any]]
    why_not: str = ""


def calibration_part(predictions: Predictions) -> CalibrationPart:
    """The calibration that was measured when the file was read."""
    facts = predictions.facts
    if "calibration" not in facts:
        rest = GONE if predictions.file_deleted_at else AGAIN
        return CalibrationPart([], [], NOT_MEASURED + rest)
    found = facts["calibration"]
    if found is None:
        return CalibrationPart([], [], NO_CHANCES)
    note = left_out_note({}, facts, predictions.kind)
    return CalibrationPart(
        _measures(found),
        [
            _chart(found["equal_width"], "bins of equal width", note),
            _chart(found["equal_count"], "bins of about as many rows each", note),
        ],
    )


def _measures(found: dict[str, Any]) -> list[Line]:
    observed = found["observed"]
    return [
        Line(
            "Brier score",
            show.number(found["brier"], 4),
            f"{show.number(observed * (1 - observed), 4)} for always saying {_percent(observed)}",
        ),
        Line("Mean score", _percent(found["predicted"]), f"{_percent(observed)} are positive"),
    ]


def _chart(reliability: dict[str, Any], kind: str, note: str) -> dict[str, Any]:
    bins = [each for each in reliability["bins"] if each["count"]]
    error = reliability["expected_calibration_error"]
    return charts.for_page(
        calibration_figure(
            [each["predicted"] for each in bins],
            [each["observed"] for each in bins],
            [each["count"] for each in bins],
        ),
        title=f"In {kind} scores are {show.number(error * 100, 1)} points off on average",
        note=note,
        subtitle="Share of positives by mean score. "
        f"Expected calibration error: {show.number(error, 4)}.",
        caption=CAPTION,
        head=["Scores", "Rows", "Mean score", "Positive"],
        rows=[
            [
                f"{score(each['low'])} to {score(each['high'])}",
                show.number(each["count"]),
                _percent(each["predicted"]),
                _percent(each["observed"]),
            ]
            for each in bins
        ],
    )


def _percent(value: float) -> str:
    return show.percent(value, 1)
