"""Business metrics, the technical metrics beside them, and the links that say how one pays."""

import datetime
from decimal import Decimal
from typing import Any, Self, TypeVar, cast

from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from accounts.access import Permission, roles_with
from accounts.models import Membership, Organization, Perspective, User
from aiproj.shared.ids import new_public_id
from metrics.calc.drivers import Category, DriverTree, Formula, Input, Node, build_tree
from metrics.calc.targets import Direction, TargetKind, target_value
from metrics.catalog.loading import technical_metrics

READERS = roles_with(Permission.READ_METRICS)
M = TypeVar("M", bound=models.Model)
STALE_AFTER = datetime.timedelta(days=180)


class DefinitionQuerySet(models.QuerySet[M]):
    """What business metrics, technical metrics, links and started templates have in common."""

    def visible_to(self, user: User) -> Self:
        """Rows of the organizations in which this person may read definitions."""
        memberships = Membership.objects.active().filter(user=user, role__in=READERS)
        return self.filter(organization__in=memberships.values("organization"))

    def of(self, organization: Organization) -> Self:
        return self.filter(organization=organization)

    def current(self) -> Self:
        """What was not archived."""
        return self.filter(archived_at=None)


class MetricLinkQuerySet(DefinitionQuerySet["MetricLink"]):
    def counting(self) -> Self:
        """Links that are in force: neither they nor their metrics were archived."""
        rows = self.filter(archived_at=None, metric__archived_at=None)
        return rows.select_related("metric")


class TemplateStartQuerySet(DefinitionQuerySet["TemplateStart"]):
    """Starts from templates."""


class BusinessMetricQuerySet(DefinitionQuerySet["BusinessMetric"]):
    """Business metrics."""


class TechnicalMetricQuerySet(DefinitionQuerySet["TechnicalMetric"]):
    """Technical metrics."""


class TemplateStart(models.Model):
    """One start from a shipped template, so that all it made can be archived together."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="template_starts"
    )
    template = models.CharField(max_length=64)
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True)

    objects = TemplateStartQuerySet.as_manager()

    def __str__(self) -> str:
        return self.template


class BusinessMetric(models.Model):
    """A number that the business already steers by, from its baseline to its target."""

    class Category(models.TextChoices):
        REVENUE = "revenue", "Revenue"
        COST = "cost", "Cost"
        CUSTOMER = "customer", "Customer"
        EFFICIENCY = "efficiency", "Efficiency"

    class Direction(models.TextChoices):
        UP = "up", "Higher is better"
        DOWN = "down", "Lower is better"

    class TargetKind(models.TextChoices):
        ABSOLUTE = "absolute", "The value to reach"
        RELATIVE = "relative", "A change in percent of the baseline"
        POINTS = "points", "A change in percentage points"

    class Frequency(models.TextChoices):
        DAILY = "daily", "Daily"
        WEEKLY = "weekly", "Weekly"
        MONTHLY = "monthly", "Monthly"
        QUARTERLY = "quarterly", "Quarterly"
        YEARLY = "yearly", "Yearly"

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="business_metrics"
    )
    started_from = models.ForeignKey(
        TemplateStart, on_delete=models.SET_NULL, null=True, related_name="metrics"
    )
    name = models.CharField(max_length=120)
    category = models.CharField(max_length=10, choices=Category)
    unit = models.CharField(max_length=80)
    direction = models.CharField(max_length=4, choices=Direction)
    minimum = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    maximum = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    baseline = models.DecimalField(max_digits=24, decimal_places=6)
    baseline_on = models.DateField()
    baseline_source = models.CharField(max_length=300)
    target_kind = models.CharField(max_length=10, choices=TargetKind)
    target_amount = models.DecimalField(max_digits=24, decimal_places=6)
    target_on = models.DateField()
    owner = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    measured_by = models.CharField(max_length=600)
    frequency = models.CharField(max_length=10, choices=Frequency)
    is_guardrail = models.BooleanField(default=False)
    alert_limit = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    archived_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = BusinessMetricQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                models.F("organization"),
                Lower("name"),
                condition=models.Q(archived_at=None),
                name="business_metric_name_once",
            ),
            models.CheckConstraint(
                condition=models.Q(target_on__gt=models.F("baseline_on")),
                name="business_metric_target_follows",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def target(self) -> Decimal:
        """The value to reach, in the metric's unit."""
        kind, way = cast(TargetKind, self.target_kind), cast(Direction, self.direction)
        return target_value(self.baseline, self.target_amount, kind, way)

    def is_beyond_limit(self, value: Decimal) -> bool:
        """Whether a value is worse than the alert limit."""
        if self.alert_limit is None:
            return False
        is_up = self.direction == self.Direction.UP
        return value < self.alert_limit if is_up else value > self.alert_limit

    def is_stale(self, today: datetime.date) -> bool:
        """Whether the baseline is too old to be compared with."""
        return today - self.baseline_on > STALE_AFTER


