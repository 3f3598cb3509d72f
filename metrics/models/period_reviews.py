"""Predictions looked at period by period: what the model earned, and what drifted."""

from typing import Any

from django.db import models

from accounts.models import Membership, Organization, User
from metrics.models.answers import BackgroundAnswer
from metrics.models.predictions import Predictions


class PeriodReviewQuerySet(models.QuerySet["PeriodReview"]):
    def visible_to(self, user: User) -> "PeriodReviewQuerySet":
        """Reviews of predictions of the organizations in which this person is active."""
        memberships = Membership.objects.active().filter(user=user)
        return self.filter(predictions__organization__in=memberships.values("organization"))

    def latest_first(self) -> "PeriodReviewQuerySet":
        return self.defer("question", "result").order_by("-created_at", "-pk")

    def newest_ready(self) -> "PeriodReview | None":
        return self.filter(state=PeriodReview.State.READY).latest_first().first()


class PeriodReview(BackgroundAnswer):
    """One look at every period of predictions; never changed once it is ready.

    `settings` holds the periods in order, the group of each period of the file, how many of them
    are the reference, the threshold, and the inputs.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Being computed"
        READY = "ready", "Ready"
        REFUSED = "refused", "Cannot be computed"

    predictions = models.ForeignKey(
        Predictions, on_delete=models.CASCADE, related_name="period_reviews"
    )
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    settings = models.JSONField()

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

    def inputs(self) -> list[Any]:
        """What the numbers depend on."""
        return [self.predictions.sha256, self.predictions.mapping, self.question, self.settings]
