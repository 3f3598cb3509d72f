"""Rows that every app uses: background work."""

from collections.abc import Iterable

from django.db import models
from django.utils import timezone

from aiproj.shared.ids import new_public_id


class JobQuerySet(models.QuerySet["Job"]):
    def parked(self) -> "JobQuerySet":
        return self.filter(state=Job.State.PARKED).order_by("-finished_at", "-pk")

    def of(self, organization_id: int, *, also_of_none: bool = False) -> "JobQuerySet":
        """Jobs of an organization; with `also_of_none` those of the whole installation too."""
        own = models.Q(organization_id=organization_id)
        return self.filter(own | models.Q(organization_id=None) if also_of_none else own)

    def asked_for_by(self, user_id: int, organization_ids: Iterable[int]) -> "JobQuerySet":
        return self.filter(user_id=user_id, organization_id__in=list(organization_ids))


class Job(models.Model):
    """A piece of background work. The row is the truth; the broker only makes it quick.

    Plain ids, not foreign keys: this package knows no app.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        PARKED = "parked", "Parked after three tries"

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=120, unique=True)  # one row for one piece of work
    organization_id = models.BigIntegerField(null=True)
    user_id = models.BigIntegerField(null=True)
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    not_before = models.DateTimeField(default=timezone.now)
    done_steps = models.PositiveIntegerField(default=0)
    total_steps = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=200, blank=True)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["state", "not_before"], name="job_state_not_before"),
            models.Index(fields=["organization_id", "state"], name="job_organization_state"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(attempts__lte=3), name="job_three_attempts_at_most"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id} ({self.state})"

    @property
    def is_over(self) -> bool:
        return self.state in {self.State.DONE, self.State.PARKED}
