"""Keeping the figures of lists up to date: in the transaction of whatever changed them."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.utils import timezone

from scoping.checking.evaluation import Rules
from scoping.checking.standing import FORMULAS, Standing, cents, fingerprint, standing_of
from scoping.models import Project, ProjectDate, ProjectFigures
from scoping.overview.appraisal import rule_book
from scoping.overview.levels import Levels, levels_of
from scoping.services.moving import hold_project


@transaction.atomic
def refresh(project: Project, rules: Rules | None = None) -> bool:
    """Bring the figures of a project up to date; whether anything had to be computed.

    Under the project's lock and from what stands now: of two writers at once, none leaves figures
    of what the other replaced. `rules` spares reading those of the organization where many
    projects are refreshed.
    """
    project = hold_project(project)
    rules = rules or rule_book(project.organization).figures
    today = project.organization.local_date(timezone.now())
    levels = levels_of(project, rules.settings, today)
    state = project.state()
    inputs = fingerprint(state, rules, levels.values)
    stored = ProjectFigures.objects.filter(project=project).first()
    if stored and (stored.inputs_hash, stored.formulas) == (inputs, FORMULAS):
        return False
    standing = standing_of(state, rules, levels.values)
    _store(project, _fields(standing, levels), inputs)
    _store_dates(project, standing)
    return True


def refresh_all(projects: Iterable[Project]) -> int:
    """Refresh many projects, each in its own transaction; how many had to be computed."""
    rules: dict[int, Rules] = {}
    count = 0
    for project in projects:
        if project.organization_id not in rules:
            rules[project.organization_id] = rule_book(project.organization).figures
        count += refresh(project, rules[project.organization_id])
    return count


def _store(project: Project, fields: dict[str, Any], inputs: str) -> None:
    ProjectFigures.objects.update_or_create(
        project=project,
        defaults={
            **fields,
            "formulas": FORMULAS,
            "inputs_hash": inputs,
            "computed_at": timezone.now(),
        },
    )


def _store_dates(project: Project, standing: Standing) -> None:
    found = [(due.kind, due.day, due.name, due.gate) for due in standing.dates]
    stored: Sequence[tuple[str, datetime.date, str, str]] = list(
        project.dates.order_by("day", "kind", "name").values_list("kind", "day", "name", "gate")
    )
    if sorted(stored) == sorted(found):
        return
    project.dates.all().delete()
    ProjectDate.objects.bulk_create(
        ProjectDate(project=project, kind=kind, day=day, name=name, gate=gate)
        for kind, day, name, gate in found
    )


def _fields(standing: Standing, levels: Levels) -> dict[str, Any]:
    risk = {
        "is_early_win": standing.is_early_win,
        "risk": standing.risk,
        "risk_name": standing.risk_name,
        "alignment_review": standing.alignment_review,
        "undecided_since": standing.undecided_since,
        "enablers": [asdict(each) for each in standing.enablers],
        "levels_are_example": levels.is_example,
        "levels_until": levels.expires_on if standing.needs_levels else None,
    }
    figures = standing.figures
    if figures is None:
        return {**EMPTY, **risk}
    scores, fit, parts = figures.scores, figures.fit, figures.parts
    return {
        **risk,
        "candidate_id": figures.id,
        "candidate_name": figures.name,
        "is_chosen": standing.is_chosen,
        "value": cents(figures.money.net_present_value),
        "build": cents(figures.money.build),
        "run": cents(figures.money.run),
        "value_score": parts.value if parts else None,
        "viability": scores.viability,
        "complexity": scores.complexity,
        "complexity_class": scores.complexity_class or "",
        "priority": figures.priority,
        "readiness": figures.readiness.value,
        "largest_gap": fit.largest_gap if fit else None,
        "gap_dimension": (fit.dimension if fit else None) or "",
        "required": dict(figures.required or {}),
    }


EMPTY: dict[str, Any] = {
    "candidate_id": "",
    "candidate_name": "",
    "is_chosen": False,
    "readiness": "unknown",
    "gap_dimension": "",
    "complexity_class": "",
    "required": {},
    **dict.fromkeys(
        (
            *("value", "build", "run", "value_score", "viability", "complexity"),
            *("priority", "largest_gap"),
        )
    ),
}
