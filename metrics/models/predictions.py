"""Uploaded predictions, and the valuations that were made of them."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.models import Membership, Organization, User
from aiproj.shared.ids import new_public_id
from aiproj.shared.models import Job


class PredictionsQuerySet(models.QuerySet["Predictions"]):
    def visible_to(self, user: User) -> "PredictionsQuerySet":
        """Predictions of the organizations in which this person is active."""
        memberships = Membership.objects.active().filter(user=user)
        return self.filter(organization__in=memberships.values("organization"))

    def of(self, organization: Organization) -> "PredictionsQuerySet":
        return self.filter(organization=organization)

    def classifications(self) -> "PredictionsQuerySet":
        return self.filter(kind=Predictions.Kind.CLASSIFICATION)

    def can_tune(self, valued: "Predictions") -> "PredictionsQuerySet":
        """Those on which a threshold for these predictions can be picked: ready, other files."""
        rows = self.classifications().filter(state=Predictions.State.READY)
        return rows.exclude(pk=valued.pk).exclude(sha256=valued.sha256)

    def latest_first(self) -> "PredictionsQuerySet":
        return self.select_related("created_by").order_by("-created_at", "-pk")


class Predictions(models.Model):
    """One uploaded file of predictions, its columns, and what reading it found.

    Reading leaves small tables beside it, from which every question is answered; the file itself
    can be deleted.
    """

    class Kind(models.TextChoices):
        CLASSIFICATION = "classification", "a yes/no outcome with a score"
        FORECAST = "forecast", "an amount that was forecast"

    class State(models.TextChoices):
        RECEIVED = "received", "Columns to be chosen"
        READING = "reading", "Being read"
        READY = "ready", "Ready"
        REFUSED = "refused", "Cannot be used"

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="predictions"
    )
    name = models.CharField(max_length=200)
    file_name = models.CharField(max_length=255)
    size = models.BigIntegerField()
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.CLASSIFICATION)
    sha256 = models.CharField(max_length=64)  # empty until the file is read
    state = models.CharField(max_length=10, choices=State, default=State.RECEIVED)
    attempt = models.PositiveIntegerField(default=0)  # each reading has a job of its own
    mapping = models.JSONField(default=dict)
    facts = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)
    file_deleted_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = PredictionsQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["organization", "-created_at"], name="predictions_of_organization")
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(size__gte=0), name="predictions_size"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def job_key(self) -> str:
        return f"predictions:{self.public_id}:{self.attempt}"

    @property
    def job(self) -> Job | None:
        return Job.objects.filter(key=self.job_key).first()

    @property
    def is_ready_forecast(self) -> bool:
        return self.kind == self.Kind.FORECAST and self.state == self.State.READY

    @property
    def is_given_up(self) -> bool:
        """Whether its reading failed so often that nobody goes on with it."""
        job = self.job if self.state == self.State.READING else None
        return job is not None and job.state == Job.State.PARKED

    def last_valuation(self) -> "Valuation | None":
        return self.valuations.order_by("-number").first()

    def valuation(self, number: int) -> "Valuation | None":
        return self.valuations.filter(number=number).first()

    def is_relied_on(self) -> bool:
        """Whether something was made of the file as the kind that it is."""
        relations = (
            self.valuations,
            self.models,
            self.compared,
            self.compared_with,
            self.period_reviews,
        )
        return any(relation.exists() for relation in relations)

    def warnings(self) -> list[dict[str, Any]]:
        """What reading found that does not keep the file out."""
        return [problem for problem in self.problems if problem["level"] != "error"]


class ValuationQuerySet(models.QuerySet["Valuation"]):
    def newest_of(self, predictions: Iterable[Predictions]) -> "ValuationQuerySet":
        """The last valuation of each, without its question and curve."""
        later = Valuation.objects.filter(
            predictions=OuterRef("predictions"), number__gt=OuterRef("number")
        )
        rows = self.filter(predictions__in=list(predictions))
        return rows.exclude(Exists(later)).defer("question", "result")


class Valuation(models.Model):
    """One answer to what predictions are worth: the question, the result, and how it was made.

    Never changed: another question is another row, so the numbers are a history.
    """

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    predictions = models.ForeignKey(
        Predictions, on_delete=models.CASCADE, related_name="valuations"
    )
    number = models.PositiveIntegerField()
    question = models.JSONField()
    result = models.JSONField()
    finding = models.CharField(max_length=300)  # its headline, for lists
    formula_version = models.CharField(max_length=20)
    inputs_hash = models.CharField(max_length=64)
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    objects = ValuationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["predictions", "number"], name="valuation_number_once"),
        ]

    def __str__(self) -> str:
        return f"valuation {self.number} of {self.predictions}"
