"""Stages: what an organization may claim, what stops the next stage, and project verdicts."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from assessments.calc.exact import exact
from assessments.calc.parameters import DEFAULTS, Parameters

Verdict = Literal["ready_to_build", "ready_to_explore", "not_ready"]
TOP_STAGE = 5


@dataclass(frozen=True)
class Blockers:
    """Keys that stop the next stage, each once: by rule 1, by rule 3, and the rest by rule 2."""

    two_below: tuple[str, ...] = ()
    gate: tuple[str, ...] = ()
    share: tuple[str, ...] = ()


@dataclass(frozen=True)
class Stage:
    """The stage of a dimension; the share is None at the top stage."""

    stage: int
    blockers: Blockers
    share_at_next_stage: Fraction | None


def dimension_stage(
    levels: Mapping[str, int],
    weights: Mapping[str, Fraction],
    gates: Collection[str],
    parameters: Parameters = DEFAULTS,
) -> Stage:
    """Return the highest stage L in 5..2 that fulfills three rules, else 1, and its blockers.

    (1) every level >= L - 1; (2) at least 3/4 of the weight has level >= L; (3) every gate has
    level >= L. `levels` holds the scored capabilities, at least one. Blockers of stage L + 1:
    `two_below` fails rule 1, `gate` fails rule 3, `share` are the remaining ones below if rule
    2 fails. Errors: ValueError without levels. Source: assessments spec 4.6.

    >>> one = Fraction(1)
    >>> dimension_stage({"a": 3, "b": 2}, {"a": one, "b": one}, ["a"])
    ... # doctest: +NORMALIZE_WHITESPACE
    Stage(stage=2, blockers=Blockers(two_below=(), gate=(), share=('b',)),
          share_at_next_stage=Fraction(1, 2))
    """
    if not levels:
        raise ValueError("a stage needs at least one scored capability")
    stage = TOP_STAGE
    while stage > 1 and _blockers(stage, levels, weights, gates, parameters) != Blockers():
        stage -= 1
    if stage == TOP_STAGE:
        return Stage(stage, Blockers(), None)
    blockers = _blockers(stage + 1, levels, weights, gates, parameters)
    return Stage(stage, blockers, _share_at(stage + 1, levels, weights))


def _share_at(stage: int, levels: Mapping[str, int], weights: Mapping[str, Fraction]) -> Fraction:
    """Return the share of the scored weight whose level reaches the stage."""
    reached = sum((weights[key] for key, level in levels.items() if level >= stage), Fraction(0))
    return reached / sum((weights[key] for key in levels), Fraction(0))


def _blockers(
    stage: int,
    levels: Mapping[str, int],
    weights: Mapping[str, Fraction],
    gates: Collection[str],
    parameters: Parameters,
) -> Blockers:
    """Return what stops a stage; nothing if all three rules hold."""
    below = [key for key, level in levels.items() if level < stage]
    two_below = tuple(key for key in below if levels[key] < stage - 1)
    gate = tuple(key for key in below if key in gates and key not in two_below)
    rule_two_holds = _share_at(stage, levels, weights) >= parameters.stage_weight_share
    named = () if rule_two_holds else tuple(k for k in below if k not in two_below + gate)
    return Blockers(two_below, gate, named)


def overall_stage(stages: Mapping[str, int]) -> tuple[int, tuple[str, ...]]:
    """Return the lowest stage and the dimensions that hold it back, in pack order.

    At the top stage nothing holds back. Errors: ValueError without dimensions.
    Source: assessments spec 4.6.

    >>> overall_stage({"data": 3, "people": 2})
    (2, ('people',))
    """
    if not stages:
        raise ValueError("an overall stage needs at least one dimension")
    lowest = min(stages.values())
    if lowest == TOP_STAGE:
        return lowest, ()
    return lowest, tuple(key for key, stage in stages.items() if stage == lowest)


def evidence_level(
    level: int, *, has_evidence: bool, parameters: Parameters = DEFAULTS
) -> tuple[int, bool]:
    """Return the level that counts for the stage in evidence mode, and whether it is claimed.

    A level above 3 without an evidence link counts as 3 and is marked "claimed".
    Source: assessments spec 4.6.

    >>> evidence_level(5, has_evidence=False), evidence_level(3, has_evidence=False)
    ((3, True), (3, False))
    """
    claimed = level > parameters.evidence_level_cap and not has_evidence
    return (parameters.evidence_level_cap if claimed else level), claimed


def project_verdict(
    levels: Mapping[str, int | None],
    gates: Collection[str],
    score: Fraction | float | None,
    parameters: Parameters = DEFAULTS,
) -> Verdict:
    """Return the verdict on a project, first match wins.

    "ready_to_build" if every gate level >= 3, no level < 2 and score >= 3.0;
    "ready_to_explore" if every gate level >= 2 and score >= 2.0; otherwise "not_ready".
    `levels` holds the applicable capabilities, None where unscored; an unscored gate counts as
    level 1. Without an overall score the project is not ready. Source: assessments spec 3.

    >>> project_verdict({"owner": 2, "data": 4}, ["owner"], 3.0)
    'ready_to_explore'
    """
    if score is None:
        return "not_ready"
    value = exact(score)
    lowest_gate = min((levels[key] or 1 for key in gates if key in levels), default=TOP_STAGE)
    lowest = min((level for level in levels.values() if level is not None), default=1)
    if (
        lowest_gate >= parameters.build_min_gate_level
        and lowest >= parameters.build_min_item_level
        and value >= exact(parameters.build_min_score)
    ):
        return "ready_to_build"
    if lowest_gate >= parameters.explore_min_gate_level and value >= exact(
        parameters.explore_min_score
    ):
        return "ready_to_explore"
    return "not_ready"
