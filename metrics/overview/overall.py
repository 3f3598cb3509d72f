"""How far all metrics have come together, by weights that a person states."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from accounts.models import Organization
from aiproj.shared import format as show
from metrics.calc.attainment import overall_attainment
from metrics.models import BusinessMetric
from metrics.overview.following import Standing, newest_by_metric, standing_of
from metrics.wording import following as wording


@dataclass(frozen=True)
class Part:
    """One metric of the list; `share` is what it counts for, empty before weights are given."""

    metric: BusinessMetric
    standing: Standing
    attained: str
    share: str


@dataclass(frozen=True)
class Overall:
    """The weighted attainment in words, with what it rests on."""

    parts: tuple[Part, ...]
    attained: str  # empty before weights are given
    expected: str
    notes: tuple[str, ...]


def metrics_of(organization: Organization) -> list[BusinessMetric]:
    """The metrics that can be weighted."""
    rows = BusinessMetric.objects.of(organization).current()
    return list(rows.order_by("category", "name", "pk"))


def overall_of(
    metrics: Sequence[BusinessMetric],
    weights: Sequence[Decimal] | None,
    organization: Organization,
    today: datetime.date,
) -> Overall:
    """The metrics with their standing; with weights, one for each, also what they give together."""
    newest = newest_by_metric(organization)
    standings = [standing_of(metric, newest.get(metric.pk), today) for metric in metrics]
    if weights is None:
        return Overall(tuple(map(_part, metrics, standings)), "", "", ())
    found = overall_attainment([each.attained for each in standings], weights)
    shares = [show.percent(part.share) if part.weight else show.DASH for part in found.parts]
    return Overall(
        parts=tuple(map(_part, metrics, standings, shares)),
        attained=show.percent(found.attainment),
        expected=show.percent(found.expected),
        notes=tuple(wording.overall_notes(found)),
    )


def _part(metric: BusinessMetric, standing: Standing, share: str = "") -> Part:
    return Part(metric, standing, show.percent(standing.attained.attainment), share)
