"""Predictions looked at period by period: what the model earned, and what drifted."""

from typing import Any

from django.db import models
from django.utils import timezone

from accounts.models import Membership, Organization, User
from aiproj.shared.ids import new_public_id
from aiproj.shared.models import Job
from metrics.models.predictions import Predictions


class PeriodReviewQuerySet(models.QuerySet["PeriodReview"]):
    def visible_to(self, user: User) -> "PeriodReviewQuerySet":
        """Reviews of predictions of the organizations in which this person is active."""
        memberships = Membership.objects.active().filter(user=user)
        return self.filter(predictions__organization__in=memberships.values("organization"))

    def latest_first(self) -> "PeriodReviewQuerySet":
        return self.defer("question", "result").order_by("-created_at", "-pk")


class PeriodReview(models.Model):
    """One look at every period of predictions; never changed once it is ready.

    `settings` holds the periods in order, the group of each period of the file, how many of them
    are the reference, the threshold, and the inputs.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Being computed"
        READY = "ready", "Ready"
        REFUSED = "refused", "Cannot be computed"

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    predictions = models.ForeignKey(
        Predictions, on_delete=models.CASCADE, related_name="period_reviews"
    )
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    question = models.JSONField()
    settings = models.JSONField()
    result = models.JSONField(default=dict)
    finding = models.CharField(max_length=300, blank=True)  # the reason where it was refused
    formula_version = models.CharField(max_length=20)
    inputs_hash = models.CharField(max_length=64)
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    objects = PeriodReviewQuerySet.as_manager()

    def __str__(self) -> str:
        return f"period review {self.public_id}"

    @property
    def organization(self) -> Organization:
        return self.predictions.organization

    @property
    def organization_id(self) -> int:
        return self.predictions.organization_id

    @property
    def job_key(self) -> str:
        return f"period-review:{self.public_id}"

    @property
    def job(self) -> Job | None:
        return Job.objects.filter(key=self.job_key).first()

    def inputs(self) -> list[Any]:
        """What the numbers depend on."""
        return [self.predictions.sha256, self.predictions.mapping, self.question, self.settings]
