"""What a signed charter promises of measured values: the clauses that can become rules."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from metrics.calc.units import UnitError, parse_unit
from scoping.calc.smart_target import amount
from scoping.checking.reading import day_of, decimal_of, rows_of, target_of, text_of
from scoping.worksheet.model import Content

MOST = Decimal(10) ** 15  # larger figures are no measured values
AT_LEAST, AT_MOST = "at_least", "at_most"
# A criterion says when to stop; what is promised is the opposite.
KEPT = {"below": AT_LEAST, "above": AT_MOST}
IN_WORDS = {AT_LEAST: "at least", AT_MOST: "at most"}


@dataclass(frozen=True)
class Clause:
    """One promise: a metric keeps to a limit from a day on, or at once where there is none.

    `metric` is the id of a metric in the catalog; where the charter only names one it is empty and
    `name` counts. `owner` is an id or a name, empty where nobody is named.
    """

    path: str
    kind: str  # Target, Guardrail, Stop criterion, Signal
    metric: str
    name: str
    comparison: str
    limit: Decimal
    unit: str
    due: datetime.date | None = None
    owner: str = ""

    @property
    def words(self) -> str:
        """The clause in words: "Guardrail: Complaints at most 50"."""
        limit = amount(self.limit, self.unit)
        return f"{self.kind}: {self.name} {IN_WORDS[self.comparison]} {limit}"


def clauses(content: Mapping[str, Any]) -> tuple[Clause, ...]:
    """Return what a frozen charter promises, in the order of the worksheet.

    The target of the problem, from its deadline on; each guardrail, at once; each stop criterion,
    from the day on which it is measured; each signal that follows a metric of the catalog, at
    once. A clause without a number or a metric is none. For the target the business owner answers,
    for a guardrail or a signal its owner, for a stop the project manager.
    Source: scoping spec 9.16, checklist row 22.

    >>> rail = {"id": "g1", "metric": "Complaints", "comparison": "at_most", "limit": "50"}
    >>> found = clauses({"sections": {"evaluation": {"guardrails": [rail]}}})[0]
    >>> found.path, found.words
    ('evaluation.guardrails.g1', 'Guardrail: Complaints at most 50')
    """
    sections = content["sections"]
    people = sections.get("people", {})
    found = [
        *_target(sections.get("problem", {}), text_of(people, "owner")),
        *_guardrails(sections.get("evaluation", {})),
        *_stops(sections.get("plan", {}), text_of(people, "manager")),
        *_signals(sections.get("operations", {})),
    ]
    return tuple(each for each in found if abs(each.limit) < MOST)


def _target(problem: Content, owner: str) -> Iterator[Clause]:
    target, deadline = target_of(problem), day_of(problem, "deadline")
    name, metric = text_of(problem, "metric_name"), text_of(problem, "metric")
    if target is not None and deadline and (name or metric):
        comparison = AT_LEAST if problem["direction"] == "up" else AT_MOST
        yield Clause(
            "problem.target_amount", "Target", metric, name or "The metric", comparison, target,
            text_of(problem, "unit"), deadline, owner,
        )  # fmt: skip


def _guardrails(evaluation: Content) -> Iterator[Clause]:
    for row in rows_of(evaluation, "guardrails"):
        limit, name = decimal_of(row, "limit"), text_of(row, "metric")
        comparison = text_of(row, "comparison")
        if limit is not None and name and comparison in IN_WORDS:
            path = f"evaluation.guardrails.{row['id']}"
            yield Clause(path, "Guardrail", "", name, comparison, limit, text_of(row, "unit"),
                         owner=text_of(row, "owner"))  # fmt: skip


def _stops(plan: Content, owner: str) -> Iterator[Clause]:
    for row in rows_of(plan, "gates"):
        limit, name = decimal_of(row, "stop_value"), text_of(row, "stop_metric")
        comparison = KEPT.get(text_of(row, "stop_comparison"), "")
        if limit is not None and name and comparison:
            kind = f"Stop criterion of {text_of(row, 'gate')}"
            yield Clause(f"plan.gates.{row['id']}", kind, "", name, comparison, limit,
                         text_of(row, "stop_unit"), day_of(row, "stop_on"), owner)  # fmt: skip


def _signals(operations: Content) -> Iterator[Clause]:
    for row in rows_of(operations, "signals"):
        limit, metric = decimal_of(row, "limit"), text_of(row, "metric")
        comparison = KEPT.get(text_of(row, "comparison"), "")
        if limit is not None and metric and comparison:
            name = text_of(row, "signal") or "The metric"
            yield Clause(f"operations.signals.{row['id']}", "Signal", metric, name, comparison,
                         limit, "", owner=text_of(row, "owner"))  # fmt: skip


def units_agree(signed: str, measured: str) -> bool:
    """Return whether a limit can be held against values of a unit: the same, however written.

    A limit without a unit is meant in the metric's own. Units that cannot be read agree only word
    for word. Nothing is converted: what was signed stays as it was signed.

    >>> units_agree("EUR per month", "EUR/month"), units_agree("%", "EUR"), units_agree("", "%")
    (True, False, True)
    """
    if not signed or signed == measured:
        return True
    try:
        return parse_unit(signed) == parse_unit(measured)
    except UnitError:
        return False
