"""What keeps a model going: skills that are missing, and when it is trained anew."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from scoping.calc.due_words import add_months

FORMULA_VERSION = "1"
MONTHS = {"monthly": 1, "quarterly": 3, "yearly": 12}


@dataclass(frozen=True)
class Skill:
    """People with a skill, needed and there; parts of a person count."""

    name: str
    needed: Decimal
    available: Decimal
    has_plan: bool = False


@dataclass(frozen=True)
class SkillGap:
    """A skill of which there are too few people."""

    name: str
    missing: Decimal
    has_plan: bool


def skill_gaps(skills: Sequence[Skill]) -> tuple[SkillGap, ...]:
    """Return each skill with fewer people than needed, in the order given.

    missing = needed - available; as many as needed is no gap. Source: checklist rows 24, 26.

    >>> skill_gaps([Skill("Statistics", Decimal(1), Decimal(1)),
    ...             Skill("Software", Decimal(2), Decimal("0.5"))])
    (SkillGap(name='Software', missing=Decimal('1.5'), has_plan=False),)
    """
    return tuple(
        SkillGap(skill.name, skill.needed - skill.available, skill.has_plan)
        for skill in skills
        if skill.available < skill.needed
    )


def next_training(policy: str, trained_on: datetime.date | None) -> datetime.date | None:
    """Return the day of the next training: the last one and 1, 3 or 12 months.

    A month without that day ends the count on its last day. None where the policy knows no dates
    (trigger, never) or nothing was trained. Source: checklist row 102.

    >>> next_training("quarterly", datetime.date(2026, 11, 30))
    datetime.date(2027, 2, 28)
    >>> next_training("trigger", datetime.date(2026, 11, 30)) is None
    True
    """
    if policy not in MONTHS or trained_on is None:
        return None
    return add_months(trained_on, MONTHS[policy])


def yearly_hours(policy: str, hours: Decimal) -> Decimal | None:
    """Return the hours a year that trainings by date take; None for other policies.

    12 / months x hours of one run. Source: checklist row 103.

    >>> yearly_hours("quarterly", Decimal("6.5")), yearly_hours("never", Decimal(1))
    (Decimal('26.0'), None)
    """
    return 12 // MONTHS[policy] * hours if policy in MONTHS else None


def volume_growth(percent: Decimal, years: int = 2) -> Decimal:
    """Return by how many percent volume has grown after some years; year 3 is two after year 1.

    ((1 + growth)^years - 1) x 100. Source: checklist row 110.

    >>> volume_growth(Decimal(5)), volume_growth(Decimal(-10))
    (Decimal('10.25'), Decimal('-19.00'))
    """
    return ((1 + percent / 100) ** years - 1) * 100
