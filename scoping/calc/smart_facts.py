"""What the SMART checks look at, the limits they use, and what they answer."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from metrics.calc.targets import Direction, TargetKind
from scoping.calc.readiness import Readiness

Status = Literal["pass", "warn", "fail", "open"]
Letter = Literal["S", "M", "A", "R", "T"]
LETTERS: tuple[Letter, ...] = ("S", "M", "A", "R", "T")
POINTS: Mapping[Status, Decimal] = {
    "pass": Decimal(1),
    "warn": Decimal("0.5"),
    "fail": Decimal(0),
    "open": Decimal(0),
}


@dataclass(frozen=True)
class SmartRules:
    """Word lists and limits of the checks: data, each version kept with what it judged.

    `relative_change_most` is in percent of the baseline, `letter_least` between 0 and 1. Words are
    compared in lower case, whole, and with a plural s.
    """

    solution_words: tuple[str, ...] = ()
    vague_verbs: tuple[str, ...] = ()
    several_marks: tuple[str, ...] = ()
    baseline_days_most: int = 180
    relative_change_most: Decimal = Decimal(50)
    variation_factor: Decimal = Decimal(2)
    deadline_months_most: int = 24
    letter_least: Decimal = Decimal("0.5")


@dataclass(frozen=True)
class Objective:
    """From when until when an objective holds, both days included."""

    name: str
    starts_on: datetime.date
    ends_on: datetime.date


@dataclass(frozen=True)
class ProblemFacts:
    """One problem and what the checks need from the sections around it; None and "" are empty.

    Amounts are in the metric's unit, `yearly_value` and `threshold` in the project's currency,
    `relative` targets in percent. `outcome_wait_days` is of the chosen candidate, else the longest
    of all. `has_people` and `has_plan` say whether those sections were begun.
    """

    today: datetime.date
    statement: str = ""
    metric: str = ""
    main_metrics: int = 0
    segment: str = ""
    unit: str = ""
    baseline: Decimal | None = None
    baseline_on: datetime.date | None = None
    baseline_source: str = ""
    measured_by: str = ""
    frequency: str = ""
    target_words: str = ""
    direction: Direction | None = None
    target_kind: TargetKind | None = None
    target_amount: Decimal | None = None
    deadline: datetime.date | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    usual_variation: Decimal | None = None
    benchmark: str = ""
    objective_id: str = ""
    objective: Objective | None = None
    yearly_value: Decimal | None = None
    value_is_benefit: bool = False
    threshold: Decimal = Decimal(0)
    currency: str = ""
    has_people: bool = False
    sponsor: str = ""
    owner: str = ""
    chosen: str = ""
    readiness: Readiness | None = None
    accepted_because: str = ""  # why the sponsor accepts that we are not ready
    has_plan: bool = False
    go_live: datetime.date | None = None
    outcome_wait_days: int | None = None
    measurement_days: int | None = None
    checkpoints: tuple[datetime.date, ...] = ()


@dataclass(frozen=True)
class Check:
    """The answer of one check: a finding in words, what to do, and the fields it stands beside.

    `fields` are section.field; `fix` maps such fields to the value that mends it, as it is stored.
    """

    id: str
    status: Status
    title: str
    remedy: str = ""
    fields: tuple[str, ...] = ()
    fix: Mapping[str, str] = field(default_factory=dict)

    @property
    def letter(self) -> Letter:
        """The letter of SMART that it belongs to.

        >>> Check("SC-T2", "pass", "Seen in time").letter
        'T'
        """
        return next(letter for letter in LETTERS if self.id.startswith(f"SC-{letter}"))

    @property
    def points(self) -> Decimal:
        """1 for a pass, 0.5 for a warning, 0 for a failure and for what is still open."""
        return POINTS[self.status]
