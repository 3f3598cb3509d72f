"""What a better model would be worth: one point of recall, precision, accuracy, or of AUC."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from metrics.calc.counts import ClassSums, Counts, Floats
from metrics.calc.curves import Point, ProfitCurve, best_with_part, price
from metrics.calc.discrimination import area_under_roc, rates
from metrics.calc.payoffs import Payoff

STEEPEST = 80.0  # moves the smallest and the largest share of a double past each other
SHIFT_TOLERANCE = 1e-12
MOST_STEPS = 200
AREA_GAINS = (0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5)


@dataclass(frozen=True)
class Outcomes:
    """How many people of the population each decision concerns, and what moving one is worth.

    right_action is the money of treating one more of the untreated positives, wrong_action that
    of sparing one of the treated negatives; by amount, the mean over those who would move.
    """

    true_positives: float
    false_positives: float
    false_negatives: float
    true_negatives: float
    right_action: float
    wrong_action: float

    @property
    def size(self) -> float:
        return self.positives + self.negatives

    @property
    def positives(self) -> float:
        return self.true_positives + self.false_negatives

    @property
    def negatives(self) -> float:
        return self.false_positives + self.true_negatives

    @property
    def treated(self) -> float:
        return self.true_positives + self.false_positives


@dataclass(frozen=True)
class Gain:
    """Money of one improvement, the points it really gains (0.01 is one), and whether it was cut.

    `capped` says that fewer errors exist than the wanted points would repair.
    """

    value: float
    points: float
    capped: bool


@dataclass(frozen=True)
class OnePoint:
    """The value of one point more of each measure, all else staying as it is.

    Of accuracy there are three, as it depends on which errors are repaired: the cheapest first,
    the dearest first, or both kinds in their present mix.
    """

    recall: Gain
    false_positive_rate: Gain
    precision: Gain
    accuracy_low: Gain
    accuracy_high: Gain
    accuracy_present_mix: Gain


def outcomes(curve: ProfitCurve, point: Point) -> Outcomes:
    """Return the four outcomes of a point of the curve, in people of the population.

    Holds for any point, also one that treats part of a block. Where payoffs depend on the amount
    the mean is over the untreated positives, and over the treated negatives; nobody to move: 0.
    Source: metrics spec 3.2, 3.5.

    >>> from metrics.calc.counts import count_by_class
    >>> from metrics.calc.payoffs import Payoffs
    >>> curve = price(count_by_class(np.array([0.9, 0.4]), np.array([0.6])), Payoffs(Payoff(10)))
    >>> outcomes(curve, curve.point(1))  # doctest: +ELLIPSIS
    Outcomes(true_positives=1.0, false_positives=0.0, false_negatives=1.0, true_negatives=1.0, ...)
    """
    positives, negatives = curve.counts.positives, curve.counts.negatives
    of_positives, of_negatives = curve.population.scales(positives.total, negatives.total)
    missed = positives.total - point.true_positives
    spared = negatives.total - point.false_positives
    hit_amount, all_hits = _amount(positives, point.true_positives)
    wrong_amount, _ = _amount(negatives, point.false_positives)
    return Outcomes(
        true_positives=of_positives * point.true_positives,
        false_positives=of_negatives * point.false_positives,
        false_negatives=of_positives * missed,
        true_negatives=of_negatives * spared,
        right_action=_mean(curve.payoffs.right_action, missed, all_hits - hit_amount),
        wrong_action=_mean(curve.payoffs.wrong_action, point.false_positives, wrong_amount),
    )


def _amount(sums: ClassSums, treated: float) -> tuple[float, float]:
    """The amounts of the treated and of the whole class."""
    if sums.amount is None:
        return 0.0, 0.0
    return float(np.interp(treated, sums.weight, sums.amount)), float(sums.amount[-1])


def _mean(payoff: Payoff, weight: float, amount: float) -> float:
    return payoff.constant + (payoff.per_amount * amount / weight if weight else 0.0)


def value_of_one_point(found: Outcomes, points: float = 0.01) -> OnePoint:
    """Return what `points` more recall, precision and so on are worth, never more than exist.

    With N people, of whom p positive and q treated, and right = a - c - r, wrong = d - b + r:
    recall at the same false-positive rate: points N p right, up to recall 1; false-positive rate
    at the same recall: points N (1 - p) wrong, down to 0; precision at the same volume: points
    N q (right + wrong), as many as both errors allow; accuracy: points N errors repaired, the
    cheapest first, the dearest first, or in their present mix. Money of the population for one
    period; the fixed cost is left as it is. Nothing to repair: 0. `points` lies above 0, at most
    1, else ValueError. Source: metrics spec 3.5.

    >>> found = Outcomes(80, 120, 40, 760, right_action=120, wrong_action=10)
    >>> value = value_of_one_point(found)
    >>> round(value.recall.value, 6), round(value.accuracy_low.value, 6)
    (144.0, 100.0)
    """
    if not 0 < points <= 1:
        raise ValueError("points lie above 0 and at most at 1")
    missed, alarms = found.false_negatives, found.false_positives
    right, wrong = found.right_action, found.wrong_action
    kinds = sorted([(right, missed), (wrong, alarms)])
    mix = _per_error(missed * right + alarms * wrong, missed + alarms)
    return OnePoint(
        recall=_repair(points, found.positives, [(right, missed)]),
        false_positive_rate=_repair(points, found.negatives, [(wrong, alarms)]),
        precision=_repair(points, found.treated, [(right + wrong, min(missed, alarms))]),
        accuracy_low=_repair(points, found.size, kinds),
        accuracy_high=_repair(points, found.size, kinds[::-1]),
        accuracy_present_mix=_repair(points, found.size, [(mix, missed + alarms)]),
    )


def _repair(points: float, people: float, kinds: list[tuple[float, float]]) -> Gain:
    """Repair errors of these kinds, each with its worth and number, in this order."""
    wanted = points * people
    left, value = wanted, 0.0
    for worth, errors in kinds:
        repaired = min(left, errors)
        value += repaired * worth
        left -= repaired
    capped = not people or left > 1e-9 * wanted
    return Gain(value, _per_error(wanted - left, people), capped)


def _per_error(amount: float, errors: float) -> float:
    return amount / errors if errors else 0.0


@dataclass(frozen=True)
class AucGain:
    """Best profit before and after the ROC was moved, a what-if; money of the population.

    `shift` is in standard deviations of a normal score: infinite for the best possible ranking,
    zero where nothing can be gained. `capped` says that the wanted area was beyond the possible.
    """

    auc_before: float
    auc_after: float
    shift: float
    profit_before: float
    profit_after: float
    treated_share_after: float
    capped: bool = False

    @property
    def value(self) -> float:
        return self.profit_after - self.profit_before


def value_of_auc_point(
    curve: ProfitCurve, share: float | None = None, points: float = 0.01
) -> AucGain | None:
    """Return what `points` more area under the ROC are worth when the threshold is chosen anew.

    Both rates of every point move apart by a constant in normal quantiles, recall up and
    false-positive rate down by half the shift each, until the area has gained `points`; the best
    profit there minus the best now. The ends stay; with one constant score nothing can be gained.
    Under a limit (`share` of the population) part of a block may be treated. Amounts follow the
    order of the scores within each class. Too many points: the best possible area. None where one
    outcome is missing; ValueError unless 0 < points <= 1. Source: metrics spec 3.5.

    >>> from metrics.calc.counts import count_by_class
    >>> from metrics.calc.payoffs import Payoffs
    >>> counts = count_by_class(np.array([0.9, 0.4]), np.array([0.6, 0.1]))
    >>> found = value_of_auc_point(price(counts, Payoffs(Payoff(10), Payoff(-2))))
    >>> round(found.auc_after, 6), round(found.value, 2)
    (0.76, 0.04)
    """
    if not 0 < points <= 1:
        raise ValueError("points lie above 0 and at most at 1")
    roc = _Roc.of(curve)
    return None if roc is None else roc.gain(points, share)


def value_against_auc(curve: ProfitCurve, share: float | None = None) -> tuple[AucGain, ...]:
    """Return the value at a handful of larger areas, from now to the best possible ranking.

    Gains of 0, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1, then by 0.1, and at last all that is possible;
    each as in `value_of_auc_point`. Rising areas; empty where one outcome is missing.
    Source: metrics spec 3.5.

    >>> from metrics.calc.counts import count_by_class
    >>> from metrics.calc.payoffs import Payoffs
    >>> counts = count_by_class(np.array([0.9, 0.4]), np.array([0.6, 0.1]))
    >>> found = value_against_auc(price(counts, Payoffs(Payoff(10), Payoff(-2))))
    >>> [round(gain.auc_after, 3) for gain in found]
    [0.75, 0.755, 0.76, 0.77, 0.78, 0.8, 0.85, 0.95, 1.0]
    """
    roc = _Roc.of(curve)
    if roc is None:
        return ()
    room = roc.most - roc.area
    inside = [points for points in AREA_GAINS if points < room]
    gains = [roc.gain(0.0, share)]
    for points in (*inside, *([room] if room > 0 else [])):
        gains.append(roc.gain(points, share, near=gains[-1].shift))
    return tuple(gains)


@dataclass(frozen=True)
class _Roc:
    """The rates of a curve and their normal quantiles; infinite at the ends."""

    curve: ProfitCurve
    area: float
    recall: Floats
    alarms: Floats
    recall_quantile: Floats
    alarm_quantile: Floats

    @classmethod
    def of(cls, curve: ProfitCurve) -> _Roc | None:
        from scipy import special

        area = area_under_roc(curve.counts)
        if area is None:
            return None
        found = rates(curve.counts)
        recall, alarms = found.recall, found.false_positive_rate
        return cls(curve, area, recall, alarms, special.ndtri(recall), special.ndtri(alarms))

    def moved(self, shift: float) -> tuple[Floats, Floats]:
        """Recall and false-positive rate after the shift; the infinite one ranks perfectly."""
        from scipy import special

        if not shift:
            return self.recall, self.alarms
        if np.isinf(shift):
            return np.where(self.recall > 0, 1.0, 0.0), np.where(self.alarms < 1, 0.0, 1.0)
        recall: Floats = special.ndtr(self.recall_quantile + shift / 2)
        alarms: Floats = special.ndtr(self.alarm_quantile - shift / 2)
        return recall, alarms

    def area_at(self, shift: float) -> float:
        return float(np.trapezoid(*self.moved(shift)))

    def area_and_slope(self, shift: float) -> tuple[float, float]:
        """The area after a finite shift, and by how much it grows with the shift."""
        recall, alarms = self.moved(shift)
        recall_slope = _half_density(self.recall_quantile + shift / 2)
        alarm_slope = -_half_density(self.alarm_quantile - shift / 2)
        area = float(np.trapezoid(recall, alarms))
        return area, float(np.trapezoid(recall_slope, alarms) + np.trapezoid(recall, alarm_slope))

    @cached_property
    def most(self) -> float:
        """The area of the best possible ranking."""
        return self.area_at(np.inf)

    @cached_property
    def steepest(self) -> float:
        """The area after the largest finite shift that is looked at."""
        return self.area_at(STEEPEST)

    def gain(self, points: float, share: float | None, near: float = 0.0) -> AucGain:
        """The gain of so many points; `near` is a smaller shift from which to look for it."""
        wanted = self.area + points
        shift = self._shift(wanted, near)
        before = best_with_part(self.curve, share)
        after = best_with_part(self._priced(shift), share) if shift else before
        return AucGain(
            auc_before=self.area,
            auc_after=self.area_at(shift),
            shift=shift,
            profit_before=before.profit,
            profit_after=after.profit,
            treated_share_after=after.treated_share,
            capped=wanted > self.most + 1e-12,
        )

    def _shift(self, area: float, near: float) -> float:
        """The shift that reaches an area: Newton's steps, halving where they leave the bounds."""
        if area <= self.area:
            return 0.0
        if area >= self.steepest:
            return float(np.inf) if self.most > self.area else 0.0
        low, high, shift = near, STEEPEST, near
        for _ in range(MOST_STEPS):
            reached, slope = self.area_and_slope(shift)
            low, high = (shift, high) if reached < area else (low, shift)
            step = (area - reached) / slope if slope > 0 else np.inf
            if min(abs(step), high - low) <= SHIFT_TOLERANCE:
                break
            shift = shift + step if low < shift + step < high else (low + high) / 2
        return shift

    def _priced(self, shift: float) -> ProfitCurve:
        counts = self.curve.counts
        recall, alarms = self.moved(shift)
        moved = replace(
            counts,
            positives=_reached(counts.positives, recall),
            negatives=_reached(counts.negatives, alarms),
        )
        return price(_in_order(moved), self.curve.payoffs, self.curve.population)


def _half_density(quantiles: Floats) -> Floats:
    """Half the normal density; 0 at the infinite ends."""
    density: Floats = np.exp(-quantiles * quantiles / 2) / np.sqrt(8 * np.pi)
    return density


def _reached(sums: ClassSums, rate: Floats) -> ClassSums:
    weight = rate * sums.total
    amount = None if sums.amount is None else np.interp(weight, sums.weight, sums.amount)
    return ClassSums(weight, amount)


def _in_order(counts: Counts) -> Counts:
    """Drop points that the shift has put onto their neighbors."""
    moved = np.diff(counts.positives.weight + counts.negatives.weight, prepend=-1.0) > 0
    return counts.take(np.flatnonzero(moved))
