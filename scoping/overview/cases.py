"""The case that the checks look at, read from the database in a fixed number of statements."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from accounts.models import Organization, User
from aiproj.shared.format import number
from metrics.models import BusinessMetric, MetricLink, TechnicalMetric
from scoping.calc.smart_facts import Objective as ObjectiveFacts
from scoping.checking.evaluation import Figures, compare
from scoping.checking.findings import Case
from scoping.checking.surroundings import (
    AssessmentFacts,
    LinkFacts,
    MetricFacts,
    OwnCheckFacts,
    Surroundings,
    ValuationFacts,
)
from scoping.models import Objective, Project
from scoping.overview.appraisal import rule_book
from scoping.overview.levels import Levels, levels_of
from scoping.overview.project_check import check_of
from scoping.overview.sources import profit_curves, source_of_link, source_of_valuation
from scoping.rules.model import Settings
from scoping.worksheet.loading import all_specs
from scoping.worksheet.model import Content, Kind, Need
from scoping.worksheet.state import WorksheetState

SIGNING = ("sponsor", "technical_lead", "data_owner", "finance", "legal", "ethics", "workers")


def case_of(
    project: Project,
    today: datetime.date,
    at: Need = Need.SUBMISSION,
    state: WorksheetState | None = None,
) -> Case:
    """The worksheet with everything that its checks need to know."""
    state = state or project.state()
    organization = project.organization
    rules = rule_book(organization)
    levels = levels_of(project, rules.settings, today)
    figures = compare(state, rules.figures, levels.values).candidates
    around = replace(
        _around(project, state, rules.settings, levels, today),
        readiness={each.id: each.readiness for each in figures},
        gaps={each.id: gaps_of(each) for each in figures},
        own_check=_own_check(project, rules.settings, today),
        worth=_worth(figures, state.currency),
    )
    return Case(state, around, rules.pack, at)


def _own_check(project: Project, settings: Settings, today: datetime.date) -> OwnCheckFacts | None:
    found = check_of(project, settings, today)
    if found is None:
        return None
    return OwnCheckFacts(found.readiness, found.verdict, found.open_points, found.reason)


def gaps_of(figures: Figures) -> tuple[str, ...]:
    """The dimensions whose level is too low for a candidate."""
    gaps = figures.fit.gaps if figures.fit else {}
    return tuple(dimension for dimension, gap in gaps.items() if gap)


def _worth(figures: Iterable[Figures], currency: str) -> dict[str, str]:
    """What the chosen candidate comes to, as a story says it; only what is known."""
    chosen = next((each.money for each in figures if each.decision == "chosen"), None)
    found = {}
    if chosen and chosen.net_present_value is not None:
        found["net"] = f"{currency} {number(chosen.net_present_value)}".strip()
    if chosen and chosen.chance is not None:
        found["chance"] = f"{number(100 * chosen.chance)}%"
    return found


def _around(
    project: Project,
    state: WorksheetState,
    settings: Settings,
    levels: Levels,
    today: datetime.date,
) -> Surroundings:
    organization, asked = project.organization, references_of(state)
    charter = project.charters.open().select_related("author", "last_editor").first()
    chosen = state.chosen
    people = state.section("people")
    accepted = project.risk_acceptances.filter(
        withdrawn_at=None,
        candidate_id=chosen.id if chosen else "",
        person__public_id=people.get("sponsor") or "",  # the word of a former sponsor is no more
    ).first()
    return Surroundings(
        today=today,
        threshold=settings.significance,
        objectives=_objectives(organization, asked[Kind.OBJECTIVE]),
        metrics=_metrics(organization),
        links=_links(organization, asked[Kind.METRIC_LINK]),
        valuations=_valuations(organization, asked[Kind.VALUATION]),
        assessment=_assessment(project, levels),
        accepted_because=accepted.reason if accepted else "",
        author=charter.author.public_id if charter and charter.author else "",
        last_material_editor=(
            charter.last_editor.public_id if charter and charter.last_editor else ""
        ),
        signatories={part: str(people[part]) for part in SIGNING if people.get(part)},
        people=_people(organization, {str(people["sponsor"])} if people.get("sponsor") else set()),
    )


def references_of(state: WorksheetState) -> dict[Kind, set[str]]:
    """The public ids that the worksheet refers to, by kind."""
    found: dict[Kind, set[str]] = {kind: set() for kind in Kind}
    specs = all_specs()
    for key, content in state.sections.items():
        if key in specs:
            _collect(found, key, content)
    for candidate in state.candidates:
        _collect(found, "candidate", candidate.content)
    return found


def _collect(found: dict[Kind, set[str]], key: str, content: Content) -> None:
    spec = all_specs()[key]
    rows: list[tuple[Iterable[Any], Content]] = [(spec.fields, content)]
    rows += [(group.fields, row) for group in spec.groups for row in content.get(group.rows) or []]
    for fields, values in rows:
        for field in fields:
            value = values.get(field.key)
            if isinstance(value, str) and value:
                found[field.kind].add(value)


def _people(organization: Organization, ids: set[str]) -> dict[str, str]:
    rows = User.objects.filter(public_id__in=ids, memberships__organization=organization)
    return {row.public_id: str(row) for row in rows.distinct()} if ids else {}


def _objectives(organization: Organization, ids: set[str]) -> dict[str, ObjectiveFacts]:
    rows = Objective.objects.of(organization).current().filter(public_id__in=ids)
    return {row.public_id: ObjectiveFacts(row.name, row.starts_on, row.ends_on) for row in rows}


def _metrics(organization: Organization) -> dict[str, MetricFacts]:
    business = BusinessMetric.objects.of(organization).current().values_list("public_id", "name")
    technical = TechnicalMetric.objects.of(organization).current()
    found = {key: MetricFacts(name) for key, name in business}
    rows = technical.values_list("public_id", "name", "catalog_key")
    return {**found, **{key: MetricFacts(name, catalog) for key, name, catalog in rows}}


def _links(organization: Organization, ids: set[str]) -> dict[str, LinkFacts]:
    rows = MetricLink.objects.of(organization).filter(public_id__in=ids, archived_at=None)
    rows = rows.select_related("metric").prefetch_related("technical", "drivers", "agreements")
    return {row.public_id: _link(row) for row in rows}


def _link(row: MetricLink) -> LinkFacts:
    source = source_of_link(row)
    return LinkFacts(
        metric=row.metric.public_id,
        technical=tuple(each.public_id for each in row.technical.all()),
        drivers=tuple(each.public_id for each in row.drivers.all()),
        agreed=frozenset(each.side for each in row.agreements.all() if each.withdrawn_at is None),
        value=source.likely,
        currency=source.currency,
    )


def _valuations(organization: Organization, ids: set[str]) -> dict[str, ValuationFacts]:
    found = map(source_of_valuation, profit_curves(organization).filter(public_id__in=ids))
    return {each.id: ValuationFacts(each.likely, each.currency) for each in found}


def _assessment(project: Project, levels: Levels) -> AssessmentFacts | None:
    found = levels.assessment
    if found is None or found.published_at is None:
        return None
    published = project.organization.local_date(found.published_at)
    return AssessmentFacts(published, levels.expires_on)
