"""An organization's own rules: weights, thresholds, words, techniques, questions of law."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.db import models
from django.utils import timezone
from pydantic import BaseModel

from accounts.models import Organization, User
from scoping.checking.surroundings import RulePack
from scoping.models.projects import Project
from scoping.rules.checks import CheckRules
from scoping.rules.law import ImpactFile, LegalFile
from scoping.rules.loading import (
    shipped_checks,
    shipped_impact,
    shipped_legal,
    shipped_rubric,
    shipped_settings,
    shipped_techniques,
)
from scoping.rules.model import RubricFile, Settings, Techniques

Model = TypeVar("Model", bound=BaseModel)


class RuleSet(models.Model):
    """One version of one kind of rules. Never changed: editing makes the next version.

    Where an organization has none of a kind, the shipped one holds.
    """

    class Kind(models.TextChoices):
        SETTINGS = "settings", "Thresholds and methods"
        CHECKS = "checks", "Words and limits of the checks"
        RUBRIC = "rubric", "Factors, weights and anchors"
        TECHNIQUES = "techniques", "Techniques"
        LEGAL = "legal", "Questions of law"
        IMPACT = "impact", "Questions of internal impact"

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="rule_sets"
    )
    kind = models.CharField(max_length=12, choices=Kind)
    version = models.PositiveIntegerField()
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    reason = models.CharField(max_length=300)
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    replayed_at = models.DateTimeField(null=True)  # when open projects were evaluated anew

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "kind", "version"], name="rule_set_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.version}"


class RuleDifference(models.Model):
    """One figure or check of one open project that a new version of rules changed, in words."""

    rule_set = models.ForeignKey(RuleSet, on_delete=models.CASCADE, related_name="differences")
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+")
    subject = models.CharField(max_length=200)  # the candidate's name, or where a check stands
    label = models.CharField(max_length=80)
    before = models.CharField(max_length=400)
    after = models.CharField(max_length=400)

    def __str__(self) -> str:
        return f"{self.label} of {self.subject}"


def _own(organization: Organization, kind: RuleSet.Kind) -> dict[str, Any] | None:
    rows = RuleSet.objects.filter(organization=organization, kind=kind)
    return rows.order_by("-version").values_list("content", flat=True).first()


def settings_of(organization: Organization) -> Settings:
    """The thresholds and methods in force: the organization's newest, else the shipped ones."""
    own = _own(organization, RuleSet.Kind.SETTINGS)
    return Settings.model_validate(own) if own else shipped_settings()


def rubric_of(organization: Organization) -> RubricFile:
    """The rubric in force."""
    own = _own(organization, RuleSet.Kind.RUBRIC)
    return RubricFile.model_validate(own) if own else shipped_rubric()


def techniques_of(organization: Organization) -> Techniques:
    """The techniques in force."""
    own = _own(organization, RuleSet.Kind.TECHNIQUES)
    return Techniques.model_validate(own) if own else shipped_techniques()


def pack_of(organization: Organization) -> RulePack:
    """The rules that judge a worksheet, each kind in the version in force: one statement."""
    kinds = RuleSet.Kind
    rows = RuleSet.objects.filter(
        organization=organization,
        kind__in=[kinds.CHECKS, kinds.TECHNIQUES, kinds.LEGAL, kinds.IMPACT, kinds.RUBRIC],
    )
    own = dict(rows.order_by("version").values_list("kind", "content"))  # the newest wins
    return RulePack(
        _read(CheckRules, own.get(kinds.CHECKS), shipped_checks),
        _read(Techniques, own.get(kinds.TECHNIQUES), shipped_techniques),
        _read(LegalFile, own.get(kinds.LEGAL), shipped_legal),
        _read(ImpactFile, own.get(kinds.IMPACT), shipped_impact),
        _read(RubricFile, own.get(kinds.RUBRIC), shipped_rubric),
    )


def _read(model: type[Model], own: dict[str, Any] | None, shipped: Callable[[], Model]) -> Model:
    return model.model_validate(own) if own else shipped()
