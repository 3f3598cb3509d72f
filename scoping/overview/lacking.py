"""What a charter lacks before it can be submitted: one list, each with the way to mend it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from accounts.models import Membership
from scoping.checking.reading import DECISION, LEVELS
from scoping.checking.review import Review
from scoping.models import Charter, Comment, Involvement, Project
from scoping.worksheet.loading import sections

CANDIDATES = "candidates"
ELSEWHERE = frozenset({"SC-X13"})  # told of each signature that is needed


@dataclass(frozen=True)
class Lack:
    """One thing that is missing or wrong, in words, on which page and at which field."""

    text: str
    address: str
    rule: str = ""
    field: str = ""
    remedy: str = ""


@dataclass(frozen=True)
class LackGroup:
    """Everything that is mended on one page."""

    label: str
    address: str
    lacks: Sequence[Lack]


def grouped(project: Project, found: Iterable[Lack]) -> list[LackGroup]:
    """By page, in the order in which the pages first come."""
    groups: dict[str, list[Lack]] = {}
    for lack in found:
        groups.setdefault(lack.address, []).append(lack)
    labels = {
        address_of(project, f"{row.public_id}:candidate"): row.name
        for row in project.candidates.current()
    }
    labels |= {address_of(project, key): spec.label for key, spec in sections().items()}
    labels[address_of(project, CANDIDATES)] = "Candidates"
    labels[address_of(project, DECISION)] = "Which candidate is chosen"
    labels[reverse("scoping:levels", args=[project.public_id])] = "Readiness"
    return [
        LackGroup(labels.get(address, "Changes that were asked for"), address, rows)
        for address, rows in groups.items()
    ]


def address_of(project: Project, path: str) -> str:
    """The page on which a path of the worksheet is filled in."""
    before, _, tail = path.rpartition(":")
    if before:
        return reverse("scoping:candidate", args=[project.public_id, before])
    if tail == DECISION:
        return reverse("scoping:decide", args=[project.public_id])
    if tail == LEVELS:
        return reverse("scoping:levels", args=[project.public_id])
    key = tail.split(".")[0]
    if key in sections():
        return reverse("scoping:section", args=[project.public_id, key])
    return reverse("scoping:candidates", args=[project.public_id])


def field_address(project: Project, path: str) -> str:
    """The page and the field that a path of the worksheet stands for."""
    page, (_, *keys) = address_of(project, path), path.rpartition(":")[2].split(".")
    if path.startswith(CANDIDATES):
        return page
    return f"{page}#row_id_{'-'.join(keys)}" if keys else f"{page}#content"


def _lack(project: Project, text: str, path: str, rule: str = "", remedy: str = "") -> Lack:
    """What is mended at a path."""
    page, field = address_of(project, path), field_address(project, path)
    return Lack(text, page, rule, field, remedy)


def lacks(charter: Charter, content: Mapping[str, Any], found: Review, unknown: str) -> list[Lack]:
    """Everything that keeps this content from being submitted; empty where nothing does.

    `unknown` says why readiness is not known; empty where it is.
    """
    project = charter.project
    return [
        *_levels(project, found, unknown),
        *_checks(project, found),
        *missing_lacks(project, found),
        *_slots(charter, content),
        *_open_comments(charter),
    ]


def _levels(project: Project, found: Review, unknown: str) -> Iterator[Lack]:
    """Why readiness is unknown, where no rule says it already."""
    if unknown and not any(each.rule == "SC-L33" for each in found.errors):
        yield Lack(unknown.rstrip("."), reverse("scoping:levels", args=[project.public_id]))


def _checks(project: Project, found: Review) -> Iterator[Lack]:
    empty = {each.path for each in found.missing}
    for check in found.smart.hard_failures:
        if empty & set(check.fields):
            continue  # told as a missing field
        path = check.fields[0] if check.fields else "problem"
        yield _lack(project, check.title, path, check.id, check.remedy)
    yield from error_lacks(project, found)
    if found.legal.outcome and found.legal.outcome.excludes:
        text = f"The law excludes it: {found.legal.outcome.label}"
        yield _lack(project, text, "risks.legal_answers")
    if not found.smart.may_submit and not found.smart.hard_failures:
        yield _lack(project, "Too many checks of the problem are doubtful", "problem")


def error_lacks(project: Project, found: Review) -> Iterator[Lack]:
    """What the rules between fields find wrong."""
    for each in found.errors:
        if each.rule not in ELSEWHERE:
            yield _lack(project, each.title, each.path, each.rule, each.remedy)


def missing_lacks(project: Project, found: Review) -> Iterator[Lack]:
    """What is not filled in."""
    for each in found.missing:
        label = sections()[each.section].label if each.section in sections() else "Candidates"
        yield _lack(project, f"{label}: {each.label}", each.path)


def _slots(charter: Charter, content: Mapping[str, Any]) -> Iterator[Lack]:
    project = charter.project
    members = Membership.objects.active().filter(organization=project.organization)
    active = set(members.values_list("user__public_id", flat=True))
    there = reverse("scoping:section", args=[project.public_id, "people"])
    barred = {each.public_id for each in (charter.author, charter.last_editor) if each}
    for slot in content["slots"]:
        label = Involvement.Part(slot["part"]).label
        if not slot["person"]:
            yield Lack(f"{label}: nobody is named, and a signature is needed", there)
        elif slot["person"] not in active:
            yield Lack(f"{label}: the person named is not a member any more", there)
        elif slot["person"] in barred:
            text = f"{label}: whoever wrote the charter or changed it last cannot sign it"
            yield Lack(text, there, "SC-X13")


def _open_comments(charter: Charter) -> Iterator[Lack]:
    there = reverse("scoping:charter_answers", args=[charter.public_id])
    for comment in unanswered(charter):
        yield Lack(f"A requested change waits for an answer: {comment.text[:80]}", there)


def unanswered(charter: Charter) -> Iterable[Comment]:
    """Requested changes of the last round that nobody has answered yet."""
    asked = Comment.objects.filter(request__charter=charter, request__round=charter.round)
    return asked.filter(answers=None, resolved_at=None).order_by("pk")
