"""What to fix first: which projects one more level of a dimension makes ready, and at what cost."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from accounts.models import Organization, User
from aiproj.shared import format as formats
from scoping import wording
from scoping.calc.enablers import Blocked, EnablerReturn, enabler_returns
from scoping.models import Project, settings_of
from scoping.overview.levels import Levels, levels_of
from scoping.overview.portfolio import ENDED
from scoping.rules.model import DIMENSION_NAMES


@dataclass(frozen=True)
class ReturnRow:
    """One dimension in words."""

    dimension: str
    step: str
    projects: Sequence[Project]
    value: str
    cost: str
    ratio: str


@dataclass(frozen=True)
class EnablerRow:
    """One enabler and the projects that wait for it."""

    what: str
    dimension: str
    projects: Sequence[Project]
    cost: str


@dataclass(frozen=True)
class EnablersPage:
    """What the page says; `reason` where no assessment counts."""

    headline: str
    reason: str
    about: str
    rows: Sequence[ReturnRow]
    enablers: Sequence[EnablerRow]


def enablers_page(
    user: User, organization: Organization, currency: str, today: datetime.date
) -> EnablersPage:
    """Open projects of one currency, against the assessment that most of them name."""
    rows = Project.objects.visible_to(user).of(organization).current().exclude(stage__in=ENDED)
    rows = rows.filter(currency=currency).select_related("figures", "assessment", "organization")
    projects = [project for project in rows.order_by("title", "pk") if _has_figures(project)]
    named = Counter(each.assessment_id for each in projects if each.assessment_id)
    if not named:
        reason = "No open project names an assessment. Readiness is unknown, not zero."
        return EnablersPage("What to fix first cannot be told yet", reason, "", (), _map(projects))
    usual = named.most_common(1)[0][0]
    counted = [each for each in projects if each.assessment_id == usual]
    levels = levels_of(counted[0], settings_of(organization), today)
    if levels.values is None:
        return EnablersPage(
            "What to fix first cannot be told yet", levels.reason, "", (), _map(projects)
        )
    found = _returns(counted, levels)
    by_id = {project.public_id: project for project in counted}
    return EnablersPage(
        headline=_headline(found, currency),
        reason="",
        about=_about(levels, counted, projects, currency),
        rows=[_row(each, by_id, levels, currency) for each in found],
        enablers=_map(projects),
    )


def _has_figures(project: Project) -> bool:
    figures = getattr(project, "figures", None)
    return figures is not None and bool(figures.required)


def _returns(projects: Sequence[Project], levels: Levels) -> tuple[EnablerReturn, ...]:
    """Twice: the cost of a dimension is that of the enablers of those that it makes ready."""
    charters = [
        Blocked(
            each.public_id,
            {key: float(level) for key, level in each.figures.required.items()},
            each.figures.value,
        )
        for each in projects
        if each.figures.value is not None
    ]
    ours = levels.values or {}
    free = enabler_returns(charters, ours, {})
    by_id = {project.public_id: project for project in projects}
    costs = {each.dimension: _cost(each, by_id) for each in free}
    return enabler_returns(charters, ours, costs)


def _cost(found: EnablerReturn, by_id: dict[str, Project]) -> Decimal | None:
    """Of the enablers that the unlocked projects name for it: one of a name counts once."""
    costs: dict[str, Decimal] = {}
    for key in found.unlocked:
        for row in by_id[key].figures.enablers:
            if row["dimension"] == found.dimension and row["cost"] is not None:
                name, cost = row["what"].casefold(), Decimal(row["cost"])
                costs[name] = max(cost, costs.get(name, cost))
    return sum(costs.values(), Decimal(0)) if costs else None


def _headline(found: Sequence[EnablerReturn], currency: str) -> str:
    able = [each for each in found if each.unlocked]
    if not able:
        return "No single level makes a further project ready"
    best = able[0]
    count = formats.counted(len(best.unlocked), "project")
    name = DIMENSION_NAMES[best.dimension]
    worth = wording.short_money(best.value, currency)
    return f"One level more of {name} makes {count} ready, worth {worth}"


def _about(
    levels: Levels, counted: Sequence[Project], projects: Sequence[Project], currency: str
) -> str:
    count = formats.counted(len(counted), "open project")
    scope = levels.assessment.scope if levels.assessment else ""
    left = len(projects) - len(counted)
    others = (
        f" {formats.counted(left, 'other')} that {'names' if left == 1 else 'name'} another "
        "assessment or none left out."
        if left
        else ""
    )
    return f"{count} in {currency} against the levels of {scope}.{others}"


def _row(
    found: EnablerReturn, by_id: dict[str, Project], levels: Levels, currency: str
) -> ReturnRow:
    now = (levels.values or {}).get(found.dimension)
    raised = formats.score(found.raised_to)
    return ReturnRow(
        dimension=DIMENSION_NAMES[found.dimension],
        step=f"{formats.score(now)} to {raised}" if found.raised_to else formats.score(now),
        projects=[by_id[key] for key in found.unlocked],
        value=wording.short_money(found.value, currency) if found.unlocked else formats.DASH,
        cost=wording.short_money(found.cost, currency),
        ratio=formats.number(found.ratio, 1) if found.ratio is not None else formats.DASH,
    )


def _map(projects: Iterable[Project]) -> list[EnablerRow]:
    """Which projects wait for which enabler, the most awaited first."""
    waiting: dict[tuple[str, str], list[tuple[Project, Any]]] = {}
    for project in projects:
        for row in project.figures.enablers:
            key = (row["dimension"], row["what"].casefold())
            waiting.setdefault(key, []).append((project, row))
    rows = [_enabler(dimension, each) for (dimension, _), each in waiting.items()]
    return sorted(rows, key=lambda row: (-len(row.projects), row.what.casefold(), row.dimension))


def _enabler(dimension: str, waiting: Sequence[tuple[Project, Any]]) -> EnablerRow:
    costs = [Decimal(row["cost"]) for _, row in waiting if row["cost"] is not None]
    first, row = waiting[0]
    return EnablerRow(
        what=row["what"] or "Without a name",
        dimension=DIMENSION_NAMES.get(dimension, dimension),
        projects=list(dict.fromkeys(project for project, _ in waiting)),
        cost=wording.short_money(max(costs, default=None), first.currency),
    )
