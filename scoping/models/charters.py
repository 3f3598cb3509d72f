"""Versions of a charter, who signs them, what happened to them, and what was decided at gates."""

import json
from datetime import date, datetime
from typing import Any, NoReturn, Self

from django.db import models
from django.utils import timezone

from accounts.models import Membership, Organization, User
from aiproj.shared.ids import new_public_id
from scoping.models.projects import Comment, Involvement, Project
from scoping.workflow import SAID, Event
from scoping.worksheet.model import Content


class CharterQuerySet(models.QuerySet["Charter"]):
    def visible_to(self, user: User) -> Self:
        """Charters of the projects that this person may see."""
        return self.filter(project__in=Project.objects.visible_to(user).values("pk"))

    def of(self, organization: Organization) -> Self:
        return self.filter(project__organization=organization)

    def open(self) -> Self:
        """Versions that somebody still works on."""
        return self.filter(state__in=Charter.OPEN)

    def approved(self) -> Self:
        """The versions in force."""
        return self.filter(state=Charter.State.APPROVED)

    def frozen(self) -> Self:
        """Versions that were submitted at least once."""
        return self.exclude(canonical="")

    def newest(self) -> Self:
        """The newest version first."""
        return self.order_by("-major", "-minor")

    def unstarted(self, now: datetime) -> Self:
        """Versions in force whose time is over although nobody passed the first gate."""
        waiting = (Project.Stage.IDEA, Project.Stage.SCOPED)
        return self.approved().filter(
            models.Q(project__stage__in=waiting)
            | models.Q(project__stage=Project.Stage.PAUSED, project__paused_from__in=waiting),
            expires_at__lte=now,
        )


class Charter(models.Model):
    """One version. What was submitted stands in `canonical`, to the byte, and never changes."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        IN_REVIEW = "in_review", "In review"
        CHANGES_REQUESTED = "changes_requested", "Changes requested"
        APPROVED = "approved", "Approved"
        REJECTED = "rejected", "Rejected"
        SUPERSEDED = "superseded", "Superseded"
        REVOKED = "revoked", "Revoked"
        EXPIRED = "expired", "Expired"

    OPEN = (State.DRAFT, State.IN_REVIEW, State.CHANGES_REQUESTED)

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="charters")
    major = models.PositiveSmallIntegerField(default=1)
    minor = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=20, choices=State, default=State.DRAFT)
    round = models.PositiveSmallIntegerField(default=0)  # counts submissions of this version
    canonical = models.TextField(blank=True)
    content_hash = models.CharField(max_length=64, blank=True)
    signed_hash = models.CharField(max_length=64, blank=True)  # of the major version's signatures
    author = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    last_editor = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField(null=True)
    approved_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = CharterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project", "major", "minor"], name="charter_version_once"
            ),
            models.UniqueConstraint(
                fields=["project"],
                condition=models.Q(state__in=["draft", "in_review", "changes_requested"]),
                name="charter_one_open",
            ),
            models.UniqueConstraint(
                fields=["project"],
                condition=models.Q(state="approved"),
                name="charter_one_approved",
            ),
        ]

    def __str__(self) -> str:
        return f"charter {self.number} of {self.project}"

    @property
    def organization(self) -> Organization:
        return self.project.organization

    @property
    def organization_id(self) -> int:
        return self.project.organization_id

    @property
    def number(self) -> str:
        return f"{self.major}.{self.minor}"

    @property
    def content(self) -> Content:
        """The frozen content; empty while it is a draft."""
        found: Content = json.loads(self.canonical) if self.canonical else {}
        return found

    def signed_version(self) -> "Charter":
        """The major version whose signatures this one rests on; itself for a major one."""
        if self.minor == 0:
            return self
        return self.project.charters.get(major=self.major, minor=0)

    def standing_slots(self) -> "models.QuerySet[Slot]":
        """The signatures of the newest round, in their order."""
        signed = self.signed_version()
        rows = signed.slots.filter(round=signed.round)
        return rows.order_by("position").select_related("person", "signed_by")


class EventQuerySet(models.QuerySet["CharterEvent"]):
    def update(self, **fields: Any) -> NoReturn:
        raise ValueError(ADDED_ONLY)

    def delete(self) -> NoReturn:
        raise ValueError(ADDED_ONLY)


ADDED_ONLY = "Events of a charter are only ever added."


class CharterEvent(models.Model):
    """One move of a charter. Rows are only ever added."""

    charter = models.ForeignKey(Charter, on_delete=models.CASCADE, related_name="events")
    event = models.CharField(max_length=20)
    before = models.CharField(max_length=20, choices=Charter.State)
    after = models.CharField(max_length=20, choices=Charter.State)
    actor = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    reason = models.CharField(max_length=2000, blank=True)
    content_hash = models.CharField(max_length=64, blank=True)
    round = models.PositiveSmallIntegerField(default=0)

    objects = EventQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.event} of {self.charter}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise ValueError(ADDED_ONLY)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise ValueError(ADDED_ONLY)

    @property
    def words(self) -> str:
        """What happened, in words: "signed"."""
        return SAID[Event(self.event)].capitalize()


class SlotQuerySet(models.QuerySet["Slot"]):
    def open(self) -> Self:
        """Signatures that are still missing of charters in review."""
        current = self.filter(round=models.F("charter__round"))
        return current.filter(state=Slot.State.OPEN, charter__state=Charter.State.IN_REVIEW)

    def of(self, organization: Organization) -> Self:
        return self.filter(charter__project__organization=organization)

    def signed(self) -> Self:
        return self.filter(state=Slot.State.SIGNED)

    def for_person(self, user: User, today: date) -> Self:
        """What this person may sign: for themselves, or as the deputy of another member."""
        active = models.Q(
            person__memberships__organization=models.F("charter__project__organization"),
            person__memberships__is_active=True,
            person__deputies__deputy=user,
            person__deputies__organization=models.F("charter__project__organization"),
            person__deputies__starts_on__lte=today,
            person__deputies__ends_on__gte=today,
            person__deputies__revoked_at=None,
        )
        return self.filter(models.Q(person=user) | active).distinct()


class Slot(models.Model):
    """A signature that a submitted charter needs, and the signature once it is there."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        SIGNED = "signed", "Signed"
        VOID = "void", "Void"

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    charter = models.ForeignKey(Charter, on_delete=models.CASCADE, related_name="slots")
    round = models.PositiveSmallIntegerField()
    part = models.CharField(max_length=20, choices=Involvement.Part)
    reason = models.CharField(max_length=200, blank=True)  # why this signature is needed
    position = models.PositiveSmallIntegerField(default=0)
    person = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="slots")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    signed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    signer_name = models.CharField(max_length=120, blank=True)  # as it was then
    signed_at = models.DateTimeField(null=True)
    content_hash = models.CharField(max_length=64, blank=True)
    condition = models.CharField(max_length=600, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    asked_at = models.DateTimeField(null=True)  # in sequence, when the one before was signed
    reminded_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)

    objects = SlotQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["charter", "round", "part"], name="slot_once_in_a_round"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="signed")
                | models.Q(signed_at__isnull=False) & ~models.Q(content_hash=""),
                name="slot_signature_is_bound",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.part} signature of {self.charter}"


