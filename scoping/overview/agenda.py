"""Decisions and reviews of all projects by month, those that are overdue first."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby
from typing import Any, cast

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import TruncDate

from accounts.models import Organization, User
from scoping.exports.agenda import Event
from scoping.models import Charter, Project, ProjectDate
from scoping.overview.portfolio import ENDED, due_name

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
KINDS = ProjectDate.Kind.choices
Dates = QuerySet[Any, tuple[datetime.date, str, str, int]]


@dataclass(frozen=True)
class Entry:
    """One day of one project."""

    day: datetime.date
    kind: str
    title: str
    project: Project
    is_overdue: bool


@dataclass(frozen=True)
class Month:
    """Entries under one heading."""

    name: str
    entries: Sequence[Entry]


def agenda(user: User, organization: Organization, kind: str) -> Dates:
    """Day, kind, name and project of all that is due, in the order of days."""
    dates, charters = _sources(user, organization, kind)
    dates = dates.annotate(on=F("day"), what=F("kind"), words=F("name"))
    columns = ("on", "what", "words", "project_id")
    found = dates.values_list(*columns).union(charters.values_list(*columns), all=True)
    return cast(Dates, found.order_by("on", "what", "project_id"))


def overdue_count(user: User, organization: Organization, kind: str, today: datetime.date) -> int:
    """How many of these days have passed."""
    dates, charters = _sources(user, organization, kind)
    return int(dates.filter(day__lt=today).count() + charters.filter(on__lt=today).count())


def _sources(user: User, organization: Organization, kind: str) -> tuple[Any, Any]:
    running = Project.objects.visible_to(user).of(organization).current()
    running = running.exclude(stage__in=ENDED)
    dates = ProjectDate.objects.open().filter(project__in=running.values("pk"))
    charters = Charter.objects.filter(project__in=running.values("pk"), state="approved")
    charters = charters.exclude(expires_at=None).annotate(
        on=TruncDate("expires_at", tzinfo=organization.zone),
        what=Value(ProjectDate.Kind.EXPIRY.value, CharField()),
        words=Value("", CharField()),
    )
    if kind == ProjectDate.Kind.EXPIRY:
        return dates.none(), charters
    if kind:
        return dates.filter(kind=kind), charters.none()
    return dates, charters


def months_of(
    found: Iterable[tuple[datetime.date, str, str, int]], today: datetime.date
) -> list[Month]:
    """The rows of one page under their months: one statement for the projects."""
    rows = list(found)
    projects = Project.objects.in_bulk({row[3] for row in rows})
    entries = [
        Entry(day, str(ProjectDate.Kind(kind).label), due_name(kind, name), projects[key],
              day < today)
        for day, kind, name, key in rows
    ]  # fmt: skip
    return [
        Month(name, tuple(group))
        for name, group in groupby(entries, key=lambda entry: month_name(entry, today))
    ]


def month_name(entry: Entry, today: datetime.date) -> str:
    """Under which heading an entry stands."""
    if entry.day < today:
        return "Overdue"
    return f"{MONTHS[entry.day.month - 1]} {entry.day.year}"


def events_of(
    found: Iterable[tuple[datetime.date, str, str, int]], address_of: Callable[[Project], str]
) -> list[Event]:
    """Every row as an event of a calendar file; `address_of` gives a project's page.

    An event keeps its key while its day moves.
    """
    rows = list(found)
    projects = Project.objects.in_bulk({row[3] for row in rows})
    taken: Counter[str] = Counter()
    events = []
    for day, kind, name, key in rows:
        project = projects[key]
        base = f"{project.public_id}-{kind}-{sha256(name.encode()).hexdigest()[:12]}"
        taken[base] += 1
        title = f"{project.title}: {due_name(kind, name)}"
        events.append(Event(f"{base}-{taken[base]}", day, title, address_of(project)))
    return events
