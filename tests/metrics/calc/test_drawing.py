"""The kept points of a curve: few, and the best for any payoffs is among them."""

import doctest

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.calc import cash, counts, curves, valuation
from metrics.calc.counts import count_by_class, grid
from metrics.calc.payoffs import Limits, Payoff, Payoffs, Population
from metrics.calc.row_counts import count_rows

MONEY = st.integers(-100, 100)


@pytest.fixture(scope="module")
def many():
    random = np.random.default_rng(3)
    return count_by_class(random.normal(1, 1, 2000), random.normal(0, 1, 8000))


@pytest.mark.parametrize("module", [cash, counts])
def test_examples_run(module):
    assert doctest.testmod(module).failed == 0


@settings(max_examples=60, deadline=None)
@given(MONEY, MONEY, MONEY, MONEY, st.sampled_from([None, 0.0, 0.037, 0.5]), st.integers(1, 99))
def test_the_best_of_other_payoffs_was_kept(many, gain, loss, missed, spared, share, percent):
    asked = curves.price(many, Payoffs(Payoff(50), Payoff(-5)))
    drawing = valuation.draw(asked, Limits(None if share is None else share * asked.size))
    kept = many.take(np.searchsorted(-many.thresholds, -drawing.thresholds))
    other = Payoffs(*map(Payoff, (gain, loss, missed, spared)), fixed_cost=7)
    for population, limit in ((Population(5e5, percent / 100), None), (Population(), share)):
        every, few = (curves.price(each, other, population) for each in (many, kept))
        best, found = every.point(curves.best(every, limit)), few.point(curves.best(few, limit))
        assert found == best
    assert drawing.decisive
    assert drawing.cut_offs == len(many.thresholds) > len(drawing.thresholds)


def test_payoffs_by_amount_keep_the_grid_alone():
    random = np.random.default_rng(3)
    rows = count_rows(random.random(3000) < 0.3, random.random(3000), None, np.ones(3000))
    drawing = valuation.draw(curves.price(rows, Payoffs(Payoff(0, 2), Payoff(-1))), Limits())
    assert not drawing.decisive
    assert len(drawing.thresholds) == len(grid(rows).thresholds)
    assert drawing.positive_amounts[-1] + drawing.negative_amounts[-1] == 3000


def test_a_grid_reaches_the_shares_that_rounding_cuts():
    """201 of 1,005 rows are a fifth of them, though a fifth comes out a little below in doubles."""
    assert np.linspace(0.0, 1005, 1001)[200] < 201
    assert 201 in grid(count_by_class(np.arange(1005.0), np.zeros(0))).positives.weight
