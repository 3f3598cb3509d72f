"""Reminding people whose signature is missing, and telling the manager when it takes too long."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from aiproj.shared.batches import each_alone
from scoping.models import Charter, Slot
from scoping.services.charters import ask, next_to_sign
from scoping.services.moving import hold, tell

REMIND_AFTER = timedelta(days=3)
ESCALATE_AFTER = timedelta(days=7)


def remind_all(now: datetime) -> int:
    """Remind whoever has not signed for three days, again each three days; how many."""
    before = now - REMIND_AFTER
    late = Slot.objects.open().filter(Q(asked_at=None) | Q(asked_at__lte=before))
    late = late.filter(Q(reminded_at=None) | Q(reminded_at__lte=before))
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
    due = [slot for slot, asked in waiting if now - (slot.reminded_at or asked) >= REMIND_AFTER]
    for slot in due:
        slot.reminded_at = now
        slot.save(update_fields=["reminded_at"])
    tell(charter, [slot.person for slot in due], "Your signature is still missing",
         "A charter waits for your signature.")  # fmt: skip
    _escalate(charter, [slot for slot, asked in waiting if now - asked >= ESCALATE_AFTER], now)
    return len(due)


def _escalate(charter: Charter, late: list[Slot], now: datetime) -> None:
    """Once for each signature: the author learns whose it is that takes so long."""
    stuck = [slot for slot in late if slot.escalated_at is None]
    for slot in stuck:
        slot.escalated_at = now
        slot.save(update_fields=["escalated_at"])
    if stuck:
        names = ", ".join(f"{slot.person} ({slot.get_part_display()})" for slot in stuck)
        text = f"For a week or longer nobody has signed for: {names}. Ask them, or name a deputy."
        tell(charter, [charter.author], "A signature takes long", text)
