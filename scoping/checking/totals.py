"""The sums of the money section: derived from its rows, never typed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from scoping.calc.upkeep import yearly_hours
from scoping.checking.reading import decimal_of, rows_of, text_of
from scoping.worksheet.model import Content
from scoping.worksheet.state import CandidateState, WorksheetState

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Totals:
    """Build costs, preparation of data, contingency and their sum; run costs of years 1 to 3.

    In the project's currency. A run cost that was not filled in is None.
    """

    build: Decimal
    preparation: Decimal
    contingency: Decimal
    total: Decimal
    run: tuple[Decimal | None, Decimal | None, Decimal | None]


def totals_of(state: WorksheetState) -> Totals:
    """Return the sums: total = build x (1 + contingency) + preparation.

    Build is the sum of quantity x rate, preparation the sum of days x day rate; the contingency is
    a percentage of the build costs, so that a task of preparation changes the total by exactly its
    effort. A row without quantity or rate counts 0. Source: scoping spec 1 (money), row 7.

    >>> cost = {"id": "a", "quantity": "4", "rate": "10000"}
    >>> task = {"id": "b", "days": "5", "day_rate": "800"}
    >>> found = totals_of(WorksheetState({"money": {"costs": [cost], "contingency": "10"},
    ...     "data": {"preparation": [task]}}))
    >>> found.build, found.preparation, found.contingency, found.total
    (Decimal('40000'), Decimal('4000'), Decimal('4000.00'), Decimal('48000.00'))
    """
    money = state.section("money")
    build = _products(rows_of(money, "costs"), "quantity", "rate")
    preparation = _products(rows_of(state.section("data"), "preparation"), "days", "day_rate")
    share = (decimal_of(money, "contingency") or Decimal(0)) / 100
    contingency = (build * share).quantize(CENT)
    run = (
        decimal_of(money, "run_cost_1"),
        decimal_of(money, "run_cost_2"),
        decimal_of(money, "run_cost_3"),
    )
    return Totals(build, preparation, contingency, build + preparation + contingency, run)


def run_costs_of(state: WorksheetState, candidate: CandidateState) -> list[Decimal] | None:
    """Return the run costs of years 1 to 3 that the money section states for the chosen candidate.

    None for other candidates, and while a year is not filled in. Source: checklist row 110.

    >>> chosen, other = CandidateState("a", {}, "chosen"), CandidateState("b", {})
    >>> money = {"run_cost_1": "5", "run_cost_2": "6", "run_cost_3": "8"}
    >>> state = WorksheetState({"money": money}, (chosen, other))
    >>> run_costs_of(state, chosen), run_costs_of(state, other)
    ([Decimal('5'), Decimal('6'), Decimal('8')], None)
    """
    if state.chosen is None or state.chosen.id != candidate.id:
        return None
    known = [year for year in totals_of(state).run if year is not None]
    return known if len(known) == len(totals_of(state).run) else None


def training_cost(operations: Content) -> Decimal | None:
    """Return what trainings by date cost a year: hours of a year x rate; None where it is open.

    Source: checklist row 103.

    >>> training_cost({"retraining": "quarterly", "retraining_hours": "6", "hour_rate": "80"})
    Decimal('1920')
    >>> training_cost({"retraining": "trigger", "retraining_hours": "6", "hour_rate": "80"})
    """
    hours, rate = decimal_of(operations, "retraining_hours"), decimal_of(operations, "hour_rate")
    if hours is None or rate is None:
        return None
    yearly = yearly_hours(text_of(operations, "retraining"), hours)
    return None if yearly is None else yearly * rate


def _products(rows: Iterable[Content], first: str, second: str) -> Decimal:
    found = Decimal(0)
    for row in rows:
        found += (decimal_of(row, first) or Decimal(0)) * (decimal_of(row, second) or Decimal(0))
    return found


def milestone_budgets(state: WorksheetState) -> Decimal:
    """Return the sum of the milestones' budgets.

    >>> milestone_budgets(WorksheetState({"plan": {"milestones": [{"id": "a", "budget": "5"}]}}))
    Decimal('5')
    """
    rows = state.rows("plan", "milestones")
    return sum((decimal_of(row, "budget") or Decimal(0) for row in rows), Decimal(0))
