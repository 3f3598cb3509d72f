"""Following business metrics: the values that were measured since the baseline."""

from typing import Self

from django.db import models
from django.utils import timezone

from accounts.models import Membership, Organization, User
from aiproj.shared.ids import new_public_id
from metrics.models.definitions import READERS, BusinessMetric


class MetricSampleQuerySet(models.QuerySet["MetricSample"]):
    def visible_to(self, user: User) -> Self:
        """Values of metrics in the organizations in which this person may read definitions."""
        memberships = Membership.objects.active().filter(user=user, role__in=READERS)
        return self.filter(metric__organization__in=memberships.values("organization"))

    def newest(self) -> Self:
        return self.order_by("-day")


class MetricSample(models.Model):
    """What a metric measured on one day. A correction keeps the key, so that the rows of an
    import are known again after somebody mended one of them."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    metric = models.ForeignKey(BusinessMetric, on_delete=models.CASCADE, related_name="samples")
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
        ]

    def __str__(self) -> str:
        return f"{self.metric} on {self.day}"

    @property
    def organization_id(self) -> int:
        return self.metric.organization_id

    @property
    def organization(self) -> Organization:
        return self.metric.organization
