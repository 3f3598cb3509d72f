"""The audit log: one hash chain per organization, written in the transaction of the change."""

import hashlib
import json
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import AuditEvent, AuditHead, Organization, User

GENESIS = "0" * 64


def record(
    organization: Organization,
    actor: User | None,
    action: str,
    target: str,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    day_only: bool = False,
) -> AuditEvent:
    """Append an event. `day_only` cuts the time, for acts that must not be linked to a person."""
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("audit events belong to the change they log")
    # NO KEY: other transactions may go on inserting rows that point at this organization.
    Organization.objects.select_for_update(no_key=True).get(pk=organization.pk)
    head = AuditHead.objects.filter(organization=organization).first()
    at = timezone.now()
    event = AuditEvent(
        organization=organization,
        sequence=head.sequence + 1 if head else 1,
        at=at.replace(hour=0, minute=0, second=0, microsecond=0) if day_only else at,
        actor=actor,
        actor_label=str(actor) if actor else "system",
        action=action,
        target=target[:120],
        before=before or {},
        after=after or {},
        previous_hash=head.hash if head else GENESIS,
    )
    event.hash = event_hash(event)
    event.save()
    head = head or AuditHead(organization=organization)
    head.sequence, head.hash = event.sequence, event.hash
    head.save()
    return event


def event_hash(event: AuditEvent) -> str:
    """SHA-256 over the event and the hash before it."""
    text = json.dumps(
        [
            event.organization_id,
            event.sequence,
            event.at.isoformat(),
            event.actor_label,
            event.action,
            event.target,
            event.before,
            event.after,
            event.previous_hash,
        ],
        sort_keys=True,
        default=str,
    )
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()


def first_broken(organization: Organization) -> int | None:
    """The sequence of the first event that was changed or removed; None when all hold."""
    previous, expected = GENESIS, 0
    events = AuditEvent.objects.filter(organization=organization).order_by("sequence")
    for expected, event in enumerate(events.iterator(), start=1):
        intact = event.sequence == expected and event.previous_hash == previous
        if not intact or event.hash != event_hash(event):
            return expected
        previous = event.hash
    head = AuditHead.objects.filter(organization=organization).first()
    whole = head.hash == previous if head else expected == 0
    return None if whole else expected + 1
