"""Watching a model in use: regular checks, and the signal for each source of drift."""

from typing import Self

from django.db import models
from django.utils import timezone

from accounts.models import Membership, Organization, User
from aiproj.shared.ids import new_public_id
from metrics.models.definitions import BusinessMetric
from metrics.models.predictive_models import PredictiveModel


class RegularCheckQuerySet(models.QuerySet["RegularCheck"]):
    def visible_to(self, user: User) -> Self:
        """Checks of the organizations in which this person is active."""
        memberships = Membership.objects.active().filter(user=user)
        return self.filter(model__organization__in=memberships.values("organization"))

    def of(self, organization: Organization) -> Self:
        return self.filter(model__organization=organization)

    def running(self) -> Self:
        """What was not ended."""
        return self.filter(ended_at=None)


class RegularCheck(models.Model):
    """A check of a model that comes back every so many days; one of each kind."""

    class Kind(models.TextChoices):
        DATA = "data", "Data"
        MODEL = "model", "Model"
        ALIGNMENT = "alignment", "Alignment"

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    model = models.ForeignKey(PredictiveModel, on_delete=models.CASCADE, related_name="checks")
    kind = models.CharField(max_length=9, choices=Kind)
    every_days = models.PositiveIntegerField()
    owner = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    first_due = models.DateField()
    last_done = models.DateField(null=True)
    last_note = models.CharField(max_length=300, blank=True)
    last_done_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    told_for = models.DateField(null=True)  # the due date of which the owner got a message
    ended_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = RegularCheckQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["model", "kind"], name="regular_check_once_of_a_kind"),
            models.CheckConstraint(
                condition=models.Q(every_days__gte=1), name="regular_check_comes_back"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} check of {self.model}"

    @property
    def organization_id(self) -> int:
        return self.model.organization_id

    @property
    def organization(self) -> Organization:
        return self.model.organization


class DriftWatch(models.Model):
    """Which signal watches one source of drift of a model, and from which limit on.

    A source without a row, or with an empty signal, is watched by nothing.
    """

    class Source(models.TextChoices):
        BEHAVIOR = "behavior", "Behavior"
        MARKET = "market", "Market"
        PIPELINE = "pipeline", "Pipeline"

    class Signal(models.TextChoices):
        METRIC = "metric", "A business metric"
        SCORES = "scores", "Drift of scores"
        INPUTS = "inputs", "Drift of inputs"
        DATA = "data", "The regular check of data"
        MODEL = "model", "The regular check of the model"
        ALIGNMENT = "alignment", "The regular check of alignment"

    model = models.ForeignKey(
        PredictiveModel, on_delete=models.CASCADE, related_name="drift_watches"
    )
    source = models.CharField(max_length=8, choices=Source)
    signal = models.CharField(max_length=9, choices=Signal, blank=True)
    metric = models.ForeignKey(
        BusinessMetric, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    limit = models.CharField(max_length=120, blank=True)
    changed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["model", "source"], name="drift_watch_once_a_source"),
            models.CheckConstraint(
                condition=models.Q(signal="") | ~models.Q(limit=""),
                name="drift_watch_has_a_limit",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_source_display()} drift of {self.model}"
