"""Models whose predictions were uploaded, the champion of each decision, and comparisons."""

from typing import Any

from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from accounts.models import Membership, Organization, User
from aiproj.shared.ids import new_public_id
from metrics.models.answers import BackgroundAnswer
from metrics.models.predictions import Predictions


class PredictiveModelQuerySet(models.QuerySet["PredictiveModel"]):
    def visible_to(self, user: User) -> "PredictiveModelQuerySet":
        """Models of the organizations in which this person is active."""
        memberships = Membership.objects.active().filter(user=user)
        return self.filter(organization__in=memberships.values("organization"))

    def of(self, organization: Organization) -> "PredictiveModelQuerySet":
        return self.filter(organization=organization)

    def by_decision(self) -> "PredictiveModelQuerySet":
        """Models of one decision together, its champion first."""
        champion_first = models.F("champion_since").asc(nulls_last=True)
        return self.order_by(Lower("decision"), champion_first, Lower("name"))


class PredictiveModel(models.Model):
    """A model that serves a decision; its uploads over time are its evaluation history."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="predictive_models"
    )
    name = models.CharField(max_length=120)
    decision = models.CharField(max_length=120)
    champion_since = models.DateTimeField(null=True)
    outcome_lag = models.PositiveIntegerField(null=True)  # days from a prediction to its outcome
    join_key = models.CharField(max_length=120, blank=True)  # joins predictions with outcomes
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)
    predictions = models.ManyToManyField(Predictions, related_name="models")

    objects = PredictiveModelQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                models.F("organization"), Lower("name"), name="predictive_model_name_once"
            ),
            models.UniqueConstraint(
                models.F("organization"),
                Lower("decision"),
                condition=models.Q(champion_since__isnull=False),
                name="one_champion_for_each_decision",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ComparisonQuerySet(models.QuerySet["Comparison"]):
    def visible_to(self, user: User) -> "ComparisonQuerySet":
        """Comparisons of the organizations in which this person is active."""
        memberships = Membership.objects.active().filter(user=user)
        return self.filter(organization__in=memberships.values("organization"))

    def of(self, organization: Organization) -> "ComparisonQuerySet":
        return self.filter(organization=organization)

    def latest_first(self) -> "ComparisonQuerySet":
        rows = self.select_related("first", "second")
        return rows.defer("question", "result").order_by("-created_at", "-pk")


class Comparison(BackgroundAnswer):
    """Two models compared in money, on shared rows where there are any; never changed once ready.

    Without `second`, the second score of the same file is the other model.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Being compared"
        READY = "ready", "Ready"
        REFUSED = "refused", "Cannot be compared"

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="comparisons"
    )
    first = models.ForeignKey(Predictions, on_delete=models.CASCADE, related_name="compared")
    second = models.ForeignKey(
        Predictions, on_delete=models.CASCADE, null=True, related_name="compared_with"
    )
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)

    objects = ComparisonQuerySet.as_manager()

    def __str__(self) -> str:
        return f"comparison {self.public_id}"

    @property
    def names(self) -> tuple[str, str]:
        """What people call the two models."""
        if self.second and self.second.name == self.first.name:
            return f"{self.first.name}, first file", f"{self.first.name}, second file"
        if self.second:
            return self.first.name, self.second.name
        return self.first.name, f"{self.first.name}, second score"

    @property
    def job_key(self) -> str:
        return f"comparison:{self.public_id}"

    def inputs(self) -> list[Any]:
        """What the numbers depend on."""
        files = [self.first, self.second or self.first]
        return [*([file.sha256, file.mapping] for file in files), self.question]