class TechnicalMetric(models.Model):
    """A measure of a model that the organization watches, from the catalog or its own."""

    class Direction(models.TextChoices):
        UP = "up", "Higher is better"
        DOWN = "down", "Lower is better"
        ZERO = "zero", "Best at 0"

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="technical_metrics"
    )
    started_from = models.ForeignKey(
        TemplateStart, on_delete=models.SET_NULL, null=True, related_name="technical_metrics"
    )
    catalog_key = models.CharField(max_length=64, blank=True)  # empty for their own
    name = models.CharField(max_length=120)
    says = models.CharField(max_length=600)
    unit = models.CharField(max_length=80)
    direction = models.CharField(max_length=4, choices=Direction)
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    archived_at = models.DateTimeField(null=True)

    objects = TechnicalMetricQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                models.F("organization"),
                Lower("name"),
                condition=models.Q(archived_at=None),
                name="technical_metric_name_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def minimum(self) -> Decimal | None:
        """The lowest value that is possible by the catalog; None for their own."""
        known = technical_metrics().get(self.catalog_key)
        return known.minimum if known else None

    @property
    def maximum(self) -> Decimal | None:
        """The highest value that is possible by the catalog; None for their own."""
        known = technical_metrics().get(self.catalog_key)
        return known.maximum if known else None


Measured = BusinessMetric | TechnicalMetric  # what has values by day


class MetricLink(models.Model):
    """How technical metrics reach a business metric: the mechanism, and a driver tree.

    `nodes` holds inputs and steps as `driver_nodes` reads them; `formula` gives the metric itself.
    The result is stored with the version of the formulas and a hash of everything it rests on.
    """

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="metric_links"
    )
    metric = models.ForeignKey(BusinessMetric, on_delete=models.CASCADE, related_name="links")
    technical = models.ManyToManyField(TechnicalMetric, related_name="links")
    drivers = models.ManyToManyField(BusinessMetric, related_name="feeds")
    started_from = models.ForeignKey(
        TemplateStart, on_delete=models.SET_NULL, null=True, related_name="links"
    )
    mechanism = models.CharField(max_length=600)
    result_key = models.CharField(max_length=64)
    formula = models.TextField()
    nodes = models.JSONField()
    result = models.JSONField()
    formula_version = models.CharField(max_length=20)
    inputs_hash = models.CharField(max_length=64)
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    archived_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = MetricLinkQuerySet.as_manager()

    def __str__(self) -> str:
        return f"link of {self.metric}"

    def tree(self) -> DriverTree:
        """The checked tree; TreeError as of build_tree. Its title is the link's id."""
        return driver_tree(
            self.metric, self.nodes, self.result_key, self.formula, title=self.public_id
        )

    def standing(self) -> "models.QuerySet[Agreement]":
        """The agreements that were not withdrawn, business before technical."""
        return self.agreements.filter(withdrawn_at=None).order_by("side")


class Agreement(models.Model):
    """One person's word, for one side, that a link holds as it stood on that day."""

    class Side(models.TextChoices):
        BUSINESS = Perspective.BUSINESS.value, Perspective.BUSINESS.label
        TECHNICAL = Perspective.TECHNICAL.value, Perspective.TECHNICAL.label

    link = models.ForeignKey(MetricLink, on_delete=models.CASCADE, related_name="agreements")
    side = models.CharField(max_length=10, choices=Side)
    person = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    agreed_at = models.DateTimeField(default=timezone.now)
    inputs_hash = models.CharField(max_length=64)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_because = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["link", "side"],
                condition=models.Q(withdrawn_at=None),
                name="agreement_once_for_each_side",
            ),
            models.UniqueConstraint(
                fields=["link", "person"],
                condition=models.Q(withdrawn_at=None),
                name="agreement_once_for_each_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.side} agreement of {self.link}"


def driver_tree(
    metric: BusinessMetric, nodes: list[dict[str, Any]], key: str, formula: str, *, title: str
) -> DriverTree:
    """The checked tree that gives this metric; TreeError as of build_tree."""
    category = cast(Category, metric.category)
    result = Formula(key, formula, metric.unit, metric.name, category)
    return build_tree([*(_node(node) for node in nodes), result], title=title)


def _node(node: dict[str, Any]) -> Node:
    if "formula" in node:
        return Formula(node["key"], node["formula"], node["unit"], node["name"])
    bounds = [None if node[end] is None else Decimal(node[end]) for end in ("minimum", "maximum")]
    return Input(
        node["key"],
        node["unit"],
        Decimal(node["low"]),
        Decimal(node["likely"]),
        Decimal(node["high"]),
        node["name"],
        bounds[0],
        bounds[1],
        bool(node["technical"]),
    )
