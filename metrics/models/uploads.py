"""Uploads under way: files that come in pieces and become predictions."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Case, F, Sum, When
from django.utils import timezone

from accounts.models import Membership, Organization, User
from aiproj.shared.ids import new_public_id

KEPT_FOR = timedelta(days=1)
HOLDS_FOR = timedelta(hours=1)  # without a piece; after that its room is there for others


def _end() -> datetime:
    return timezone.now() + KEPT_FOR


def _end_of_idle(now: datetime) -> datetime:
    """When uploads expire whose last piece came an hour ago."""
    return now - HOLDS_FOR + KEPT_FOR


class UploadQuerySet(models.QuerySet["Upload"]):
    def visible_to(self, user: User) -> "UploadQuerySet":
        """What this person is sending, in organizations in which they are active.

        Nobody else may put bytes into it, not even a colleague.
        """
        memberships = Membership.objects.active().filter(user=user)
        return self.filter(created_by=user, organization__in=memberships.values("organization"))

    def of(self, organization: Organization) -> "UploadQuerySet":
        return self.filter(organization=organization)

    def expired(self, now: datetime) -> "UploadQuerySet":
        return self.filter(expires_at__lte=now)

    def idle(self, now: datetime) -> "UploadQuerySet":
        """Those that nothing came for in an hour, the oldest first."""
        return self.filter(expires_at__lte=_end_of_idle(now)).order_by("expires_at", "pk")

    def promised(self, now: datetime) -> int:
        """How many bytes these hold: the whole file, or what has arrived of one that is idle."""
        held = Case(When(expires_at__gt=_end_of_idle(now), then=F("size")), default=F("received"))
        return self.aggregate(total=Sum(held))["total"] or 0


class Upload(models.Model):
    """A file on its way: what was announced and how much of it is safe on the disk.

    When it is complete, predictions with the same public id take its place.
    """

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="uploads")
    name = models.CharField(max_length=200)
    file_name = models.CharField(max_length=255)
    size = models.BigIntegerField()
    received = models.BigIntegerField(default=0)
    created_by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(default=_end, db_index=True)

    objects = UploadQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(size__gt=0), name="upload_size"),
            models.CheckConstraint(
                condition=models.Q(received__gte=0, received__lte=models.F("size")),
                name="upload_received",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_idle(self, now: datetime) -> bool:
        return self.expires_at <= _end_of_idle(now)

    def advance(self, received: int) -> None:
        """Note how much is safe now, and keep the upload for another day."""
        self.received, self.expires_at = received, _end()
        self.save(update_fields=["received", "expires_at"])
