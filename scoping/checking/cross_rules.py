"""All rules between fields, in one order: X1-X14 and the rows of the checklist."""

from __future__ import annotations

from scoping.checking import (
    rules_candidates,
    rules_data,
    rules_evidence,
    rules_metrics,
    rules_operations,
    rules_people,
    rules_plan,
    rules_problem,
)
from scoping.checking.findings import Case, Finding, Rule

RULES: tuple[Rule, ...] = (
    *rules_problem.RULES,
    *rules_candidates.RULES,
    *rules_data.RULES,
    *rules_metrics.RULES,
    *rules_people.RULES,
    *rules_plan.RULES,
    *rules_operations.RULES,
    *rules_evidence.RULES,
)


def find_all(case: Case) -> list[Finding]:
    """Return what every rule finds, errors before warnings, otherwise in the order of the rules.

    Source: scoping spec 4 (cross-field rules), product checklist rows marked S.
    """
    found = [finding for rule in RULES for finding in rule(case)]
    return sorted(found, key=lambda finding: finding.severity != "error")
