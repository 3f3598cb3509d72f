"""What lists of projects are read from, what binds projects to each other, and saved views."""

from typing import Self

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from accounts.models import Organization, User
from aiproj.shared.ids import new_public_id
from scoping.models.charters import GateDecision
from scoping.models.projects import Project


class ProjectFigures(models.Model):
    """Figures of a project as lists show them; written with each change, never typed.

    Those of the chosen candidate, else of the one that leads by the organization's method.
    """

    project = models.OneToOneField(Project, on_delete=models.CASCADE, related_name="figures")
    candidate_id = models.CharField(max_length=16, blank=True)  # the candidate's public id
    candidate_name = models.CharField(max_length=120, blank=True)
    is_chosen = models.BooleanField(default=False)
    value = models.DecimalField(max_digits=20, decimal_places=2, null=True)
    build = models.DecimalField(max_digits=20, decimal_places=2, null=True)
    run = models.DecimalField(max_digits=20, decimal_places=2, null=True)
    value_score = models.FloatField(null=True)
    viability = models.FloatField(null=True)
    complexity = models.FloatField(null=True)
    complexity_class = models.CharField(max_length=2, blank=True)
    priority = models.FloatField(null=True)
    readiness = models.CharField(max_length=12, default="unknown")
    largest_gap = models.FloatField(null=True)
    gap_dimension = models.CharField(max_length=40, blank=True)
    levels_are_example = models.BooleanField(default=False)
    levels_until = models.DateField(null=True)  # readiness is unknown after that day
    required = models.JSONField(default=dict)
    enablers = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    is_early_win = models.BooleanField(default=False)
    risk = models.PositiveSmallIntegerField(null=True)
    risk_name = models.CharField(max_length=200, blank=True)
    alignment_review = models.DateField(null=True)
    undecided_since = models.DateField(null=True)
    formulas = models.CharField(max_length=120)
    inputs_hash = models.CharField(max_length=64)
    computed_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"figures of {self.project}"


class ProjectDateQuerySet(models.QuerySet["ProjectDate"]):
    def open(self) -> Self:
        """Days of projects under way; a gate that was decided is no longer due."""
        decided = GateDecision.objects.filter(
            project=models.OuterRef("project"), gate=models.OuterRef("gate")
        )
        return self.filter(models.Q(gate="") | ~models.Exists(decided))


class ProjectDate(models.Model):
    """A day on which something of a project is due; written with the figures."""

    class Kind(models.TextChoices):
        MILESTONE = "milestone", "Milestone"
        GATE = "gate", "Gate"
        STOP = "stop", "Stop criterion measured"
        REVIEW = "review", "Review against the goals"
        ACCESS = "access", "Data access"
        TRAINING = "training", "Retraining"
        WIN = "win", "Early win"
        EXPIRY = "expiry", "Charter expires"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="dates")
    kind = models.CharField(max_length=10, choices=Kind)
    day = models.DateField()
    name = models.CharField(max_length=300, blank=True)
    gate = models.CharField(max_length=2, blank=True)

    objects = ProjectDateQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["project", "day"], name="project_date_day")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.project} on {self.day}"


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def visible_to(self, user: User) -> Self:
        """Everybody's own."""
        return self.filter(person=user)


class SavedView(models.Model):
    """A filter of the portfolio that one person keeps under a name."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="saved_views"
    )
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=600, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                models.F("organization"),
                models.F("person"),
                Lower("name"),
                name="saved_view_name_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ProjectRelationQuerySet(models.QuerySet["ProjectRelation"]):
    def visible_to(self, user: User) -> Self:
        """Relations of projects that this person may see, both of them."""
        seen = Project.objects.visible_to(user).values("pk")
        return self.filter(first__in=seen, second__in=seen)


class ProjectRelation(models.Model):
    """What a choice under a budget must respect: one needs the other, or excludes it."""

    class Kind(models.TextChoices):
        NEEDS = "needs", "Needs"
        EXCLUDES = "excludes", "Excludes"

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="project_relations"
    )
    kind = models.CharField(max_length=10, choices=Kind)
    first = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="relations")
    second = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+")
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    objects = ProjectRelationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "first", "second"], name="project_relation_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(first=models.F("second")), name="project_relation_of_two"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first} {self.kind} {self.second}"
