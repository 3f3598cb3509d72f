"""The measured values of a metric, and how far a business metric has come by them."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

from django.db import models

from accounts.models import Organization
from aiproj.shared import charts
from aiproj.shared import format as show
from aiproj.shared.charts import Figure
from aiproj.shared.exports import Column, Sheet
from metrics.calc.attainment import Attainment, attain, elapsed_share
from metrics.calc.schedule import Check, DueCheck, Frequency, due_check, next_due
from metrics.charts.progress import progress_figure, values_figure
from metrics.models import BusinessMetric, Measured, MetricSample, TechnicalMetric
from metrics.wording import following as wording
from metrics.wording.figures import exact, rounded, with_unit

NEWEST = 5
TABLE_ROWS = 60
WIDE, NARROW = (730, 280), (284, 240)
TABLE_HEAD = ("Day", "Measured", "Planned", "Share of the way")


@dataclass(frozen=True)
class Standing:
    """How far a metric has come on the day of its newest value, in words."""

    attained: Attainment
    value: str  # the newest value since the baseline; a dash without one
    day: datetime.date | None
    label: str
    share: str
    planned: str
    due: str  # since when a value is missing; empty while none is

    @property
    def is_wrong(self) -> bool:
        return self.attained.status in wording.WRONG

    @property
    def is_right(self) -> bool:
        return self.attained.status in wording.RIGHT


@dataclass(frozen=True)
class SampleRow:
    """One measured value in words."""

    sample: MetricSample
    value: str


def sample_rows(metric: Measured, samples: list[MetricSample]) -> list[SampleRow]:
    """Values with their unit."""
    return [SampleRow(each, with_unit(exact(each.value), metric.unit)) for each in samples]


def newest_rows(metric: Measured) -> list[SampleRow]:
    """The newest values of a metric."""
    samples = metric.samples.newest().select_related("recorded_by")[:NEWEST]
    return sample_rows(metric, list(samples))


def newest_by_metric(organization: Organization) -> dict[int, MetricSample]:
    """The newest value of each business metric of an organization."""
    return {sample.measured.pk: sample for sample in _newest_of(organization, "metric")}


def newest_by_technical(organization: Organization) -> dict[int, MetricSample]:
    """The newest value of each technical metric of an organization."""
    return {sample.measured.pk: sample for sample in _newest_of(organization, "technical")}


def _newest_of(organization: Organization, owner: str) -> models.QuerySet[MetricSample]:
    later = MetricSample.objects.filter(**{owner: models.OuterRef(owner)})
    newest = models.Subquery(later.newest().values("pk")[:1])
    rows = MetricSample.objects.filter(**{f"{owner}__organization": organization}, pk=newest)
    return rows.select_related(owner)


def samples_table(metric: Measured) -> Sheet:
    """Every value, oldest first, with the columns that an import reads."""
    samples = metric.samples.order_by("day").select_related("recorded_by")
    names = ("Day", f"Value in {metric.unit}", "Source or note", "Entered by", "Entered at")
    rows = [
        (each.day, _plain(each.value), each.note, str(each.recorded_by or ""), each.recorded_at)
        for each in samples
    ]
    return Sheet("Values", tuple(Column(name) for name in names), rows)


def _plain(value: Decimal) -> Decimal:
    """The number without trailing zeros and without an exponent."""
    return Decimal(f"{value.normalize():f}")


def counting(metric: BusinessMetric, newest: MetricSample | None) -> MetricSample | None:
    """The newest value, unless it is older than the baseline that it is compared with."""
    return newest if newest and newest.day >= metric.baseline_on else None


def attained_by(metric: BusinessMetric, sample: MetricSample | None) -> Attainment:
    """How far the metric had come on the day of this value; by the baseline's day without one."""
    day = sample.day if sample else metric.baseline_on
    elapsed = elapsed_share(metric.baseline_on, metric.target_on, day)
    return attain(metric.baseline, metric.target, sample.value if sample else None, elapsed)


