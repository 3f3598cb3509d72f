"""Scores: capability, dimension, overall and index."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from assessments.calc.agreement import (
    AgreementLabel,
    agreement,
    agreement_label,
    is_split,
    median,
)
from assessments.calc.answers import LEVELS, Counts
from assessments.calc.exact import round_half_up
from assessments.calc.intervals import Booleans, Floats, Interval, moderated_interval
from assessments.calc.parameters import DEFAULTS, Parameters
from assessments.calc.questionnaire import Dimension, Questionnaire


@dataclass(frozen=True)
class CapabilityScore:
    """The statistics of one capability; all None from `mean` on if it is not scored."""

    scored: bool
    n_valid: int
    n_dk: int
    n_na: int
    n_blank: int
    n_asked: int
    coverage: Fraction | None
    dk_flag: bool
    na_flag: bool
    counts: tuple[int, ...]
    mean: Fraction | None = None
    median: Fraction | None = None
    level: int | None = None
    agreement: Fraction | None = None
    agreement_label: AgreementLabel | None = None
    agreement_indicative: bool | None = None
    split: bool | None = None
    interval: Interval | None = None


@dataclass(frozen=True)
class DimensionScore:
    """The score of a dimension; share and score are None if no item applies."""

    scored_weight_share: Fraction | None
    provisional: bool
    score: Fraction | None


def mean_level(counts: Sequence[int]) -> Fraction | None:
    """Return the mean rating s = sum(x) / n from counts per level; None without ratings.

    Source: assessments spec 4.3.

    >>> mean_level([0, 1, 2, 2, 0])
    Fraction(16, 5)
    """
    n = sum(counts)
    return (
        Fraction(sum(level * c for level, c in zip(LEVELS, counts, strict=True)), n) if n else None
    )


def capability_level(counts: Sequence[int], parameters: Parameters = DEFAULTS) -> int | None:
    """Return the highest level L that two thirds reach: count(x >= L) / n >= 2/3.

    Exactly two thirds is enough. No averaging, hence no interval assumption. None without
    ratings. Source: assessments spec 4.3.

    >>> capability_level([0, 2, 3, 1, 0])
    3
    """
    n = sum(counts)
    if n == 0:
        return None
    enough = parameters.level_share * n
    return max(level for level in LEVELS if sum(counts[level - 1 :]) >= enough)


def capability_score(
    code_counts: Sequence[int], *, k: int, parameters: Parameters = DEFAULTS
) -> CapabilityScore:
    """Return every statistic of one capability from its nine code counts (codes -3 to 5).

    Scored if n >= k ratings (and at least one). coverage = n / (asked - NA), None if nobody is
    left; dk_flag if DK / (n + DK) >= 2/5; na_flag if NA / (n + DK + NA) >= 1/2; no flag without
    a base. Nothing is imputed. The counts of answers are returned even when unscored: hiding
    them is the caller's last step. Source: assessments spec 4.3, 4.4, 4.7.

    >>> score = capability_score([1, 1, 0, 1, 0, 1, 2, 2, 0], k=5)
    >>> score.level, float(score.mean), score.coverage
    (3, 3.2, Fraction(5, 7))
    """
    n_na, n_dk, _, n_blank, *levels = (int(count) for count in code_counts)
    n = sum(levels)
    n_asked = n + n_na + n_dk + n_blank
    base = n_asked - n_na
    answered = CapabilityScore(
        scored=False,
        n_valid=n,
        n_dk=n_dk,
        n_na=n_na,
        n_blank=n_blank,
        n_asked=n_asked,
        coverage=Fraction(n, base) if base else None,
        dk_flag=n_dk > 0 and Fraction(n_dk, n + n_dk) >= parameters.dk_flag_share,
        na_flag=n_na > 0 and Fraction(n_na, n + n_dk + n_na) >= parameters.na_flag_share,
        counts=tuple(levels),
    )
    return _with_statistics(answered, parameters) if n >= max(k, 1) else answered


def _with_statistics(answered: CapabilityScore, parameters: Parameters) -> CapabilityScore:
    counts, n = answered.counts, answered.n_valid
    total = sum(level * count for level, count in zip(LEVELS, counts, strict=True))
    squares = sum(level**2 * count for level, count in zip(LEVELS, counts, strict=True))
    variance = (n * squares - total**2) / (n * (n - 1)) if n > 1 else 0.0
    agreed = agreement(counts)
    return replace(
        answered,
        scored=True,
        mean=Fraction(total, n),
        median=median(counts),
        level=capability_level(counts, parameters),
        agreement=agreed,
        agreement_label=agreement_label(agreed, parameters),
        agreement_indicative=n == 2,
        split=is_split(counts, parameters),
        interval=moderated_interval(
            total / n,
            variance,
            n,
            prior_variance=parameters.prior_var_capability,
            parameters=parameters,
        ),
    )


def score_capabilities(
    questionnaire: Questionnaire,
    table: Counts,
    *,
    k: int,
    not_applicable: Collection[str] = (),
    parameters: Parameters = DEFAULTS,
) -> dict[str, CapabilityScore]:
    """Return the statistics of all applicable capabilities, by key in pack order.

    `table` holds the code counts, capabilities x 9. Source: assessments spec 4.3.

    >>> from assessments.calc.questionnaire import Capability
    >>> import numpy as np
    >>> pack = Questionnaire((Dimension("d", 1.0, (Capability("a"),)),))
    >>> table = np.array([[0, 0, 0, 0, 0, 0, 5, 0, 0]])
    >>> score_capabilities(pack, table, k=5)["a"].level
    3
    """
    return {
        key: capability_score(row, k=k, parameters=parameters)
        for key, row in zip(questionnaire.keys, table.tolist(), strict=True)
        if key not in not_applicable
    }


def dimension_score(
    weights: Sequence[Fraction],
    means: Sequence[Fraction | None],
    parameters: Parameters = DEFAULTS,
) -> DimensionScore:
    """Return S_d = sum(w s) / sum(w) over the scored capabilities of a dimension.

    Weights and means of the applicable capabilities, mean None where one is not scored. The
    score is given if the scored weight is at least 60% of the applicable weight; provisional if
    any is unscored. Range 1 to 5. Items are aggregated before respondents, because different
    people see different items. Source: assessments spec 4.5.

    >>> dimension_score([Fraction(2), Fraction(1)], [Fraction(3), None])
    DimensionScore(scored_weight_share=Fraction(2, 3), provisional=True, score=Fraction(3, 1))
    """
    if not weights:
        return DimensionScore(None, False, None)
    scored = [(w, s) for w, s in zip(weights, means, strict=True) if s is not None]
    scored_weight = sum((w for w, _ in scored), Fraction(0))
    share = scored_weight / sum(weights, Fraction(0))
    reported = bool(scored) and share >= parameters.dimension_min_weight_share
    score = sum((w * s for w, s in scored), Fraction(0)) / scored_weight if reported else None
    return DimensionScore(share, len(scored) < len(weights), score)


def score_dimensions(
    questionnaire: Questionnaire,
    capabilities: Mapping[str, CapabilityScore],
    parameters: Parameters = DEFAULTS,
) -> dict[str, DimensionScore]:
    """Return the score of every dimension from its applicable capabilities, by key.

    Capabilities missing from the mapping do not apply. Source: assessments spec 4.5.

    >>> pack = Questionnaire((Dimension("d", 1.0, ()),))
    >>> score_dimensions(pack, {})["d"].score is None
    True
    """
    return {
        dimension.key: _score_dimension(dimension, capabilities, parameters)
        for dimension in questionnaire.dimensions
    }


def _score_dimension(
    dimension: Dimension, capabilities: Mapping[str, CapabilityScore], parameters: Parameters
) -> DimensionScore:
    applicable = [item for item in dimension.capabilities if item.key in capabilities]
    weights = [item.exact_weight for item in applicable]
    return dimension_score(
        weights, [capabilities[item.key].mean for item in applicable], parameters
    )


def overall_score(
    questionnaire: Questionnaire, dimensions: Mapping[str, DimensionScore]
) -> Fraction | None:
    """Return S = sum(W_d S_d) / sum(W_d), or None unless every dimension is reported.

    A dimension without any applicable capability is no dimension of this assessment and leaves
    the base. Range 1 to 5. Source: assessments spec 4.5.

    >>> pack = Questionnaire((Dimension("d", 1.0, ()), Dimension("e", 3.0, ())))
    >>> low, high = (DimensionScore(Fraction(1), False, Fraction(s)) for s in (2, 4))
    >>> overall_score(pack, {"d": low, "e": high})
    Fraction(7, 2)
    """
    total = weight = Fraction(0)
    for dimension in questionnaire.dimensions:
        scored = dimensions[dimension.key]
        if scored.scored_weight_share is None:
            continue
        if scored.score is None:
            return None
        total += dimension.exact_weight * scored.score
        weight += dimension.exact_weight
    return total / weight if weight else None


def score_weights(questionnaire: Questionnaire, included: Booleans) -> Floats:
    """Return each capability's share in each score, (dimensions + 1) x groups x capabilities.

    `included` says which capabilities are scored, groups x capabilities. Rows: the dimensions,
    w / sum(w), then the overall score, W_d / sum(W) * w / sum_d(w) over the dimensions that
    have a scored capability. Each row sums to 1, or to 0 if nothing is scored.
    Source: assessments spec 4.5, 4.7.

    >>> from assessments.calc.questionnaire import Capability
    >>> items = (Capability("a", 3.0), Capability("b", 1.0))
    >>> pack = Questionnaire((Dimension("d", 1.0, items),))
    >>> score_weights(pack, np.ones((1, 2), bool)).tolist()
    [[[0.75, 0.25]], [[0.75, 0.25]]]
    """
    item_weights = np.array([item.weight for item in questionnaire.capabilities], dtype=float)
    rows = np.zeros((len(questionnaire.dimensions) + 1, *included.shape))
    start = 0
    for position, dimension in enumerate(questionnaire.dimensions):
        columns = slice(start, start + len(dimension.capabilities))
        rows[position, :, columns] = _shares(item_weights[columns] * included[:, columns])
        rows[-1, :, columns] = dimension.weight * rows[position, :, columns]
        start = columns.stop
    rows[-1] = _shares(rows[-1])
    return rows


def _shares(weights: Floats) -> Floats:
    total = weights.sum(axis=-1, keepdims=True)
    shares: Floats = np.divide(weights, total, out=np.zeros_like(weights), where=total > 0)
    return shares


def index(score: Fraction | float) -> int:
    """Return the index 25 * (S - 1), a whole number 0 to 100, halves rounded up.

    Source: assessments spec 4.5.

    >>> index(Fraction(3)), index(2.437037)
    (50, 36)
    """
    return round_half_up(25 * (score - 1))
