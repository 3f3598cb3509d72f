"""Everything that one set of payoffs says about one file of predictions, in one go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from metrics.calc import curves, discrimination, improvement, intervals, practice
from metrics.calc.counts import Counts, Floats, grid_with
from metrics.calc.curves import Baselines, Point, ProfitCurve
from metrics.calc.hull import corners_of_limits
from metrics.calc.improvement import AucGain, OnePoint
from metrics.calc.intervals import Optimism, Range
from metrics.calc.payoff_grid import shares_of_costs
from metrics.calc.payoffs import (
    Limits,
    Payoffs,
    break_even_probability,
    is_reasonable,
)
from metrics.calc.question import Question
from metrics.calc.tuning import Placed, Tuning, place, tune

# 1 had no range over current practice, the hull's slope also inside blocks of equal scores, and did
# not keep the best cut-offs of budgets whose limits follow the cost of acting; 2 corrected for
# picking also where nobody is best to treat, and in the gain of a simple choice over itself
FORMULA_VERSION = "3"
METHOD = "poisson groups"  # of the correction and of the range of the whole curve


@dataclass(frozen=True)
class Operation:
    """A way to operate the model: the point, its profit corrected and with its range."""

    point: Point
    value: Range
    optimism: float
    refused: str | None
    precision: float | None
    recall: float | None
    one_point: OnePoint
    auc_point: AucGain | None


@dataclass(frozen=True)
class Drawing:
    """The curve thinned to about 1,001 thresholds, with the pointwise likely range.

    Where `decisive`, every threshold is among them that can be best for constant payoffs, without
    a limit or within the one asked for; `cut_offs` is how many the whole curve has. The amounts
    are sums over treated rows, None where the file has none. `costs_decisive` says the same of
    the limits that a budget sets where an action costs half to one and a half times as much;
    results of formula version 1 do not have it.
    """

    thresholds: Floats
    true_positives: Floats
    false_positives: Floats
    treated_share: Floats
    profit: Floats
    low: Floats
    high: Floats
    positive_amounts: Floats | None
    negative_amounts: Floats | None
    decisive: bool
    costs_decisive: bool
    cut_offs: int


@dataclass(frozen=True)
class Valuation:
    """The answer: operating points, comparison with simple choices, curve; money of a period.

    `chosen` is the best threshold within the limits, `free` the best without, both of this file or
    of the one that `tuning` tells of, and then without optimism; gains are against
    the better simple strategy that the limits allow and against current practice, the latter with
    a range only where the decision of each row is known. capacity_worth is what one more treated
    person beyond the limit would bring. share_of_perfect and roi are None where nothing could be
    gained or spent. against_auc is what better rankings would be worth within the limits. seed,
    replicates and method are those of the correction and of band_factor.
    """

    size: float
    prevalence: float
    limit_share: float | None
    free: Operation
    chosen: Operation
    partial: Point | None
    capacity_worth: float | None
    baselines: Baselines
    simple: str
    gain_over_simple: Range
    gain_over_current: float | None
    range_over_current: Range | None
    current_treated: float | None
    share_of_perfect: float | None
    spent: float
    roi: float | None
    right_action: float
    wrong_action: float
    reasonable: bool
    break_even: float | None
    area_under_roc: float | None
    average_precision: float | None
    separation: float | None
    drawing: Drawing
    band_factor: float
    against_auc: tuple[AucGain, ...]
    seed: int
    replicates: int
    method: str = METHOD
    tuning: Tuning | None = None


def value_predictions(
    counts: Counts,
    question: Question,
    decisions: Counts | None = None,
    today: Counts | None = None,
    tuned_on: Counts | None = None,
) -> Valuation:
    """Return what the predictions are worth under these payoffs.

    `decisions` counts the file by today's decision (0 or 1) in place of the score; `today` are
    the rows treated today at the thresholds of `counts` (`metrics.calc.practice.count_today`).
    Thresholds are picked on `tuned_on` where it is given, else on the file itself, and corrected
    for that. Raises ValueError as `metrics.calc.curves.price` does. Source: metrics spec 3.3 to
    3.6.
    """
    stored = curve = curves.price(counts, question.payoffs, question.population)
    share = question.limits.share(question.payoffs, curve.size)
    picked = _optimism(curve, None, question)
    placed = _placed(curve, share, question, tuned_on)
    curve = placed.curve if placed else curve
    free, chosen = _operations(curve, share, question, placed or picked)
    current, current_treated = _current(curve, question, decisions)
    plain = curves.baselines(curve, chosen.point.treated_share, current)
    simple = _better_simple(plain, share)
    spent = _spent(curve, chosen.point)
    gain = _gain_over_simple(curve, chosen, simple, getattr(plain, simple))
    best_case = plain.perfect - getattr(plain, simple)
    return Valuation(
        size=curve.size,
        prevalence=_prevalence(curve),
        limit_share=share,
        free=free,
        chosen=chosen,
        partial=_partial(curve, share, placed),
        capacity_worth=_capacity_worth(curve, share, placed),
        baselines=plain,
        simple=simple,
        gain_over_simple=gain,
        gain_over_current=None if current is None else chosen.value.estimate - current,
        range_over_current=_range_over_current(stored, chosen, current, today),
        current_treated=current_treated,
        share_of_perfect=gain.estimate / best_case if best_case > 0 else None,
        spent=spent,
        roi=gain.estimate / spent if spent > 0 else None,
        **_of_payoffs(question.payoffs),
        **_of_ranking(counts),
        drawing=draw(curve, question.limits, chosen.point, free.point, _highest(curve)),
        band_factor=picked.band_factor,
        against_auc=improvement.value_against_auc(curve, share),
        seed=question.seed,
        replicates=question.replicates,
        tuning=placed.tuning if placed else None,
    )


def draw(curve: ProfitCurve, limits: Limits, *kept: Point) -> Drawing:
    """Thin the curve to an even grid and add the points that must stay exact.

    Those are the given ones and, for constant payoffs, the corners of the curve, also of its parts
    within the limits: where a budget limits, one part for each cost per action of the sensitivity
    grid. Shapes up to (1,001 + kept + corners,). Source: metrics spec 1.4, 2, 3.4, 6 D.
    """
    wanted = [np.inf if point.threshold is None else point.threshold for point in kept]
    decisive = not curve.payoffs.by_amount
    if decisive:
        shares = (*shares_of_costs(curve.payoffs, limits, curve.size), None)
        allowed = [curves.allowed_points(curve, share) for share in shares]
        wanted += curve.counts.thresholds[corners_of_limits(curve.counts, allowed)].tolist()
    thin = grid_with(curve.counts, wanted)
    chosen = curves.price(thin, curve.payoffs, curve.population)
    errors = intervals.standard_errors(chosen.counts, curve.payoffs, curve.population)
    reach = intervals.likely_range(0.0, 1.0).high * errors
    return Drawing(
        thresholds=chosen.counts.thresholds,
        true_positives=chosen.counts.positives.weight,
        false_positives=chosen.counts.negatives.weight,
        treated_share=chosen.treated_share,
        profit=chosen.profit,
        low=chosen.profit - reach,
        high=chosen.profit + reach,
        positive_amounts=thin.positives.amount,
        negative_amounts=thin.negatives.amount,
        decisive=decisive,
        costs_decisive=decisive,
        cut_offs=len(curve.counts.thresholds),
    )


def _optimism(curve: ProfitCurve, share: float | None, question: Question) -> Optimism:
    return intervals.optimism(
        curve.counts,
        curve.payoffs,
        curve.population,
        share=share,
        seed=question.seed,
        replicates=question.replicates,
    )


def _highest(curve: ProfitCurve) -> Point:
    return curve.point(curves.best(curve))


def _placed(
    curve: ProfitCurve, share: float | None, question: Question, tuned_on: Counts | None
) -> Placed | None:
    if tuned_on is None:
        return None
    return place(curve, tune(tuned_on, question, curve.size), share)


def _operations(
    curve: ProfitCurve, share: float | None, question: Question, how: Optimism | Placed
) -> tuple[Operation, Operation]:
    """Operations without and within the limits: placed, or the best of this file, corrected.

    Where nobody is best to treat, nobody was picked, and nothing is corrected.
    """
    if isinstance(how, Placed):
        free = _operate(curve, how.free, None, None)
        return free, free if share is None else _operate(curve, how.chosen, share, None)
    best = curves.best(curve)
    free = _operate(curve, best, None, how if best else None)
    if share is None:
        return free, free
    within, best = _optimism(curve, share, question), curves.best(curve, share)
    return free, _operate(curve, best, share, within if best else None)


def _operate(
    curve: ProfitCurve, index: int, share: float | None, picked: Optimism | None
) -> Operation:
    value = intervals.value_at(curve, index, picked)
    point = curve.point(index)
    treated = point.true_positives + point.false_positives
    positives = curve.counts.positives.total
    return Operation(
        point=point,
        value=value.corrected,
        optimism=picked.mean if picked else 0.0,
        refused=value.refused,
        precision=_precision(curve, point) if treated else None,
        recall=point.true_positives / positives if positives else None,
        one_point=improvement.value_of_one_point(improvement.outcomes(curve, point)),
        auc_point=improvement.value_of_auc_point(curve, share),
    )


def _better_simple(plain: Baselines, share: float | None) -> str:
    """The better of treating nobody and, where no limit forbids it, everybody."""
    may_treat_all = share is None or share >= 1
    return "treat_all" if may_treat_all and plain.treat_all > plain.treat_none else "treat_none"


def _partial(curve: ProfitCurve, share: float | None, placed: Placed | None) -> Point | None:
    if placed is None:
        found = curves.best_with_part(curve, share)
    elif placed.tuning.cut and share:
        found = curves.at_share(curve, share)
    else:
        return None
    return found if found.partial else None


def _of_payoffs(payoffs: Payoffs) -> dict[str, Any]:
    """What the payoffs say whatever the file holds."""
    return {
        "right_action": payoffs.right_action.constant,
        "wrong_action": payoffs.wrong_action.constant,
        "reasonable": is_reasonable(payoffs),
        "break_even": break_even_probability(payoffs),
    }


def _of_ranking(counts: Counts) -> dict[str, Any]:
    """How well the scores rank whatever the payoffs are."""
    apart = discrimination.separation(counts)
    return {
        "area_under_roc": discrimination.area_under_roc(counts),
        "average_precision": discrimination.average_precision(counts),
        "separation": apart.distance if apart else None,
    }


def _capacity_worth(curve: ProfitCurve, share: float | None, placed: Placed | None) -> float | None:
    binds = placed is None or placed.tuning.cut
    if share is None or share >= 1 or not binds:
        return None
    return curves.worth_of_capacity(curve, share)


def _precision(curve: ProfitCurve, point: Point) -> float:
    counts = curve.counts
    scales = curve.population.scales(counts.positives.total, counts.negatives.total)
    hits = scales[0] * point.true_positives
    return hits / (hits + scales[1] * point.false_positives)


def _prevalence(curve: ProfitCurve) -> float:
    given = curve.population.prevalence
    return curve.counts.positives.total / curve.counts.weight if given is None else given


def _current(
    curve: ProfitCurve, question: Question, decisions: Counts | None
) -> tuple[float | None, float | None]:
    """Profit of today's decisions, and how many of the population they treat."""
    if decisions is not None:
        decided = curves.price(decisions, question.payoffs, question.population)
        at_one = int(np.searchsorted(-decisions.thresholds, -1.0))
        point = decided.point(at_one if decisions.thresholds[at_one] == 1.0 else 0)
        return point.profit, point.treated_share * decided.size
    if question.practice is None:
        return None, None
    treated, hits = question.practice
    return curves.practice_profit(curve, treated=treated, hits=hits), treated


