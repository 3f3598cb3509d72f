"""A charter on its way: submitting, taking back, asking for changes, answering, rejecting."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from aiproj.shared.errors import Refused
from scoping.models import ChangeRequest, Charter, Comment, Project, Slot
from scoping.models import settings_of as rules_of
from scoping.overview.lacking import lacks
from scoping.services import freezing
from scoping.services.moving import (
    capacities,
    carry_out,
    concerned,
    hold,
    need_words,
    tell,
    tell_signatories,
)
from scoping.services.recording import record, refuse_archived
from scoping.workflow import Event, Stage, Step, Who, charter_move, stage_after
from scoping.worksheet.canonical import canonical_json, digest
from scoping.worksheet.editions import edits, is_material

Content = Mapping[str, Any]
MOST_REQUESTS = 20


class Lacking(Refused):
    """Something is missing; the list of it stands on the page of the dry run."""


@transaction.atomic
def submit(*, charter: Charter, actor: User) -> Charter:
    """Freeze the worksheet and ask for signatures, again after changes. Raises Refused, Lacking."""
    charter = hold(charter)
    again = charter.state == Charter.State.CHANGES_REQUESTED
    event = Event.RESUBMIT if again else Event.SUBMIT
    move = charter_move(charter.state, event, capacities(charter, actor))
    refuse_archived(charter.project)
    now = timezone.now()
    frozen = freezing.freeze(charter, now)
    _refuse_what_lacks(charter, frozen)
    charter.round += 1
    content = frozen.content | {"version": freezing.version_of(charter)}
    _refuse_trifles(charter, content)
    charter.canonical, charter.content_hash = canonical_json(content), digest(content)
    charter.submitted_at = now
    carry_out(charter, move, actor, at=now)
    slots = _ask(charter, content)
    _scope(charter.project, actor)
    text = f"{actor} submitted a charter that needs your signature."
    ask(charter, slots, text, now)
    return charter


def _refuse_what_lacks(charter: Charter, frozen: freezing.Frozen) -> None:
    found = lacks(charter, frozen.content, frozen.review, frozen.unknown)
    if found:
        raise Lacking(
            f"{found[0].text.rstrip('. ')}."
            if len(found) == 1
            else f"{len(found)} things are missing. Nothing was submitted."
        )


def _refuse_trifles(charter: Charter, content: Content) -> None:
    """Editorial changes of a charter in force never ask for new signatures."""
    approved = charter.project.charters.approved().first()
    if approved and not is_material(edits(approved.content, content)):
        raise Refused("Nothing material changed. Publish it as an editorial version instead.")


def _ask(charter: Charter, content: Content) -> list[Slot]:
    wanted = {row["person"] for row in content["slots"]}
    people = {user.public_id: user for user in User.objects.filter(public_id__in=wanted)}
    return [
        Slot.objects.create(
            charter=charter,
            round=charter.round,
            part=row["part"],
            reason=row["reason"],
            position=position,
            person=people[row["person"]],
        )
        for position, row in enumerate(content["slots"])
    ]


def next_to_sign(charter: Charter, slots: Sequence[Slot]) -> list[Slot]:
    """The open signatures whose turn it is: all of them, or the first one in sequence."""
    found = [slot for slot in slots if slot.state == Slot.State.OPEN]
    return found[:1] if in_sequence(charter) else found


def ask(charter: Charter, slots: Sequence[Slot], text: str, at: datetime) -> None:
    """Write to those whose turn it has become; from now on it waits for them."""
    turn = [slot for slot in next_to_sign(charter, slots) if slot.asked_at is None]
    Slot.objects.filter(pk__in=[slot.pk for slot in turn]).update(asked_at=at)
    tell_signatories(charter, turn, "Your signature is asked for", text)


def in_sequence(charter: Charter) -> bool:
    """Whether signatures are given one after the other."""
    return rules_of(charter.organization).signing == "sequential"


def _scope(project: Project, actor: User) -> None:
    if project.stage == Stage.IDEA:
        project.stage = stage_after(project.stage, Step.SCOPE, [Who.SYSTEM])
        project.save(update_fields=["stage"])
        target = f"project {project.public_id}"
        record(project, actor, "project.scoped", target, after={"stage": project.stage})


@transaction.atomic
def withdraw(*, charter: Charter, actor: User) -> Charter:
    """Take a submitted charter back. Raises Refused."""
    charter = hold(charter)
    move = charter_move(charter.state, Event.WITHDRAW, capacities(charter, actor))
    _void(charter, Slot.State.OPEN, Slot.State.SIGNED)
    carry_out(charter, move, actor, at=timezone.now())
    text = f"{actor} took the charter back. Nothing is asked of you now."
    tell(charter, _asked(charter), "Charter withdrawn", text)
    return charter


@transaction.atomic
def request_changes(
    *, charter: Charter, actor: User, requests: Sequence[tuple[str, str]]
) -> Charter:
    """Send a charter back with comments, each a path of the worksheet and a text. Raises Refused.

    Signatures of this round are void, because the text that they are bound to will change.
    """
    charter = hold(charter)
    move = charter_move(charter.state, Event.REQUEST_CHANGES, capacities(charter, actor))
    if not requests:
        raise Refused("Say what shall change, and at which field.")
    if len(requests) > MOST_REQUESTS:
        raise Refused(f"Ask for at most {MOST_REQUESTS} changes at once.")
    for path, text in requests:
        words = need_words(text, "what shall change")
        comment = Comment.objects.create(
            project=charter.project, path=need_words(path, "at which field"), author=actor,
            text=words,
        )  # fmt: skip
        ChangeRequest.objects.create(charter=charter, round=charter.round, comment=comment)
    _void(charter, Slot.State.OPEN, Slot.State.SIGNED)
    carry_out(charter, move, actor, reason=requests[0][1][:2000], at=timezone.now())
    tell(charter, concerned(charter), "Changes are asked for", f"{actor} asks for changes.")
    return charter


@transaction.atomic
def answer(*, charter: Charter, comment: Comment, actor: User, text: str) -> Comment:
    """Answer a requested change: what was done, or why not. Raises Refused."""
    charter = hold(charter)
    refuse_archived(charter.project)
    if charter.state != Charter.State.CHANGES_REQUESTED:
        raise Refused("Answers are given while changes are asked for.")
    made = Comment.objects.create(
        project=charter.project,
        parent=comment,
        path=comment.path,
        author=actor,
        text=need_words(text, "what you did about it"),
    )
    target = f"charter {charter.public_id}"
    record(charter.project, actor, "charter.change_answered", target, after={"path": made.path})
    return made


@transaction.atomic
def reject(*, charter: Charter, actor: User, reason: str) -> Charter:
    """Say no to this version for good. Raises Refused."""
    charter = hold(charter)
    move = charter_move(charter.state, Event.REJECT, capacities(charter, actor))
    reason = need_words(reason, "why you reject it")
    _void(charter, Slot.State.OPEN)
    charter.ended_at = timezone.now()
    carry_out(charter, move, actor, reason=reason, at=charter.ended_at)
    tell(charter, concerned(charter), "Charter rejected", f"{actor} rejected the charter: {reason}")
    return charter


def _void(charter: Charter, *states: str) -> None:
    rows = charter.slots.filter(round=charter.round, state__in=states)
    rows.update(state=Slot.State.VOID)


def _asked(charter: Charter) -> list[User | None]:
    rows = charter.slots.filter(round=charter.round).select_related("person")
    return [slot.person for slot in rows.order_by("position")]
