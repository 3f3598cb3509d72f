"""People, organizations and who may do what; invitations, audit and outgoing mail."""

import zoneinfo
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from aiproj.shared.ids import new_public_id


def validate_time_zone(value: str) -> None:
    """Refuse what is no IANA time zone."""
    if value not in zoneinfo.available_timezones():
        raise ValidationError("Choose a time zone such as Europe/Berlin.")


class UserManager(BaseUserManager["User"]):
    """Makes accounts; an address is one account, whatever its case."""

    def create_user(self, *, email: str, password: str | None, name: str = "") -> "User":
        user = self.model(email=email.strip().lower(), name=name)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email=(email or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account. `is_superuser` marks the administrator of the installation."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=120, blank=True)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def initials(self) -> str:
        words = (self.name or self.email).split()
        return "".join(word[0] for word in words[:2]).upper()


class Organization(models.Model):
    """The tenant: every row for people belongs to one."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    name = models.CharField(max_length=120)
    time_zone = models.CharField(max_length=64, default="UTC", validators=[validate_time_zone])
    is_demo = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.time_zone)

    def local_date(self, at: datetime) -> Any:
        """The calendar day of a moment where this organization is."""
        return at.astimezone(self.zone).date()


class Role(models.TextChoices):
    """What a person may do in an organization; `access.PERMISSIONS` spells it out."""

    ADMIN = "admin", "Administrator"
    MANAGER = "manager", "Manager"
    MEMBER = "member", "Member"
    EXECUTIVE = "executive", "Executive"


class Perspective(models.TextChoices):
    """From where a person sees AI work; some agreements need one of each."""

    BUSINESS = "business", "Business"
    TECHNICAL = "technical", "Technical"
    BOTH = "both", "Business and technical"


class MembershipQuerySet(models.QuerySet["Membership"]):
    def active(self) -> "MembershipQuerySet":
        return self.filter(is_active=True, user__is_active=True)

    def admins(self) -> "MembershipQuerySet":
        return self.active().filter(role=Role.ADMIN)


class Membership(models.Model):
    """A person in an organization."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(max_length=10, choices=Role)
    perspective = models.CharField(max_length=10, choices=Perspective, default=Perspective.BUSINESS)
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)
    joined_at = models.DateTimeField(default=timezone.now)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "organization"], name="membership_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.organization} as {self.role}"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def pending(self, now: datetime) -> "InvitationQuerySet":
        return self.filter(accepted_at=None, revoked_at=None, expires_at__gt=now)


class Invitation(models.Model):
    """An offer of a role to one address. Its tokens stand in `InvitationLink`."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="invitations"
    )
    email = models.EmailField(max_length=254)
    role = models.CharField(max_length=10, choices=Role)
    perspective = models.CharField(max_length=10, choices=Perspective, default=Perspective.BUSINESS)
    invited_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "email"],
                condition=models.Q(accepted_at=None, revoked_at=None),
                name="invitation_one_open_per_address",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} to {self.organization}"

    def is_pending(self, now: datetime) -> bool:
        return self.accepted_at is None and self.revoked_at is None and self.expires_at > now


class InvitationLink(models.Model):
    """One token of an invitation: every message carries its own."""

    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="links")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"link of {self.invitation}"


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def visible_to(self, user: User) -> "ApiTokenQuerySet":
        """The person's own tokens, and all of organizations that the person administers."""
        administered = Membership.objects.admins().filter(user=user).values("organization")
        own = models.Q(membership__in=Membership.objects.active().filter(user=user))
        return self.filter(own | models.Q(membership__organization__in=administered))

    def working(self, now: datetime) -> "ApiTokenQuerySet":
        """Neither over nor taken back, of people who are active."""
        return self.filter(
            revoked_at=None, expires_at__gt=now, membership__in=Membership.objects.active()
        )

    def newest(self) -> "ApiTokenQuerySet":
        return self.order_by("-created_at", "-pk")


class ApiToken(models.Model):
    """Lets a program act for a person in one organization, within its scopes; the digest only."""

    class Scope(models.TextChoices):
        PREDICTIONS = "predictions", "Upload predictions and follow them"
        READ_VALUES = "read_values", "Read values of metrics"
        VALUES = "values", "Read and add values of metrics"

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=80)
    scopes = models.JSONField()
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_used_on = models.DateField(null=True)

    objects = ApiTokenQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    @property
    def organization_id(self) -> int:
        return self.membership.organization_id

    @property
    def is_working(self) -> bool:
        return self.revoked_at is None and self.expires_at > timezone.now()

    @property
    def scope_labels(self) -> list[str]:
        return [str(self.Scope(scope).label) for scope in self.scopes]


class AuditEvent(models.Model):
    """Who changed what, when: one hash chain per organization, written with the change."""

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="audit_events"
    )
    sequence = models.PositiveIntegerField()
    at = models.DateTimeField()
    actor = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    actor_label = models.CharField(max_length=300)
    action = models.CharField(max_length=60)
    target = models.CharField(max_length=120)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "sequence"], name="audit_sequence_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.action} {self.target}"

    @property
    def words(self) -> str:
        """The action in words: "membership changed"."""
        return self.action.replace(".", " ").replace("_", " ")


class AuditHead(models.Model):
    """Where a chain ends: without it nobody would miss the newest events."""

    organization = models.OneToOneField(
        Organization, on_delete=models.CASCADE, related_name="audit_head"
    )
    sequence = models.PositiveIntegerField()
    hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.sequence} {self.hash}"


class OutboxMessageQuerySet(models.QuerySet["OutboxMessage"]):
    def readable_by(self, user: User) -> "OutboxMessageQuerySet":
        """Messages of the organizations that this person administers.

        Messages of no organization (password resets) open accounts in any of them, so only the
        administrator of the installation reads those.
        """
        own = models.Q(organization__memberships__in=Membership.objects.admins().filter(user=user))
        return self.filter(own | models.Q(organization=None) if user.is_superuser else own)

    def listed_for(self, user: User, organization: Organization) -> "OutboxMessageQuerySet":
        """What the outbox of this organization shows this person, newest first, without bodies."""
        here = models.Q(organization=organization)
        if user.is_superuser:
            here |= models.Q(organization=None)
        return self.readable_by(user).filter(here).defer("body").order_by("-created_at", "-pk")

    def due(self, now: datetime) -> "OutboxMessageQuerySet":
        return self.filter(state=OutboxMessage.State.WAITING, not_before__lte=now)

    def abandoned(self, now: datetime) -> "OutboxMessageQuerySet":
        """Messages whose sender was lost: nobody knows whether they arrived."""
        long_ago = now - timedelta(hours=1)
        return self.filter(state=OutboxMessage.State.SENDING, not_before__lt=long_ago)


class OutboxMessage(models.Model):
    """A message to a person. The body is encrypted and forgotten once sent or expired."""

    class State(models.TextChoices):
        HELD = "held", "To hand over: no mail server is set up"
        WAITING = "waiting", "Waiting to be sent"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        FAILED = "failed", "Could not be sent"

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, null=True, related_name="messages"
    )
    recipient = models.EmailField(max_length=254)
    subject = models.CharField(max_length=200)
    body = models.BinaryField()
    sealed = models.BooleanField(default=False)  # for the recipient only, on no page
    read_at = models.DateTimeField(null=True)  # when an administrator first read it
    state = models.CharField(max_length=10, choices=State)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)
    not_before = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    objects = OutboxMessageQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["state", "not_before"], name="message_state_not_before"),
            models.Index(fields=["organization", "-created_at"], name="message_of_organization"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} to {self.recipient}"
