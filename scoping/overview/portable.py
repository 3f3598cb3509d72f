"""A project's worksheet as a file, and what became of a file that a project was begun from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse

from scoping.models import Charter, Project
from scoping.overview.comments import Places
from scoping.overview.references import references
from scoping.worksheet.canonical import decimal_text
from scoping.worksheet.model import Content, Kind
from scoping.worksheet.portable import Header, exported

RATINGS, LEVELS = "ratings", "levels"  # what can be left out beside values of fields
ONE_OF = {
    Kind.PERSON: "a person", Kind.BUSINESS_METRIC: "a business metric",
    Kind.TECHNICAL_METRIC: "a technical metric", Kind.METRIC_LINK: "a driver formula",
    Kind.VALUATION: "a profit curve", Kind.OBJECTIVE: "an objective",
    Kind.TECHNIQUE: "a technique", Kind.DIMENSION: "an area of maturity",
    Kind.DATASET: "a dataset", Kind.LEGAL: "an answer", Kind.IMPACT: "an answer",
    RATINGS: "scores of a factor that the rubric has not", LEVELS: "an assessment",
}  # fmt: skip
SEVERAL = frozenset({Kind.DATASET, Kind.LEGAL, Kind.IMPACT, RATINGS})  # beside others that stay


def exported_worksheet(project: Project) -> Content:
    """The worksheet as it stands, with schema version and hash; whatever its charter's state."""
    state = project.state()
    named = references(project.organization, state)
    for each in (project.assessment, project.readiness_check):
        if each is not None:
            named[each.public_id] = {"kind": "assessment", "name": each.scope}
    return exported(state, _header(project), named)


def _header(project: Project) -> Header:
    levels = project.example_levels.items()
    return Header(
        title=project.title,
        template=project.template,
        example_levels={key: decimal_text(Decimal(str(level))) for key, level in levels},
        assessment=project.assessment.public_id if project.assessment else "",
        readiness_check=project.readiness_check.public_id if project.readiness_check else "",
    )


@dataclass(frozen=True)
class LeftOut:
    """Something of the file that is not in the project: where, what it was, how it is now."""

    label: str
    address: str
    said: str
    now: str


@dataclass(frozen=True)
class Arrival:
    """How a project came out of a file."""

    origin: Mapping[str, Any]
    left: Sequence[LeftOut]
    has_unnamed_scores: bool

    @property
    def state(self) -> str:
        """The state of the charter in words, as far as it is one of ours."""
        state = self.origin["state"]
        return str(dict(Charter.State.choices).get(state, state)).lower()

    @property
    def is_charter(self) -> bool:
        return bool(self.origin["version"])


def arrival_of(project: Project) -> Arrival | None:
    """What is told of the file; None for a project that was not begun from one."""
    if not project.brought_in:
        return None
    unnamed = project.candidates.filter(ratings__rater=None, ratings__isnull=False)
    return Arrival(project.brought_in, list(_left(project)), unnamed.exists())


def _left(project: Project) -> Iterator[LeftOut]:
    places = Places(project)
    for row in project.brought_in["left"]:
        kind, name, path = row["kind"], row["name"], row["path"]
        what = ONE_OF[kind]
        said = f"{name}, {what}" if name else f"{what[:1].upper()}{what[1:]} without a name"
        if kind == LEVELS:
            there = reverse("scoping:levels", args=[project.public_id])
            yield LeftOut("Readiness", there, said, _filled(getattr(project, path)))
        elif place := places.find(path):
            now = "Left out" if kind in SEVERAL else _now(places, path)
            yield LeftOut(place.label, place.address, said, now)


def _now(places: Places, path: str) -> str:
    """Whether somebody has filled in a field since."""
    candidate, _, rest = path.rpartition(":")
    section, *steps = rest.split(".")
    row = places.candidates.get(candidate)
    content: Any = row.content if row else places.contents.get(section, {})
    if len(steps) == 3:
        rows = {each["id"]: each for each in content.get(steps[0], [])}
        if steps[1] not in rows:
            return "Row removed"
        content = rows[steps[1]]
    return _filled(content.get(steps[-1]))


def _filled(value: Any) -> str:
    return "Filled in" if value else "Still empty"
