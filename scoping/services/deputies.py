"""Deputies: who may sign for whom, for some days."""

from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts import access, audit, outbox
from accounts.access import Permission
from accounts.models import Membership, Organization, User
from aiproj.shared import format as formats
from aiproj.shared.errors import Refused
from scoping.models import Deputy

LONGEST_DAYS = 92


@transaction.atomic
def name_deputy(
    *,
    organization: Organization,
    actor: User,
    person: User,
    deputy: User,
    starts_on: date,
    ends_on: date,
) -> Deputy:
    """Let somebody sign for another person. Raises Refused.

    People name their own; administrators name those of others.
    """
    members = Membership.objects.active().filter(organization=organization)
    own = members.filter(user=actor).select_related("user").first()
    may_name = own is not None and (
        person == actor or access.may(own, Permission.MANAGE_ORGANIZATION)
    )
    if not may_name:
        raise Refused("You can name a deputy for yourself only.")
    if person == deputy:
        raise Refused("Choose somebody else: nobody is their own deputy.")
    if members.filter(user__in=[person, deputy]).count() < len({person.pk, deputy.pk}):
        raise Refused("Both must be members of the organization.")
    if ends_on < starts_on:
        raise Refused("The last day cannot be before the first one.")
    if (ends_on - starts_on).days > LONGEST_DAYS:
        raise Refused(f"A deputy stands in for at most {LONGEST_DAYS} days at a time.")
    made = Deputy.objects.create(
        organization=organization, person=person, deputy=deputy, starts_on=starts_on,
        ends_on=ends_on,
    )  # fmt: skip
    _record(made, actor, "deputy.named")
    _tell(made)
    return made


def _tell(row: Deputy) -> None:
    days = f"from {formats.date(row.starts_on)} until {formats.date(row.ends_on)}"
    body = (
        f"You may sign charters for {row.person} {days}. What waits for a signature stands on "
        f"your start page.\n\n{row.organization.name}:\n{settings.PUBLIC_URL}/\n"
    )
    draft = outbox.Draft(row.deputy.email, f"You stand in for {row.person}", body)
    outbox.queue([draft], organization=row.organization)


@transaction.atomic
def revoke_deputy(*, deputy: Deputy, actor: User) -> None:
    """End it now; twice is once."""
    rows = Deputy.objects.filter(pk=deputy.pk, revoked_at=None)
    if rows.update(revoked_at=timezone.now()):
        _record(deputy, actor, "deputy.revoked")


def _record(row: Deputy, actor: User, action: str) -> None:
    days = {"from": row.starts_on.isoformat(), "until": row.ends_on.isoformat()}
    after = {"person": str(row.person), "deputy": str(row.deputy), **days}
    audit.record(row.organization, actor, action, f"deputy {row.public_id}", after=after)
