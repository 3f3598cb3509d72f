"""What a charter lacks before it can be submitted: one list, each with the way to mend it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from accounts.models import Membership
from scoping.models import Charter, Comment, Involvement, Project
from scoping.worksheet.loading import sections


@dataclass(frozen=True)
class Lack:
    """One thing that is missing or wrong, in words, and where it is mended."""

    text: str
    address: str
    rule: str = ""


def address_of(project: Project, path: str) -> str:
    """The page on which a path of the worksheet is filled in."""
    before, _, tail = path.rpartition(":")
    if before:
        return reverse("scoping:candidate", args=[project.public_id, before])
    key = tail.split(".")[0]
    if key in sections():
        return reverse("scoping:section", args=[project.public_id, key])
    return reverse("scoping:candidates", args=[project.public_id])


def lacks(charter: Charter, content: Mapping[str, Any], unknown: str) -> list[Lack]:
    """Everything that keeps this content from being submitted; empty where nothing does.

    `unknown` says why readiness is not known; empty where it is.
    """
    project = charter.project
    return [
        *_candidates(project, content, unknown),
        *_findings(project, content),
        *_slots(charter, content),
        *_open_comments(charter),
    ]


def _candidates(project: Project, content: Mapping[str, Any], unknown: str) -> Iterator[Lack]:
    there = reverse("scoping:candidates", args=[project.public_id])
    if unknown:
        levels = reverse("scoping:levels", args=[project.public_id])
        yield Lack(unknown.rstrip("."), levels)
    chosen = [row for row in content["candidates"] if row["decision"] == "chosen"]
    if len(chosen) != 1:
        yield Lack("No candidate is chosen", there, "SC-X1")


def _findings(project: Project, content: Mapping[str, Any]) -> Iterator[Lack]:
    for row in content["checks"]["findings"]:
        if row["severity"] == "error":
            yield Lack(row["title"], address_of(project, row["path"]), row["rule"])


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
