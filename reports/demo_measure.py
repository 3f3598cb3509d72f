"""The Measure pages of the demo: worked cases, measured values, generated files that were valued.

All by the services that people use. Files say in their name that they are generated.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from accounts.models import Organization, User
from aiproj.shared import jobs
from aiproj.shared.models import Job
from metrics.calc.sample import daily_sales, loans_by_month
from metrics.models import BusinessMetric, Predictions
from metrics.reading.columns import ColumnMapping, ForecastMapping
from metrics.services import (
    alerts,
    comparing,
    forecasting,
    predictive_models,
    reading_files,
    reviewing,
    samples,
    templates,
    uploading,
    valuing,
)

CASES = {"credit-default": "defaults_prevented", "churn-story": "revenue_kept"}
CURRENCY = "EUR"
BEGUN = 150  # days ago: when the metrics got their baselines
# Parts of the way from baseline to target, and how many days after the baseline each was measured
WAYS = {
    "Yearly churn": ((30, "0.05"), (60, "0.14"), (90, "0.26"), (120, "0.37"), (148, "0.47")),
    "Credit losses avoided, net of contacts": ((30, "0.02"), (60, "0.10"), (90, "0.16")),
}
NOTE = "Generated for the demo"
MONTHS = 7
PENDING = 1  # months whose defaults are not known yet
ROWS = 35_000
LOANS_NAME = "Loan defaults (generated sample)"
LOANS = ColumnMapping(
    label="defaulted",
    score="score",
    positive_label="1",
    second_score="scorecard",
    row_id="loan_id",
    period="month",
    outcomes_come_later=True,
)
INPUTS = ["exposure", "income", "region"]
# The bank's case: 40% of found defaults prevented, 45% of 12,000 saved, 2,400 contacts of 150
LOANS_QUESTION = {
    "doing": "contacting",
    "people": "loans",
    "currency": CURRENCY,
    "period": "year",
    "true_positive": "2160",
    "cost_per_action": "150",
    "population": "50000",
    "prevalence": "0.04",
    "budget": "360000",
}
SALES_NAME = "Daily sales (generated sample)"
SALES_ROWS = 2_193  # three stores, two years
SALES = ForecastMapping(
    actual="sold", forecast="forecast", reference="plan", period="day", series="store", season=7
)
SALES_QUESTION = {
    "cost_under": "4",
    "cost_over": "1.5",
    "currency": CURRENCY,
    "unit": "pieces",
    "reference": "practice",
    "block": 7,
}


def add_metrics(*, organization: Organization, actor: User) -> None:
    """The bank's and the churn case as of some months ago, with values measured since."""
    today = organization.local_date(timezone.now())
    begun = today - timedelta(days=BEGUN)
    for template, tree in CASES.items():
        templates.start_from(
            organization=organization,
            actor=actor,
            template=template,
            choices=templates.Choices((tree,), CURRENCY),
            today=begun,
        )
    for metric in BusinessMetric.objects.filter(organization=organization, name__in=WAYS):
        _measure(metric, actor)


def _measure(metric: BusinessMetric, actor: User) -> None:
    target = metric.target
    entries = [
        samples.Entry.of_row(
            metric.baseline_on + timedelta(days=days),
            round(metric.baseline + Decimal(part) * (target - metric.baseline), 2),
            NOTE,
        )
        for days, part in WAYS[metric.name]
    ]
    samples.add_all(metric=metric, actor=actor, entries=entries)


@transaction.atomic
def add_predictions(*, organization: Organization, actor: User) -> Predictions:
    """Upload the generated files, read them here and now, and ask all that people ask; once.

    All in one transaction: no worker reads them meanwhile, and no half of it is ever seen.
    """
    User.objects.select_for_update().get(pk=actor.pk)
    known = Predictions.objects.of(organization).order_by("pk").first()
    if known is not None:
        return known
    content = loans_by_month(_months(organization), ROWS, pending=PENDING)
    loans = _read(_taken_in(organization, actor, LOANS_NAME, content), actor, LOANS)
    valuing.value(predictions=loans, actor=actor, seen=0, question=LOANS_QUESTION)
    model = predictive_models.create(
        organization=organization,
        actor=actor,
        name="Default model (generated sample)",
        decision="which customers to contact",
    )
    predictive_models.set_predictions(
        model=model, actor=actor, version=model.version, predictions=[loans]
    )
    _run(comparing.ask(first=loans, second=None, actor=actor).job_key)
    _review(loans, actor)
    _add_sales(organization, actor)
    alerts.check_all(timezone.now())
    return loans


def _review(loans: Predictions, actor: User) -> None:
    threshold = loans.valuations.get().result["chosen"]["point"]["threshold"]
    asked = reviewing.ask(
        predictions=loans,
        actor=actor,
        threshold=threshold,
        grouping="as_it_is",
        reference=3,
        inputs=INPUTS,
    )
    _run(asked.job_key)


def _add_sales(organization: Organization, actor: User) -> None:
    sales = _read(_taken_in(organization, actor, SALES_NAME, daily_sales(SALES_ROWS)), actor, SALES)
    forecasting.value(predictions=sales, actor=actor, seen=0, question=SALES_QUESTION)


def _taken_in(
    organization: Organization, actor: User, name: str, content: Iterable[bytes]
) -> Predictions:
    return uploading.take_in(
        organization=organization,
        actor=actor,
        name=name,
        file_name="generated-sample.csv",
        content=content,
    )


def _read(
    predictions: Predictions, actor: User, mapping: ColumnMapping | ForecastMapping
) -> Predictions:
    chosen = reading_files.choose_columns(
        predictions=predictions, actor=actor, version=predictions.version, mapping=mapping
    )
    _run(chosen.job_key)
    chosen.refresh_from_db()
    return chosen


def _run(key: str) -> None:
    jobs.run(Job.objects.get(key=key).pk)


def _months(organization: Organization) -> list[str]:
    """The last whole months, the earliest first."""
    day = organization.local_date(timezone.now()).replace(day=1)
    found: list[str] = []
    for _ in range(MONTHS):
        day = (day - timedelta(days=1)).replace(day=1)
        found.insert(0, f"{date.isoformat(day)[:7]}")
    return found
