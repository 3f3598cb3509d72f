"""The ranked list of next steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from assessments.calc.agreement import agreement_label
from assessments.calc.exact import exact
from assessments.calc.parameters import DEFAULTS, Parameters

Bucket = Literal["now", "next", "later"]


@dataclass(frozen=True)
class Candidate:
    """A scored capability with what its priority depends on."""

    key: str
    mean: Fraction
    level: int
    target: int
    weight: Fraction
    dimension_weight_ratio: Fraction
    agreement: Fraction | None
    risk: bool = False
    blocker: bool = False
    importance: float = 1.0
    effort: tuple[int, int, int, int] = (1, 1, 1, 1)
    depends_on: tuple[str, ...] = ()


@dataclass(frozen=True)
class Priority:
    """One row of the list: the step, its priority, and the factors that made it."""

    key: str
    rank: int
    level: int
    step_to: int
    gap: Fraction
    weight: Fraction
    dimension_weight_ratio: Fraction
    importance: Fraction
    blocker_factor: Fraction
    risk_factor: Fraction
    confidence_factor: Fraction
    effort: int
    priority: Fraction
    do_first: tuple[str, ...]
    bucket: Bucket


def target_gap(
    mean: Fraction, level: int, target: int, parameters: Parameters = DEFAULTS
) -> Fraction:
    """Return g = clamp(T - s, 0.25, 2), or 0 if the level reaches the target.

    Source: assessments spec 4.10.

    >>> target_gap(Fraction(16, 5), 2, 3), target_gap(Fraction(5, 2), 3, 3)
    (Fraction(1, 4), Fraction(0, 1))
    """
    if level >= target:
        return Fraction(0)
    return min(max(target - mean, exact(parameters.gap_min)), exact(parameters.gap_max))


def rank_priorities(
    candidates: Sequence[Candidate], parameters: Parameters = DEFAULTS
) -> list[Priority]:
    """Return the capabilities below target, most worthwhile step first.

    priority = g * w * (W_d / mean W) * importance * B * R * C / E with B = 1.5 for blockers,
    R = 1.25 for risk items, C = 0.75 if agreement is low or undefined, E = effort of the next
    step. Candidates are all scored capabilities in pack order. Ties: lower mean, then pack
    order. A step that needs a listed prerequisite first is moved directly behind it. The top
    three are "now", the next four "next". Nobody below target gives an empty list.
    Errors: ValueError for an importance outside 0.5 to 2. Source: assessments spec 4.10.

    >>> one = Fraction(1)
    >>> row, = rank_priorities([Candidate("a", Fraction(2), 2, 3, one, one, one)])
    >>> row.step_to, row.priority, row.bucket
    (3, Fraction(1, 1), 'now')
    """
    levels = {candidate.key: candidate.level for candidate in candidates}
    open_candidates = [item for item in candidates if item.level < item.target]
    means = {item.key: item.mean for item in open_candidates}
    rows = [_unranked(item, levels, parameters) for item in open_candidates]
    rows.sort(key=lambda row: (-row.priority, means[row.key]))  # stable: pack order breaks ties
    return [
        _ranked(row, rank, parameters) for rank, row in enumerate(_prerequisites_first(rows), 1)
    ]


def do_first(candidate: Candidate, levels: Mapping[str, int]) -> tuple[str, ...]:
    """Return the prerequisites with a level below max(2, l), in the order of the pack.

    A prerequisite that is not scored cannot be judged and is left out.
    Source: assessments spec 4.10.

    >>> one = Fraction(1)
    >>> do_first(Candidate("a", one, 1, 3, one, one, one, depends_on=("b",)), {"a": 1, "b": 1})
    ('b',)
    """
    needed = max(2, candidate.level)
    return tuple(key for key in candidate.depends_on if key in levels and levels[key] < needed)


def _unranked(candidate: Candidate, levels: Mapping[str, int], parameters: Parameters) -> Priority:
    importance = exact(candidate.importance)
    if not parameters.importance_min <= importance <= parameters.importance_max:
        raise ValueError(f"importance of {candidate.key} must be 0.5 to 2, not {importance}")
    gap = target_gap(candidate.mean, candidate.level, candidate.target, parameters)
    uncertain = agreement_label(candidate.agreement, parameters) in {None, "low"}
    blocker = exact(parameters.blocker_factor) if candidate.blocker else Fraction(1)
    risk = exact(parameters.risk_factor) if candidate.risk else Fraction(1)
    confidence = exact(parameters.low_agreement_factor) if uncertain else Fraction(1)
    effort = candidate.effort[candidate.level - 1]
    benefit = gap * candidate.weight * candidate.dimension_weight_ratio * importance
    return Priority(
        key=candidate.key,
        rank=0,
        level=candidate.level,
        step_to=candidate.level + 1,
        gap=gap,
        weight=candidate.weight,
        dimension_weight_ratio=candidate.dimension_weight_ratio,
        importance=importance,
        blocker_factor=blocker,
        risk_factor=risk,
        confidence_factor=confidence,
        effort=effort,
        priority=benefit * blocker * risk * confidence / effort,
        do_first=do_first(candidate, levels),
        bucket="later",
    )


def _prerequisites_first(rows: Sequence[Priority]) -> list[Priority]:
    """Return the rows with each one that must wait directly behind its last prerequisite."""
    listed = {row.key for row in rows}
    placed: list[Priority] = []
    waiting: list[Priority] = []

    def is_ready(row: Priority) -> bool:
        return listed.intersection(row.do_first) <= {done.key for done in placed}

    def place(row: Priority) -> None:
        placed.append(row)
        for candidate in list(waiting):
            if candidate in waiting and row.key in candidate.do_first and is_ready(candidate):
                waiting.remove(candidate)
                place(candidate)

    for row in rows:
        if is_ready(row):
            place(row)
        else:
            waiting.append(row)
    return placed + waiting  # rows still waiting need one another; they keep their order


def _ranked(row: Priority, rank: int, parameters: Parameters) -> Priority:
    bucket: Bucket = "later"
    if rank <= parameters.now_count:
        bucket = "now"
    elif rank <= parameters.now_count + parameters.next_count:
        bucket = "next"
    return replace(row, rank=rank, bucket=bucket)
