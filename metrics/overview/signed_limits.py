"""Signed limits beside what was measured."""

from collections.abc import Iterable, Iterator

from django.utils.text import Truncator

from aiproj.shared import format as show
from metrics.models import BusinessMetric, MetricSample, SignedLimit
from metrics.wording.figures import exact, with_unit

LONGEST = 300


def broken_by(
    metric: BusinessMetric, limits: Iterable[SignedLimit], sample: MetricSample
) -> Iterator[tuple[SignedLimit, str]]:
    """Limits that held on the day of a value and that it does not keep to, with a sentence."""
    value = f"{with_unit(exact(sample.value), metric.unit)} on {show.date(sample.day)}"
    for limit in limits:
        if sample.day >= limit.starts_on and limit.is_broken_by(sample.value):
            text = f"{value} breaks the charter of {limit.source_name}: {limit.clause}."
            yield limit, Truncator(text).chars(LONGEST)
