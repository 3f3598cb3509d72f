"""A/B tests: the plan of each, its guardrails, every look at its numbers, and what was decided."""

from typing import Any, Self

from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from accounts.models import Membership, Organization, User
from aiproj.shared.ids import new_public_id
from metrics.models.definitions import BusinessMetric


class Measure(models.TextChoices):
    """What is compared between the two ways."""

    SHARE = "share", "A share: how many do it"
    MEAN = "mean", "A mean: how much each"


class ExperimentQuerySet(models.QuerySet["Experiment"]):
    def visible_to(self, user: User) -> Self:
        """Tests of the organizations in which this person is active."""
        memberships = Membership.objects.active().filter(user=user)
        return self.filter(organization__in=memberships.values("organization"))

    def of(self, organization: Organization) -> Self:
        return self.filter(organization=organization)

    def current(self) -> Self:
        """What was not archived."""
        return self.filter(archived_at=None)

    def archived(self) -> Self:
        return self.exclude(archived_at=None)

    def with_standing(self) -> Self:
        """Each with the result of its last look and the kind of its last decision."""
        looks = ExperimentReading.objects.filter(experiment=models.OuterRef("pk"))
        decisions = ExperimentDecision.objects.filter(experiment=models.OuterRef("pk"))
        return self.annotate(
            last_result=models.Subquery(looks.order_by("-number").values("result")[:1]),
            last_decision=models.Subquery(decisions.order_by("-number").values("kind")[:1]),
        )


class Experiment(models.Model):
    """An A/B test of two shares or two means.

    Its question and plan are stored once and never change; guardrails are planned before the
    first look.
    """

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="experiments"
    )
    name = models.CharField(max_length=120)
    measure = models.CharField(max_length=5, choices=Measure, default=Measure.SHARE)
    units = models.CharField(max_length=40, default="people")  # who or what is assigned
    value_unit = models.CharField(max_length=80, blank=True)  # of a mean
    question = models.JSONField()
    plan = models.JSONField()
    formula_version = models.CharField(max_length=20)
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    archived_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = ExperimentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "name"],
                condition=models.Q(archived_at=None),
                name="experiment_name_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_mean(self) -> bool:
        return self.measure == Measure.MEAN

    def last_reading(self) -> "ExperimentReading | None":
        return self.readings.order_by("-number").first()

    def last_counts(self) -> dict[str, Any]:
        """Those of the last look; of each guardrail, those of the last look that has them."""
        last: dict[str, Any] = {}
        guardrails: dict[str, Any] = {}
        for last in self.readings.order_by("number").values_list("counts", flat=True):
            guardrails |= last.get("guardrails", {})
        return last | {"guardrails": guardrails}

    def last_decision(self) -> "ExperimentDecision | None":
        return self.decisions.order_by("-number").first()


class ExperimentGuardrailQuerySet(models.QuerySet["ExperimentGuardrail"]):
    def visible_to(self, user: User) -> Self:
        """Guardrails of tests in the organizations in which this person is active."""
        memberships = Membership.objects.active().filter(user=user)
        return self.filter(experiment__organization__in=memberships.values("organization"))


class ExperimentGuardrail(models.Model):
    """A metric that must not get worse by more than was accepted before the test.

    `name` and `unit` are those of the business metric at that time, so that the plan stays.
    """

    class Worse(models.TextChoices):
        HIGHER = "higher", "Higher is worse"
        LOWER = "lower", "Lower is worse"

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    experiment = models.ForeignKey(Experiment, on_delete=models.CASCADE, related_name="guardrails")
    metric = models.ForeignKey(
        BusinessMetric, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    name = models.CharField(max_length=120)
    measure = models.CharField(max_length=5, choices=Measure)
    unit = models.CharField(max_length=80, blank=True)  # of a mean
    worse = models.CharField(max_length=6, choices=Worse)
    worst_change = models.DecimalField(max_digits=24, decimal_places=6)  # points, or in the unit
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    objects = ExperimentGuardrailQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                models.F("experiment"), Lower("name"), name="experiment_guardrail_name_once"
            ),
            models.CheckConstraint(
                condition=models.Q(worst_change__gt=0), name="experiment_guardrail_allows_something"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def organization_id(self) -> int:
        return self.experiment.organization_id

    @property
    def is_mean(self) -> bool:
        return self.measure == Measure.MEAN


class ExperimentReading(models.Model):
    """One look at a test: the numbers that were given, and what they say."""

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


class ExperimentDecision(models.Model):
    """What a person decided on a test, and why; never changed, followed by the next one.

    `overrides` says what spoke against a release that was decided nevertheless.
    """

    class Kind(models.TextChoices):
        RELEASE = "release", "Release the new way"
        STOP = "do_not_release", "Do not release it"
        GO_ON = "go_on", "Go on with the test"

    experiment = models.ForeignKey(Experiment, on_delete=models.CASCADE, related_name="decisions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=14, choices=Kind)
    reason = models.CharField(max_length=600)
    overrides = models.CharField(max_length=600, blank=True)
    look = models.PositiveIntegerField(null=True)  # the number of the last look; none before one
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["experiment", "number"], name="experiment_decision_number_once"
            ),
        ]

    def __str__(self) -> str:
        return f"decision {self.number} on {self.experiment}"

    @property
    def ends_the_test(self) -> bool:
        return self.kind != self.Kind.GO_ON
