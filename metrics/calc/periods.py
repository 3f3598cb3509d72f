"""A model period by period: what it earned at a fixed threshold, and what has drifted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from metrics.calc.binning import bin_indices
from metrics.calc.counts import Counts, Floats, Integers
from metrics.calc.curves import price
from metrics.calc.drift import Drift, drift_from_counts, reference_edges
from metrics.calc.input_bins import BINS, Input, input_bins
from metrics.calc.intervals import Range, likely_range, value_at
from metrics.calc.payoffs import Payoffs, Population
from metrics.calc.pending import Learned, estimate, learn
from metrics.calc.period_quality import Quality, quality_at
from metrics.calc.row_counts import count_rows

FORMULA_VERSION = "3"
PER = 1_000  # rows that a profit is told for, so that periods of different size compare
ENOUGH = 100  # positives, negatives and treated rows, to learn from the newest periods alone
SETTLED = 0.95  # share of a period's rows with outcomes, from which it is told by these alone
MOST_PERIODS = 60
MOST_INPUTS = 20

DAY = re.compile(r"^(\d{4})-(\d{2})-\d{2}([T ].*)?$")
GROUPINGS = ("as_it_is", "month", "quarter", "year")


@dataclass(frozen=True)
class Rows:
    """The rows of a file: outcome, score, the place of their period, and what they count for.

    Shapes (n,). `periods` are places from 0 in the order of time. `known` marks the rows whose
    outcome is known, None for all; the label of another row says nothing.
    """

    labels: npt.NDArray[np.bool_]
    scores: Floats
    periods: Integers
    weights: Floats | None = None
    amounts: Floats | None = None
    known: npt.NDArray[np.bool_] | None = None

    def with_outcome(self, member: npt.NDArray[np.bool_]) -> Rows:
        """Some of the rows, without those whose outcome is not known."""
        return self.take(member if self.known is None else member & self.known)

    def known_share(self, member: npt.NDArray[np.bool_]) -> float:
        """The share of some rows whose outcome is known."""
        return 1.0 if self.known is None else float(self.known[member].mean())

    def take(self, member: npt.NDArray[np.bool_]) -> Rows:
        """Some of the rows."""
        return Rows(
            self.labels[member],
            self.scores[member],
            self.periods[member],
            None if self.weights is None else self.weights[member],
            None if self.amounts is None else self.amounts[member],
            None if self.known is None else self.known[member],
        )


@dataclass(frozen=True)
class Earned:
    """What some rows earned at the threshold, for each 1,000 of them, with its likely range.

    `refused` says why no single figure may be shown: few_positives or few_treated. Where
    `estimated`, profit and share of positives come from calibrated scores, and `positives` are
    those among the `outcomes` that are known so far, and there is no `quality`.
    """

    rows: int
    positives: int
    positive_share: float
    treated_share: float
    profit: Range
    refused: str | None
    outcomes: int
    estimated: bool = False
    quality: Quality | None = None


@dataclass(frozen=True)
class PeriodResult:
    """One period beside the reference.

    `change` is profit less the reference's, for each 1,000 rows; both are independent. `worse` is
    true where its whole likely range is below zero and neither side is refused. `reference` tells
    whether the period is part of the reference; such periods have no drift of their own.
    """

    name: str
    reference: bool
    earned: Earned
    change: Range | None
    worse: bool
    drift: Drift | None


@dataclass(frozen=True)
class InputDrift:
    """Drift of one input in each period after the reference, with the names of its bins."""

    name: str
    bins: tuple[str, ...]
    periods: tuple[Drift, ...]


@dataclass(frozen=True)
class Basis:
    """What estimates were learned from: the rows with outcomes of some periods.

    `chances` tells that scores lie from 0 to 1 and are corrected in each range; else the share of
    positives in the range takes their place.
    """

    periods: tuple[str, ...]
    rows: int
    ranges: int
    chances: bool


@dataclass(frozen=True)
class PeriodReview:
    """Every period in the order of time, the reference as one, and the inputs.

    `basis` is None where every period has outcomes.
    """

    threshold: float | None
    reference: Earned
    periods: tuple[PeriodResult, ...]
    inputs: tuple[InputDrift, ...]
    basis: Basis | None = None


def group_periods(names: Sequence[str], grouping: str = "as_it_is") -> list[str]:
    """Return the group of each period name: itself, or the month, quarter or year of its day.

    Days are ISO dates, with or without a time of day. ValueError for another grouping than
    GROUPINGS, and for a name that is no day where one is needed.

    >>> group_periods(["2026-01-31", "2026-04-01"], "quarter")
    ['2026 Q1', '2026 Q2']
    """
    if grouping not in GROUPINGS:
        raise ValueError(f"unknown grouping {grouping!r}")
    if grouping == "as_it_is":
        return list(names)
    found = []
    for name in names:
        day = DAY.match(name)
        if day is None:
            raise ValueError(f"“{name}” is no day such as 2026-01-31")
        year, month = day.group(1), int(day.group(2))
        quarter = f"{year} Q{(month + 2) // 3}"
        found.append({"month": f"{year}-{month:02}", "quarter": quarter, "year": year}[grouping])
    return found


def in_order_of_time(names: Sequence[str]) -> list[str]:
    """Return the distinct names, earliest first where their numbers tell, else as they came.

    Numbers tell where all names are written alike and no year stands behind other numbers:
    31.01.2026 may be a day first or a month first.

    >>> in_order_of_time(["week 10", "week 9"]), in_order_of_time(["Jan", "Feb"])
    (['week 9', 'week 10'], ['Jan', 'Feb'])
    """
    distinct = list(dict.fromkeys(names))
    alike = {re.sub(r"\d+", "#", name) for name in distinct}
    if len(alike) != 1 or any(re.search(r"\d\D+\d{4}", name) for name in distinct):
        return distinct
    return sorted(distinct, key=lambda name: [int(part) for part in re.findall(r"\d+", name)])


def review_periods(
    rows: Rows,
    names: Sequence[str],
    payoffs: Payoffs,
    threshold: float | None,
    *,
    reference: int = 1,
    prevalence: float | None = None,
    inputs: Sequence[Input] = (),
) -> PeriodReview:
    """Return each period's profit at a threshold that was fixed beforehand, and its drift.

    The first `reference` periods together are the reference. Profit is that of the period's own
    rows without the fixed cost, told for each 1,000 of them; its range is that of a threshold
    fixed beforehand. `prevalence` is for resampled files, as in `metrics.calc.curves.price`. Drift
    counts rows, without weights. A threshold of None treats nobody. A period of which less than
    SETTLED have outcomes is estimated as a whole by `metrics.calc.pending`, for outcomes that come
    early are seldom typical. It is learned from the newest settled periods that together hold
    ENOUGH positives, negatives and treated rows. The change of an estimate takes it as independent
    of the reference, which can only widen its range. ValueError when a period has no rows, when
    the reference is not settled, or when no period is left beside it. Source: metrics spec 3.6,
    3.10.

    >>> rows = Rows(np.array([True, False] * 4), np.array([0.9, 0.1] * 4), np.arange(8) // 4)
    >>> from metrics.calc.payoffs import Payoff
    >>> found = review_periods(rows, ["May", "June"], Payoffs(Payoff(10)), 0.5)
    >>> found.periods[1].earned.profit.estimate, found.periods[1].drift.psi
    (5000.0, 0.0)
    """
    if not 1 <= reference < len(names):
        raise ValueError("there is no period to hold against the reference")
    members = [rows.periods == place for place in range(len(names))]
    if any(not member.any() for member in members):
        raise ValueError("a period has no rows")
    settled = [rows.known_share(member) >= SETTLED for member in members]
    if not all(settled[:reference]):
        raise ValueError("outcomes are missing in the reference")
    earning = _Earning(replace(payoffs, fixed_cost=0.0), threshold, Population(None, prevalence))
    newest = [] if all(settled) else earning.newest(rows, members, settled)
    learned = earning.learn(rows, np.isin(rows.periods, newest)) if newest else None
    known = earning.of(rows.with_outcome(rows.periods < reference))
    edges = reference_edges(rows.scores[rows.periods < reference], BINS)
    places = bin_indices(rows.scores, np.asarray(edges))
    scores = _drifts(places, len(edges) + 1, members, reference, edges)
    return PeriodReview(
        threshold=threshold,
        reference=known,
        periods=tuple(
            _period(name, earning.told(rows, member, None if done else learned), known, drift)
            for name, member, done, drift in zip(names, members, settled, scores, strict=True)
        ),
        inputs=tuple(_input_drift(each, members, reference) for each in inputs),
        basis=_basis([names[place] for place in newest], learned) if learned else None,
    )


@dataclass(frozen=True)
class _Earning:
    payoffs: Payoffs
    threshold: float | None
    population: Population

    def newest(
        self, rows: Rows, members: Sequence[npt.NDArray[np.bool_]], settled: Sequence[bool]
    ) -> list[int]:
        """The newest settled periods that are enough to learn from, else all, in order of time."""
        found: list[int] = []
        held = np.zeros(3, dtype=np.int64)
        for place in reversed(np.flatnonzero(settled).tolist()):
            own = rows.with_outcome(members[place])
            positives, treated = own.labels.sum(), ENOUGH
            if self.threshold is not None:
                treated = (own.scores >= self.threshold).sum()
            held += [positives, len(own.labels) - positives, treated]
            found.insert(0, place)
            if held.min() >= ENOUGH:
                break
        return found

    def learn(self, rows: Rows, member: npt.NDArray[np.bool_]) -> Learned:
        """What the outcomes of some rows say about scores."""
        found = rows.with_outcome(member)
        low, high = float(rows.scores.min()), float(rows.scores.max())
        return learn(
            found.labels,
            found.scores,
            self.threshold,
            chances=low >= 0 and high <= 1,
            weights=found.weights,
            prevalence=self.population.prevalence,
        )

    def told(self, rows: Rows, member: npt.NDArray[np.bool_], learned: Learned | None) -> Earned:
        """What a period earned: by its outcomes, or by what was learned about its scores."""
        if learned is None:
            return self.of(rows.with_outcome(member))
        own, known = rows.take(member), rows.with_outcome(member)
        found = estimate(
            learned,
            own.scores,
            self.payoffs,
            self.threshold,
            weights=own.weights,
            amounts=own.amounts,
        )
        return Earned(
            rows=len(own.scores),
            positives=int(known.labels.sum()),
            positive_share=found.positive_share,
            treated_share=found.treated_share,
            profit=likely_range(found.profit.estimate * PER, found.profit.error * PER),
            refused=found.refused,
            outcomes=len(known.scores),
            estimated=True,
        )

    def of(self, rows: Rows) -> Earned:
        treated = np.zeros(len(rows.scores), bool)
        if self.threshold is not None:
            treated = rows.scores >= self.threshold
        counts = count_rows(rows.labels, treated.astype(np.float64), rows.weights, rows.amounts)
        curve = price(counts, self.payoffs, self._population(counts))
        index = int(np.searchsorted(-counts.thresholds, -1.0))
        at_one = index if counts.thresholds[index] == 1.0 else 0
        value = value_at(curve, at_one, None)
        scale = PER / curve.size
        return Earned(
            rows=counts.rows,
            positives=counts.positive_rows,
            positive_share=counts.positives.total / counts.weight,
            treated_share=float(curve.treated_share[at_one]),
            profit=likely_range(value.corrected.estimate * scale, value.corrected.error * scale),
            refused=value.refused,
            outcomes=counts.rows,
            quality=quality_at(rows.labels, treated, rows.weights, self.population.prevalence),
        )

    def _population(self, counts: Counts) -> Population:
        """Without both outcomes the file's own share is all that is known."""
        return self.population if counts.has_both else Population()


def _basis(names: Sequence[str], learned: Learned) -> Basis:
    return Basis(tuple(names), learned.rows, len(learned.misses), learned.chances)


def _period(name: str, earned: Earned, known: Earned, drift: Drift | None) -> PeriodResult:
    if drift is None:
        return PeriodResult(name, True, earned, None, False, None)
    error = float(np.hypot(earned.profit.error, known.profit.error))
    change = likely_range(earned.profit.estimate - known.profit.estimate, error)
    worse = change.high < 0 and not (earned.refused or known.refused)
    return PeriodResult(name, False, earned, change, worse, drift)


def _drifts(
    places: Integers,
    bins: int,
    members: Sequence[npt.NDArray[np.bool_]],
    reference: int,
    edges: Sequence[float] | None = None,
) -> list[Drift | None]:
    """Drift of each period after the reference."""
    counts = [np.bincount(places[member], minlength=bins) for member in members]
    base = np.sum(counts[:reference], axis=0).tolist()
    after = [drift_from_counts(base, one.tolist(), edges=edges) for one in counts[reference:]]
    return [*[None] * reference, *after]


def _input_drift(
    given: Input, members: Sequence[npt.NDArray[np.bool_]], reference: int
) -> InputDrift:
    base = np.logical_or.reduce(members[:reference])
    places, bins = input_bins(given, base)
    found = _drifts(places, len(bins), members, reference)
    return InputDrift(given.name, bins, tuple(drift for drift in found if drift is not None))
