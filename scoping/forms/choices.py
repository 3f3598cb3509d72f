"""What fields that refer to something offer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.text import Truncator

from accounts.models import Membership, User
from aiproj.shared import format as formats
from metrics.models import BusinessMetric, MetricLink, Predictions, TechnicalMetric, Valuation
from scoping.models import Objective, Project, techniques_of
from scoping.rules.model import DIMENSION_NAMES
from scoping.worksheet.model import Kind, SectionSpec

Options = list[tuple[str, str]]
NEWEST_VALUATIONS = 100
GONE = "no longer offered"
_OWN = frozenset({Kind.DATASET, Kind.DATASETS})  # rows of the worksheet itself
_MODELS: dict[Kind, Any] = {
    Kind.BUSINESS_METRIC: BusinessMetric, Kind.TECHNICAL_METRIC: TechnicalMetric,
    Kind.METRIC_LINK: MetricLink, Kind.OBJECTIVE: Objective,
}  # fmt: skip
DATASETS = "datasets"  # the rows that list them
DATASET_WITHOUT_NAME = "Dataset without a name"


def told_apart(people: Sequence[User]) -> Options:
    """People to choose from: their names, and their addresses where two are called the same."""
    often = Counter(str(person) for person in people)
    return [
        (each.public_id, f"{each} ({each.email})" if often[str(each)] > 1 else str(each))
        for each in people
    ]


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

    def with_kept(self, kind: Kind, value: object) -> Options:
        """What is offered, with what was chosen before: a save never drops it by itself."""
        offered = self.of(kind)
        if not value or kind in _OWN or any(key == value for key, _ in offered):
            return offered
        key = str(value)
        name = self._gone_name(kind, key)
        return [*offered, (key, f"{name} ({GONE})")] if name else offered

    def _gone_name(self, kind: Kind, key: str) -> str:
        """What something was called that can be chosen no longer; empty where it is deleted."""
        organization = self.project.organization
        if kind is Kind.PERSON:
            members = Membership.objects.filter(organization=organization, user__public_id=key)
            member = members.select_related("user").first()
            return str(member.user) if member else ""
        if kind is Kind.VALUATION:
            curves = Predictions.objects.of(organization).classifications()
            old = Valuation.objects.filter(predictions__in=curves, public_id=key)
            valuation = old.select_related("predictions").first()
            return str(valuation.predictions) if valuation else ""
        if kind not in _MODELS:
            return key.replace("_", " ").capitalize()  # a technique that left the catalog
        found = _MODELS[kind].objects.of(organization).filter(public_id=key).first()
        return str(found) if found else ""

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
        return told_apart([member.user for member in rows])

    def _business(self) -> Options:
        rows = BusinessMetric.objects.of(self.project.organization).current().order_by("name")
        return [(row.public_id, row.name) for row in rows]

    def _technical(self) -> Options:
        rows = TechnicalMetric.objects.of(self.project.organization).current().order_by("name")
        return [(row.public_id, row.name) for row in rows]

    def _links(self) -> Options:
        rows = MetricLink.objects.of(self.project.organization).counting()
        return [
            (row.public_id, f"{row.metric.name}: {Truncator(row.mechanism).chars(80)}")
            for row in rows.order_by("metric__name", "pk")
        ]

    def _valuations(self) -> Options:
        organization = self.project.organization
        rows = Valuation.objects.filter(
            predictions__in=Predictions.objects.of(organization).classifications()
        )
        rows = rows.select_related("predictions").defer("question", "result")
        day = organization.local_date
        return [
            (row.public_id, f"{row.predictions} ({formats.date(day(row.created_at))})")
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
