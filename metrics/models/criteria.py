"""When a model is good enough: criteria that numbers decide, and criteria that a person judges."""

from django.db import models
from django.utils import timezone

from accounts.models import Membership, Organization, User
from aiproj.shared.ids import new_public_id
from metrics.models.predictive_models import PredictiveModel


class CriterionQuerySet(models.QuerySet["Criterion"]):
    def visible_to(self, user: User) -> "CriterionQuerySet":
        """Criteria of the organizations in which this person is active."""
        memberships = Membership.objects.active().filter(user=user)
        return self.filter(organization__in=memberships.values("organization"))

    def current(self) -> "CriterionQuerySet":
        """What was not removed, numbers first."""
        rows = self.filter(removed_at=None).select_related("judge")
        return rows.order_by("-kind", "created_at", "pk")


class Criterion(models.Model):
    """One thing that must hold before the model is used.

    A quantitative one is met or not by the newest valuation of the model; a qualitative one by
    the word of its judge.
    """

    class Kind(models.TextChoices):
        QUANTITATIVE = "quantitative", "A number decides"
        QUALITATIVE = "qualitative", "A person judges"

    class Measure(models.TextChoices):
        PROFIT = "profit", "Profit"
        GAIN = "gain", "Gain over the best simple choice"
        ROI = "roi", "Return on money spent, %"
        RECALL = "recall", "Recall, %"
        PRECISION = "precision", "Precision, %"
        AREA = "area_under_roc", "AUC"
        PERFECT = "share_of_perfect", "Share of the perfect gain, %"

    class Bound(models.TextChoices):
        AT_LEAST = "at_least", "at least"
        AT_MOST = "at_most", "at most"

    class Verdict(models.TextChoices):
        MET = "met", "Met"
        NOT_MET = "not_met", "Not met"

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="criteria"
    )
    model = models.ForeignKey(PredictiveModel, on_delete=models.CASCADE, related_name="criteria")
    kind = models.CharField(max_length=12, choices=Kind)
    statement = models.CharField(max_length=300)
    measure = models.CharField(max_length=20, choices=Measure, blank=True)
    bound = models.CharField(max_length=8, choices=Bound, blank=True)
    threshold = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    judge = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    verdict = models.CharField(max_length=7, choices=Verdict, blank=True)
    reason = models.CharField(max_length=600, blank=True)
    judged_at = models.DateTimeField(null=True)
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = CriterionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="qualitative", measure="", threshold=None)
                | (models.Q(kind="quantitative", threshold__isnull=False) & ~models.Q(measure="")),
                name="criterion_has_what_its_kind_needs",
            ),
        ]

    def __str__(self) -> str:
        return self.statement

    @property
    def is_quantitative(self) -> bool:
        return self.kind == self.Kind.QUANTITATIVE
