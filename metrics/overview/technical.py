"""Technical metrics: as the catalog describes them, what they reach, what was measured last."""

from dataclasses import dataclass
from typing import Any

from accounts.models import Organization
from metrics.calc.links import find_unlinked
from metrics.catalog.loading import technical_metrics
from metrics.models import BusinessMetric, MetricLink, TechnicalMetric
from metrics.overview.following import SampleRow, newest_by_technical, sample_rows


def catalog_fields(key: str) -> dict[str, Any]:
    """The fields of a technical metric of the catalog."""
    metric = technical_metrics()[key]
    return {
        "catalog_key": key,
        "name": metric.name,
        "says": metric.says,
        "unit": metric.unit,
        "direction": metric.direction or TechnicalMetric.Direction.ZERO.value,
    }


@dataclass(frozen=True)
class TechnicalRow:
    """A technical metric with its newest value and the business metrics that it reaches."""

    metric: TechnicalMetric
    reaches: tuple[BusinessMetric, ...]
    is_unlinked: bool
    newest: SampleRow | None


def technical_rows(organization: Organization) -> list[TechnicalRow]:
    """The technical metrics that are watched, those without a business metric first."""
    metrics = list(TechnicalMetric.objects.of(organization).current().order_by("name", "pk"))
    links = MetricLink.objects.of(organization).counting().prefetch_related("technical", "drivers")
    edges, reached = _edges(list(links))
    business = {f"b{link.metric_id}" for link in links}
    unlinked = set(find_unlinked([f"t{metric.pk}" for metric in metrics], business, edges))
    samples = newest_by_technical(organization)
    newest = {pk: sample_rows(each.measured, [each])[0] for pk, each in samples.items()}
    rows = [
        TechnicalRow(
            metric,
            tuple(reached.get(metric.pk, ())),
            f"t{metric.pk}" in unlinked,
            newest.get(metric.pk),
        )
        for metric in metrics
    ]
    return sorted(rows, key=lambda row: not row.is_unlinked)


def _edges(
    links: list[MetricLink],
) -> tuple[list[tuple[str, str]], dict[int, list[BusinessMetric]]]:
    edges: list[tuple[str, str]] = []
    reached: dict[int, list[BusinessMetric]] = {}
    for link in links:
        edges += [(f"b{driver.pk}", f"b{link.metric_id}") for driver in link.drivers.all()]
        for technical in link.technical.all():
            edges.append((f"t{technical.pk}", f"b{link.metric_id}"))
            reached.setdefault(technical.pk, []).append(link.metric)
    return edges, reached
