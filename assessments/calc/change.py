"""Change between two campaigns: for all who answered, and for the same people."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from math import floor, sqrt
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from assessments.calc.answers import BLANK, Codes, check_codes
from assessments.calc.exact import plain
from assessments.calc.intervals import (
    Booleans,
    Floats,
    Integers,
    Interval,
    interval_around,
    leave_one_out_shifts,
    moderated_interval,
    moderated_variance,
    pseudo_value_variances,
)
from assessments.calc.parameters import DEFAULTS, Parameters
from assessments.calc.questionnaire import Dimension, Questionnaire
from assessments.calc.scoring import score_weights

Label = Literal["no clear change", "improved", "declined", "possibly improved", "possibly declined"]
NOISE = 9  # decimals at which float noise is cut before a comparison


@dataclass(frozen=True)
class Change:
    """The change of one score; the matched figures are None where they may not be shown."""

    n1: int
    n2: int
    n_matched: int
    mean1: float
    mean2: float
    delta_all: float
    rho: float
    interval_all: Interval
    matched_shown: bool
    delta_matched: float | None
    interval_matched: Interval | None
    composition_effect: float | None
    basis: Literal["matched", "all"]
    label: Label


@dataclass(frozen=True)
class Comparison:
    """The changes by capability and dimension, and overall; None where not comparable."""

    capabilities: Mapping[str, Change | None]
    dimensions: Mapping[str, Change | None]
    overall: Change | None

    def as_dict(self) -> dict[str, Any]:
        """Return JSON-ready data."""
        return {
            "capabilities": plain(self.capabilities),
            "dimensions": plain(self.dimensions),
            "overall": plain(self.overall),
        }


@dataclass(frozen=True)
class _Wave:
    """One weighted score of one set of answers (or of differences), with its spread."""

    estimate: float
    n_effective: int
    n: int
    variance: float  # m * p2 / N
    pseudo_values: Floats  # centered: minus the estimate
    took_part: Booleans


@dataclass(frozen=True)
class _Pair:
    """Two campaigns and who is the same person in both: rows of first and of second."""

    first: Codes
    second: Codes
    linked: Integers
    k: int
    parameters: Parameters


def change_label(delta: float, interval: Interval, smallest: float) -> Label:
    """Return what may be said: below the smallest change "no clear change".

    From there on "improved" or "declined" if 0 lies outside the range, otherwise "possibly"
    so. Source: assessments spec 4.11.

    >>> change_label(0.5, Interval(0.4, 8, -0.2, 1.2), 0.5)
    'possibly improved'
    """
    if round(abs(delta), NOISE) < smallest:
        return "no clear change"
    clear = not round(interval.low, NOISE) <= 0 <= round(interval.high, NOISE)
    if delta > 0:
        return "improved" if clear else "possibly improved"
    return "declined" if clear else "possibly declined"


def matched_shown(n1: int, n2: int, n_matched: int, k: int) -> bool:
    """Return whether the change of the same people may be shown.

    It needs at least max(2, k) matched people, and on each side an unmatched remainder of 0 or
    at least k, because the plain and the matched figure together reveal the remainder.
    Source: assessments spec 4.11.

    >>> matched_shown(11, 11, 6, 5), matched_shown(6, 7, 6, 5)
    (True, False)
    """
    remainders = (n1 - n_matched, n2 - n_matched)
    return n_matched >= max(2, k) and all(rest == 0 or rest >= k for rest in remainders)


def compare(
    questionnaire: Questionnaire,
    first: npt.ArrayLike,
    second: npt.ArrayLike,
    *,
    k: int,
    linked: npt.ArrayLike | None = None,
    comparable: Collection[str] | None = None,
    parameters: Parameters = DEFAULTS,
) -> Comparison:
    """Return the change between two campaigns, second minus first, in levels.

    first, second: codes, respondents x capabilities in the order of the questionnaire (-1
    where the earlier pack had no such item). linked: pairs of row numbers (first, second) of
    the same person, None without links. comparable: keys with unchanged anchors (default all);
    exclude items declared not applicable. k: the larger k of the two.

    A capability needs k ratings in both. A dimension uses the same weights over the common
    items and needs 60% of its weight; overall needs all dimensions. The matched figures of a
    dimension use the items whose own matched figure is shown, if they carry 60% of the common
    weight, and its composition effect compares these same items.
    Errors: ValueError for wrong shapes or codes, or a person linked twice.
    Source: assessments spec 4.11.

    >>> from assessments.calc.questionnaire import Capability, Dimension
    >>> pack = Questionnaire((Dimension("d", 1.0, (Capability("a"),)),))
    >>> compare(pack, [[2], [2]], [[4], [4]], k=1).overall.delta_all
    2.0
    """
    pair = _Pair(
        check_codes(first, len(questionnaire.keys)),
        check_codes(second, len(questionnaire.keys)),
        np.asarray([] if linked is None else linked, dtype=np.int64).reshape(-1, 2),
        k,
        parameters,
    )
    if any(len(set(rows)) < len(rows) for rows in pair.linked.T.tolist()):
        raise ValueError("a person may be linked only once")
    allowed = [comparable is None or key in comparable for key in questionnaire.keys]
    return _compare(questionnaire, pair, np.array(allowed, dtype=np.bool_))


def _compare(questionnaire: Questionnaire, pair: _Pair, allowed: Booleans) -> Comparison:
    n1, n2 = _rated(pair.first), _rated(pair.second)
    n_linked = _rated_in_both(pair).sum(axis=0)
    common = allowed & (np.minimum(n1, n2) >= max(pair.k, 1))
    shown = [matched_shown(*numbers, pair.k) for numbers in zip(n1, n2, n_linked, strict=True)]
    usable = common & np.array(shown, dtype=np.bool_)
    capabilities = {
        key: _capability_change(pair, column, bool(usable[column])) if common[column] else None
        for column, key in enumerate(questionnaire.keys)
    }
    return _with_aggregates(questionnaire, pair, common, usable, capabilities)


def _rated(codes: Codes) -> Integers:
    return np.asarray((codes > BLANK).sum(axis=0), dtype=np.int64)


def _rated_in_both(pair: _Pair) -> Booleans:
    both = (pair.first[pair.linked[:, 0]] > BLANK) & (pair.second[pair.linked[:, 1]] > BLANK)
    return np.asarray(both, dtype=np.bool_)


def _with_aggregates(
    questionnaire: Questionnaire,
    pair: _Pair,
    common: Booleans,
    usable: Booleans,
    capabilities: Mapping[str, Change | None],
) -> Comparison:
    """Add dimensions and overall: weights over common items, matched ones over usable items."""
    of_common, of_usable = (
        score_weights(questionnaire, included[None, :])[:, 0, :] for included in (common, usable)
    )
    everything = np.ones_like(common)
    covered, matched = [], []
    for dimension in questionnaire.dimensions:
        covered.append(_covers(questionnaire, dimension, common, everything, pair.parameters))
        matched.append(_covers(questionnaire, dimension, usable, common, pair.parameters))
    changes = {
        dimension.key: _aggregate_change(pair, of_common[row], of_usable[row], matched[row])
        if covered[row]
        else None
        for row, dimension in enumerate(questionnaire.dimensions)
    }
    overall = None
    if covered and all(covered):
        overall = _aggregate_change(pair, of_common[-1], of_usable[-1], all(matched))
    return Comparison(capabilities, changes, overall)


def _covers(
    questionnaire: Questionnaire,
    dimension: Dimension,
    part: Booleans,
    whole: Booleans,
    parameters: Parameters,
) -> bool:
    """Whether a part of a dimension's items carries 60% of the weight of the whole."""

    def weight(included: Booleans) -> Fraction:
        keys = {key for key, chosen in zip(questionnaire.keys, included, strict=True) if chosen}
        chosen = (item.exact_weight for item in dimension.capabilities if item.key in keys)
        return sum(chosen, Fraction(0))

    return 0 < parameters.dimension_min_weight_share * weight(whole) <= weight(part)


