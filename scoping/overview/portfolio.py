"""The portfolio: which projects are listed, what the page says of them, and their file."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

from django.db.models import (
    Case,
    CharField,
    Count,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Lower

from accounts.models import Organization, User
from aiproj.shared import format as formats
from aiproj.shared import marks
from aiproj.shared.exports import Cell, Column, Sheet
from scoping import wording
from scoping.calc.readiness import Readiness
from scoping.models import Project, ProjectDate, pack_of

IN_MATRIX = 12
ENDED = (Project.Stage.CLOSED, Project.Stage.STOPPED)
SORTS: dict[str, Any] = {
    "title": Lower("title"),
    "stage": Case(
        *(When(stage=stage, then=Value(place)) for place, stage in enumerate(Project.Stage.values))
    ),
    "objective": Lower("objective__name"),
    "value": F("figures__value"),
    "readiness": F("figures__largest_gap"),
    "risk": F("figures__risk"),
    "next": F("next_on"),
}
COLUMNS = (
    ("title", "Project", ""), ("stage", "Stage", ""), ("objective", "Objective", ""),
    ("value", "Value", "r"), ("readiness", "Readiness", ""), ("risk", "Risk", "r"),
    ("next", "Next date", ""),
)  # fmt: skip


@dataclass(frozen=True)
class PortfolioRow:
    """One project in words."""

    project: Project
    candidate: str
    value: str
    readiness: str
    look: str
    gap: str
    risk: str
    is_high_risk: bool
    risk_name: str
    next_on: datetime.date | None
    next_name: str
    flags: tuple[str, ...]
    is_early_win: bool


@dataclass(frozen=True)
class Group:
    """The projects of one objective, summed by currency."""

    name: str
    key: str
    count: int
    ready: int
    value: str


@dataclass(frozen=True)
class Summary:
    """What all listed projects come to."""

    headline: str
    facts: str
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class Lens:
    """The day on which the portfolio is looked at, and the organization's limits."""

    today: datetime.date
    feedback_days: int
    high_risk: int


def lens_of(organization: Organization, today: datetime.date) -> Lens:
    """The limits in force: one statement."""
    checks = pack_of(organization).checks
    return Lens(today, checks.feedback_days, checks.high_risk_from)


def listed(
    user: User, organization: Organization, chosen: Mapping[str, str], lens: Lens
) -> QuerySet[Project]:
    """The projects that a person may see, filtered; `readiness_now` and `next_on` are theirs."""
    rows = Project.objects.visible_to(user).of(organization)
    show = chosen.get("show", "")
    rows = rows.exclude(archived_at=None) if show == "archived" else rows.current()
    rows = rows.annotate(readiness_now=_readiness_now(lens.today))
    if stage := chosen.get("stage"):
        rows = rows.filter(stage=stage)
    if objective := chosen.get("objective"):
        rows = (
            rows.filter(objective=None)
            if objective == "none"
            else rows.filter(objective__public_id=objective)
        )
    if readiness := chosen.get("readiness"):
        rows = rows.filter(Q(readiness_now=readiness))
    if text := chosen.get("q"):
        rows = rows.filter(Q(title__icontains=text) | Q(figures__candidate_name__icontains=text))
    if show in ("early", "reviews", "feedback"):
        rows = rows.filter(_shows(lens)[show])
    return rows


def _readiness_now(today: datetime.date) -> Any:
    """An assessment that expired says nothing, whatever it said when it was looked at last."""
    return Case(
        When(figures__levels_until__lt=today, then=Value("unknown")),
        default=Coalesce("figures__readiness", Value("unknown")),
        output_field=CharField(),
    )


def _shows(lens: Lens) -> dict[str, Q]:
    running = ~Q(stage__in=ENDED)
    today = lens.today
    before = today - datetime.timedelta(days=lens.feedback_days)
    known = Q(figures__levels_until=None) | Q(figures__levels_until__gte=today)
    return {
        "early": Q(figures__is_early_win=True) & known & running,
        "reviews": Q(figures__alignment_review__lt=today) & running,
        "feedback": Q(figures__undecided_since__lt=before) & running,
    }


def ordered(rows: QuerySet[Project], sort: str, today: datetime.date) -> QuerySet[Project]:
    """By a column of SORTS, downward with a leading minus; the most valuable first otherwise."""
    name = sort.removeprefix("-")
    column = SORTS.get(name, F("figures__value"))
    is_downward = sort.startswith("-") or name not in SORTS
    if name == "next":
        rows = with_next(rows, today)
    order = column.desc(nulls_last=True) if is_downward else column.asc(nulls_last=True)
    return rows.order_by(order, "pk")


