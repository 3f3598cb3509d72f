"""The rules in force, their versions, and what a new version changed in open projects."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import yaml
from django.db.models import QuerySet
from pydantic import BaseModel

from accounts.models import Organization, User
from scoping.calc.smart_target import amount
from scoping.checking.evaluation import METHODS
from scoping.models import Project, RuleDifference, RuleSet
from scoping.rules import loading
from scoping.rules.checks import CheckRules
from scoping.rules.law import ImpactFile, LegalFile
from scoping.rules.model import RubricFile, Settings, Techniques

Kind = RuleSet.Kind
MODELS: Mapping[str, type[BaseModel]] = {
    Kind.SETTINGS: Settings,
    Kind.CHECKS: CheckRules,
    Kind.RUBRIC: RubricFile,
    Kind.TECHNIQUES: Techniques,
    Kind.LEGAL: LegalFile,
    Kind.IMPACT: ImpactFile,
}
SHIPPED: Mapping[str, Any] = {
    Kind.SETTINGS: loading.shipped_settings,
    Kind.CHECKS: loading.shipped_checks,
    Kind.RUBRIC: loading.shipped_rubric,
    Kind.TECHNIQUES: loading.shipped_techniques,
    Kind.LEGAL: loading.shipped_legal,
    Kind.IMPACT: loading.shipped_impact,
}
SAYS = {
    Kind.SETTINGS: "Weights of the priority, thresholds, days that things hold, order of signing.",
    Kind.CHECKS: "Words that a problem should avoid, and limits from which a check warns.",
    Kind.RUBRIC: "Twelve factors of viability and complexity, with what each score means.",
    Kind.TECHNIQUES: "What may be chosen, how complex it is, which levels it needs.",
    Kind.LEGAL: "An ordered tree of questions with citations; orientation, not legal advice.",
    Kind.IMPACT: "Questions with points, and the controls that take points away.",
}
SETTING_LABELS = {
    "method": "Candidates are ordered by",
    "value_scale": "Yearly margin that counts as 100, in the project's currency",
    "significance": "Least yearly value of a project, in its currency",
    "finance_threshold": "Finance signs above, in the project's currency",
    "discount_percent": "Discount rate, % a year",
    "charter_days": "Days until an unstarted charter expires",
    "assessment_days": "Days that an assessment counts, at most 365",
    "signing": "Signing",
    "value": "Weight of value",
    "viability": "Weight of viability",
    "fit": "Weight of readiness fit",
    "alignment": "Weight of alignment",
    "simplicity": "Weight of simplicity",
}
SIGNING = {"parallel": "All at once", "sequential": "One after another"}


@dataclass(frozen=True)
class KindRow:
    """One kind of rules in the list."""

    key: str
    name: str
    says: str
    version: str
    source: str
    changed_at: datetime.datetime | None


def newest(organization: Organization, kind: str) -> RuleSet | None:
    """The organization's own newest version; None while the shipped one holds."""
    rows = RuleSet.objects.filter(organization=organization, kind=kind)
    return rows.select_related("created_by").order_by("-version").first()


def in_force(organization: Organization, kind: str) -> tuple[BaseModel, RuleSet | None]:
    """The rules that hold now, and the row they come from where they are the organization's."""
    own = newest(organization, kind)
    model: BaseModel = MODELS[kind].model_validate(own.content) if own else SHIPPED[kind]()
    return model, own


def next_version(own: RuleSet | None) -> int:
    """The number that a change would get."""
    return own.version + 1 if own else 1


def version_of(model: BaseModel) -> str:
    """The version that stands in the rules themselves."""
    return str(getattr(model, "version", ""))


def kind_rows(organization: Organization) -> list[KindRow]:
    """Every kind: one statement."""
    rows = RuleSet.objects.filter(organization=organization).select_related("created_by")
    own = {row.kind: row for row in rows.order_by("version")}
    return [_kind_row(kind, own.get(kind)) for kind in Kind]


def _kind_row(kind: RuleSet.Kind, own: RuleSet | None) -> KindRow:
    return KindRow(
        key=kind.value,
        name=kind.label,
        says=SAYS[kind],
        version=own.content["version"] if own else version_of(SHIPPED[kind]()),
        source=f"changed by {own.created_by or 'somebody who left'}" if own else "as shipped",
        changed_at=own.created_at if own else None,
    )


def versions_of(organization: Organization, kind: str) -> QuerySet[RuleSet]:
    """The organization's versions of a kind, the newest first."""
    rows = RuleSet.objects.filter(organization=organization, kind=kind)
    return rows.select_related("created_by").order_by("-version")


def setting_lines(model: BaseModel) -> list[tuple[str, str]]:
    """Thresholds and methods, a line each; none for rules of another kind."""
    if not isinstance(model, Settings):
        return []
    settings = model
    found: dict[str, str] = {
        **{name: amount(Decimal(str(each)) * 100, "%") for name, each in settings.weights.items()},
        "method": METHODS[settings.method],
        "signing": SIGNING[settings.signing],
    }
    for name in ("value_scale", "significance", "finance_threshold", "discount_percent"):
        found[name] = f"{Decimal(getattr(settings, name)):,f}"
    for name in ("charter_days", "assessment_days"):
        found[name] = f"{getattr(settings, name):,}"
    return [(label, found[name]) for name, label in SETTING_LABELS.items()]


def as_yaml(model: BaseModel) -> str:
    """The rules as text for people: keys in their order, without the version."""
    content = model.model_dump(mode="json")
    content.pop("version", None)
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=100)


def differences_for(user: User, made: RuleSet) -> QuerySet[RuleDifference]:
    """What a version changed in the projects that this person sees."""
    seen = Project.objects.visible_to(user).values("pk")
    rows = made.differences.filter(project__in=seen).select_related("project")
    return rows.order_by("project__title", "project", "pk")


def touched(found: QuerySet[RuleDifference]) -> int:
    """In how many projects."""
    return found.order_by().values("project").distinct().count()


IN_TABLES = (Kind.SETTINGS, Kind.RUBRIC, Kind.TECHNIQUES)


def text_of(model: BaseModel, kind: str) -> str:
    """The text of a kind that no table shows."""
    return "" if kind in IN_TABLES else as_yaml(model)
