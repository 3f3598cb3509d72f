"""What the pages of a charter show: its finding, its signatures, what changed, what can be done."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from accounts.models import Membership, User
from aiproj.shared import format as formats
from scoping.exports.blocks import Document, Facts
from scoping.exports.charter import charter_document
from scoping.models import Charter, Look, Project, Slot
from scoping.overview.editions import edition_of, signer_of
from scoping.overview.slots import usual_days
from scoping.worksheet.editions import Edit, edits
from scoping.worksheet.loading import sections

State = Charter.State
OPENINGS = {
    State.DRAFT: "is a draft",
    State.APPROVED: "is in force",
    State.REJECTED: "was rejected",
    State.SUPERSEDED: "was superseded by a newer one",
    State.REVOKED: "was revoked",
    State.EXPIRED: "expired before the work began",
}
REVIEWS = "plan.reviews."
GONE = "no member any more. Take the charter back and name somebody else."
ROUNDS = ("", "first", "second", "third", "fourth", "fifth", "sixth")


@dataclass(frozen=True)
class SlotRow:
    """One signature of the sign-off column. `look` is s signed, y yours now, w waiting."""

    label: str
    who: str
    reason: str
    look: str
    when: str
    condition: str = ""


@dataclass(frozen=True)
class Changes:
    """What differs from a state that is named, material changes first counted."""

    title: str
    edits: Sequence[Edit]

    @property
    def counted(self) -> str:
        material = sum(edit.material for edit in self.edits)
        return f"{material} material, {len(self.edits) - material} editorial"


@dataclass(frozen=True)
class CharterPage:
    """Everything that the page of a charter shows."""

    charter: Charter
    heading: str
    facts: str
    goal: str
    short: Sequence[tuple[str, str]]
    slots: Sequence[SlotRow]
    changes: Changes | None
    overrides: Sequence[str]
    stale: str = ""
    is_unread: bool = False  # a text to sign, of which this person has noted nothing yet


def my_slots(charter: Charter, user: User, today: date) -> list[Slot]:
    """Open signatures that this person may give, for themselves or for somebody else."""
    rows = charter.slots.filter(round=charter.round).open().for_person(user, today)
    return list(rows.order_by("position"))


def charter_page(
    charter: Charter, content: Mapping[str, Any], user: User, now: datetime, *, in_sequence: bool
) -> CharterPage:
    """The page as this person sees it; the content may be a preview of a draft."""
    today = charter.project.organization.local_date(now)
    edition = edition_of(charter, content)
    document = charter_document(edition)
    rows = slot_rows(charter, user, today, in_sequence=in_sequence)
    seen = since_last_look(charter, content, user)
    is_new = seen is None and charter.state == State.IN_REVIEW and charter.author_id != user.pk
    return CharterPage(
        charter=charter,
        heading=_heading(charter, rows),
        facts=_facts(charter, content),
        goal=dict(_short(document)).get("Goal", "").replace(" %", "\u00a0%"),
        short=[row for row in _short(document) if row[0] not in ("Goal", "Asked of you")],
        slots=rows,
        changes=seen or _since_approved(charter, edition.since),
        overrides=edition.overrides,
        is_unread=is_new and not edition.since,
    )


def _short(document: Document) -> list[tuple[str, str]]:
    found = document.parts[0].blocks[0]
    return list(found.rows) if isinstance(found, Facts) else []


def _heading(charter: Charter, rows: Sequence[SlotRow]) -> str:
    called = f"Charter {charter.number}"
    if charter.state == State.IN_REVIEW:
        if any(row.look == "y" for row in rows):
            return f"{called} waits for your signature"
        missing = sum(row.look != "s" for row in rows)
        return f"{called} waits for {formats.counted(missing, 'signature')}"
    if charter.state == State.CHANGES_REQUESTED:
        asked = charter.change_requests.filter(round=charter.round).count()
        return f"{called} was sent back with {formats.counted(asked, 'change')} asked for"
    return f"{called} {OPENINGS[State(charter.state)]}"


def _facts(charter: Charter, content: Mapping[str, Any]) -> str:
    zone = charter.project.organization
    said = [str(charter.get_state_display())]
    if charter.state == State.IN_REVIEW and charter.round < len(ROUNDS):
        said[0] += f", {ROUNDS[charter.round]} round"
    for word, moment in (
        ("submitted", charter.submitted_at),
        ("approved", charter.approved_at),
        ("ended", charter.ended_at),
    ):
        if moment:
            said.append(f"{word} {formats.date(zone.local_date(moment))}")
    assessment = content.get("assessment")
    if assessment:
        day = formats.date(date.fromisoformat(assessment["published_on"]))
        said.append(f"readiness from {assessment['scope']}, published {day}")
    own = content.get("own_check")
    if own:
        said.append(f"the project's own check: {own['said'].lower()}")
    return " · ".join(said)


def slot_rows(
    charter: Charter, user: User, today: date, *, in_sequence: bool = False
) -> list[SlotRow]:
    """The sign-off column: signed, yours, or waiting with what is usual."""
    slots = list(charter.standing_slots())
    mine = {slot.pk for slot in my_slots(charter, user, today)}
    usual = usual_days(charter.project.organization) if slots else {}
    waiting = [slot for slot in slots if slot.state == Slot.State.OPEN]
    turn = {slot.pk for slot in (waiting[:1] if in_sequence else waiting)}
    gone = _gone(charter, waiting)
    return [_slot_row(slot, user, slot.pk in mine & turn, usual, gone) for slot in slots]


def _gone(charter: Charter, waiting: Sequence[Slot]) -> set[int]:
    """Open signatures that nobody can give, because the person is no member any more."""
    members = Membership.objects.active().filter(organization=charter.project.organization)
    asked = {slot.person_id for slot in waiting}
    here = set(members.filter(user__in=asked).values_list("user", flat=True)) if asked else set()
    return {slot.pk for slot in waiting if slot.person_id not in here}


def _slot_row(
    slot: Slot, user: User, is_mine: bool, usual: Mapping[str, float], gone: Container[int]
) -> SlotRow:
    label, person = str(slot.get_part_display()), str(slot.person or "nobody any more")
    if slot.state == Slot.State.SIGNED and slot.signed_at:
        day = formats.day_month(slot.charter.project.organization.local_date(slot.signed_at))
        return SlotRow(label, signer_of(slot), slot.reason, "s", day, slot.condition)
    if slot.state == Slot.State.VOID:
        said = "void" if slot.signed_at else "not signed"
        return SlotRow(label, person, slot.reason, "w", said)
    if slot.pk in gone:
        return SlotRow(label, person, f"{slot.reason} · {GONE}", "w", "")
    if is_mine:
        who = "You" if slot.person == user else f"You, for {person}"
        return SlotRow(label, who, slot.reason, "y", "now")
    return SlotRow(label, person, slot.reason, "w", usual_words(usual.get(slot.part)))


def usual_words(days: float | None) -> str:
    """How long such a signature usually takes; empty where too little is known."""
    if days is None:
        return ""
    whole = max(1, round(days))
    return f"usually {formats.counted(whole, 'day')}"


def since_last_look(charter: Charter, content: Mapping[str, Any], user: User) -> Changes | None:
    """What differs from what this person last saw of the project; None if they never looked."""
    seen = Look.objects.filter(project=charter.project, person=user).first()
    if seen is None or not seen.canonical:
        return None
    day = formats.date(charter.project.organization.local_date(seen.at))
    found = edits(seen.content, content)
    title = f"Changed since you last looked, on {day}"
    return Changes(title if found else f"Nothing changed since you last looked, on {day}", found)


def _since_approved(charter: Charter, number: str) -> Changes | None:
    if not number:
        return None
    previous = charter.project.charters.get(
        major=int(number.split(".", maxsplit=1)[0]), minor=int(number.split(".")[1])
    )
    content = charter.content
    if not content:
        return None
    found = edits(previous.content, content)
    return Changes(f"Changed since charter {number}", found)


def stale_words(charter: Charter, now_content: Mapping[str, Any]) -> str:
    """What to say where the worksheet moved away from the charter in force; empty otherwise."""
    if charter.state != State.APPROVED:
        return ""
    found = edits(charter.content, now_content)
    moved = [edit for edit in found if edit.material]
    if not moved and any(edit.path.startswith(REVIEWS) for edit in found):
        return "A review was noted since this version was signed. Amend it, so that it has its own."
    if not moved:
        return ""
    count = formats.counted(len(moved), "material change")
    return f"The worksheet has {count} that nobody signed: {moved[0].label}."


@dataclass(frozen=True)
class SectionPart:
    """One section of the full charter with the changes that belong to it."""

    title: str
    level: int
    blocks: Sequence[tuple[str, Any]]
    edits: Sequence[Edit]


def full_parts(
    charter: Charter, content: Mapping[str, Any], changes: Sequence[Edit]
) -> list[SectionPart]:
    """Every section of the charter in its order, each with its changes."""
    labels = {spec.label: key for key, spec in sections().items()}
    marked = {
        key: list(found)
        for key, found in groupby(
            sorted(changes, key=lambda edit: edit.section), key=lambda edit: edit.section
        )
    }
    document = charter_document(edition_of(charter, content))
    return [
        SectionPart(
            part.title,
            part.level,
            [(type(block).__name__.lower(), block) for block in part.blocks],
            marked.get(labels.get(part.title, "candidate" if number == 1 else ""), []),
        )
        for number, part in enumerate(document.parts)
    ]


def versions_of(project: Project) -> list[Charter]:
    """Every version, the newest first."""
    return list(project.charters.newest())
