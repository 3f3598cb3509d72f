"""What the checks know beyond the worksheet: the day, references, readiness, people."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from scoping.calc.readiness import Readiness
from scoping.calc.smart_facts import Objective
from scoping.rules.checks import CheckRules
from scoping.rules.law import ImpactFile, LegalFile
from scoping.rules.loading import (
    shipped_checks,
    shipped_impact,
    shipped_legal,
    shipped_rubric,
    shipped_techniques,
)
from scoping.rules.model import RubricFile, Techniques


@dataclass(frozen=True)
class MetricFacts:
    """A metric of the catalog. `key` is that of the shipped technical metrics, else empty."""

    name: str
    key: str = ""


@dataclass(frozen=True)
class LinkFacts:
    """A driver formula: what it gives, what feeds it, and the sides that agreed.

    `technical` and `drivers` are public ids of metrics; `value` is the likely result in `currency`,
    None where the result is no money.
    """

    metric: str
    technical: tuple[str, ...] = ()
    drivers: tuple[str, ...] = ()
    agreed: frozenset[str] = frozenset()
    value: Decimal | None = None
    currency: str = ""


@dataclass(frozen=True)
class ValuationFacts:
    """A profit curve's chosen point: what it is worth a year."""

    value: Decimal | None = None
    currency: str = ""


@dataclass(frozen=True)
class AssessmentFacts:
    """The assessment that the project names; `published_on` is None while it is not published."""

    published_on: datetime.date | None
    expires_on: datetime.date | None


@dataclass(frozen=True)
class OwnCheckFacts:
    """The project's own readiness check: what it comes to, in its words, and why.

    `open_points` names the questions that hold the next verdict back; `reason` says why nothing is
    known where nothing is.
    """

    readiness: Readiness
    said: str = ""
    open_points: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Surroundings:
    """Everything outside the worksheet, read once. References are by public id.

    `threshold` is the significance in the project's currency; `readiness` and `gaps`, the
    dimensions whose level is too low, by candidate id; `signatories` part -> person; `people`
    person -> name; `worth` what the chosen candidate comes to, in words, by story reference.
    """

    today: datetime.date
    threshold: Decimal = Decimal(0)
    objectives: Mapping[str, Objective] = field(default_factory=dict)
    metrics: Mapping[str, MetricFacts] = field(default_factory=dict)
    links: Mapping[str, LinkFacts] = field(default_factory=dict)
    valuations: Mapping[str, ValuationFacts] = field(default_factory=dict)
    readiness: Mapping[str, Readiness] = field(default_factory=dict)
    gaps: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    assessment: AssessmentFacts | None = None
    own_check: OwnCheckFacts | None = None
    accepted_because: str = ""  # why the sponsor accepts that we are not ready
    author: str = ""
    last_material_editor: str = ""
    signatories: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict)
    worth: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class RulePack:
    """The versions of the rules that judge: words and limits, techniques, law, impact."""

    checks: CheckRules = field(default_factory=shipped_checks)
    techniques: Techniques = field(default_factory=shipped_techniques)
    legal: LegalFile = field(default_factory=shipped_legal)
    impact: ImpactFile = field(default_factory=shipped_impact)
    rubric: RubricFile = field(default_factory=shipped_rubric)