class DeputyQuerySet(models.QuerySet["Deputy"]):
    def visible_to(self, user: User) -> Self:
        """The person's own deputies, and all of organizations that the person administers."""
        administered = Membership.objects.admins().filter(user=user).values("organization")
        belonging = Membership.objects.active().filter(user=user).values("organization")
        own = models.Q(person=user, organization__in=belonging)
        return self.filter(own | models.Q(organization__in=administered))

    def of(self, organization: Organization) -> Self:
        return self.filter(organization=organization)

    def listed(self, today: date) -> Self:
        """Those that hold or will hold, the next one first."""
        rows = self.filter(revoked_at=None, ends_on__gte=today)
        return rows.select_related("person", "deputy").order_by("starts_on", "pk")


class Deputy(models.Model):
    """Somebody who may sign for another person for some days."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="deputies"
    )
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="deputies")
    deputy = models.ForeignKey(User, on_delete=models.CASCADE, related_name="deputy_of")
    starts_on = models.DateField()
    ends_on = models.DateField()
    created_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True)

    objects = DeputyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="deputy_ends_after_start",
            ),
            models.CheckConstraint(
                condition=~models.Q(person=models.F("deputy")), name="deputy_is_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deputy} for {self.person}"


class ChangeRequest(models.Model):
    """What a signatory asked to change: the comments that the next round must answer."""

    charter = models.ForeignKey(Charter, on_delete=models.CASCADE, related_name="change_requests")
    round = models.PositiveSmallIntegerField()
    comment = models.OneToOneField(Comment, on_delete=models.CASCADE, related_name="request")

    def __str__(self) -> str:
        return f"change asked of {self.charter}"


class Look(models.Model):
    """What a person last saw of a charter, so that the page can show what changed since."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="looks")
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    charter = models.ForeignKey(Charter, on_delete=models.CASCADE, related_name="+")
    canonical = models.TextField()
    content_hash = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "person"], name="look_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person} at {self.charter}"

    @property
    def content(self) -> Content:
        """What was seen; empty where it was never submitted."""
        found: Content = json.loads(self.canonical) if self.canonical else {}
        return found


class GateDecision(models.Model):
    """What was decided at a gate, on which evidence, and who overrode a stop."""

    class Gate(models.TextChoices):
        CHARTER = "G1", "G1 charter"
        PILOT = "G2", "G2 pilot"
        LIVE = "G3", "G3 live"
        BENEFITS = "G4", "G4 benefits"

    class Decision(models.TextChoices):
        GO = "go", "Go"
        CONDITIONS = "conditions", "Go with conditions"
        REWORK = "rework", "Rework"
        HOLD = "hold", "Hold"
        STOP = "stop", "Stop"

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="gate_decisions")
    charter = models.ForeignKey(Charter, on_delete=models.SET_NULL, null=True, related_name="+")
    gate = models.CharField(max_length=2, choices=Gate)
    decision = models.CharField(max_length=10, choices=Decision)
    reason = models.CharField(max_length=2000)
    conditions = models.CharField(max_length=2000, blank=True)
    stop_met = models.JSONField(default=list)  # the stop criteria that were met, in words
    override_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    override_reason = models.CharField(max_length=2000, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.gate} of {self.project}"


class RiskAcceptance(models.Model):
    """The sponsor's written word that a candidate starts although the organization is not ready."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="risk_acceptances")
    candidate_id = models.CharField(max_length=16)  # the candidate's public id
    person = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(max_length=600)
    accepted_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"risk of {self.project} accepted"
