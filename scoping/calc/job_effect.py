"""What a project does to people's work: hours by role, a plan where much changes, its cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

FORMULA_VERSION = "1"
PLAN_ABOVE = Fraction(1, 10)  # share of a role's hours


@dataclass(frozen=True)
class RoleHours:
    """One role: people, and hours a week of each, of which some are automated.

    `redeployed` of the automated hours go to other work. `reskilling` is money, None if unknown.
    Errors: ValueError unless 0 <= redeployed <= automated <= hours, and people and money >= 0.
    """

    role: str
    people: int
    hours: Decimal
    automated: Decimal
    redeployed: Decimal
    has_plan: bool = False
    is_consulted: bool = False
    reskilling: Decimal | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.redeployed <= self.automated <= self.hours:
            raise ValueError(f"{self.role}: redeployed <= automated <= hours does not hold")
        if self.people < 0 or (self.reskilling is not None and self.reskilling < 0):
            raise ValueError(f"{self.role}: people and money are not below 0")


@dataclass(frozen=True)
class RoleEffect:
    """Hours a week of all people of a role; `share` is automated / hours, 0 to 1."""

    role: str
    hours: Decimal
    automated: Decimal
    redeployed: Decimal
    removed: Decimal
    share: float
    needs_plan: bool


@dataclass(frozen=True)
class JobEffect:
    """All roles and their sums, hours a week.

    `share` is over all roles, None without hours. `without_plan` and `without_consultation` name
    roles that need a plan and lack it. `reskilling` sums what is known; `uncosted` names the roles
    that need a plan and give no cost.
    """

    roles: tuple[RoleEffect, ...]
    hours: Decimal
    automated: Decimal
    redeployed: Decimal
    removed: Decimal
    share: float | None
    needs_plan: bool
    without_plan: tuple[str, ...]
    without_consultation: tuple[str, ...]
    reskilling: Decimal
    uncosted: tuple[str, ...]


def role_effect(row: RoleHours, plan_above: Fraction = PLAN_ABOVE) -> RoleEffect:
    """Return a role's hours a week: people x hours of each; removed = automated - redeployed.

    More than `plan_above` of the hours automated needs a plan, exactly that share does not. A role
    without people is judged by the hours of one. Source: scoping spec 9.15, checklist row 86.

    >>> agent = RoleHours("Agent", 10, Decimal(38), Decimal(4), Decimal(3))
    >>> found = role_effect(agent)
    >>> found.automated, found.removed, round(found.share, 3), found.needs_plan
    (Decimal('40'), Decimal('10'), 0.105, True)
    """
    share = Fraction(row.automated) / Fraction(row.hours) if row.hours else Fraction(0)
    return RoleEffect(
        role=row.role,
        hours=row.people * row.hours,
        automated=row.people * row.automated,
        redeployed=row.people * row.redeployed,
        removed=row.people * (row.automated - row.redeployed),
        share=float(share),
        needs_plan=share > plan_above,
    )


def job_effect(rows: Sequence[RoleHours], plan_above: Fraction = PLAN_ABOVE) -> JobEffect:
    """Return the effect on all roles, which of them lack what they need, and what it costs.

    The reskilling cost belongs into the risk-adjusted value. No rows: sums of 0, no share.
    Source: scoping spec 9.15, checklist row 86.

    >>> agent = RoleHours("Agent", 10, Decimal(40), Decimal(8), Decimal(8), has_plan=True,
    ...     reskilling=Decimal(5000))
    >>> found = job_effect([agent, RoleHours("Lead", 2, Decimal(40), Decimal(4), Decimal(0))])
    >>> found.removed, found.without_consultation, found.reskilling
    (Decimal('8'), ('Agent',), Decimal('5000'))
    """
    roles = tuple(role_effect(row, plan_above) for row in rows)
    planned = [row for row, found in zip(rows, roles, strict=True) if found.needs_plan]
    hours = sum((found.hours for found in roles), Decimal(0))
    automated = sum((found.automated for found in roles), Decimal(0))
    return JobEffect(
        roles=roles,
        hours=hours,
        automated=automated,
        redeployed=sum((found.redeployed for found in roles), Decimal(0)),
        removed=sum((found.removed for found in roles), Decimal(0)),
        share=float(Fraction(automated) / Fraction(hours)) if hours else None,
        needs_plan=bool(planned),
        without_plan=tuple(row.role for row in planned if not row.has_plan),
        without_consultation=tuple(row.role for row in planned if not row.is_consulted),
        reskilling=sum((row.reskilling for row in rows if row.reskilling is not None), Decimal(0)),
        uncosted=tuple(row.role for row in planned if row.reskilling is None),
    )
