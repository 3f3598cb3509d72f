"""Writes about people and organizations. Each is one transaction with its audit event."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.http import int_to_base36

from accounts import audit, outbox
from accounts.models import (
    Invitation,
    InvitationLink,
    Membership,
    Organization,
    OutboxMessage,
    Perspective,
    Role,
    User,
)
from aiproj.shared import jobs, tokens
from aiproj.shared.errors import Refused, Stale
from aiproj.shared.ids import new_public_id
from aiproj.shared.models import Job

INVITATION_LASTS = timedelta(days=14)
SIGN_IN_FIRST = "Sign in with the invited address first, then open the link again."


@transaction.atomic
def set_up(
    *, name: str, email: str, password: str, organization_name: str, time_zone: str
) -> Membership:
    """Create the first administrator and organization, once."""
    if connection.vendor == "postgresql":  # SQLite's transactions are one at a time anyway
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE accounts_user IN SHARE ROW EXCLUSIVE MODE")
    if User.objects.exists():
        raise Refused("This installation is set up already. Sign in instead.")
    user = User.objects.create_user(email=email, password=password, name=name)
    User.objects.filter(pk=user.pk).update(is_superuser=True)
    user.is_superuser = True
    return create_organization(actor=user, name=organization_name, time_zone=time_zone)


@transaction.atomic
def create_organization(
    *, actor: User, name: str, time_zone: str, is_demo: bool = False
) -> Membership:
    """Create an organization with its first administrator."""
    organization = Organization.objects.create(name=name, time_zone=time_zone, is_demo=is_demo)
    membership = Membership.objects.create(
        user=actor, organization=organization, role=Role.ADMIN, perspective=Perspective.BOTH
    )
    audit.record(
        organization,
        actor,
        "organization.created",
        f"organization {organization.public_id}",
        after={"name": name, "time_zone": time_zone},
    )
    return membership


@transaction.atomic
def change_organization(
    *, organization: Organization, actor: User, version: int, name: str, time_zone: str
) -> Organization:
    """Rename an organization or move its clock. Raises Stale."""
    before = {"name": organization.name, "time_zone": organization.time_zone}
    own = Organization.objects.filter(pk=organization.pk, version=version)
    if not own.update(name=name, time_zone=time_zone, version=F("version") + 1):
        raise Stale("Somebody else changed the organization meanwhile. Nothing was overwritten.")
    audit.record(
        organization,
        actor,
        "organization.changed",
        f"organization {organization.public_id}",
        before=before,
        after={"name": name, "time_zone": time_zone},
    )
    organization.refresh_from_db()
    return organization


@transaction.atomic
def invite(
    *, organization: Organization, actor: User, email: str, role: str, perspective: str
) -> Invitation:
    """Offer a role to an address and send the link. Raises Refused."""
    email = email.strip().lower()
    now = timezone.now()
    if Membership.objects.filter(organization=organization, user__email=email).exists():
        raise Refused(f"{email} belongs to this organization already.")
    expired = Invitation.objects.filter(organization=organization, email=email, expires_at__lte=now)
    expired.filter(accepted_at=None, revoked_at=None).update(revoked_at=now)
    invitation = Invitation(
        organization=organization,
        email=email,
        role=role,
        perspective=perspective,
        invited_by=actor,
        expires_at=now + INVITATION_LASTS,
    )
    try:
        with transaction.atomic():
            invitation.save()
    except IntegrityError as error:
        raise Refused(f"{email} is invited already. Send the invitation again instead.") from error
    _send_invitation(invitation)
    audit.record(
        organization,
        actor,
        "invitation.sent",
        f"invitation {invitation.public_id}",
        after={"email": email, "role": role, "perspective": perspective},
    )
    return invitation


def _send_invitation(invitation: Invitation) -> None:
    token = tokens.mint("invitation")
    InvitationLink.objects.create(invitation=invitation, digest=token.digest)
    address = settings.PUBLIC_URL + reverse("accounts:invitation_accept", args=[token.secret])
    organization = invitation.organization
    role = Role(invitation.role).label.lower()
    body = (
        f"{invitation.invited_by} invites you to {organization.name} on AIProj as {role}.\n\n"
        f"Open this link to accept. It is for you alone and works until "
        f"{organization.local_date(invitation.expires_at):%d %B %Y}:\n\n{address}\n"
    )
    draft = outbox.Draft(invitation.email, f"Join {organization.name} on AIProj", body)
    outbox.queue([draft], organization=organization)


@transaction.atomic
def resend_invitation(*, invitation: Invitation, actor: User) -> None:
    """Send a pending invitation once more, with a new token and a new end. Raises Refused."""
    now = timezone.now()
    open_rows = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, revoked_at=None)
    if not open_rows.update(expires_at=now + INVITATION_LASTS):
        raise Refused("This invitation was accepted or withdrawn.")
    invitation.refresh_from_db()
    _send_invitation(invitation)
    audit.record(
        invitation.organization, actor, "invitation.resent", f"invitation {invitation.public_id}"
    )


@transaction.atomic
def revoke_invitation(*, invitation: Invitation, actor: User) -> None:
    """Withdraw an invitation; its links end at once. Raises Refused."""
    open_rows = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, revoked_at=None)
    if not open_rows.update(revoked_at=timezone.now()):
        raise Refused("This invitation was accepted or withdrawn.")
    audit.record(
        invitation.organization, actor, "invitation.revoked", f"invitation {invitation.public_id}"
    )


@transaction.atomic
def accept_invitation(
    *, invitation: Invitation, user: User | None, name: str = "", password: str = ""
) -> Membership:
    """Make the invited person a member; without an account, one is made. Raises Refused."""
    now = timezone.now()
    pending = Invitation.objects.pending(now).filter(pk=invitation.pk)
    if not pending.update(accepted_at=now):
        raise Refused("This invitation was used, withdrawn or has expired.")
    if user is None:
        if User.objects.filter(email=invitation.email).exists():
            raise Refused(SIGN_IN_FIRST)
        user = _new_user(invitation.email, password, name)
    elif user.email != invitation.email:
        raise Refused("This invitation is for another address.")
    membership, created = Membership.objects.get_or_create(
        user=user,
        organization=invitation.organization,
        defaults={"role": invitation.role, "perspective": invitation.perspective},
    )
    if not created:
        raise Refused("You belong to this organization already.")
    audit.record(
        invitation.organization,
        user,
        "invitation.accepted",
        f"invitation {invitation.public_id}",
        after={"email": user.email, "role": membership.role},
    )
    return membership


def _new_user(email: str, password: str, name: str) -> User:
    try:
        with transaction.atomic():
            return User.objects.create_user(email=email, password=password, name=name)
    except IntegrityError as error:  # made in the same moment, by another invitation
        raise Refused(SIGN_IN_FIRST) from error


@transaction.atomic
def change_membership(
    *, membership: Membership, actor: User, version: int, role: str, perspective: str
) -> Membership:
    """Give a person another role or perspective. Raises Refused, Stale."""
    _lock(membership.organization)
    if role != Role.ADMIN:
        _keep_an_admin(membership)
    before = {"role": membership.role, "perspective": membership.perspective}
    own = Membership.objects.filter(pk=membership.pk, version=version)
    if not own.update(role=role, perspective=perspective, version=F("version") + 1):
        raise Stale("Somebody else changed this person meanwhile. Nothing was overwritten.")
    audit.record(
        membership.organization,
        actor,
        "membership.changed",
        _target(membership),
        before=before,
        after={"role": role, "perspective": perspective},
    )
    membership.refresh_from_db()
    return membership


@transaction.atomic
def set_membership_active(*, membership: Membership, actor: User, active: bool) -> Membership:
    """Let a person in again, or shut them out from their next request on. Raises Refused."""
    _lock(membership.organization)
    if not active:
        _keep_an_admin(membership)
    other = Membership.objects.filter(pk=membership.pk, is_active=not active)
    if other.update(is_active=active, version=F("version") + 1):
        audit.record(
            membership.organization,
            actor,
            "membership.activated" if active else "membership.deactivated",
            _target(membership),
            before={"active": not active},
            after={"active": active},
        )
    membership.refresh_from_db()
    return membership


def _lock(organization: Organization) -> None:
    Organization.objects.select_for_update(no_key=True).get(pk=organization.pk)


def _keep_an_admin(membership: Membership) -> None:
    admins = Membership.objects.admins().filter(organization=membership.organization)
    if not admins.exclude(pk=membership.pk).exists():
        raise Refused("This is the last administrator. Make somebody else one first.")


def _target(membership: Membership) -> str:
    return f"membership {membership.public_id} of {membership.user.email}"


@transaction.atomic
def change_profile(*, user: User, version: int, name: str) -> User:
    """Call a person otherwise. Raises Stale."""
    if not User.objects.filter(pk=user.pk, version=version).update(
        name=name, version=F("version") + 1
    ):
        raise Stale("Your profile was changed in another window. Nothing was overwritten.")
    _record_everywhere(user, "profile.changed", before={"name": user.name}, after={"name": name})
    user.refresh_from_db()
    return user


@transaction.atomic
def change_password(*, user: User, password: str) -> None:
    """Set a new password, which ends every session that knew the old one."""
    user.set_password(password)
    user.save(update_fields=["password"])
    _record_everywhere(user, "password.changed")


def _record_everywhere(
    user: User,
    action: str,
    *,
    before: dict[str, str] | None = None,
    after: dict[str, str] | None = None,
) -> None:
    """Log a change of a person in each organization that relies on the person."""
    # In one order, so that two such changes never wait for each other.
    for membership in user.memberships.select_related("organization").order_by("organization_id"):
        audit.record(
            membership.organization,
            user,
            action,
            f"person {user.public_id}",
            before=before,
            after=after,
        )


@transaction.atomic
def request_password_reset(*, email: str) -> None:
    """Queue a reset. The address is looked up later: until then none can be told from another."""
    jobs.enqueue(
        kind="accounts.reset_password",
        key=f"reset_password:{new_public_id()}",
        payload={"email": email.strip().lower()},
    )


@transaction.atomic
def send_password_reset(*, job: Job) -> None:
    """Send the link if there is such an account, and forget the address. Raises LostLease."""
    jobs.confirm(job)
    email = job.payload.get("email", "")
    Job.objects.filter(pk=job.pk).update(payload={})
    user = User.objects.filter(email=email, is_active=True).first()
    if user is None:
        return
    link = {"uidb36": int_to_base36(user.pk), "key": default_token_generator.make_token(user)}
    path = reverse("account_reset_password_from_key", kwargs=link)
    hours = settings.PASSWORD_RESET_TIMEOUT // 3600
    body = (
        f"Somebody asked for a new password for {user.email} on AIProj.\n\n"
        f"Open this link to choose one. It works once, within {hours} hours:\n\n"
        f"{settings.PUBLIC_URL}{path}\n\n"
        f"If it was not you, do nothing: your password stays as it is.\n"
    )
    outbox.queue([outbox.Draft(user.email, "Choose a new password", body)], organization=None)


@transaction.atomic
def read_message(*, message: OutboxMessage, actor: User, organization: Organization) -> str:
    """Return the body of a held message and log who read it; empty when it is gone."""
    body = "" if message.sealed else outbox.body_of(message)
    if body:
        unread = OutboxMessage.objects.filter(pk=message.pk, read_at=None)
        unread.update(read_at=timezone.now())
        audit.record(
            message.organization or organization,
            actor,
            "message.read",
            f"message {message.public_id}",
            after={"to": message.recipient, "subject": message.subject},
        )
    return body


@transaction.atomic
def retry_job(*, job: Job, actor: User, organization: Organization) -> None:
    """Give parked work three new tries. Raises Refused."""
    if not jobs.retry_parked(job):
        raise Refused("This work is not parked any more.")
    target = f"job {job.public_id}"
    audit.record(organization, actor, "job.retried", target, after={"work": job.kind})