def _capability_change(pair: _Pair, column: int, shown: bool) -> Change:
    weights = np.zeros(pair.first.shape[1])
    weights[column] = 1.0
    smallest = pair.parameters.change_min_capability
    prior = pair.parameters.prior_var_capability
    return _change(pair, weights, weights if shown else None, prior, smallest)


def _aggregate_change(pair: _Pair, weights: Floats, matched_weights: Floats, shown: bool) -> Change:
    smallest = pair.parameters.change_min_aggregate
    prior = pair.parameters.prior_var_aggregate
    return _change(pair, weights, matched_weights if shown else None, prior, smallest)


def _change(
    pair: _Pair, weights: Floats, matched: Floats | None, prior: float, smallest: float
) -> Change:
    first, second = _wave(pair.first, weights), _wave(pair.second, weights)
    n_pairs, rho = _correlation(pair, first, second)
    delta = second.estimate - first.estimate
    interval = _plain_range(
        first, second, rho=rho, n_pairs=n_pairs, prior=prior, parameters=pair.parameters
    )
    plainly = Change(
        n1=first.n,
        n2=second.n,
        n_matched=n_pairs,
        mean1=first.estimate,
        mean2=second.estimate,
        delta_all=delta,
        rho=rho,
        interval_all=interval,
        matched_shown=False,
        delta_matched=None,
        interval_matched=None,
        composition_effect=None,
        basis="all",
        label=change_label(delta, interval, smallest),
    )
    return plainly if matched is None else _with_matched(pair, plainly, matched, smallest)


