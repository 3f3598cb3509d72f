"""A plan as it was signed beside what became of it: days late, money over."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

FORMULA_VERSION = "1"


@dataclass(frozen=True)
class Step:
    """A milestone, or a date of the plan without money, as signed and as it stands now.

    None is what is not known: without `signed_on` it was added since, with `is_dropped` it is in
    the plan no more. `spent` may come before the step is done.
    """

    key: str
    signed_on: datetime.date | None = None
    planned_on: datetime.date | None = None
    done_on: datetime.date | None = None
    signed_budget: Decimal | None = None
    budget: Decimal | None = None
    spent: Decimal | None = None
    is_dropped: bool = False


@dataclass(frozen=True)
class StepVariance:
    """`days` late (below 0 early) and money `over` (below 0 under); None where not known.

    `expected_on` and `cost` are what happened, or what must be expected now.
    """

    step: Step
    expected_on: datetime.date | None
    days: int | None
    cost: Decimal | None
    over: Decimal | None


@dataclass(frozen=True)
class Variance:
    """All steps and their sums. `late` counts steps behind their signed day.

    `end_days` is how much later the last step ends than the last one of the signed plan; None
    where one of the two has no day.
    """

    steps: tuple[StepVariance, ...]
    late: int
    end_days: int | None
    signed_budget: Decimal
    cost: Decimal

    @property
    def over(self) -> Decimal:
        """Money over all: expected cost less the budget that was signed."""
        return self.cost - self.signed_budget


def step_variance(step: Step, today: datetime.date) -> StepVariance:
    """Return days late and money over of one step.

    The day counts on which it was done; before that the planned one, at the earliest today. The
    cost is what was spent once it is done; before that the larger of budget and spent. What was
    not signed has a signed budget of 0; what was dropped costs what was spent and has no day.
    Source: product checklist row 58.

    >>> step = Step("a", datetime.date(2027, 3, 1), datetime.date(2027, 3, 10),
    ...     signed_budget=Decimal(100), budget=Decimal(120))
    >>> found = step_variance(step, datetime.date(2027, 3, 15))
    >>> found.expected_on, found.days, found.over
    (datetime.date(2027, 3, 15), 14, Decimal('20'))
    """
    expected, cost = _expected_on(step, today), _cost(step)
    days = (expected - step.signed_on).days if expected and step.signed_on else None
    is_known = cost is not None or step.signed_budget is not None
    over = (cost or Decimal(0)) - (step.signed_budget or Decimal(0)) if is_known else None
    return StepVariance(step, expected, days, cost, over)


def _expected_on(step: Step, today: datetime.date) -> datetime.date | None:
    if step.is_dropped:
        return None
    if step.done_on:
        return step.done_on
    return max(step.planned_on, today) if step.planned_on else None


def _cost(step: Step) -> Decimal | None:
    if step.is_dropped or (step.done_on and step.spent is not None):
        return step.spent
    known = [amount for amount in (step.budget, step.spent) if amount is not None]
    return max(known, default=None)


def plan_variance(steps: Sequence[Step], today: datetime.date) -> Variance:
    """Return each step in the order given, and the sums; no steps give sums of 0.

    Source: product checklist row 58.

    >>> day = datetime.date(2027, 3, 1)
    >>> found = plan_variance([Step("a", day, day, datetime.date(2027, 3, 3), Decimal(100),
    ...     Decimal(100), Decimal(130))], datetime.date(2027, 4, 1))
    >>> found.late, found.end_days, found.over
    (1, 2, Decimal('30'))
    """
    rows = tuple(step_variance(step, today) for step in steps)
    signed = [step.signed_on for step in steps if step.signed_on]
    expected = [row.expected_on for row in rows if row.expected_on]
    return Variance(
        steps=rows,
        late=sum(row.days is not None and row.days > 0 for row in rows),
        end_days=(max(expected) - max(signed)).days if signed and expected else None,
        signed_budget=sum((step.signed_budget or Decimal(0) for step in steps), Decimal(0)),
        cost=sum((row.cost or Decimal(0) for row in rows), Decimal(0)),
    )
