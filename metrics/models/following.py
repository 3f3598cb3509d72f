"""Following metrics: the values that were measured, and the alerts about business metrics."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.access import Permission, roles_with
from accounts.models import Membership, Organization, User
from aiproj.shared.ids import new_public_id
from metrics.models.definitions import READERS, BusinessMetric, Measured, TechnicalMetric
from metrics.models.predictions import Predictions
from metrics.models.signed_limits import SignedLimit

PROJECT_READERS = roles_with(Permission.READ_PROJECTS)


class MetricSampleQuerySet(models.QuerySet["MetricSample"]):
    def visible_to(self, user: User) -> Self:
        """Values of metrics in the organizations in which this person may read definitions."""
        memberships = Membership.objects.active().filter(user=user, role__in=READERS)
        readable = memberships.values("organization")
        return self.filter(
            Q(metric__organization__in=readable) | Q(technical__organization__in=readable)
        )

    def newest(self) -> Self:
        return self.order_by("-day")


class MetricSample(models.Model):
    """What a business metric or a technical metric measured on one day. A correction keeps the
    key, so that the rows of an import are known again after somebody mended one of them."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    metric = models.ForeignKey(
        BusinessMetric, on_delete=models.CASCADE, null=True, related_name="samples"
    )
    technical = models.ForeignKey(
        TechnicalMetric, on_delete=models.CASCADE, null=True, related_name="samples"
    )
    day = models.DateField()
    value = models.DecimalField(max_digits=24, decimal_places=6)
    note = models.CharField(max_length=300, blank=True)
    key = models.CharField(max_length=64)  # names one entry: sending it twice is sending it once
    recorded_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    objects = MetricSampleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["metric", "day"], name="metric_sample_once_a_day"),
            models.UniqueConstraint(fields=["metric", "key"], name="metric_sample_key_once"),
            models.UniqueConstraint(
                fields=["technical", "day"], name="technical_sample_once_a_day"
            ),
            models.UniqueConstraint(fields=["technical", "key"], name="technical_sample_key_once"),
            models.CheckConstraint(
                condition=Q(metric=None, technical__isnull=False)
                | Q(metric__isnull=False, technical=None),
                name="metric_sample_of_one_metric",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measured} on {self.day}"

    @property
    def measured(self) -> Measured:
        """The metric that it is a value of."""
        found = self.metric or self.technical
        if found is None:
            raise ValueError("a value is of a business metric or of a technical metric")
        return found

    @property
    def organization_id(self) -> int:
        return self.measured.organization_id

    @property
    def organization(self) -> Organization:
        return self.measured.organization


class AlertQuerySet(models.QuerySet["Alert"]):
    def visible_to(self, user: User) -> Self:
        """Alerts of predictions in the person's organizations, and of metrics where the person
        may read definitions. One of a signed limit names a project, so it is for those who read
        all projects, and for its owner and the metric's."""
        active = Membership.objects.active().filter(user=user)
        readers = active.filter(role__in=READERS)
        in_projects = active.filter(role__in=PROJECT_READERS)
        names_nothing = ~Q(kind=Alert.Kind.BREACH) | Q(owner=user) | Q(metric__owner=user)
        return self.filter(
            Q(metric__organization__in=readers.values("organization"))
            & (names_nothing | Q(metric__organization__in=in_projects.values("organization")))
            | Q(predictions__organization__in=active.values("organization"))
        )

    def of(self, organization: Organization) -> Self:
        """Alerts of predictions, and of metrics that were not archived."""
        return self.filter(
            Q(metric__organization=organization, metric__archived_at=None)
            | Q(predictions__organization=organization)
        )

    def with_subject(self) -> Self:
        return self.select_related(
            "metric__organization", "predictions__organization", "signed_limit"
        )

    def standing(self) -> Self:
        """What was not resolved, the oldest first."""
        return self.exclude(state=Alert.State.RESOLVED).order_by("opened_at", "pk")

    def resolved(self) -> Self:
        """What was resolved, the newest first."""
        return self.filter(state=Alert.State.RESOLVED).order_by("-resolved_at", "-pk")


class Alert(models.Model):
    """Something about a metric, or about predictions, that its owner must look at.

    One of a kind stands at a time; of broken limits one for each limit.
    """

    class Kind(models.TextChoices):
        LIMIT = "limit", "Beyond the alert limit"
        WORSE = "worse", "Worse than the baseline"
        DUE = "due", "Value due"
        PROFIT = "profit", "Less profit than before"
        DRIFT = "drift", "Drift"
        BREACH = "breach", "Charter breach"

    class State(models.TextChoices):
        OPEN = "open", "Open"
        ACKNOWLEDGED = "acknowledged", "Acknowledged"
        RESOLVED = "resolved", "Resolved"

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    metric = models.ForeignKey(
        BusinessMetric, on_delete=models.CASCADE, null=True, related_name="alerts"
    )
    predictions = models.ForeignKey(
        Predictions, on_delete=models.CASCADE, null=True, related_name="alerts"
    )
    signed_limit = models.ForeignKey(
        SignedLimit, on_delete=models.CASCADE, null=True, related_name="alerts"
    )  # the one that is broken
    kind = models.CharField(max_length=10, choices=Kind)
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    text = models.CharField(max_length=300)
    owner = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)
    acknowledged_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    acknowledged_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    resolved_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=300, blank=True)
    by_itself = models.BooleanField(default=False)  # resolved because the metric recovered
    version = models.PositiveIntegerField(default=1)

    objects = AlertQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["metric", "kind"],
                condition=~Q(state="resolved") & Q(signed_limit=None),
                name="alert_stands_once_for_each_kind",
            ),
            models.UniqueConstraint(
                fields=["signed_limit"],
                condition=~Q(state="resolved"),
                name="alert_of_a_signed_limit_stands_once",
            ),
            models.UniqueConstraint(
                fields=["predictions", "kind"],
                condition=~Q(state="resolved"),
                name="alert_of_predictions_stands_once",
            ),
            models.CheckConstraint(
                condition=Q(metric=None, predictions__isnull=False)
                | Q(metric__isnull=False, predictions=None),
                name="alert_has_one_subject",
            ),
            models.CheckConstraint(
                condition=Q(signed_limit=None) | Q(kind="breach"),
                name="alert_of_a_signed_limit_is_a_breach",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.subject}"

    @property
    def key(self) -> tuple[str, int | None]:
        """What can stand once at a time for its subject."""
        return self.kind, self.signed_limit_id

    @property
    def subject(self) -> BusinessMetric | Predictions:
        """What it is about."""
        found = self.metric or self.predictions
        if found is None:
            raise ValueError("an alert is about a metric or about predictions")
        return found

    @property
    def organization_id(self) -> int:
        return self.subject.organization_id

    @property
    def organization(self) -> Organization:
        return self.subject.organization
