"""Predictions: as rows of the database, and as the vectors write them down."""

import tempfile
from dataclasses import asdict, replace
from datetime import timedelta
from pathlib import Path

import factories
import numpy as np
from django.utils import timezone

from aiproj.shared import files
from metrics import calibrating, counting, forecast_tables
from metrics.calc.counts import count_by_class
from metrics.calc.payoffs import Payoff, Payoffs, Population
from metrics.calc.row_counts import count_rows
from metrics.models import Predictions, Valuation
from metrics.reading import reader
from metrics.reading.columns import ColumnMapping, ForecastMapping
from metrics.services import (
    comparing,
    forecasting,
    predictive_models,
    receiving,
    reviewing,
    uploading,
    valuing,
    watching,
)

MAPPING = ColumnMapping(label="churned", score="chance", positive_label="yes")
WITH_PERIODS = replace(MAPPING, period="day")
COMING_LATER = replace(WITH_PERIODS, outcomes_come_later=True)
QUESTION = {
    "doing": "contacting",
    "people": "customers",
    "currency": "USD",
    "period": "quarter",
    "true_positive": "120",
    "cost_per_action": "12",
}
TWELVE_MONTHS = (Path(__file__).parent / "data/twelve-months.csv").read_bytes()
FORECAST_MAPPING = ForecastMapping("sold", "forecast", "plan", period="month")
FORECAST_QUESTION = {
    "cost_under": "4",
    "cost_over": "1",
    "currency": "USD",
    "unit": "bikes",
    "reference": "practice",
    "block": 2,
    "size": "24",
}


def build_payoffs(parameters):
    """The payoffs of a vector: numbers, or a constant and a factor."""
    amounts = {
        name: Payoff(value["const"], value["per_amount"])
        if isinstance(value, dict)
        else Payoff(value)
        for name, value in parameters["payoff"].items()
    }
    return Payoffs(
        amounts["tp"],
        amounts["fp"],
        amounts["fn"],
        amounts["tn"],
        cost_per_action=parameters.get("cost_per_action", 0),
        fixed_cost=parameters.get("fixed_cost", 0),
        fixed_cost_always=parameters.get("fixed_cost_when") == "always",
    )


def build_population(parameters):
    return Population(parameters.get("population"), parameters.get("prevalence"))


def build_counts(rows, *, compact=False):
    labels, scores = np.array(rows["label"]) == 1, np.array(rows["score"], dtype=float)
    if compact:
        return count_by_class(scores[labels], scores[~labels])
    extra = (np.array(rows[name], float) if name in rows else None for name in ("weight", "amount"))
    return count_rows(labels, scores, *extra, profiled=True)


def churn_csv(rows=400, seed=5):
    """A file of predictions with 30% positives, always the same."""
    random = np.random.default_rng(seed)
    labels = random.random(rows) < 0.3
    scores = 1 / (1 + np.exp(-random.normal(size=rows) - labels))
    lines = [
        f"c{number},{'yes' if label else 'no'},{score:.6f}"
        for number, (label, score) in enumerate(zip(labels, scores, strict=True))
    ]
    return "\n".join(["customer,churned,chance", *lines, ""]).encode()


def period_csv(months=4, rows=300, seed=8, pending=0):
    """Months of equal rows; in the last one scores, ages and regions are others.

    The last `pending` months have no outcomes yet.
    """
    random = np.random.default_rng(seed)
    lines = ["day,churned,chance,age,region"]
    for month in range(months):
        last = month == months - 1
        words = ("", "") if month >= months - pending else ("no", "yes")
        labels = random.random(rows) < 0.3
        logits = random.normal(size=rows) + labels * (0.2 if last else 1.5) - last
        ages = random.integers(20, 40, rows) + 15 * last
        places = random.choice(["north", "south", ""], rows, p=[0.1, 0.7, 0.2] if last else None)
        lines += [
            f"2026-{month + 1:02}-{at % 28 + 1:02},{words[int(label)]},"
            f"{1 / (1 + np.exp(-logit)):.6f},{age},{place}"
            for at, (label, logit, age, place) in enumerate(
                zip(labels, logits, ages, places, strict=True)
            )
        ]
    return "\n".join([*lines, ""]).encode()


def start_upload(organization, actor, size=10, name="Churn"):
    """A file that was announced and has not begun to arrive."""
    return receiving.start(
        organization=organization, actor=actor, name=name, file_name="churn.csv", size=size
    )


def make_upload(organization, actor, content=None, **overrides):
    """Predictions whose columns have not been chosen."""
    fields = {"name": "Churn model", "file_name": "churn.csv", **overrides}
    return uploading.take_in(
        organization=organization, actor=actor, content=[content or churn_csv()], **fields
    )


