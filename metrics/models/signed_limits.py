"""Limits of a business metric that people signed elsewhere, such as in a project's charter."""

from decimal import Decimal
from typing import Self

from django.db import models

from accounts.models import Organization, User
from metrics.models.definitions import BusinessMetric


class SignedLimitQuerySet(models.QuerySet["SignedLimit"]):
    def standing(self) -> Self:
        """What holds now, in the order in which it was signed."""
        return self.filter(ended_at=None).order_by("pk")

    def of_source(self, organization: Organization, source: str) -> Self:
        """What one source, such as a project, has signed."""
        return self.filter(metric__organization=organization, source=source)


class SignedLimit(models.Model):
    """A value that a metric must keep to from a day on, word for word as it was signed.

    `source` is the id of what it belongs to (a project), `document` of what was signed (its
    charter); this app knows neither. `path` names the clause within the document.
    """

    class Comparison(models.TextChoices):
        AT_LEAST = "at_least", "at least"
        AT_MOST = "at_most", "at most"

    metric = models.ForeignKey(
        BusinessMetric, on_delete=models.CASCADE, related_name="signed_limits"
    )
    source = models.CharField(max_length=16)
    source_name = models.CharField(max_length=120)
    document = models.CharField(max_length=16)
    document_name = models.CharField(max_length=40)
    document_hash = models.CharField(max_length=64)
    path = models.CharField(max_length=120)
    clause = models.CharField(max_length=300)
    comparison = models.CharField(max_length=10, choices=Comparison)
    limit = models.DecimalField(max_digits=24, decimal_places=6)
    starts_on = models.DateField()
    owner = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    signed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_because = models.CharField(max_length=200, blank=True)

    objects = SignedLimitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["metric", "source", "path"],
                condition=models.Q(ended_at=None),
                name="signed_limit_stands_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.clause} ({self.document_name} of {self.source_name})"

    def is_broken_by(self, value: Decimal) -> bool:
        """Whether a value does not keep to it; exactly the limit keeps to it."""
        if self.comparison == self.Comparison.AT_LEAST:
            return value < self.limit
        return value > self.limit
