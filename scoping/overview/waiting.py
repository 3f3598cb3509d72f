"""What waits for somebody: a signature, an answer to what was asked, candidates to rate."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Exists, F, OuterRef

from accounts.models import Organization, User
from scoping.models import RATERS, Charter, Involvement, Project, Rating, Slot, settings_of


def waiting_for(
    user: User, organization: Organization, today: date
) -> list[tuple[Charter, str, datetime]]:
    """Charters whose turn it is for this person to sign: as what, and since when.

    A charter stands once, even where the person signs in several parts.
    """
    rows = Slot.objects.open().for_person(user, today).of(organization)
    rows = rows.select_related("charter__project", "person").order_by(
        F("asked_at").asc(nulls_last=True), "position"
    )
    slots = list(rows)
    if settings_of(organization).signing == "sequential":
        slots = [slot for slot in slots if _is_turn(slot)]
    found: dict[int, tuple[Charter, str, datetime]] = {}
    for slot in slots:
        own = slot.person == user
        text = f"as {slot.get_part_display().lower()}{'' if own else f' for {slot.person}'}"
        found.setdefault(slot.charter.pk, (slot.charter, text, slot.asked_at or slot.created_at))
    return list(found.values())


def _is_turn(slot: Slot) -> bool:
    earlier = slot.charter.slots.filter(round=slot.round, position__lt=slot.position)
    return not earlier.filter(state=Slot.State.OPEN).exists()


def sent_back_to(user: User, organization: Organization) -> list[Charter]:
    """Charters of this author that were sent back with changes."""
    rows = Charter.objects.of(organization).filter(
        author=user, state=Charter.State.CHANGES_REQUESTED, project__archived_at=None
    )
    return list(rows.select_related("project").order_by("pk"))


def asked_to_rate(user: User, organization: Organization) -> list[Involvement]:
    """Where this person was asked to rate and has given no score yet, while it is still open."""
    rated = Rating.objects.filter(rater=user, candidate__project=OuterRef("project"))
    rows = Involvement.objects.filter(
        ~Exists(rated), person=user, part__in=RATERS, project__organization=organization,
        project__archived_at=None, project__stage__in=(Project.Stage.IDEA, Project.Stage.SCOPED),
    )  # fmt: skip
    return list(rows.select_related("project").order_by("since", "pk"))
