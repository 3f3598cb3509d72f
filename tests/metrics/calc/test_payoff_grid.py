"""The two-way grid: every cell is the optimum of its payoffs."""

import doctest
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from predictions import build_counts, build_payoffs, build_population

from metrics.calc import curves, payoff_grid
from metrics.calc.counts import count_by_class
from metrics.calc.payoffs import Limits, Payoff, Payoffs, Population
from metrics.calc.valuation import draw

CORNERS = [(0, 0), (0, 10), (3, 8), (5, 5), (10, 0), (10, 10)]
MONEY = st.integers(-50, 50)


def by_hand(curve, axes, factors, limits):
    payoffs = curve.payoffs
    for name, factor in zip(axes, factors, strict=True):
        value = getattr(payoffs, name)
        scaled = (
            Payoff(value.constant * factor, value.per_amount * factor)
            if isinstance(value, Payoff)
            else value * factor
        )
        payoffs = replace(payoffs, **{name: scaled})
    share = limits.share(payoffs, curve.size)
    return curves.best_with_part(curves.price(curve.counts, payoffs, curve.population), share)


def test_examples_run():
    assert doctest.testmod(payoff_grid).failed == 0


def test_every_cell_is_an_optimum_of_all_thresholds(classification_case):
    rows, parameters = classification_case["input"], classification_case["params"]
    payoffs = build_payoffs(parameters)
    curve = curves.price(build_counts(rows), payoffs, build_population(parameters))
    limits = Limits(parameters.get("max_count"), parameters.get("budget"))
    share = limits.share(payoffs, curve.size)
    found = payoff_grid.payoff_grid(curve, limits)
    axes = (found.rows.payoff, found.columns.payoff)
    assert found.profit.shape == found.treated_share.shape == (11, 11)
    assert np.isfinite([found.profit, found.treated_share]).all()
    for row, column in CORNERS:
        factors = 0.5 + row / 10, 0.5 + column / 10
        wanted = by_hand(curve, axes, factors, limits)
        assert found.profit[row, column] == pytest.approx(wanted.profit, rel=1e-12, abs=1e-9)
    middle = curves.best_with_part(curve, share)
    assert found.profit[5, 5] == pytest.approx(middle.profit, rel=1e-12)
    assert found.treated_share[5, 5] == pytest.approx(middle.treated_share)


@settings(max_examples=15, deadline=None)
@given(MONEY, MONEY, MONEY, st.sampled_from([None, 0.0, 0.13, 0.5]), st.integers(0, 99))
def test_any_payoffs_and_limits(gain, loss, missed, share, seed):
    random = np.random.default_rng(seed)
    counts = count_by_class(random.integers(3, 12, 20) * 1.0, random.integers(0, 9, 40) * 1.0)
    money = Payoffs(Payoff(gain), Payoff(loss), Payoff(missed), fixed_cost=3)
    curve = curves.price(counts, money, Population(1000, prevalence=0.2))
    limits = Limits(None if share is None else 1000 * share)
    found = payoff_grid.payoff_grid(curve, limits, axes=("false_positive", "false_negative"))
    for row, column in CORNERS:
        factors = 0.5 + row / 10, 0.5 + column / 10
        wanted = by_hand(curve, ("false_positive", "false_negative"), factors, limits)
        assert found.profit[row, column] == pytest.approx(wanted.profit, rel=1e-9, abs=1e-6)
    assert (found.treated_share <= (1 if share is None else share) + 1e-9).all()


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 90), st.integers(0, 40), st.integers(1, 9), st.integers(0, 99))
def test_a_budget_allows_fewer_where_acting_costs_more(gain, fixed, cost, seed):
    """Every cell of the kept points is the optimum of all rows within the cell's own limit."""
    random = np.random.default_rng(seed)
    many = count_by_class(random.normal(1, 1, 900), random.normal(0, 1, 4100))
    money = Payoffs(Payoff(gain), Payoff(-3), fixed_cost=fixed, cost_per_action=cost)
    curve, limits = curves.price(many, money), Limits(volume=3000, budget=800 * cost)
    axes = ("cost_per_action", "true_positive")
    kept = many.take(np.searchsorted(-many.thresholds, -draw(curve, limits).thresholds))
    found = payoff_grid.payoff_grid(curves.price(kept, money), limits, axes=axes)
    for row in range(11):
        wanted = by_hand(curve, axes, (0.5 + row / 10, 1.2), limits)
        assert found.profit[row, 7] == pytest.approx(wanted.profit, rel=1e-9, abs=1e-6)
        allowed = (800 * cost - fixed) / ((0.5 + row / 10) * cost * 5000)
        assert found.treated_share[row, 7] <= max(allowed, 0) + 1e-9


def test_factors_run_from_half_to_one_and_a_half():
    curve = curves.price(build_counts({"label": [1, 0], "score": [2, 1]}), Payoffs(Payoff(8)))
    factors = payoff_grid.payoff_grid(curve).rows.factors
    assert factors.tolist() == pytest.approx([0.5 + step / 10 for step in range(11)])
    assert factors[5] == 1


def test_a_treated_positive_worth_more_never_loses():
    random = np.random.default_rng(8)
    counts = count_by_class(random.normal(1, 1, 3000), random.normal(0, 1, 30_000))
    curve = curves.price(counts, Payoffs(Payoff(100), Payoff(-20), cost_per_action=3))
    for limits in (None, Limits(0.05 * curve.size)):
        found = payoff_grid.payoff_grid(curve, limits)
        assert (np.diff(found.profit, axis=0) > 0).all()
        assert (np.diff(found.profit, axis=1) < 0).all()  # a loss that grows
        assert (np.diff(found.treated_share, axis=0) >= -1e-12).all()


@pytest.mark.parametrize(
    ("payoffs", "expected"),
    [
        (Payoffs(Payoff(9), Payoff(0, -1)), ("true_positive", "false_positive")),
        (Payoffs(Payoff(9), true_negative=Payoff(1)), ("true_positive", "true_negative")),
        (
            Payoffs(false_negative=Payoff(-9), cost_per_action=1),
            ("cost_per_action", "false_negative"),
        ),
        (Payoffs(), ("true_positive", "false_positive")),
    ],
)
def test_what_is_zero_is_not_varied(payoffs, expected):
    assert payoff_grid.default_axes(payoffs) == expected


def test_one_payoff_cannot_be_both_axes():
    curve = curves.price(build_counts({"label": [1, 0], "score": [2, 1]}), Payoffs(Payoff(8)))
    with pytest.raises(ValueError, match="must differ"):
        payoff_grid.payoff_grid(curve, axes=("true_positive", "true_positive"))
