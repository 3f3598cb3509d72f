"""Signing: each signature is bound to the hash of exactly what was shown."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from aiproj.shared.errors import Refused, Stale
from scoping.models import Charter, Slot
from scoping.models import settings_of as rules_of
from scoping.services import contract
from scoping.services.charters import ask, in_sequence, next_to_sign
from scoping.services.looking import look
from scoping.services.moving import capacities, carry_out, concerned, hold, tell, today_of
from scoping.workflow import Event, Who, charter_move

NAME_MOST = 120  # letters of a name that a signature keeps
CHANGED = "The charter is not the one that you saw. Nothing was signed; read it again."
OWN_WORK = "Whoever wrote the charter or changed it last cannot sign it. Your deputy may."


@transaction.atomic
def sign(*, charter: Charter, actor: User, content_hash: str, condition: str = "") -> Charter:
    """Sign for oneself, or as somebody's deputy. The last signature that is needed approves.

    Raises Stale where the text is not the one that was shown, Refused for one's own work and out
    of turn, NotAllowed for people who are not asked.
    """
    charter = hold(charter)
    move = charter_move(charter.state, Event.SIGN, capacities(charter, actor))
    if content_hash != charter.content_hash:
        raise Stale(CHANGED)
    if actor.pk in (charter.author_id, charter.last_editor_id):
        raise Refused(OWN_WORK)
    slots = list(charter.slots.filter(round=charter.round).order_by("position"))
    signed = _take_turns(charter, slots, actor)
    if not signed:
        _refuse_turn(slots, actor)
    now = timezone.now()
    for slot in signed:
        _sign(slot, charter, actor, condition.strip(), now)
    parts = ", ".join(slot.get_part_display() for slot in signed)
    carry_out(charter, move, actor, reason=condition.strip(), at=now)
    look(charter=charter, person=actor)
    if not next_to_sign(charter, slots):
        _approve(charter, now)
    elif in_sequence(charter):
        ask(charter, slots, f"{actor} signed as {parts}. It is your turn.", now)
    return charter


def mine(charter: Charter, slots: list[Slot], actor: User) -> set[int]:
    """Open slots that this person may sign, in turn or not, by their row ids."""
    rows = charter.slots.filter(pk__in=[slot.pk for slot in slots]).open()
    return set(rows.for_person(actor, today_of(charter.project)).values_list("pk", flat=True))


def _take_turns(charter: Charter, slots: list[Slot], actor: User) -> list[Slot]:
    """Every open slot of this person whose turn it is, or becomes by signing the one before."""
    own, found = mine(charter, slots, actor), []
    while turn := [slot for slot in next_to_sign(charter, slots) if slot.pk in own]:
        for slot in turn:
            slot.state = Slot.State.SIGNED
        found += turn
    return found


def _refuse_turn(slots: list[Slot], actor: User) -> None:
    if any(slot.signed_by_id == actor.pk for slot in slots):
        raise Refused("You have signed this version already.")
    raise Refused("It is not your turn yet: signatures are given in sequence.")


def _sign(slot: Slot, charter: Charter, actor: User, condition: str, now: datetime) -> None:
    slot.signed_by, slot.signed_at, slot.signer_name = actor, now, str(actor)[:NAME_MOST]
    slot.content_hash, slot.condition = charter.content_hash, condition
    slot.save()


def _approve(charter: Charter, now: datetime) -> None:
    """The last signature: this version comes into force and the one before steps back."""
    for previous in charter.project.charters.approved():
        supersede = charter_move(previous.state, Event.SUPERSEDE, [Who.SYSTEM])
        previous.ended_at = now
        carry_out(previous, supersede, None, at=now)
    move = charter_move(charter.state, Event.APPROVE, [Who.SYSTEM])
    days = rules_of(charter.organization).charter_days
    charter.approved_at, charter.expires_at = now, now + timedelta(days=days)
    charter.signed_hash = charter.content_hash
    carry_out(charter, move, None, at=now)
    contract.follow(charter)
    text = "Every signature is there. The charter is in force."
    tell(charter, concerned(charter), "Charter approved", text)