def with_next(rows: QuerySet[Project], today: datetime.date) -> QuerySet[Project]:
    """With the next open day from today on."""
    due = ProjectDate.objects.open().filter(project=OuterRef("pk"), day__gte=today)
    return rows.annotate(next_on=Subquery(due.order_by("day", "pk").values("day")[:1]))


def rows_of(found: Iterable[Project], lens: Lens) -> list[PortfolioRow]:
    """Projects in words, in the order given: two statements, however many they are."""
    today, keys = lens.today, [project.pk for project in found]
    rows = Project.objects.filter(pk__in=keys).annotate(readiness_now=_readiness_now(today))
    rows = rows.select_related("objective", "figures").defer(
        "figures__required", "figures__enablers"
    )
    by_key = {project.pk: project for project in rows}
    nearest: dict[int, ProjectDate] = {}
    due = ProjectDate.objects.open().filter(project__in=keys, day__gte=today)
    for each in due.order_by("-day", "-pk"):
        nearest[each.project_id] = each
    return [_row(by_key[key], nearest.get(key), lens) for key in keys]


def _row(project: Project, due: ProjectDate | None, lens: Lens) -> PortfolioRow:
    figures = getattr(project, "figures", None)
    readiness = Readiness(cast(Any, project).readiness_now)
    gap = figures.largest_gap if figures and readiness is not Readiness.UNKNOWN else None
    return PortfolioRow(
        project=project,
        candidate=_candidate(figures),
        value=wording.short_money(figures.value if figures else None, project.currency),
        readiness=wording.READINESS[readiness],
        look=readiness.value.replace("_", "-"),
        gap=_gap(gap, figures),
        risk=str(figures.risk) if figures and figures.risk else formats.DASH,
        is_high_risk=bool(figures and (figures.risk or 0) >= lens.high_risk),
        risk_name=figures.risk_name if figures else "",
        next_on=due.day if due else None,
        next_name=due_name(due.kind, due.name) if due else "",
        flags=_flags(project, figures, lens),
        is_early_win=bool(figures and figures.is_early_win and readiness is not Readiness.UNKNOWN),
    )


def _candidate(figures: Any) -> str:
    if not figures or not figures.candidate_name:
        return "no candidate leads yet"
    return f"{figures.candidate_name}, {'chosen' if figures.is_chosen else 'leads'}"


def _gap(gap: float | None, figures: Any) -> str:
    words = []
    if gap:
        name = wording.SHORT_NAMES[figures.gap_dimension].lower()
        words.append(f"gap {formats.number(gap, 1)}, {name}")
    if figures and figures.levels_are_example:
        words.append("example levels")
    return "; ".join(words)


def due_name(kind: str, name: str) -> str:
    """What is due, in words."""
    label = str(ProjectDate.Kind(kind).label)
    if kind == ProjectDate.Kind.GATE:
        return f"{label} {name}"
    return f"{label}: {name}" if name else label


def _flags(project: Project, figures: Any, lens: Lens) -> tuple[str, ...]:
    if figures is None or project.stage in ENDED:
        return ()
    found, today = [], lens.today
    if figures.alignment_review and figures.alignment_review < today:
        late = formats.counted((today - figures.alignment_review).days, "day")
        found.append(f"Review against the goals {late} overdue")
    if figures.undecided_since and (today - figures.undecided_since).days > lens.feedback_days:
        waits = formats.counted((today - figures.undecided_since).days, "day")
        found.append(f"Feedback undecided for {waits}")
    return tuple(found)


def summary(rows: QuerySet[Project], lens: Lens) -> Summary:
    """The finding, and the projects by objective: two statements."""
    shows = _shows(lens)
    counts = rows.aggregate(
        count=Count("pk"),
        ready=Count("pk", filter=Q(readiness_now="ready")),
        **{name: Count("pk", filter=condition) for name, condition in shows.items()},
    )
    by_objective = (
        rows.order_by()
        .values("objective__name", "objective__public_id", "currency")
        .annotate(
            count=Count("pk"),
            ready=Count("pk", filter=Q(readiness_now="ready")),
            worth=Sum("figures__value"),
        )
    )
    return Summary(_headline(counts), _facts(counts, lens), tuple(_groups(by_objective)))


def _headline(counts: Mapping[str, int]) -> str:
    if not counts["count"]:
        return "No project is listed"
    projects = formats.counted(counts["count"], "project")
    ready = f"{formats.number(counts['ready']) if counts['ready'] else 'None'} of {projects} ready"
    if counts["reviews"]:
        reviews = formats.counted(counts["reviews"], "review")
        return f"{ready}; {reviews} against the goals overdue"
    return ready


