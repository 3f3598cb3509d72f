"""Two models whose thresholds were picked on the rows that compare them: what picking adds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from metrics.calc.comparison import (
    Comparison,
    RowMoney,
    SharedRows,
    best_thresholds,
    compare_at,
    with_optimism,
)
from metrics.calc.counts import Floats, Integers
from metrics.calc.payoffs import Payoffs, Population
from metrics.calc.row_counts import count_rows

LEAST_REPLICATES = 1000
GROUPS = 120  # both models: at most 29,000 joint groups, whatever the file size
DRAWS_AT_ONCE = 1 << 20


def compare_picked(
    rows: SharedRows,
    payoffs: Payoffs,
    population: Population | None = None,
    *,
    seed: int,
    share: float | None = None,
    replicates: int = LEAST_REPLICATES,
) -> Comparison:
    """Return the difference of two models, each at its best threshold on these very rows.

    The best threshold of a file looks better on it than elsewhere. `replicates` (at least 1,000)
    draw the rows anew with Poisson counts, the same for both models, rescaled to the file's weight
    (within each class when the population gives a share of positives); what each replicate's best
    is above the same threshold's profit in the file is the optimism, on average, of each model.
    The difference loses it; its standard error is that of `compare_at`. Rows are drawn in joint
    groups: those that stand in the same group of adjacent scores (at most 121) of both models.
    A limit (`share`) holds in the file and in each replicate. Equal for an equal seed and order of
    rows; exchanging the models changes the sign. ValueError as in `compare_at`, or for too few
    replicates. Source: metrics spec 3.6, 3.7.

    >>> from metrics.calc.payoffs import Payoff
    >>> rows = SharedRows(np.arange(20) > 15, np.arange(20.0), np.arange(20.0) % 7)
    >>> found = compare_picked(rows, Payoffs(Payoff(10), Payoff(-4)), seed=1)
    >>> found.a.profit, found.a.threshold, found.b.optimism > found.a.optimism
    (40.0, 16.0, True)
    """
    if replicates < LEAST_REPLICATES:
        raise ValueError("at least 1,000 replicates are needed")
    population = population or Population()
    thresholds = best_thresholds(rows, payoffs, population, share)
    found = compare_at(rows, thresholds, payoffs, population)
    cells = _Cells.of(rows, RowMoney.of(rows, payoffs, population), thresholds)
    sides = [_Side.of(cells, groups, payoffs, share) for groups in cells.groups]
    random = np.random.default_rng(seed)
    excess = np.zeros(2)
    for draws in cells.replicates(random, replicates):
        excess += [side.excess(cells, draws) for side in sides]
    mean_a, mean_b = (excess / replicates).tolist()
    return with_optimism(found, (mean_a, mean_b), seed, replicates)


@dataclass(frozen=True)
class _Cells:
    """Rows of one class that stand in the same group of both models.

    A cell's weight is drawn as `unit` times a Poisson number of mean `expected`, which has the
    mean and the variance of the sum over its rows. people and money are per unit of weight.
    """

    groups: tuple[Integers, Integers]
    positive: Integers
    expected: Floats
    unit: Floats
    people: Floats
    money: Floats
    within_classes: bool

    @classmethod
    def of(
        cls, rows: SharedRows, money: RowMoney, thresholds: tuple[float | None, float | None]
    ) -> _Cells:
        counted = money.weight > 0
        weight, positive = money.weight[counted], money.labels[counted].astype(np.int64)
        a, b = (
            _groups(rows, scores, threshold)[counted]
            for scores, threshold in zip((rows.scores_a, rows.scores_b), thresholds, strict=True)
        )
        keys = (a * (int(b.max()) + 1) + b) * 2 + positive
        _, first, cell = np.unique(keys, return_index=True, return_inverse=True)
        # Cells in the order of their first rows, so that exchanging the models draws the same.
        order = np.argsort(first)
        cell, first = np.argsort(order)[cell], first[order]

        def total(values: Floats) -> Floats:
            return np.asarray(np.bincount(cell, values), dtype=np.float64)

        weights, squares, scale = total(weight), total(weight * weight), money.scale[counted]
        return cls(
            groups=(a[first], b[first]),
            positive=positive[first],
            expected=weights**2 / squares,
            unit=squares / weights,
            people=total(scale) / weights,
            money=total(scale * money.gain[counted]) / weights,
            within_classes=money.by_class is not None,
        )

    @property
    def weight(self) -> Floats:
        return self.expected * self.unit

    def replicates(self, random: np.random.Generator, number: int) -> Iterator[Floats]:
        """Yield weights of cells, shape (some replicates, cells), until there are enough."""
        step = max(DRAWS_AT_ONCE // len(self.unit), 1)
        for start in range(0, number, step):
            size = (min(step, number - start), len(self.unit))
            draws = random.poisson(self.expected, size) * self.unit
            if self.within_classes:
                for label in (0, 1):
                    self._rescale(draws, self.positive == label)
            else:
                self._rescale(draws, np.ones(len(self.unit), dtype=np.bool_))
            yield draws

    def _rescale(self, draws: Floats, chosen: npt.NDArray[np.bool_]) -> None:
        drawn = draws[:, chosen].sum(axis=1, keepdims=True)
        wanted = self.weight[chosen].sum()
        draws[:, chosen] *= np.divide(wanted, drawn, out=np.ones_like(drawn), where=drawn > 0)


@dataclass(frozen=True)
class _Side:
    """One model: its cells by falling score, and the profit of each threshold in the file."""

    order: Integers
    starts: Integers
    fixed_cost: float
    most_people: float | None
    in_file: Floats

    @classmethod
    def of(cls, cells: _Cells, groups: Integers, payoffs: Payoffs, share: float | None) -> _Side:
        order = np.argsort(groups, kind="stable")
        starts = np.flatnonzero(np.diff(groups[order], prepend=-1))
        size = float(cells.weight @ cells.people)
        side = cls(
            order,
            starts,
            fixed_cost=payoffs.fixed_cost * (not payoffs.fixed_cost_always),
            most_people=None if share is None else share * size * (1 + 1e-12),
            in_file=np.zeros(0),
        )
        in_file = side._profits(cells, cells.weight[None, :])[0]
        return cls(order, starts, side.fixed_cost, side.most_people, in_file)

    def excess(self, cells: _Cells, draws: Floats) -> float:
        """Sum over replicates of the best profit less the same threshold's profit in the file."""
        profits = self._profits(cells, draws)
        allowed = profits
        if self.most_people is not None:
            allowed = profits.copy()
            treated = self._reached(draws * cells.people)
            allowed[:, 1:][treated > self.most_people] = -np.inf
        tolerance = 1e-13 * np.abs(profits).max(axis=1, keepdims=True)
        picked = np.argmax(allowed >= allowed.max(axis=1, keepdims=True) - tolerance, axis=1)
        found = profits[np.arange(len(profits)), picked]
        return float((found - self.in_file[picked]).sum())

    def _profits(self, cells: _Cells, weights: Floats) -> Floats:
        """Money against treating nobody, which comes first."""
        money = self._reached(weights * cells.money) - self.fixed_cost
        return np.hstack([np.zeros((len(money), 1)), money])

    def _reached(self, values: Floats) -> Floats:
        found: Floats = np.add.reduceat(values[:, self.order], self.starts, axis=1)
        return found.cumsum(axis=1)


def _groups(rows: SharedRows, scores: Floats, threshold: float | None) -> Integers:
    """Return each row's group of adjacent scores, 0 for the highest.

    Groups hold about the same share of positives and negatives together, which makes them small
    where positives are many; the picked threshold ends one.
    """
    counts = count_rows(rows.labels, scores, rows.weights)
    ends = counts.thresholds[1:]
    if len(ends) > GROUPS:
        totals = counts.positives.total or 1.0, counts.negatives.total or 1.0
        reached = counts.positives.weight[1:] / totals[0] + counts.negatives.weight[1:] / totals[1]
        wanted = reached[-1] * np.arange(1, GROUPS) / GROUPS
        chosen = np.unique(np.append(np.searchsorted(reached, wanted), len(ends) - 1))
        picked = np.flatnonzero(ends == (np.inf if threshold is None else threshold))
        ends = ends[np.union1d(chosen, picked)]
    return np.searchsorted(-ends, -scores, side="left")
