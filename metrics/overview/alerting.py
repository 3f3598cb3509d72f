"""To whom alerts go: by mail when they open, and on the start page while they stand."""

from collections.abc import Sequence

from accounts import access
from accounts.access import Permission
from accounts.models import Membership, Organization, User
from metrics.models import Alert


def active_members(organization: Organization) -> list[Membership]:
    """Who can be told at all, in the order in which they came."""
    return list(organization.memberships.active().select_related("user").order_by("pk"))


def receivers(alert: Alert, active: Sequence[Membership]) -> list[User]:
    """Whoever answers for the alert; where a signed limit is broken, the metric's owner as well.

    `active` are the active members of its organization.
    """
    if alert.metric is None:
        return answering(alert.owner_id, Permission.EVALUATE, active)
    is_breach = alert.kind == Alert.Kind.BREACH
    owners = [alert.metric.owner_id, alert.owner_id] if is_breach else [alert.owner_id]
    found = [answering(owner, Permission.READ_METRICS, active) for owner in owners]
    return list(dict.fromkeys(person for people in found for person in people))


def answering(owner_id: int | None, needed: Permission, active: Sequence[Membership]) -> list[User]:
    """The owner if active and allowed to look, else everybody who defines metrics."""
    own = [each.user for each in active if each.user_id == owner_id and access.may(each, needed)]
    return own or [each.user for each in active if access.may(each, Permission.DEFINE_METRICS)]


def alerts_for(membership: Membership) -> list[Alert]:
    """Standing alerts that go to this person, the oldest first."""
    organization = membership.organization
    visible = Alert.objects.visible_to(membership.user).of(organization)
    standing = list(visible.standing().with_subject())
    active = active_members(organization) if standing else []
    return [alert for alert in standing if membership.user in receivers(alert, active)]
