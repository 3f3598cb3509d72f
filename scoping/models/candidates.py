"""Candidates of a project, and what raters say of them."""

from typing import Self

from django.db import models
from django.utils import timezone

from accounts.models import User
from aiproj.shared.ids import new_public_id
from scoping.models.projects import Confirmation, Project
from scoping.worksheet.state import CandidateState


class CandidateQuerySet(models.QuerySet["Candidate"]):
    def current(self) -> Self:
        """What was not archived, in the order in which they stand."""
        return self.filter(archived_at=None).order_by("position", "pk")


class Candidate(models.Model):
    """One way to solve the problem, with or without AI."""

    class Decision(models.TextChoices):
        OPEN = "", "Open"
        CHOSEN = "chosen", "Chosen"
        REJECTED = "rejected", "Rejected"
        PARKED = "parked", "Parked"

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="candidates")
    position = models.PositiveSmallIntegerField(default=0)
    content = models.JSONField(default=dict)
    decision = models.CharField(max_length=10, choices=Decision, blank=True, default=Decision.OPEN)
    decision_reason = models.CharField(max_length=600, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    archived_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = CandidateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project"],
                condition=models.Q(decision="chosen", archived_at=None),
                name="candidate_chosen_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return str(self.content.get("name") or "Candidate without a name")

    def state(self) -> CandidateState:
        """As plain data, with the ratings of raters who still take part."""
        return CandidateState(
            self.public_id,
            self.content,
            self.decision,
            self.decision_reason,
            tuple(rating.plain() for rating in self.ratings.all()),
        )


class Rating(models.Model):
    """One rater's score of one factor of one candidate, from where that person sees the work.

    Without a rater it is the example of a template or came with a file, in which raters have no
    names; it goes when somebody of that side rates. `unnamed` tells such raters apart.
    """

    class Evidence(models.TextChoices):
        GUESS = "guess", "A guess"
        EXPERT = "expert", "Expert judgment"
        MEASURED = "measured", "Measured"

    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="ratings")
    rater = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="+")
    unnamed = models.PositiveSmallIntegerField(default=0)
    side = models.CharField(max_length=10, choices=Confirmation.Side)
    factor = models.CharField(max_length=2)
    score = models.PositiveSmallIntegerField()
    evidence = models.CharField(max_length=10, choices=Evidence)
    note = models.CharField(max_length=600, blank=True)
    rated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["candidate", "rater", "factor"], name="rating_once"),
            models.UniqueConstraint(
                fields=["candidate", "side", "factor", "unnamed"],
                condition=models.Q(rater=None),
                name="rating_without_rater_once",
            ),
            models.CheckConstraint(condition=models.Q(score__lte=4), name="rating_at_most_4"),
        ]

    def __str__(self) -> str:
        return f"{self.factor} of {self.candidate}"

    def plain(self) -> dict[str, object]:
        """Without the rater: names stay with whoever manages the project."""
        return {
            "factor": self.factor,
            "side": self.side,
            "score": self.score,
            "evidence": self.evidence,
            "note": self.note,
        }