def due_of(metric: BusinessMetric, sample: MetricSample | None, today: datetime.date) -> DueCheck:
    """When the next value is due: one interval after the newest, or after the baseline."""
    frequency = cast(Frequency, metric.frequency)
    first = next_due(metric.baseline_on, frequency)
    return due_check(Check("", frequency, first, sample.day if sample else None), today)


def standing_of(
    metric: BusinessMetric, newest: MetricSample | None, today: datetime.date
) -> Standing:
    """How far a metric has come by its newest value."""
    sample = counting(metric, newest)
    attained = attained_by(metric, sample)
    return Standing(
        attained=attained,
        value=with_unit(exact(sample.value), metric.unit) if sample else show.DASH,
        day=sample.day if sample else None,
        label=wording.LABELS[attained.status],
        share=wording.share_words(attained),
        planned=_planned(metric, attained),
        due=wording.due_words(due_of(metric, sample, today)),
    )


def faults_of(
    metric: BusinessMetric, sample: MetricSample | None, today: datetime.date
) -> dict[str, str]:
    """What is wrong with a metric by its newest counting value, a sentence for each kind."""
    faults = {}
    if sample:
        value = f"{with_unit(exact(sample.value), metric.unit)} on {show.date(sample.day)}"
        if metric.is_beyond_limit(sample.value):
            limit = with_unit(exact(metric.alert_limit), metric.unit)
            faults["limit"] = f"{value} is beyond the alert limit of {limit}."
        if attained_by(metric, sample).status == "worse_than_baseline":
            baseline = with_unit(exact(metric.baseline), metric.unit)
            guarded = " of this guardrail" if metric.is_guardrail else ""
            faults["worse"] = f"{value} is worse than the baseline{guarded}, {baseline}."
    if due := wording.due_words(due_of(metric, sample, today)):
        faults["due"] = f"{due}. It is measured {metric.get_frequency_display().lower()}."
    return faults


def progress_chart(metric: BusinessMetric) -> dict[str, Any] | None:
    """The metric over time, with the same numbers as a table; None before the first value."""
    samples = list(metric.samples.order_by("day"))
    if not samples:
        return None
    figure = progress_figure(
        (metric.baseline_on, float(metric.baseline)),
        (metric.target_on, float(metric.target)),
        [(each.day, float(each.value)) for each in samples],
    )
    caption = "Planned is the straight line from the baseline to the target."
    return _drawn(metric, figure, caption, TABLE_HEAD, _chart_rows(metric, samples[-TABLE_ROWS:]))


def values_chart(metric: TechnicalMetric) -> dict[str, Any] | None:
    """The values over time, with the same numbers as a table; None before the second value."""
    samples = list(metric.samples.order_by("day"))
    if len(samples) < 2:
        return None
    figure = values_figure([(each.day, float(each.value)) for each in samples])
    newest = sample_rows(metric, samples[: -TABLE_ROWS - 1 : -1])
    rows = [[show.date(row.sample.day), row.value] for row in newest]
    return _drawn(metric, figure, "", TABLE_HEAD[:2], rows)


def _drawn(
    metric: Measured, figure: Figure, caption: str, head: Sequence[str], rows: list[list[str]]
) -> dict[str, Any]:
    """A figure of a metric for its page, wide and narrow."""
    title = f"{metric} in {metric.unit}"
    chart = charts.for_page(figure, title=title, subtitle="", caption=caption, head=head, rows=rows)
    return chart | {"wide": charts.to_svg(figure, *WIDE), "narrow": charts.to_svg(figure, *NARROW)}


def _chart_rows(metric: BusinessMetric, samples: Sequence[MetricSample]) -> list[list[str]]:
    rows = []
    for sample in reversed(samples):
        attained = attained_by(metric, sample)
        value = with_unit(exact(sample.value), metric.unit)
        share = show.percent(attained.attainment)
        rows.append([show.date(sample.day), value, _planned(metric, attained), share])
    return rows


def _planned(metric: BusinessMetric, attained: Attainment) -> str:
    if attained.expected_now is None:
        return show.DASH
    return with_unit(rounded(Decimal(str(attained.expected_now))), metric.unit)