def _range_over_current(
    curve: ProfitCurve, chosen: Operation, current: float | None, today: Counts | None
) -> Range | None:
    """The gain, corrected as the profit is, where the decision of each row is known.

    Today's decisions were counted at the curve's own points; a tuned threshold takes the error of
    the one before it.
    """
    if current is None or today is None:
        return None
    index = curves.index_at(curve.counts, chosen.point.threshold)
    error = practice.error_against_today(curve, today, index)
    return intervals.likely_range(chosen.value.estimate - current, error)


def _spent(curve: ProfitCurve, point: Point) -> float:
    payoffs = curve.payoffs
    paid = payoffs.fixed_cost if point.treated_share or payoffs.fixed_cost_always else 0.0
    return payoffs.cost_per_action * point.treated_share * curve.size + paid


def _gain_over_simple(curve: ProfitCurve, chosen: Operation, simple: str, baseline: float) -> Range:
    """The gain, corrected as the profit is, with the error of paired differences.

    Nothing where the point is the simple choice itself.
    """
    index = curves.index_at(curve.counts, chosen.point.threshold)
    none, every = 0, len(curve.profit) - 1
    if index == (none if simple == "treat_none" else every):
        return Range(0.0, 0.0, 0.0, 0.0)
    difference = intervals.against_none if simple == "treat_none" else intervals.against_all
    here = curve.counts.take(np.array([index, every]))
    errors = intervals.standard_errors(here, difference(curve.payoffs), curve.population)
    return intervals.likely_range(chosen.value.estimate - baseline, float(errors[0]))
