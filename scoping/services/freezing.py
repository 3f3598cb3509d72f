"""What a charter says when it is submitted: everything, from the database, with hashes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from scoping.checking.evaluation import compare
from scoping.checking.review import Review, review
from scoping.models import Charter, Project, settings_of
from scoping.overview.appraisal import (
    RuleBook,
    appraise,
    classes,
    cost_totals,
    judged,
    number,
    rounded,
    rule_book,
)
from scoping.overview.cases import case_of
from scoping.overview.curves import curves
from scoping.overview.levels import Levels, levels_of
from scoping.overview.project_check import check_of, frozen_check
from scoping.overview.references import references
from scoping.overview.slots import needed_slots
from scoping.rules.checks import CheckRules
from scoping.rules.law import ImpactFile, LegalFile
from scoping.rules.model import RubricFile, Settings, Techniques
from scoping.worksheet.canonical import digest
from scoping.worksheet.loading import VERSION
from scoping.worksheet.model import Content
from scoping.worksheet.portable import CHARTER_SCHEMA
from scoping.worksheet.state import WorksheetState


@dataclass(frozen=True)
class Frozen:
    """A content with what the checks said of it, and why readiness is unknown if it is."""

    content: Content
    review: Review
    unknown: str


def frozen_content(charter: Charter, now: datetime) -> Content:
    """The whole charter as it would be signed now; equal worksheets give equal contents."""
    return freeze(charter, now).content


def freeze(charter: Charter, now: datetime) -> Frozen:
    """Everything that submitting needs to know, read from the database once."""
    project = charter.project
    state, rules = project.state(), rule_book(project.organization)
    levels, today = current_levels(project, now), project.organization.local_date(now)
    case = case_of(project, today, state=state)
    found = review(case, at_submission=True)
    own_check = frozen_check(check_of(project, rules.settings, today))
    content = _content(charter, state, rules, levels, found, own_check)
    content["accepted_risk"] = case.around.accepted_because
    return Frozen(content, found, levels.reason)


def _content(
    charter: Charter,
    state: WorksheetState,
    rules: RuleBook,
    levels: Levels,
    found: Review,
    own_check: dict[str, Any] | None,
) -> Content:
    project = charter.project
    law = classes(found, state, rules.pack)
    content: Content = {
        "schema": CHARTER_SCHEMA,
        "organization": {
            "id": project.organization.public_id,
            "name": project.organization.name,
        },
        "project": {
            "id": project.public_id,
            "title": project.title,
            "currency": project.currency,
            "template": project.template,
        },
        "version": version_of(charter),
        "worksheet_version": VERSION,
        "rules": _rules(rules),
        "sections": dict(state.sections),
        "candidates": _candidates(state, levels.values, rules),
        "references": references(project.organization, state),
        "curves": curves(project.organization, state),
        "assessment": _assessment(project, levels),
        "own_check": own_check,
        "confirmations": _confirmations(project),
        "checks": judged(found),
        "totals": cost_totals(state),
        "classes": law,
        "job_effect": job_effect(state, rules.pack.checks.automated_share),
        "stories": dict(found.stories),
    }
    slots = needed_slots(content, rules.settings.finance_threshold)
    content["slots"] = [
        {"part": slot.part, "reason": slot.reason, "person": slot.person} for slot in slots
    ]
    return content


def version_of(charter: Charter) -> dict[str, int]:
    """Number and round, which are part of what is signed."""
    return {"major": charter.major, "minor": charter.minor, "round": charter.round}


def _rules(rules: RuleBook) -> dict[str, Any]:
    pack = rules.pack
    files: dict[str, Settings | RubricFile | Techniques | CheckRules | LegalFile | ImpactFile] = {
        "settings": rules.settings,
        "rubric": rules.rubric,
        "checks": pack.checks,
        "techniques": pack.techniques,
        "legal": pack.legal,
        "impact": pack.impact,
    }
    found: dict[str, Any] = {
        kind: {"version": file.version, "hash": digest(_exact(file.model_dump(mode="json")))}
        for kind, file in files.items()
    }
    found["rubric"]["names"] = rules.rubric.names
    found["settings"]["discount_percent"] = rounded(rules.settings.discount_percent)
    return found


def _exact(value: Any) -> Any:
    """Floats of a rule file as text, because hashed content holds none."""
    if isinstance(value, float):
        return rounded(value)
    if isinstance(value, dict):
        return {key: _exact(each) for key, each in value.items()}
    return [_exact(each) for each in value] if isinstance(value, list) else value


def current_levels(project: Project, now: datetime) -> Levels:
    """The levels that count today; their `values` are None where readiness is unknown."""
    settings = settings_of(project.organization)
    return levels_of(project, settings, project.organization.local_date(now))


def _assessment(project: Project, levels: Levels) -> dict[str, Any] | None:
    """The assessment with its levels; None where none counts. An unreported level is None."""
    named = levels.assessment
    if levels.values is None or named is None or named.published_at is None:
        return None
    ranges = levels.ranges or {}
    return {
        "id": named.public_id,
        "scope": named.scope,
        "published_on": project.organization.local_date(named.published_at).isoformat(),
        "expires_on": levels.expires_on.isoformat() if levels.expires_on else None,
        "levels": {key: _level(score, ranges.get(key)) for key, score in levels.values.items()},
    }


def _level(score: float | None, span: tuple[float, float] | None) -> dict[str, str | None]:
    low, high = span or (None, None)
    return {"score": rounded(score), "low": rounded(low), "high": rounded(high)}


def _candidates(
    state: WorksheetState, levels: Mapping[str, float | None] | None, rules: RuleBook
) -> list[Content]:
    figures = compare(state, rules.figures, levels).candidates
    return [
        {
            "id": candidate.id,
            "decision": candidate.decision,
            "reason": candidate.decision_reason,
            "content": candidate.content,
            "ratings": sorted(
                (dict(row) for row in candidate.ratings),
                key=lambda row: (row["factor"], row["side"], row["score"], row["note"]),
            ),
            **appraise(candidate, found, levels),
        }
        for candidate, found in zip(state.candidates, figures, strict=True)
    ]


def _confirmations(project: Project) -> list[dict[str, str]]:
    rows = project.confirmations.filter(withdrawn_at=None).select_related("person")
    return [
        {
            "side": row.side,
            "person": row.person.public_id if row.person else "",
            "on": project.organization.local_date(row.confirmed_at).isoformat(),
        }
        for row in rows.order_by("side")
    ]


def job_effect(state: WorksheetState, plan_above: Decimal) -> dict[str, Any]:
    """Share of hours that are automated, by role in percent, and whether any needs a plan."""
    roles = []
    for row in state.rows("risks", "jobs"):
        hours, automated = number(row, "hours"), number(row, "automated_hours")
        share = automated / hours * 100 if hours and automated is not None else None
        roles.append({"role": row.get("role", ""), "share": rounded(share)})
    needs = any(role["share"] and Decimal(role["share"]) > plan_above for role in roles)
    return {"roles": roles, "needs_plan": needs, "plan_above": rounded(plan_above)}
