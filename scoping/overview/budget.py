"""Which projects to choose under a budget: the options, what was chosen, and the next step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from accounts.models import Organization, User
from aiproj.shared import format as formats
from aiproj.shared.exports import Cell, Column, Sheet
from scoping import wording
from scoping.calc.budget import Choice, Limits, Need, Option, choose
from scoping.models import Project, ProjectRelation

CHOOSABLE = (Project.Stage.IDEA, Project.Stage.SCOPED, Project.Stage.CHARTERED)
THERE = (
    Project.Stage.PILOT,
    Project.Stage.LIVE,
    Project.Stage.BENEFITS,
    Project.Stage.CLOSED,
)
SECONDS = 4.0
TENTH = Decimal(10)


@dataclass(frozen=True)
class Offered:
    """What may be chosen in one currency, and what cannot because a figure is missing."""

    projects: Mapping[str, Project]
    without: Sequence[Project]
    relations: Sequence[ProjectRelation]
    currency: str


@dataclass(frozen=True)
class Pins:
    """What is chosen or left out whatever it is worth."""

    inside: frozenset[str]
    outside: frozenset[str]


@dataclass(frozen=True)
class Line:
    """One project of the result."""

    project: Project
    cost: str
    value: str
    is_chosen: bool
    pin: str
    note: str


@dataclass(frozen=True)
class BudgetPage:
    """What the page says."""

    headline: str
    proof: str
    left_over: str
    next_step: str
    conflicts: tuple[str, ...]
    lines: tuple[Line, ...]
    choice: Choice | None


def currencies_of(user: User, organization: Organization) -> list[str]:
    """Currencies of the projects that may be chosen, the most frequent first."""
    rows = _choosable(user, organization).values_list("currency", flat=True)
    return [code for code, _ in Counter(rows).most_common()] or ["USD"]


def _choosable(user: User, organization: Organization) -> Any:
    rows = Project.objects.visible_to(user).of(organization).current()
    return rows.filter(stage__in=CHOOSABLE)


def offered(user: User, organization: Organization, currency: str) -> Offered:
    """Projects whose work has not begun, with value and build cost: two statements."""
    rows = _choosable(user, organization).filter(currency=currency).select_related("figures")
    rows = rows.defer("figures__required", "figures__enablers")
    known: dict[str, Project] = {}
    without: list[Project] = []
    for project in rows.order_by("title", "pk"):
        figures = getattr(project, "figures", None)
        if figures is None or figures.value is None or figures.build is None:
            without.append(project)
        else:
            known[project.public_id] = project
    relations = relations_of(user, organization)
    return Offered(known, without, relations, currency)


def relations_of(user: User, organization: Organization) -> list[ProjectRelation]:
    """What binds projects that this person sees."""
    rows = ProjectRelation.objects.visible_to(user).filter(organization=organization)
    return list(rows.select_related("first", "second").order_by("first__title", "pk"))


def pickable(user: User, organization: Organization) -> list[tuple[str, str]]:
    """Projects that a relation may name."""
    rows = _choosable(user, organization).order_by("title", "pk")
    return [(public_id, title) for public_id, title in rows.values_list("public_id", "title")]


def solve(found: Offered, budget: Decimal, pins: Pins) -> Choice:
    """The exact choice."""
    options = [
        Option(key, project.figures.build or Decimal(0), project.figures.value or Decimal(0))
        for key, project in found.projects.items()
    ]
    return choose(options, budget, _limits(found, pins), seconds=SECONDS)


def _limits(found: Offered, pins: Pins) -> Limits:
    known = found.projects.keys()
    exclusions: list[frozenset[str]] = []
    needs: list[Need] = []
    for row in found.relations:
        first, second = row.first.public_id, row.second.public_id
        if first in known and second in known:
            if row.kind == ProjectRelation.Kind.EXCLUDES:
                exclusions.append(frozenset({first, second}))
            else:
                needs.append(Need(first, second))
    return Limits(
        exclusions=tuple(exclusions),
        needs=tuple(needs),
        pinned_in=pins.inside & known,
        pinned_out=(pins.outside & known) | _barred(found).keys(),
    )


def _barred(found: Offered) -> dict[str, str]:
    """Projects that cannot be chosen because of one outside the choice, with the reason.

    What runs already is there, for those that need it and for its rivals; what ended is not.
    """
    barred = {}
    for row in found.relations:
        is_rivalry = row.kind == ProjectRelation.Kind.EXCLUDES
        for one, other in ((row.first, row.second), (row.second, row.first))[: 1 + is_rivalry]:
            if one.public_id not in found.projects or other.public_id in found.projects:
                continue
            is_there = other.archived_at is None and other.stage in THERE
            if is_rivalry and is_there:
                barred[one.public_id] = f"excludes {other}, which has begun"
            elif not is_rivalry and not is_there:
                barred[one.public_id] = f"needs {other}, {_absence(other)}"
    return barred


def _absence(project: Project) -> str:
    """Why a project cannot be chosen."""
    if project.archived_at:
        return "which is archived"
    if project.stage in CHOOSABLE:
        return "whose value or build cost is not known in this currency"
    return f"which is {project.get_stage_display().lower()}"


def budget_page(found: Offered, budget: Decimal, step: Decimal | None, pins: Pins) -> BudgetPage:
    """Solve for the budget, and once more for the budget with the next step."""
    choice = solve(found, budget, pins)
    conflicts = tuple(_with_names(text, found) for text in choice.conflicts)
    if conflicts:
        lines = _lines(found, choice, pins, budget)
        return BudgetPage("No set is allowed", "", "", "", conflicts, lines, None)
    code = found.currency
    chosen = formats.counted_of(len(choice.chosen), len(found.projects), "project")
    more = step or budget / TENTH
    return BudgetPage(
        headline=f"{chosen} for {money(choice.cost, code)}, worth {money(choice.value, code)}",
        proof=_proof(choice, code),
        left_over=f"{money(budget - choice.cost, code)} is left over.",
        next_step=_next_step(found, choice, budget, more, pins),
        conflicts=(),
        lines=_lines(found, choice, pins, budget),
        choice=choice,
    )


def money(value: Decimal, currency: str) -> str:
    """An amount in short."""
    return wording.short_money(value, currency)


def _proof(choice: Choice, code: str) -> str:
    if choice.is_proven:
        return "Proven: no allowed set within the budget is worth more."
    return (
        f"Not proven within {formats.number(SECONDS)} seconds: another set could be worth "
        f"up to {money(choice.gap, code)} more."
    )


def _next_step(found: Offered, choice: Choice, budget: Decimal, step: Decimal, pins: Pins) -> str:
    if not step:
        return ""
    code = found.currency
    then = solve(found, budget + step, pins)
    gain = then.value - choice.value
    start = f"{money(step, code)} more"
    if gain <= 0:
        return f"{start} would buy nothing that is worth it."
    added = _names(found, set(then.chosen) - set(choice.chosen))
    dropped = _names(found, set(choice.chosen) - set(then.chosen))
    instead = f" in place of {dropped}" if dropped else ""
    return f"{start} would add {money(gain, code)} of value: {added}{instead}."


MOST_NAMES = 4


def _names(found: Offered, keys: Collection[str]) -> str:
    titles = sorted(found.projects[key].title for key in keys)
    if len(titles) > MOST_NAMES:
        rest = formats.counted(len(titles) - MOST_NAMES, "other")
        return f"{', '.join(titles[:MOST_NAMES])} and {rest}"
    return formats.join_words(titles)


def _with_names(text: str, found: Offered) -> str:
    for key, project in found.projects.items():
        text = text.replace(key, f"“{project.title}”")
    return text[:1].upper() + text[1:] + "."


def _lines(found: Offered, choice: Choice, pins: Pins, budget: Decimal) -> tuple[Line, ...]:
    taken = set(choice.chosen)
    notes = _barred(found) if choice.conflicts else _notes(found, taken, pins, budget)
    lines = [
        Line(
            project=project,
            cost=money(project.figures.build or Decimal(0), found.currency),
            value=money(project.figures.value or Decimal(0), found.currency),
            is_chosen=key in taken,
            pin="in" if key in pins.inside else "out" if key in pins.outside else "",
            note=notes.get(key, ""),
        )
        for key, project in found.projects.items()
    ]
    return tuple(
        sorted(lines, key=lambda line: (not line.is_chosen, -(line.project.figures.value or 0)))
    )


def _notes(found: Offered, taken: Collection[str], pins: Pins, budget: Decimal) -> dict[str, str]:
    """Why each project is in or out, where one reason alone says it: the strongest."""
    notes = {key: _plain_reason(project, key in taken, budget)
             for key, project in found.projects.items()}  # fmt: skip
    for row in found.relations:
        first, second = row.first.public_id, row.second.public_id
        if first not in notes or second not in notes:
            continue
        if row.kind == ProjectRelation.Kind.NEEDS:
            if first in taken:
                notes[second] = f"{row.first} needs it"
            elif second not in taken:
                notes[first] = f"needs {row.second}, which is left out"
        elif first in taken:
            notes[second] = f"excludes {row.first}, which is chosen"
        elif second in taken:
            notes[first] = f"excludes {row.second}, which is chosen"
    notes |= _barred(found)
    pinned = pins.inside | pins.outside
    return notes | dict.fromkeys(pinned & notes.keys(), "pinned")


def _plain_reason(project: Project, is_chosen: bool, budget: Decimal) -> str:
    """What the project's own figures say of why it is left out."""
    if is_chosen:
        return ""
    if (project.figures.value or 0) <= 0:
        return "is expected to lose money"
    if (project.figures.build or 0) > budget:
        return "costs more than the budget"
    return "no set with it is worth more"


def budget_sheet(found: Offered, choice: Choice, pins: Pins, budget: Decimal) -> Sheet:
    """The result with exact amounts."""
    rows: list[list[Cell]] = [
        [
            line.project.title,
            line.project.public_id,
            line.is_chosen,
            line.pin,
            found.currency,
            line.project.figures.build,
            line.project.figures.value,
            line.note,
        ]
        for line in _lines(found, choice, pins, budget)
    ]
    return Sheet("Budget choice", tuple(Column(title, 20) for title in SHEET_COLUMNS), rows)


SHEET_COLUMNS = ("Project", "Id", "Chosen", "Pinned", "Currency", "Build cost",
                 "Risk-adjusted value", "Why")  # fmt: skip
