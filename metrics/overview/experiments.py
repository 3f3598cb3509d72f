"""A/B tests as their list, their page and their file show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.db.models.functions import Lower

from accounts.models import Organization
from aiproj.shared import format as show
from aiproj.shared.exports import Cell, Column, Sheet
from metrics.calc.guardrails import Advice, advise, outcome
from metrics.models import (
    Experiment,
    ExperimentDecision,
    ExperimentGuardrail,
    ExperimentReading,
    Measure,
)
from metrics.wording import experiments as wording
from metrics.wording.experiments import ReadingStory, Scale, arms, likely_range

SORTS: dict[str, Any] = {
    "name": Lower("name"),
    "needed": F("plan__n_total"),
    "planned": F("created_at"),
}
COLUMNS = (
    "Look", "Day", "Entered by", "Measure", "Unit", "Size, old way", "Size, new way",
    "Old way", "New way", "Standard deviation, old way", "Standard deviation, new way",
    "Difference", "Likely from", "Likely to", "Range", "Sample ratio p", "Verdict", "Formulas",
    "z or t of the planned test", "p of the planned test", "Corrects the look before",
)  # fmt: skip
RANGES = {"always_valid": "valid at every look", "fixed_size": "95 % at the planned size"}


@dataclass(frozen=True)
class ExperimentRow:
    """One test in the list."""

    experiment: Experiment
    needed: str
    standing: str
    decision: str


@dataclass(frozen=True)
class Look:
    """One look with its words and what it advises."""

    reading: ExperimentReading
    story: ReadingStory
    advice: str
    is_win: bool


@dataclass(frozen=True)
class GuardrailRow:
    """A planned guardrail."""

    guardrail: ExperimentGuardrail
    allowed: str


def experiments_of(organization: Organization, *, archived: bool, sort: str) -> Any:
    """Tests of the organization by a column of SORTS, downward with a leading minus.

    The newest first for an unknown column.
    """
    rows = Experiment.objects.of(organization)
    rows = rows.archived() if archived else rows.current()
    column = SORTS.get(sort.removeprefix("-"), F("created_at"))
    is_downward = sort.startswith("-") or sort not in SORTS
    order = column.desc() if is_downward else column.asc()
    return rows.with_standing().select_related("created_by").order_by(order, "-pk")


def experiment_row(found: Any) -> ExperimentRow:
    """Read one test that came `with_standing`."""
    verdict = found.last_result["verdict"] if found.last_result else ""
    decision = ExperimentDecision.Kind(found.last_decision).label if found.last_decision else ""
    return ExperimentRow(
        experiment=found,
        needed=f"{show.number(found.plan['n_total'])} {found.units}",
        standing=wording.VERDICTS.get(verdict, ""),
        decision=decision,
    )


def scale_of(row: Experiment | ExperimentGuardrail) -> Scale:
    """How the numbers of a test or a guardrail are written."""
    unit = row.value_unit if isinstance(row, Experiment) else row.unit
    return Scale(row.measure == Measure.MEAN, unit)


def plan_lines(experiment: Experiment) -> list[tuple[str, str]]:
    """The plan, a line for each fact."""
    return wording.plan_lines(
        experiment.question, experiment.plan, experiment.units, scale_of(experiment)
    )


def guardrail_rows(experiment: Experiment) -> list[GuardrailRow]:
    """The planned guardrails in words."""
    rows = experiment.guardrails.select_related("metric")
    return [
        GuardrailRow(each, wording.allowed(each.worse, float(each.worst_change), scale_of(each)))
        for each in rows
    ]


def looks_of(experiment: Experiment) -> list[Look]:
    """Every look, the newest first."""
    readings = experiment.readings.select_related("created_by").order_by("-number")
    return [_look(experiment, each) for each in readings]


def _look(experiment: Experiment, reading: ExperimentReading) -> Look:
    planned, scale = experiment.plan["n_total"], scale_of(experiment)
    advice, text = _advice(experiment, reading)
    return Look(
        reading=reading,
        story=wording.reading_story(reading.result, planned, experiment.units, scale),
        advice=text,
        is_win=advice == "release",
    )


def _advice(experiment: Experiment, reading: ExperimentReading) -> tuple[Advice, str]:
    result = reading.result
    guardrails = result.get("guardrails", [])  # looks by formulas 1 had none
    found = outcome(result["verdict"], experiment.question["effect"])
    standings = [each["standing"] for each in guardrails]
    advice = advise(found, standings, is_early=result["is_early"])
    return advice, wording.advice_text(advice, found, guardrails)


def speaks_against(experiment: Experiment, reading: ExperimentReading | None) -> str:
    """Why a release would be one without a win; empty after a win with every guardrail held."""
    if reading is None:
        return wording.NO_LOOK
    advice, text = _advice(experiment, reading)
    return "" if advice == "release" else text


def looks_table(experiment: Experiment) -> Sheet:
    """Every look, oldest first: a row for the goal and one for each guardrail.

    Shares and their differences are fractions. A look with the sample-ratio alarm carries the
    numbers that were entered and neither difference nor range.
    """
    readings = experiment.readings.select_related("created_by").order_by("number")
    rows = [row for each in readings for row in _rows(experiment, each)]
    return Sheet("Looks", tuple(Column(name) for name in COLUMNS), rows)


def _rows(experiment: Experiment, reading: ExperimentReading) -> list[list[Cell]]:
    result, counts = reading.result, reading.counts
    likely = likely_range(result)
    goal = {
        "name": experiment.name,
        "unit": experiment.value_unit if experiment.is_mean else "share",
        "arms": arms(result),
        "difference": result["difference"],
        "range": likely,
        "says": wording.VERDICTS[result["verdict"]],
        "test": wording.planned_test(result),
    }
    rows = [_row(reading, goal, counts)]
    given = counts.get("guardrails", {})
    for each in result.get("guardrails", []):
        shown = {
            **each,
            "unit": each["unit"] if each["measure"] == Measure.MEAN else "share",
            "arms": (each["a"], each["b"]),
            "says": wording.STANDINGS[each["standing"]],
        }
        rows.append(_row(reading, shown, given.get(each["id"], {})))
    return rows


def _row(
    reading: ExperimentReading, shown: dict[str, Any], numbers: dict[str, float]
) -> list[Cell]:
    result = reading.result
    ratio = result["sample_ratio"]
    is_hidden = ratio["alarm"]
    likely: Sequence[float | None] = shown["range"] or (None, None)
    return [
        reading.number,
        reading.created_at,
        str(reading.created_by or ""),
        shown["name"],
        shown["unit"],
        ratio["n_a"],
        ratio["n_b"],
        *shown["arms"],
        numbers.get("sd_a"),
        numbers.get("sd_b"),
        *((None, None, None) if is_hidden else (shown["difference"], *likely)),
        "" if is_hidden else RANGES[result["basis"]],
        ratio["p"],
        wording.VERDICTS["hidden"] if is_hidden else shown["says"],
        reading.formula_version,
        *((not is_hidden and shown.get("test")) or (None, None)),
        result.get("is_correction", False),  # looks by formulas before 3 never said so
    ]
