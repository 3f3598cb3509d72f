"""A/B tests: the plan of each, and every look at its numbers."""

from typing import Self

from django.db import models
from django.utils import timezone

from accounts.models import Membership, Organization, User
from aiproj.shared.ids import new_public_id


class ExperimentQuerySet(models.QuerySet["Experiment"]):
    def visible_to(self, user: User) -> Self:
        """Tests of the organizations in which this person is active."""
        memberships = Membership.objects.active().filter(user=user)
        return self.filter(organization__in=memberships.values("organization"))

    def of(self, organization: Organization) -> Self:
        return self.filter(organization=organization)


class Experiment(models.Model):
    """An A/B test of two shares. Its question and plan are stored once and never change."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="experiments"
    )
    name = models.CharField(max_length=120)
    question = models.JSONField()
    plan = models.JSONField()
    formula_version = models.CharField(max_length=20)
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    objects = ExperimentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "name"], name="experiment_name_once"),
        ]

    def __str__(self) -> str:
        return self.name

    def last_reading(self) -> "ExperimentReading | None":
        return self.readings.order_by("-number").first()


class ExperimentReading(models.Model):
    """One look at a test: the counts that were given, and what they say."""

    experiment = models.ForeignKey(Experiment, on_delete=models.CASCADE, related_name="readings")
    number = models.PositiveIntegerField()
    counts = models.JSONField()
    result = models.JSONField()
    formula_version = models.CharField(max_length=20)
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["experiment", "number"], name="experiment_reading_number_once"
            ),
        ]

    def __str__(self) -> str:
        return f"reading {self.number} of {self.experiment}"