def make_predictions(organization, actor, content=None, mapping=MAPPING):
    """Predictions that were read, without the child processes that the job starts."""
    made = make_upload(organization, actor, content)
    with tempfile.TemporaryDirectory() as folder:
        outcome = reader.read_file(uploading.file_of(made), mapping, Path(folder))
        counting.write(counting.count(Path(folder)), uploading.tables_of(made))
        calibration = calibrating.measure(Path(folder))
    return _mark_read(made, mapping, outcome, calibration=calibration)


def _mark_read(made, mapping, outcome, **facts):
    made.kind, made.state = mapping.kind, Predictions.State.READY
    made.sha256 = files.fingerprint(uploading.file_of(made))
    made.mapping, made.facts = asdict(mapping), {**asdict(outcome.facts), **facts}
    made.problems = [asdict(item) for item in outcome.problems]
    made.read_at = made.created_at
    made.save()
    return made


def make_forecast(organization, actor, content=TWELVE_MONTHS, mapping=FORECAST_MAPPING):
    """A forecast that was read, without the child processes that the job starts."""
    fields = {"name": "Bikes sold", "file_name": "bikes.csv"}
    made = make_upload(organization, actor, content, **fields)
    with tempfile.TemporaryDirectory() as folder:
        outcome = reader.read_file(uploading.file_of(made), mapping, Path(folder))
        tables = forecast_tables.build(Path(folder), outcome.facts.periods, mapping.season)
        forecast_tables.write(tables, uploading.tables_of(made))
    references = list(tables.sums)
    return _mark_read(made, mapping, outcome, references=references, series=tables.series)


def make_forecast_valuation(made, actor, **overrides) -> Valuation:
    last = made.last_valuation()
    return forecasting.value(
        predictions=made,
        actor=actor,
        seen=last.number if last else 0,
        question={**FORECAST_QUESTION, **overrides},
    )


def make_by_amount(organization, actor):
    """Predictions whose rows carry an amount, valued by it."""
    header, *lines = churn_csv().decode().split()
    rows = [f"{line},{10 + number % 90}" for number, line in enumerate(lines)]
    content = "\n".join([f"{header},revenue", *rows, ""]).encode()
    made = make_predictions(organization, actor, content, replace(MAPPING, amount="revenue"))
    make_valuation(made, actor, true_positive="0", true_positive_per_amount="0.8")
    return made


def make_with_practice(organization, actor):
    """Predictions whose scores are tied in tenths and whose rows say what is decided today."""
    header, *lines = churn_csv().decode().split()
    rows = [
        f"{line[: line.rindex('.') + 2]},{int(number % 5 < 2)}" for number, line in enumerate(lines)
    ]
    content = "\n".join([f"{header},called", *rows, ""]).encode()
    return make_predictions(
        organization, actor, content, replace(MAPPING, current_decision="called")
    )


def make_valuation(made, actor, **overrides) -> Valuation:
    last = made.last_valuation()
    return valuing.value(
        predictions=made,
        actor=actor,
        seen=last.number if last else 0,
        question={**QUESTION, **overrides},
    )


def make_model(organization, actor, uploads=(), name="Gradient boosting", decision="whom to call"):
    """A model with its uploads."""
    made = predictive_models.create(
        organization=organization, actor=actor, name=name, decision=decision
    )
    predictive_models.set_predictions(model=made, actor=actor, version=1, predictions=list(uploads))
    return made


def make_check(model, actor, kind="data", **overrides):
    """A check every 30 days that has been due for three days."""
    today = model.organization.local_date(timezone.now())
    fields = {"every_days": 30, "first_due": today - timedelta(days=3), "owner": actor}
    stored = model.checks.filter(kind=kind).first()
    return watching.schedule(
        model=model,
        actor=actor,
        version=stored.version if stored else 0,
        kind=kind,
        fields={**fields, **overrides},
    )


def make_comparison(first, actor, second=None, *, own_second=False, thresholds=None):
    """Two models compared; without a second one, with one whose original was deleted."""
    if second is None and not own_second:
        second = make_predictions(first.organization, actor, churn_csv(seed=6))
        uploading.delete_file(predictions=second, actor=actor)
        second.refresh_from_db()
    asked = comparing.ask(first=first, second=second, actor=actor, thresholds=thresholds)
    factories.run_jobs()
    asked.refresh_from_db()
    return asked


def make_period_review(
    organization, actor, content=None, inputs=("age", "region"), mapping=WITH_PERIODS, **asked
):
    """Predictions of four months and their review."""
    made = make_predictions(organization, actor, content or period_csv(), mapping)
    make_valuation(made, actor)
    order = {"threshold": 0.5, "grouping": "month", "reference": 1, **asked}
    review = reviewing.ask(predictions=made, actor=actor, inputs=list(inputs), **order)
    factories.run_jobs()
    review.refresh_from_db()
    return review
