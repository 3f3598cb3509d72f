"""What came of a project, beside what its charter had forecast."""

from decimal import Decimal
from typing import Self

from django.db import models
from django.utils import timezone

from accounts.models import Organization, User
from metrics.models import BusinessMetric
from scoping.calc.ledger import yearly
from scoping.models.charters import Charter, GateDecision
from scoping.models.projects import Project


class BenefitOutcomeQuerySet(models.QuerySet["BenefitOutcome"]):
    def visible_to(self, user: User) -> Self:
        """Outcomes of the projects that this person may see."""
        return self.filter(project__in=Project.objects.visible_to(user).values("pk"))

    def of(self, organization: Organization) -> Self:
        return self.filter(project__organization=organization)

    def counting(self) -> Self:
        """The newest of each project; a later measurement replaces the one before."""
        later = BenefitOutcome.objects.filter(project=models.OuterRef("project")).order_by("-pk")
        rows = self.filter(pk=models.Subquery(later.values("pk")[:1]))
        return rows.select_related("project", "estimator")


class BenefitOutcome(models.Model):
    """The margin that was measured over some days and what was spent; never changed, only added.

    The forecast is that of the charter in force then, kept as it was. Amounts are money of the
    project's currency.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="outcomes")
    decision = models.OneToOneField(
        GateDecision, on_delete=models.SET_NULL, null=True, related_name="outcome"
    )  # the benefits review that it was measured for
    charter = models.ForeignKey(Charter, on_delete=models.SET_NULL, null=True, related_name="+")
    benefit = models.DecimalField(max_digits=24, decimal_places=6)
    starts_on = models.DateField()
    ends_on = models.DateField()
    cost = models.DecimalField(max_digits=24, decimal_places=6)
    source = models.CharField(max_length=300)
    forecast_benefit = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    forecast_cost = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    estimator = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    category = models.CharField(max_length=10, choices=BusinessMetric.Category, blank=True)
    complexity = models.CharField(max_length=2, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    objects = BenefitOutcomeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="benefit_outcome_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"outcome of {self.project}"

    @property
    def yearly_benefit(self) -> Decimal:
        """The measured margin, as much of it as a year has."""
        return yearly(self.benefit, self.starts_on, self.ends_on)