def _with_matched(pair: _Pair, plainly: Change, weights: Floats, smallest: float) -> Change:
    """Add the matched figures, on which the label then rests."""
    before = pair.first[pair.linked[:, 0]].astype(float)
    after = pair.second[pair.linked[:, 1]].astype(float)
    matched = _wave_of(after - before, _rated_in_both(pair), weights)
    same_items = _wave(pair.second, weights).estimate - _wave(pair.first, weights).estimate
    interval = moderated_interval(
        matched.estimate,
        matched.variance,
        matched.n_effective,
        prior_variance=pair.parameters.prior_var_change,
        parameters=pair.parameters,
        bounds=None,
    )
    return replace(
        plainly,
        matched_shown=True,
        delta_matched=matched.estimate,
        interval_matched=interval,
        composition_effect=same_items - matched.estimate,
        basis="matched",
        label=change_label(matched.estimate, interval, smallest),
    )


def _wave(codes: Codes, weights: Floats) -> _Wave:
    return _wave_of(codes.astype(float), codes > BLANK, weights)


def _wave_of(values: Floats, rated: Booleans, weights: Floats) -> _Wave:
    together = np.zeros(len(values), dtype=np.int64)
    shifts, took_part = leave_one_out_shifts(values, rated, together, weights[None, None, :])
    n, p2 = pseudo_value_variances(shifts, took_part, together, 1)
    n_people = int(n[0, 0])
    n_valid = rated.sum(axis=0)
    means = np.where(rated, values, 0.0).sum(axis=0) / np.maximum(n_valid, 1)
    n_effective = max(1, floor(round(float(weights @ n_valid), NOISE)))
    return _Wave(
        estimate=float(weights @ means),
        n_effective=n_effective,
        n=n_people,
        variance=n_effective * float(p2[0, 0]) / max(n_people, 1),
        pseudo_values=-(n_people - 1) * shifts[0],
        took_part=took_part[0],
    )


def _correlation(pair: _Pair, first: _Wave, second: _Wave) -> tuple[int, float]:
    """Return the number of linked people with ratings in both, and r limited to [0, 0.9].

    Pearson's r over the pseudo-values, which for one item are the ratings themselves.
    """
    both = first.took_part[pair.linked[:, 0]] & second.took_part[pair.linked[:, 1]]
    before = first.pseudo_values[pair.linked[both, 0]]
    after = second.pseudo_values[pair.linked[both, 1]]
    n = int(both.sum())
    if n < pair.parameters.correlation_min_pairs:
        return n, 0.0
    before, after = before - before.mean(), after - after.mean()
    spread = sqrt(float(before @ before) * float(after @ after))
    if round(spread, NOISE) == 0:
        return n, 0.0
    return n, min(max(float(before @ after) / spread, 0.0), pair.parameters.correlation_max)


def _plain_range(
    first: _Wave,
    second: _Wave,
    *,
    rho: float,
    n_pairs: int,
    prior: float,
    parameters: Parameters,
) -> Interval:
    """Return the range of the plain difference, less what the same people have in common.

    For one item this is v1/n1 + v2/n2 - 2 r sqrt(v1 v2) nc / (n1 n2), with df 2 + min(n1, n2);
    scores of several items use their effective raters, and their people for the overlap.
    """
    errors = [
        sqrt(
            moderated_variance(wave.variance, wave.n_effective, prior, parameters)
            / wave.n_effective
        )
        for wave in (first, second)
    ]
    overlap = n_pairs / sqrt(first.n * second.n)
    variance = errors[0] ** 2 + errors[1] ** 2 - 2 * rho * errors[0] * errors[1] * overlap
    df = parameters.prior_df - 1 + min(first.n_effective, second.n_effective)
    return interval_around(second.estimate - first.estimate, sqrt(variance), df)
