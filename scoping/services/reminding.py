"""Reminding people whose signature is missing, and telling who leads when it takes too long."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from accounts.models import Membership
from aiproj.shared import format as formats
from aiproj.shared.batches import each_alone
from scoping.models import Charter, Slot
from scoping.services.charters import ask, next_to_sign
from scoping.services.moving import hold, in_charge, tell, tell_signatories

REMIND_AFTER = timedelta(days=3)
ESCALATE_AFTER = timedelta(days=7)
LATE = (
    "For a week or longer nobody has signed for: {names}. "
    "Ask them; they can name a deputy, and so can an administrator."
)
GONE = (
    "Whoever was asked to sign is no longer a member: {names}. Take the charter back, or let "
    "another signatory ask for changes, and name somebody else."
)


def remind_all(now: datetime) -> int:
    """Remind whoever has not signed for three days, again each three days; how many."""
    before, long_before = now - REMIND_AFTER, now - ESCALATE_AFTER
    late = Slot.objects.open().filter(Q(asked_at=None) | Q(asked_at__lte=before))
    late = late.filter(
        Q(reminded_at=None)
        | Q(reminded_at__lte=before)
        | Q(escalated_at=None, asked_at__lte=long_before)
    )
    keys = list(late.values_list("charter", flat=True).distinct())
    return each_alone(keys, lambda key: _remind(key, now))


@transaction.atomic
def _remind(key: int, now: datetime) -> int:
    charter = hold(Charter.objects.select_related("project__organization").get(pk=key))
    if charter.state != Charter.State.IN_REVIEW:
        return 0
    rows = charter.slots.filter(round=charter.round).select_related("person")
    slots = list(rows.order_by("position"))
    if any(slot.asked_at is None for slot in next_to_sign(charter, slots)):
        # Signatures that were given in sequence are now given in any order.
        ask(charter, slots, "It is your turn to sign a charter.", now)
        return 0
    waiting = [(slot, slot.asked_at) for slot in next_to_sign(charter, slots) if slot.asked_at]
    members = Membership.objects.active().filter(organization=charter.organization)
    present = set(members.values_list("user", flat=True))
    here = [each for each in waiting if each[0].person_id in present]
    gone = [slot for slot, _ in waiting if slot.person_id not in present]
    _escalate(charter, [slot for slot, asked in here if now - asked >= ESCALATE_AFTER], LATE, now)
    _escalate(charter, gone, GONE, now)
    due = [each for each in here if now - (each[0].reminded_at or each[1]) >= REMIND_AFTER]
    _ask_again(charter, due, now)
    return len(due)


def _ask_again(charter: Charter, due: list[tuple[Slot, datetime]], now: datetime) -> None:
    if not due:
        return
    Slot.objects.filter(pk__in=[slot.pk for slot, _ in due]).update(reminded_at=now)
    since = formats.date(charter.organization.local_date(min(asked for _, asked in due)))
    text = f"A charter has waited for your signature since {since}."
    tell_signatories(charter, [slot for slot, _ in due], "Your signature is still missing", text)


def _escalate(charter: Charter, late: list[Slot], text: str, now: datetime) -> None:
    """Once for each signature: whoever leads the project learns whose it is that is missing."""
    stuck = [slot for slot in late if slot.escalated_at is None]
    if not stuck:
        return
    Slot.objects.filter(pk__in=[slot.pk for slot in stuck]).update(escalated_at=now)
    names = ", ".join(
        f"{slot.person or 'Somebody'} ({slot.get_part_display().lower()})" for slot in stuck
    )
    tell(charter, in_charge(charter), "A signature takes long", text.format(names=names))
