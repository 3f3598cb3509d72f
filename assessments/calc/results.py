"""The result of an evaluation, and its JSON-ready form without anything that must stay hidden."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from assessments.calc.exact import plain
from assessments.calc.groups import Partition
from assessments.calc.intervals import Interval
from assessments.calc.parameters import Parameters
from assessments.calc.perspectives import PerspectiveGap
from assessments.calc.priorities import Priority
from assessments.calc.quality import Quality
from assessments.calc.scoring import CapabilityScore
from assessments.calc.stage import Blockers, Verdict


@dataclass(frozen=True)
class CapabilityResult:
    """One capability: its statistics, both perspectives, and whether they may be shown."""

    score: CapabilityScore
    perspectives: PerspectiveGap
    hidden: bool
    not_applicable: bool
    claimed: bool
    target: int

    def as_dict(self) -> dict[str, Any]:
        """Return JSON-ready data; every statistic is None if hidden or not applicable."""
        values = {**plain(self.score), "claimed": self.claimed, **plain(self.perspectives)}
        if self.hidden or self.not_applicable:
            values = dict.fromkeys(values) | {"scored": False}
        flags = {"hidden": self.hidden, "not_applicable": self.not_applicable}
        return values | flags | {"target": self.target}


@dataclass(frozen=True)
class DimensionResult:
    """One dimension; unreported ones have a share and a target only."""

    scored_weight_share: Fraction | None
    provisional: bool
    target: int
    score: Fraction | None = None
    index: int | None = None
    stage: int | None = None
    blockers: Blockers | None = None
    share_at_next_stage: Fraction | None = None
    n_respondents: int | None = None
    n_effective: int | None = None
    interval: Interval | None = None
    meets_target: bool | None = None


@dataclass(frozen=True)
class OverallResult:
    """The two headline results, score and stage; they are never merged."""

    score: Fraction
    index: int
    index_low: int
    index_high: int
    stage: int
    held_back_by: tuple[str, ...]
    provisional: bool
    n_respondents: int
    n_effective: int
    interval: Interval


@dataclass(frozen=True)
class Evaluation:
    """Everything that the answers of one assessment say."""

    formula_version: str
    parameters: Parameters
    k: int
    n_respondents: int
    n_by_audience: Mapping[str, int] | None
    overall: OverallResult | None
    dimensions: Mapping[str, DimensionResult]
    capabilities: Mapping[str, CapabilityResult]
    priorities: tuple[Priority, ...]
    verdict: Verdict | None
    quality: Quality
    groups: Mapping[str, Partition]

    def as_dict(self) -> dict[str, Any]:
        """Return JSON-ready data without anything that must stay hidden."""
        return {
            "formula_version": self.formula_version,
            "parameters": self.parameters.as_dict(),
            "k": self.k,
            "n_respondents": self.n_respondents,
            "n_by_audience": plain(self.n_by_audience),
            "overall": plain(self.overall),
            "dimensions": plain(self.dimensions),
            "capabilities": {key: item.as_dict() for key, item in self.capabilities.items()},
            "priorities": plain(self.priorities),
            "verdict": self.verdict,
            "quality": plain(self.quality),
            "groups": {key: partition.as_dict() for key, partition in self.groups.items()},
        }