def _facts(counts: Mapping[str, int], lens: Lens) -> str:
    facts = [formats.counted(counts["early"], "early win")]
    if counts["feedback"]:
        waiting = formats.counted(counts["feedback"], "project")
        facts.append(f"feedback undecided for over {lens.feedback_days} days in {waiting}")
    return " · ".join(facts)


def _groups(rows: Iterable[Mapping[str, Any]]) -> list[Group]:
    found: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["objective__public_id"] or "", []).append(row)
    groups = [
        Group(
            name=each[0]["objective__name"] or "Without objective",
            key=key or "none",
            count=sum(row["count"] for row in each),
            ready=sum(row["ready"] for row in each),
            value=_sums(each),
        )
        for key, each in found.items()
    ]
    return sorted(groups, key=lambda group: (group.key == "none", group.name.lower()))


def _sums(rows: Iterable[Mapping[str, Any]]) -> str:
    known = [(row["currency"], row["worth"]) for row in rows if row["worth"] is not None]
    words = [wording.short_money(Decimal(worth), code) for code, worth in sorted(known)]
    return ", ".join(words) or formats.DASH


def matrix(rows: QuerySet[Project]) -> marks.Svg | None:
    """The most valuable of the listed projects by value and viability; None without any."""
    placed = rows.exclude(figures__value_score=None).exclude(figures__viability=None)
    found = placed.order_by(F("figures__value").desc(nulls_last=True), "pk").values_list(
        "title", "figures__value_score", "figures__viability", "figures__complexity_class"
    )[:IN_MATRIX]
    points = [
        marks.MatrixPoint(_short(title), value or 0.0, viability or 0.0, letter, place == 0)
        for place, (title, value, viability, letter) in enumerate(found)
    ]
    return marks.value_matrix(points) if points else None


LONGEST_LABEL = 24


def _short(title: str) -> str:
    return title if len(title) <= LONGEST_LABEL else f"{title[: LONGEST_LABEL - 1].rstrip()}…"


def portfolio_sheet(rows: QuerySet[Project], today: datetime.date) -> Sheet:
    """Every listed project with its exact figures."""
    found = with_next(rows, today).select_related("objective", "figures")
    found = found.defer("figures__required", "figures__enablers")
    return Sheet(
        "Portfolio",
        tuple(Column(title, width) for title, width in SHEET_COLUMNS),
        [_sheet_row(project, today) for project in found],
    )


SHEET_COLUMNS = (
    ("Project", 40), ("Id", 18), ("Stage", 12), ("Objective", 30), ("Candidate", 24),
    ("Chosen", 8), ("Currency", 8), ("Risk-adjusted value", 16), ("Build cost", 14),
    ("Run cost a year", 14), ("Readiness", 12), ("Largest gap", 10), ("Of", 24),
    ("Viability", 10), ("Complexity", 10), ("Priority", 10), ("Early win", 8),
    ("Largest risk", 10), ("Risk", 40), ("Next date", 12), ("Review against the goals", 14),
    ("Review overdue", 10), ("Feedback undecided since", 14), ("Formulas", 40),
)  # fmt: skip


def _sheet_row(project: Any, today: datetime.date) -> list[Cell]:
    figures = getattr(project, "figures", None)
    head: list[Cell] = [
        project.title,
        project.public_id,
        project.get_stage_display(),
        project.objective.name if project.objective else "",
    ]
    if figures is None:
        return [*head, *[None] * (len(SHEET_COLUMNS) - len(head))]
    is_known = project.readiness_now != "unknown"
    return [
        *head,
        figures.candidate_name,
        figures.is_chosen,
        project.currency,
        figures.value,
        figures.build,
        figures.run,
        wording.READINESS[Readiness(project.readiness_now)],
        _plain(figures.largest_gap) if is_known else None,
        wording.SHORT_NAMES.get(figures.gap_dimension, "") if is_known else "",
        _plain(figures.viability),
        _plain(figures.complexity),
        _plain(figures.priority) if is_known else None,
        figures.is_early_win and is_known,
        figures.risk,
        figures.risk_name,
        project.next_on,
        figures.alignment_review,
        figures.alignment_review is not None and figures.alignment_review < today,
        figures.undecided_since,
        figures.formulas,
    ]


def _plain(value: float | None) -> float | None:
    """A gap of 0.3 as 0.3, not as what is left of 2.5 - 2.2 in binary numbers."""
    return None if value is None else round(value, 6)
