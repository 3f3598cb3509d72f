"""The measured values of a business metric, as pages and files show them."""

from dataclasses import dataclass
from decimal import Decimal

from aiproj.shared.exports import Column, Sheet
from metrics.models import BusinessMetric, MetricSample
from metrics.wording.figures import exact, with_unit

NEWEST = 5


@dataclass(frozen=True)
class SampleRow:
    """One measured value in words."""

    sample: MetricSample
    value: str


def sample_rows(metric: BusinessMetric, samples: list[MetricSample]) -> list[SampleRow]:
    """Values with their unit."""
    return [SampleRow(each, with_unit(exact(each.value), metric.unit)) for each in samples]


def newest_rows(metric: BusinessMetric) -> list[SampleRow]:
    """The newest values of a metric."""
    samples = metric.samples.newest().select_related("recorded_by")[:NEWEST]
    return sample_rows(metric, list(samples))


def samples_table(metric: BusinessMetric) -> Sheet:
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
