"""Two models on the same rows: only the rows where they disagree count."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from metrics.calc.counts import Floats, Integers
from metrics.calc.curves import best, price
from metrics.calc.intervals import refusal
from metrics.calc.payoffs import Payoff, Payoffs, Population
from metrics.calc.row_counts import count_rows

# from 2 on, unjoined files are priced for the same people; from 3 on, given thresholds of theirs
# count the negatives down to the threshold, and not to the next score of a positive
FORMULA_VERSION = "3"
NORMAL_95 = 1.959963984540054
MOST_NAMED = 5
Truths = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class ModelRows:
    """One file of a model, n rows each: labels true for positives, finite scores.

    ids are distinct and of one kind (numbers or text); None stands for the order of the rows.
    Weights are at least 0; amounts any finite number.
    """

    labels: Truths
    scores: Floats
    ids: npt.NDArray[Any] | None = None
    weights: Floats | None = None
    amounts: Floats | None = None


class NothingShared(ValueError):
    """Two files hold no row in common."""


class Unjoinable(ValueError):
    """Rows of two files do not fit: what is wrong, in how many, and which of them come first.

    `fault` is outcome, weight or amount where shared rows differ in it, first or second for the
    file in which `count` ids stand more than once; `ids` are up to five, in the order of the file.
    """

    def __init__(self, fault: str, count: int, ids: npt.NDArray[Any]) -> None:
        super().__init__(f"{fault}: {count} rows")
        self.fault, self.count = fault, count
        self.ids = ids[:MOST_NAMED].tolist()


@dataclass(frozen=True)
class SharedRows:
    """Rows that both models scored, and how many rows only one of them has."""

    labels: Truths
    scores_a: Floats
    scores_b: Floats
    weights: Floats | None = None
    amounts: Floats | None = None
    only_a: int = 0
    only_b: int = 0

    def __post_init__(self) -> None:
        columns = (self.scores_a, self.scores_b, self.weights, self.amounts)
        if not len(self.labels):
            raise NothingShared("the models share no rows")
        if any(column is not None and len(column) != len(self.labels) for column in columns):
            raise ValueError("all columns must have as many rows as the labels")


@dataclass(frozen=True)
class Disagreements:
    """Rows that only one model treats: how many, or their weights together."""

    positives_only_a: float
    positives_only_b: float
    negatives_only_a: float
    negatives_only_b: float


@dataclass(frozen=True)
class Choice:
    """One model as it is compared: what it brings, and what of that is optimism of picking.

    threshold None treats nobody; profit is money of the population as the file shows it, error its
    standard error, None below two rows. `refused` says why only its range may be shown.
    """

    threshold: float | None
    profit: float
    optimism: float = 0.0
    error: float | None = None
    refused: str | None = None


@dataclass(frozen=True)
class Comparison:
    """What model b brings more than model a, with its 95% range; money of the population.

    difference is the profit of b less that of a, each less its optimism. standard_error, low and
    high are None below two rows. `paired` is false when the files share no rows: then the range is
    wide and the page should say why. `replicates` is None for thresholds given beforehand.
    `disagreements` are weights, which count the rows where there are none; disagreeing_rows are
    rows, of any weight above 0.
    """

    a: Choice
    b: Choice
    difference: float
    standard_error: float | None
    low: float | None
    high: float | None
    paired: bool = True
    rows: int | None = None
    disagreements: Disagreements | None = None
    disagreeing_rows: Disagreements | None = None
    weighted: bool = False
    seed: int | None = None
    replicates: int | None = None


def join(a: ModelRows, b: ModelRows) -> SharedRows:
    """Return the rows that both files hold, matched by id, or by position where neither has ids.

    Rows that only one file has are left out and counted. Raises Unjoinable where ids repeat or
    labels, weights or amounts of a shared row differ, NothingShared where no row is shared, and
    ValueError where only one file has ids or files without ids differ in length. In the order of
    a. Source: metrics spec 3.7.

    >>> a = ModelRows(np.array([True, False]), np.array([0.9, 0.2]), np.array([7, 8]))
    >>> b = ModelRows(np.array([False, True]), np.array([0.1, 0.6]), np.array([8, 7]))
    >>> join(a, b).scores_b.tolist()
    [0.6, 0.1]
    """
    rows_a, rows_b = _matched(a, b)
    labels = a.labels[rows_a]
    _hold_equal("outcome", labels, b.labels[rows_b], a, rows_a)
    return SharedRows(
        labels=labels,
        scores_a=a.scores[rows_a],
        scores_b=b.scores[rows_b],
        weights=_same("weight", a, b, rows_a, rows_b),
        amounts=_same("amount", a, b, rows_a, rows_b),
        only_a=len(a.labels) - len(rows_a),
        only_b=len(b.labels) - len(rows_b),
    )


def _matched(a: ModelRows, b: ModelRows) -> tuple[Integers, Integers]:
    if a.ids is None and b.ids is None:
        if len(a.labels) != len(b.labels):
            raise ValueError("files without row ids must have equally many rows")
        every = np.arange(len(a.labels))
        return every, every
    if a.ids is None or b.ids is None:
        raise ValueError("only one of the files has row ids")
    for name, ids in (("first", a.ids), ("second", b.ids)):
        if len(np.unique(ids)) < len(ids):
            _, at, times = np.unique(ids, return_index=True, return_counts=True)
            repeated = np.sort(at[times > 1])
            raise Unjoinable(name, len(repeated), ids[repeated])
    _, rows_a, rows_b = np.intersect1d(a.ids, b.ids, assume_unique=True, return_indices=True)
    order = np.argsort(rows_a)
    return rows_a[order], rows_b[order]


def _same(
    name: str, a: ModelRows, b: ModelRows, rows_a: Integers, rows_b: Integers
) -> Floats | None:
    """The column of shared rows, from the file that has it."""
    columns: tuple[Floats | None, ...] = tuple(getattr(file, f"{name}s") for file in (a, b))
    one, other = (
        None if column is None else column[rows]
        for column, rows in zip(columns, (rows_a, rows_b), strict=True)
    )
    if one is not None and other is not None:
        _hold_equal(name, one, other, a, rows_a)
    return other if one is None else one


def _hold_equal(
    name: str, one: npt.NDArray[Any], other: npt.NDArray[Any], a: ModelRows, rows_a: Integers
) -> None:
    differing = rows_a[one != other]
    if len(differing):
        raise Unjoinable(name, len(differing), differing + 1 if a.ids is None else a.ids[differing])


def compare_at(
    rows: SharedRows,
    thresholds: tuple[float | None, float | None],
    payoffs: Payoffs,
    population: Population | None = None,
) -> Comparison:
    """Return the difference of two models at thresholds given beforehand, with its 95% range.

    A row counts a - c - r when only b treats a positive, d - b + r when only a treats a negative,
    and the negative of these the other way round; rows treated alike count nothing. Difference =
    N x weighted mean; its standard error N sd / sqrt(n), sd with n - 1, which for weights is
    N sqrt(n / (n - 1) sum w^2 (x - mean)^2) / sum w. With a share of positives of the population
    the variances within each class (divided by n1, n0) add up. Range: 1.96 standard errors to
    either side. The fixed cost counts where one model treats nobody. A row is treated when its
    score is at or above the threshold; None treats nobody. Exchanging the models changes the
    sign. ValueError as in `price`. Source: metrics spec 3.6, 3.7.

    >>> rows = SharedRows(np.array([True, False]), np.array([0.2, 0.7]), np.array([0.8, 0.1]))
    >>> found = compare_at(rows, (0.5, 0.5), Payoffs(Payoff(10), Payoff(-4)))
    >>> found.a.profit, found.b.profit, found.difference
    (-4.0, 10.0, 14.0)
    """
    money = RowMoney.of(rows, payoffs, population or Population())
    treats_a, treats_b = (
        _treated(scores, threshold)
        for scores, threshold in zip((rows.scores_a, rows.scores_b), thresholds, strict=True)
    )
    a, b = (
        money.choice(threshold, treated)
        for threshold, treated in zip(thresholds, (treats_a, treats_b), strict=True)
    )
    moved = treats_b.astype(np.float64) - treats_a
    variable = float(money.scale @ (money.gain * moved))
    fixed = payoffs.fixed_cost * (1 - payoffs.fixed_cost_always)
    difference = variable - fixed * (float(treats_b.any()) - float(treats_a.any()))
    error = money.standard_error(money.gain * moved)
    return _with_range(
        Comparison(
            a, b, difference, error, None, None,
            rows=len(rows.labels),
            disagreements=_disagreements(money.weight, money.labels, treats_a, treats_b),
            disagreeing_rows=_disagreements(money.weight > 0, money.labels, treats_a, treats_b),
            weighted=rows.weights is not None,
        )
    )  # fmt: skip


def compare_unjoined(a: Choice, b: Choice) -> Comparison:
    """Return the difference of two models on different rows; its range is wide, `paired` false.

    The standard errors of both profits add up as squares; None gives no range. Profits are money
    of the same population. Source: metrics spec 3.7.

    >>> found = compare_unjoined(Choice(0.5, 100.0, error=3.0), Choice(0.4, 120.0, error=4.0))
    >>> found.difference, found.standard_error, found.paired
    (20.0, 5.0, False)
    """
    difference = (b.profit - b.optimism) - (a.profit - a.optimism)
    error = None if a.error is None or b.error is None else float(np.hypot(a.error, b.error))
    return _with_range(Comparison(a, b, difference, error, None, None, paired=False))


def best_thresholds(
    rows: SharedRows,
    payoffs: Payoffs,
    population: Population | None = None,
    share: float | None = None,
) -> tuple[float | None, float | None]:
    """Return the threshold of highest profit of each model on these rows; None treats nobody.

    `share` is the largest share of the population that may be treated. Whole blocks of equal
    scores only. Source: metrics spec 3.3, 3.4.

    >>> rows = SharedRows(np.array([True, False]), np.array([0.2, 0.7]), np.array([0.8, 0.1]))
    >>> best_thresholds(rows, Payoffs(Payoff(10), Payoff(-4)))
    (0.2, 0.8)
    """
    found = []
    for scores in (rows.scores_a, rows.scores_b):
        counts = count_rows(rows.labels, scores, rows.weights, rows.amounts, with_squares=False)
        curve = price(counts, payoffs, population)
        found.append(curve.point(best(curve, share)).threshold)
    return found[0], found[1]


def with_optimism(
    found: Comparison, optimism: tuple[float, float], seed: int, replicates: int
) -> Comparison:
    """Return the comparison less the optimism of both picked thresholds; its width stays.

    Source: metrics spec 3.6, 3.7.
    """
    return _with_range(
        replace(
            found,
            a=replace(found.a, optimism=optimism[0]),
            b=replace(found.b, optimism=optimism[1]),
            difference=found.difference - (optimism[1] - optimism[0]),
            seed=seed,
            replicates=replicates,
        )
    )


def _with_range(found: Comparison) -> Comparison:
    if found.standard_error is None:
        return found
    width = NORMAL_95 * found.standard_error
    return replace(found, low=found.difference - width, high=found.difference + width)


def _treated(scores: Floats, threshold: float | None) -> Truths:
    if threshold is None:
        return np.zeros(len(scores), dtype=np.bool_)
    treated: Truths = scores >= threshold
    return treated


def _disagreements(
    counted: Floats | Truths, labels: Truths, treats_a: Truths, treats_b: Truths
) -> Disagreements:
    """What counts of the rows in which only one treats: their weights, or each as one."""
    only_a, only_b = treats_a & ~treats_b, treats_b & ~treats_a
    return Disagreements(
        *(
            float(counted[chosen].sum())
            for chosen in (only_a & labels, only_b & labels, only_a & ~labels, only_b & ~labels)
        )
    )


@dataclass(frozen=True)
class RowMoney:
    """Each row that counts: its weight, how many people of the population it stands for, money.

    gain is what treating the row is worth, against leaving it at `untreated`.
    """

    labels: Truths
    weight: Floats
    scale: Floats
    gain: Floats
    untreated: Floats
    payoffs: Payoffs
    by_class: tuple[float, float] | None

    @classmethod
    def of(cls, rows: SharedRows, payoffs: Payoffs, population: Population) -> RowMoney:
        """Price every row."""
        labels = rows.labels
        weight = np.ones(len(labels)) if rows.weights is None else rows.weights
        if (weight < 0).any() or not weight.any():
            raise ValueError("weights must not be negative, nor all zero")
        if payoffs.by_amount and rows.amounts is None:
            raise ValueError("payoffs that depend on the amount need an amount column")
        amounts = np.zeros(len(labels)) if rows.amounts is None else rows.amounts
        totals = float(weight[labels].sum()), float(weight[~labels].sum())
        scales = population.scales(*totals)
        people = scales[0] * totals[0], scales[1] * totals[1]

        def money(positive: Payoff, negative: Payoff) -> Floats:
            return np.where(
                labels,
                positive.constant + positive.per_amount * amounts,
                negative.constant + negative.per_amount * amounts,
            )

        untreated = money(payoffs.false_negative, payoffs.true_negative)
        treated = money(payoffs.treated_positive, payoffs.treated_negative)
        return cls(
            labels, weight, weight * np.where(labels, *scales), treated - untreated, untreated,
            payoffs, None if population.prevalence is None else people,
        )  # fmt: skip

    def choice(self, threshold: float | None, treated: Truths) -> Choice:
        """Return what treating these rows, those from the threshold on, brings the population."""
        paid = bool(treated.any()) or self.payoffs.fixed_cost_always
        money = self.untreated + self.gain * treated
        weight = self.weight[treated]
        return Choice(
            threshold,
            profit=float(self.scale @ money) - self.payoffs.fixed_cost * paid,
            error=self.standard_error(money),
            refused=refusal(int(self.labels.sum()), float(weight.sum()), float(weight @ weight)),
        )

    def standard_error(self, values: Floats) -> float | None:
        """Return that of the population's total of values; None below two rows."""
        counted = self.weight > 0
        rows = int(counted.sum())
        if rows < 2:
            return None
        if self.by_class is None:
            variance = _variance_of_mean(values, self.weight) * rows / (rows - 1)
            return float(self.scale.sum() * np.sqrt(variance))
        squares = sum(
            people**2 * _variance_of_mean(values[chosen], self.weight[chosen])
            for people, chosen in zip(self.by_class, (self.labels, ~self.labels), strict=True)
        )
        return float(np.sqrt(squares))


def _variance_of_mean(values: Floats, weight: Floats) -> float:
    total = weight.sum()
    mean = (weight @ values) / total
    return float(((weight * (values - mean)) ** 2).sum() / total**2)
