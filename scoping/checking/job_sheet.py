"""The job-effect sheet: hours by role, what becomes of them, talks, and what learning costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from aiproj.shared import format as formats
from scoping.calc.job_effect import JobEffect, RoleHours, job_effect
from scoping.calc.smart_target import amount
from scoping.checking.reading import day_of, decimal_of, integer_of, rows_of, text_of
from scoping.worksheet.model import Content

HOURS = ("Role", "Hours a week", "Automated", "Redeployed", "Removed", "Share")
PLANS = ("Role", "Plan", "Consulted on", "Reskilling cost")


@dataclass(frozen=True)
class JobSheet:
    """The effect on all roles with both tables; `unread` names roles whose hours are incomplete."""

    effect: JobEffect
    finding: str
    hours: Sequence[Sequence[str]]
    plans: Sequence[Sequence[str]]
    unread: Sequence[str]
    reskilling: Decimal


def role_hours(row: Content) -> RoleHours | None:
    """Return one row of the worksheet for the calculation; None where its hours cannot be.

    >>> role_hours({"id": "a", "role": "Agent", "people": "2", "hours": "40",
    ...     "automated_hours": "4", "redeployed_hours": "5"}) is None
    True
    """
    people, hours = integer_of(row, "people"), decimal_of(row, "hours")
    automated, redeployed = decimal_of(row, "automated_hours"), decimal_of(row, "redeployed_hours")
    if people is None or hours is None or automated is None or redeployed is None:
        return None
    try:
        return RoleHours(
            role=text_of(row, "role"),
            people=people,
            hours=hours,
            automated=automated,
            redeployed=redeployed,
            has_plan=bool(text_of(row, "plan")),
            is_consulted=day_of(row, "consulted_on") is not None,
            reskilling=decimal_of(row, "reskilling_cost"),
        )
    except ValueError:
        return None


def job_sheet(risks: Content, currency: str, plan_above: Decimal) -> JobSheet | None:
    """Return the sheet of the risks section; None without roles. `plan_above` is in percent.

    Sums of hours hold only roles whose hours are complete. Source: scoping spec 9.15, checklist row 86.

    >>> row = {"id": "a", "role": "Agent", "people": "10", "hours": "40",
    ...     "automated_hours": "8", "redeployed_hours": "6"}
    >>> found = job_sheet({"jobs": [row]}, "EUR", Decimal(10))
    >>> found.hours[0], found.finding
    (('Agent', '400', '80', '60', '20', '20%, plan needed'), '80 hours a week are automated: 60 redeployed, 20 removed')
    """  # noqa: E501
    rows = rows_of(risks, "jobs")
    if not rows:
        return None
    read = [(row, role_hours(row)) for row in rows]
    effect = job_effect([each for _, each in read if each], Fraction(plan_above) / 100)
    hours: list[tuple[str, ...]] = [
        (each.role or formats.DASH, _hours(each.hours), _hours(each.automated),
         _hours(each.redeployed), _hours(each.removed), _share(each.share, each.needs_plan))
        for each in effect.roles
    ]  # fmt: skip
    if len(hours) > 1:
        sums = (effect.hours, effect.automated, effect.redeployed, effect.removed)
        hours.append(("In all", *(_hours(each) for each in sums), _share(effect.share)))
    unread = [text_of(row, "role") or "a role without a name" for row, each in read if not each]
    plans = [_plan(row, currency) for row in rows]
    return JobSheet(effect, _finding(effect), hours, plans, unread, reskilling_of(rows))


def _hours(value: Decimal) -> str:
    return amount(value, "")


def _share(share: float | None, needs_plan: bool = False) -> str:
    if share is None:
        return formats.DASH
    return f"{amount(round(Decimal(share) * 100, 1), '%')}{', plan needed' if needs_plan else ''}"


def _finding(effect: JobEffect) -> str:
    sums = (effect.automated, effect.redeployed, effect.removed)
    automated, redeployed, removed = (_hours(each) for each in sums)
    if not effect.automated:
        return "No hours are automated"
    return f"{automated} hours a week are automated: {redeployed} redeployed, {removed} removed"


def _plan(row: Content, currency: str) -> tuple[str, str, str, str]:
    cost = decimal_of(row, "reskilling_cost")
    return (
        text_of(row, "role") or formats.DASH,
        text_of(row, "plan") or formats.DASH,
        formats.date(day_of(row, "consulted_on")),
        formats.DASH if cost is None else amount(cost, currency),
    )


def reskilling_of(rows: Sequence[Content]) -> Decimal:
    """Return what reskilling costs in all; a role without a figure counts 0.

    >>> reskilling_of([{"id": "a", "reskilling_cost": "900"}, {"id": "b"}])
    Decimal('900')
    """
    costs = (decimal_of(row, "reskilling_cost") for row in rows)
    return sum((cost for cost in costs if cost is not None), Decimal(0))


def reskilling_words(cost: Decimal, counted: Decimal, currency: str) -> str:
    """Return whether the value of the chosen candidate counts what reskilling costs.

    >>> reskilling_words(Decimal(18000), Decimal(18000), "USD")
    'Reskilling costs 18,000 USD, and the risk-adjusted value counts it.'
    """
    said = f"Reskilling costs {amount(cost, currency)}"
    if cost <= counted:
        return f"{said}, and the risk-adjusted value counts it."
    return f"{said}, but the risk-adjusted value counts {amount(counted, currency)} only."
