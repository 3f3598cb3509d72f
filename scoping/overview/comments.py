"""Comments as pages show them: threads by place, counts beside fields, who can be mentioned."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from accounts.models import Membership, User
from scoping.models import Candidate, Charter, Comment, Project
from scoping.models.projects import READERS
from scoping.worksheet.differences import row_name
from scoping.worksheet.loading import CANDIDATE, candidate_spec, sections
from scoping.worksheet.model import Content, RowsSpec, SectionSpec

PATH = re.compile(r"(?:(?P<candidate>\w+):)?(?P<section>[a-z_]+)(?:\.(?P<rest>[\w.]+))?")


def anchor_of(candidate: Candidate) -> str:
    """Where the comments on a candidate hang."""
    return f"{candidate.public_id}:{CANDIDATE}"


@dataclass(frozen=True)
class Place:
    """What a comment is about: its anchor, in words, and the address where it can be seen."""

    path: str
    label: str
    address: str


class Places:
    """Turns anchors into places, reading each section and candidate of the project once."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.contents = {row.key: row.content for row in project.sections.all()}
        self.candidates = {row.public_id: row for row in project.candidates.all()}

    def find(self, path: str) -> Place | None:
        """The place of an anchor; None for one that no worksheet can have."""
        parts = PATH.fullmatch(path)
        if parts is None:
            return None
        key, keys = parts["section"], (parts["rest"] or "").split(".") if parts["rest"] else []
        if parts["candidate"]:
            return self._of_candidate(path, parts["candidate"], key, keys)
        spec = sections().get(key)
        if spec is None:
            return None
        here = reverse("scoping:section", args=[self.project.public_id, key])
        return self._inside(path, spec, self.contents.get(key, {}), spec.label, here, keys)

    def _of_candidate(self, path: str, who: str, key: str, keys: list[str]) -> Place | None:
        candidate = self.candidates.get(who)
        if candidate is None or key != CANDIDATE:
            return None
        here = reverse("scoping:candidate", args=[self.project.public_id, who])
        spec, content = candidate_spec(), candidate.content
        return self._inside(path, spec, content, candidate.name, here, keys)

    def _inside(
        self, path: str, spec: SectionSpec, content: Content, label: str, here: str, keys: list[str]
    ) -> Place | None:
        if not keys:
            return Place(path, label, here)
        parts = {part.key: part for part in spec.parts}
        part = parts.get(keys[0])
        if isinstance(part, RowsSpec):
            return _in_rows(path, part, content, label, here, keys)
        if part is None or len(keys) > 1:
            return None
        return Place(path, f"{label}: {part.label}", f"{here}#id_{part.key}")


def _in_rows(
    path: str, part: RowsSpec, content: Content, label: str, here: str, keys: list[str]
) -> Place | None:
    """A group of rows, one of them, or a field of one; a row that is gone is said so."""
    if len(keys) == 1:
        return Place(path, f"{label}: {part.label}", f"{here}#rows-{part.key}")
    rows = {row["id"]: row for row in content.get(part.key, [])}
    name = row_name(part, rows[keys[1]]) if keys[1] in rows else f"{part.one} that was removed"
    label = f"{label}: {name}"
    if len(keys) == 2:
        return Place(path, label, f"{here}#row-{keys[1]}")
    labels = {each.key: each.label for each in part.fields}
    if len(keys) > 3 or keys[2] not in labels:
        return None
    there = f"{here}#id_{part.key}-{keys[1]}-{keys[2]}"
    return Place(path, f"{label}, {labels[keys[2]]}", there)


def counts(project: Project, anchor: str) -> Mapping[str, int]:
    """How many open threads hang at each place of a section or candidate."""
    rows = project.comments.filter(parent=None, resolved_at=None)
    rows = rows.filter(Q(path=anchor) | Q(path__startswith=f"{anchor}."))
    found: Any = rows.values_list("path").annotate(number=Count("pk"))
    return dict(found)


def everywhere(counted: Mapping[str, int]) -> int:
    """The open threads of the whole sheet."""
    return sum(counted.values())


@dataclass(frozen=True)
class Thread:
    """A comment with its answers."""

    comment: Comment
    place: Place
    answers: list[Comment] = field(default_factory=list)


@dataclass(frozen=True)
class Threads:
    """What a page of comments shows: open threads first, then settled ones."""

    open: list[Thread]
    settled: list[Thread]


GONE = "A place that is gone"


def changes_asked(charter: Charter, *, in_all_rounds: bool = False) -> list[Thread]:
    """The changes that were asked for in this round, with their answers, in their order."""
    rows = Comment.objects.filter(request__charter=charter)
    if not in_all_rounds:
        rows = rows.filter(request__round=charter.round)
    ordered = rows.select_related("author").prefetch_related("answers__author")
    places = Places(charter.project)
    return [
        Thread(row, places.find(row.path) or Place(row.path, GONE, ""), list(row.answers.all()))
        for row in ordered.order_by("pk")
    ]


def shown_threads(project: Project, path: str = "") -> Threads:
    """All threads of a project, or those about one place and what is inside it; newest first."""
    rows = project.comments.filter(parent=None).select_related("author", "resolved_by")
    if path:
        rows = rows.filter(Q(path=path) | Q(path__startswith=f"{path}."))
    ordered = rows.prefetch_related("mentions", "answers__author", "answers__mentions")
    places, found = Places(project), Threads([], [])
    for comment in ordered.order_by("-created_at", "-pk"):
        place = places.find(comment.path) or Place(comment.path, GONE, "")
        answers = sorted(comment.answers.all(), key=lambda each: (each.created_at, each.pk))
        of_state = found.settled if comment.resolved_at else found.open
        of_state.append(Thread(comment, place, answers))
    return found


def places_for(project: Project, path: str) -> list[tuple[str, str]]:
    """What a new comment can be about: the place that was asked for, sections, candidates."""
    places = Places(project)
    asked = places.find(path)
    sheets = [(key, spec.label) for key, spec in sections().items()]
    ways = [(anchor_of(row), row.name) for row in places.candidates.values() if not row.archived_at]
    first = [(path, asked.label)] if asked else []
    return [*first, *(each for each in [*sheets, *ways] if each[0] != path)]


def called(text: str, people: Iterable[User]) -> tuple[list[User], list[str]]:
    """Whose whole name stands after an @, namesakes all, and what else does, as it was typed."""
    by_name: dict[str, list[User]] = {}
    for person in people:
        by_name.setdefault(str(person).casefold(), []).append(person)
    # The longest name counts: @Ana Lee does not call Ana, nor does @Anabel.
    spelled = sorted({str(each) for rows in by_name.values() for each in rows}, key=len)
    known = "|".join(re.escape(name) for name in reversed(spelled))
    found = re.findall(rf"(?<!\w)@(?:({known})(?!\w)|(\w+))", text, re.IGNORECASE)
    names = dict.fromkeys(name.casefold() for name, _ in found if name)
    return [each for name in names for each in by_name.get(name, [])], [
        word for _, word in found if word
    ]


def readers(project: Project) -> list[User]:
    """Everybody who sees the project, by name: who can be mentioned."""
    members = Membership.objects.active().filter(organization=project.organization)
    taking_part = project.involvements.values("person")
    seeing = members.filter(Q(role__in=READERS) | Q(user__in=taking_part))
    rows: Iterable[Membership] = seeing.select_related("user").order_by("user__name", "user__email")
    return [row.user for row in rows]
