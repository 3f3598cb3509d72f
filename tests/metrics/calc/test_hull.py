"""The hull: its corners by definition, and the same optimum as all thresholds."""

import doctest
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.calc import curves, hull
from metrics.calc.counts import count_by_class
from metrics.calc.payoffs import Payoff, Payoffs, Population
from metrics.calc.row_counts import count_rows

MONEY = st.integers(-100, 100)
ROWS = st.tuples(st.booleans(), st.integers(0, 30))


@st.composite
def counted(draw, weighted=False, most=40):
    labels, scores = zip(*draw(st.lists(ROWS, min_size=1, max_size=most)), strict=True)
    weights = None
    if weighted:
        size = len(labels)
        weights = np.array(draw(st.lists(st.floats(0.01, 9), min_size=size, max_size=size)))
    return count_rows(np.array(labels), np.array(scores, float), weights)


@st.composite
def payoffs(draw):
    amounts = [Payoff(draw(MONEY)) for _ in range(4)]
    return Payoffs(*amounts, fixed_cost=draw(st.integers(0, 50)))


def on_or_below(index, x, y, ends):
    """Whether a point lies on or below the line between two others, in exact numbers."""
    one, other = ends
    cross = (y[index] - y[one]) * (x[other] - x[one]) - (x[index] - x[one]) * (y[other] - y[one])
    return cross <= 0


def corners_by_definition(x, y):
    x, y = ([Fraction(value) for value in values] for values in (x, y))
    last = len(x) - 1
    return [
        index
        for index in range(last + 1)
        if not any(
            on_or_below(index, x, y, (one, other))
            for one in range(index)
            for other in range(index + 1, last + 1)
        )
    ]


@given(counted(), st.lists(st.floats(0, 1), max_size=4))
def test_several_limits_keep_the_corners_of_each(counts, shares):
    limits = [1 + int(share * (len(counts.thresholds) - 1)) for share in shares]
    alone = [hull.corners(counts, allowed).tolist() for allowed in limits]
    together = hull.corners_of_limits(counts, limits).tolist()
    assert together == sorted(set().union(*alone))


def test_examples_run():
    assert doctest.testmod(hull).failed == 0


@given(counted(most=14))
def test_corners_are_the_points_above_all_lines(counts):
    positives, negatives = counts.positives.weight, counts.negatives.weight
    assert hull.upper_hull(counts).tolist() == corners_by_definition(negatives, positives)
    assert hull.lower_hull(counts).tolist() == corners_by_definition(positives, negatives)


@given(counted(), payoffs(), st.sampled_from([None, 0.02, 0.5]))
def test_the_optimum_is_that_of_all_thresholds(counts, priced, prevalence):
    population = Population(1000, prevalence if counts.has_both else None)
    full = curves.price(counts, priced, population)
    thin = curves.price(counts.take(hull.corners(counts)), priced, population)
    found, wanted = thin.point(curves.best(thin)), full.point(curves.best(full))
    assert found.profit == pytest.approx(wanted.profit, rel=1e-12, abs=1e-8)
    assert found.treated_share <= wanted.treated_share


@given(counted(), st.integers(1, 100), st.integers(1, 100))
def test_regular_payoffs_need_the_upper_hull_and_irregular_ones_the_lower(counts, gain, loss):
    for right, find in ((1, hull.upper_hull), (-1, hull.lower_hull)):
        priced = Payoffs(Payoff(right * gain), Payoff(-right * loss))
        full = curves.price(counts, priced)
        thin = curves.price(counts.take(find(counts)), priced)
        assert thin.point(curves.best(thin)) == full.point(curves.best(full))


@given(counted(weighted=True), payoffs())
def test_weights_change_nothing_beyond_rounding(counts, priced):
    full = curves.price(counts, priced)
    thin = curves.price(counts.take(hull.corners(counts)), priced)
    tolerance = 1e-12 * np.abs(full.profit).max()
    assert thin.profit.max() == pytest.approx(full.profit.max(), rel=0, abs=tolerance)


@given(counted(), payoffs(), st.floats(0, 1))
def test_a_limit_keeps_its_optimum(counts, priced, share):
    full = curves.price(counts, priced)
    chosen = hull.corners(counts, curves.allowed_points(full, share))
    thin = curves.price(counts.take(chosen), priced)
    found, wanted = (curves.best_with_part(curve, share) for curve in (thin, full))
    assert found.profit == pytest.approx(wanted.profit, rel=1e-9, abs=1e-9)
    assert found.treated_share == pytest.approx(wanted.treated_share)


def test_many_points_leave_few_corners():
    random = np.random.default_rng(4)
    counts = count_by_class(random.normal(1, 1, 40_000), random.normal(0, 1, 400_000))
    chosen = hull.upper_hull(counts)
    assert len(chosen) < 300 < len(counts.thresholds)
    assert chosen[[0, -1]].tolist() == [0, len(counts.thresholds) - 1]
    x, y = counts.negatives.weight, counts.positives.weight
    assert (y <= np.interp(x, x[chosen], y[chosen]) + 1e-6).all()
    rises, runs = np.diff(y[chosen]), np.diff(x[chosen])
    assert (rises[:-1] * runs[1:] > runs[:-1] * rises[1:]).all()


def test_equal_weights_that_no_longer_count_are_one_point():
    rows = np.array([True, False, True, False]), np.array([4.0, 3.0, 2.0, 1.0])
    counts = count_rows(*rows, np.array([1e20, 1e20, 1.0, 1.0]))
    assert hull.upper_hull(counts).tolist() == [0, 1, 2]


def test_one_class_has_its_ends():
    counts = count_by_class(np.arange(5.0), np.zeros(0))
    assert hull.corners(counts).tolist() == [0, 5]


@pytest.mark.parametrize("allowed", [0, 6])
def test_a_limit_allows_some_thresholds(allowed):
    with pytest.raises(ValueError, match="at least one"):
        hull.corners(count_by_class(np.arange(4.0), np.zeros(0)), allowed)
