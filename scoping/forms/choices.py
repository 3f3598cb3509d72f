"""What fields that refer to something offer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from accounts.models import Membership
from metrics.models import BusinessMetric, MetricLink, Predictions, TechnicalMetric, Valuation
from scoping.models import Objective, Project, techniques_of
from scoping.rules.model import DIMENSION_NAMES
from scoping.worksheet.model import Kind, SectionSpec

Options = list[tuple[str, str]]
NEWEST_VALUATIONS = 100
DATASETS = "datasets"  # the rows that list them
DATASET_WITHOUT_NAME = "Dataset without a name"


@dataclass
class Choices:
    """Options by kind of field, read when a form needs them: one statement a kind."""

    project: Project
    known: dict[Kind, Options] = field(default_factory=dict)

    def of(self, kind: Kind) -> Options:
        """Public ids with names, in the order in which people look for them."""
        if kind not in self.known:
            self.known[kind] = self._sources[kind]()
        return self.known[kind]

    def names(self, spec: SectionSpec) -> dict[str, str]:
        """The name of everything that fields of this section may refer to."""
        kinds = {field.kind for field in spec.every_field()}
        if Kind.DATASETS in kinds:
            kinds.add(Kind.DATASET)
        return {
            value: label
            for kind in sorted(kinds & self._sources.keys())
            for value, label in self.of(kind)
        }

    @cached_property
    def _sources(self) -> dict[Kind, Callable[[], Options]]:
        return {
            Kind.PERSON: self._people,
            Kind.BUSINESS_METRIC: self._business,
            Kind.TECHNICAL_METRIC: self._technical,
            Kind.METRIC_LINK: self._links,
            Kind.VALUATION: self._valuations,
            Kind.OBJECTIVE: self._objectives,
            Kind.TECHNIQUE: self._techniques,
            Kind.DIMENSION: lambda: list(DIMENSION_NAMES.items()),
            Kind.DATASET: self._datasets,
        }

    def _people(self) -> Options:
        members = Membership.objects.active().filter(organization=self.project.organization)
        rows = members.select_related("user").order_by("user__name", "user__email")
        return [(member.user.public_id, str(member.user)) for member in rows]

    def _business(self) -> Options:
        rows = BusinessMetric.objects.of(self.project.organization).current().order_by("name")
        return [(row.public_id, row.name) for row in rows]

    def _technical(self) -> Options:
        rows = TechnicalMetric.objects.of(self.project.organization).current().order_by("name")
        return [(row.public_id, row.name) for row in rows]

    def _links(self) -> Options:
        rows = MetricLink.objects.of(self.project.organization).counting()
        return [
            (row.public_id, f"{row.metric.name}: {row.mechanism[:80]}")
            for row in rows.order_by("metric__name", "pk")
        ]

    def _valuations(self) -> Options:
        rows = Valuation.objects.filter(
            predictions__in=Predictions.objects.of(self.project.organization).classifications()
        )
        rows = rows.select_related("predictions").defer("question", "result")
        return [
            (row.public_id, f"{row.predictions} ({row.created_at:%Y-%m-%d})")
            for row in rows.order_by("-created_at")[:NEWEST_VALUATIONS]
        ]

    def _objectives(self) -> Options:
        rows = Objective.objects.of(self.project.organization).current().order_by("name")
        return [(row.public_id, row.name) for row in rows]

    def _techniques(self) -> Options:
        rows = techniques_of(self.project.organization).techniques
        return [(row.key, row.name) for row in rows]

    def _datasets(self) -> Options:
        rows = self.project.content_of("data").get(DATASETS, [])
        return [(row["id"], row.get("name", DATASET_WITHOUT_NAME)) for row in rows]
