"""Value of a forecast: the vector, the two forms of its cost, shifts, blocks and references."""

import doctest
from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from metrics.calc import forecast
from metrics.calc.forecast import (
    asymmetric_cost,
    best_constant_shift,
    forecast_value,
    mean_so_far,
    optimal_quantile,
    pinball_loss,
    seasonal_naive,
)

VALUES = st.floats(-1e4, 1e4, allow_subnormal=False)
PAIRS = arrays(float, st.tuples(st.just(2), st.integers(1, 30)), elements=VALUES)
COSTS = st.tuples(st.integers(0, 9), st.integers(0, 9)).filter(any)


def test_examples_run():
    assert doctest.testmod(forecast).failed == 0


def read(case):
    rows = (np.array(case["input"][name]) for name in ("actual", "forecast", "reference"))
    costs = {name: case["input"][name] for name in ("cost_under", "cost_over")}
    return partial(forecast_value, *rows, **costs)


def test_vector(forecast_value_case, agrees):
    found, expected = read(forecast_value_case)(), dict(forecast_value_case["expected"])
    shifted = expected.pop("cost_after_best_constant_shift")
    assert agrees(found.best_shift.cost, shifted)
    assert found.best_shift.in_sample
    for name, wanted in expected.items():
        assert agrees(getattr(found, name), wanted), name


def test_the_range_is_student_t_around_the_saving(forecast_value_case, agrees):
    found = read(forecast_value_case)()
    assert agrees(found.saving_high - found.saving, 2.570581835636314 * found.saving_se)
    assert agrees(found.saving - found.saving_low, 2.570581835636314 * found.saving_se)


def test_a_period_scales_saving_and_range(forecast_value_case, agrees):
    found = read(forecast_value_case)(rows_per_period=12)
    assert agrees(found.saving_per_period, 410)
    assert agrees(found.saving_per_period_low, 2 * found.saving_low)
    assert agrees(found.saving_per_period_high, 2 * found.saving_high)


def test_blocks_pair_whole_periods(forecast_value_case, agrees):
    found = read(forecast_value_case)(blocks=np.array(["m2", "m1", "m2", "m1", "m3", "m3"]))
    assert [(part.label, part.n, part.saving) for part in found.blocks] == [
        ("m1", 2, 115.0),
        ("m2", 2, 20.0),
        ("m3", 2, 70.0),
    ]
    assert agrees(found.saving_se, np.std([115, 20, 70], ddof=1) * np.sqrt(3))
    assert agrees(found.saving_high - found.saving, 4.302652729749462 * found.saving_se)
    assert found.n_blocks == 3


def test_errors_that_go_together_widen_the_range():
    noise = np.repeat(np.random.default_rng(1).normal(size=20), 30)
    value = partial(forecast_value, noise, noise * 0.5, np.zeros(600), cost_under=1, cost_over=1)
    assert value(blocks=np.repeat(np.arange(20), 30)).saving_se > 3 * value().saving_se


def test_one_unit_has_no_range(forecast_value_case):
    found = read(forecast_value_case)(blocks=np.zeros(6))
    assert (found.saving_se, found.saving_low, found.saving_high) == (None, None, None)
    assert found.saving_per_period_low is None
    assert found.saving == 205


def test_rows_without_reference_leave_both_costs():
    actual = np.array([100.0, 120.0, 90.0])
    found = forecast_value(actual, actual - 1, seasonal_naive(actual, 1), cost_under=4, cost_over=1)
    assert (found.n, found.n_without_reference) == (2, 1)
    assert (found.cost_forecast, found.cost_reference) == (8.0, 110.0)


def test_a_reference_without_cost_has_no_share():
    actual = np.array([1.0, 2.0])
    found = forecast_value(actual, actual + 1, actual, cost_under=1, cost_over=1)
    assert found.saving_share is None
    assert found.saving == -2.0


@given(PAIRS, COSTS)
def test_cost_is_pinball_loss_at_the_optimal_quantile(rows, costs):
    cost = asymmetric_cost(*rows, cost_under=costs[0], cost_over=costs[1])
    loss = pinball_loss(*rows, optimal_quantile(*costs))
    assert cost == pytest.approx(sum(costs) * rows.shape[1] * loss, rel=1e-9, abs=1e-6)


@given(PAIRS, COSTS)
def test_no_residual_is_a_better_shift_than_the_best(rows, costs):
    unit_costs = {"cost_under": costs[0], "cost_over": costs[1]}
    best = best_constant_shift(*rows, **unit_costs)
    others = [
        asymmetric_cost(rows[0], rows[1] + shift, **unit_costs)
        for shift in [0, *(rows[0] - rows[1])]
    ]
    assert best.cost == pytest.approx(min(others), rel=1e-9, abs=1e-6)
    assert best.saving >= 0


@given(PAIRS, COSTS)
def test_errors_one_percent_smaller_save_one_percent(rows, costs):
    actual, predicted = rows
    unit_costs = {"cost_under": costs[0], "cost_over": costs[1]}
    value = forecast_value(actual, predicted, actual, **unit_costs)
    smaller = asymmetric_cost(actual - predicted, np.zeros(len(actual)), **unit_costs) * 0.99
    expected = value.cost_forecast - value.value_of_1pct_smaller_errors
    assert smaller == pytest.approx(expected, rel=1e-9, abs=1e-9)


def test_a_right_forecast_is_not_shifted():
    exact = np.array([3.0, 4.0])
    assert best_constant_shift(exact, exact, cost_under=4, cost_over=1).shift == 0.0


def test_a_reference_looks_back_within_its_series():
    actual, series = np.array([1.0, 10.0, 2.0, 20.0, 6.0]), np.array(["a", "b", "a", "b", "a"])
    np.testing.assert_equal(seasonal_naive(actual, 1, series), [np.nan, np.nan, 1, 10, 2])
    np.testing.assert_equal(mean_so_far(actual, series), [np.nan, np.nan, 1, 10, 1.5])
    assert np.isnan(seasonal_naive(actual, 9, series)).all()
    assert len(seasonal_naive(np.empty(0), 1, np.empty(0))) == len(mean_so_far(np.empty(0))) == 0


ONE = np.array([1.0])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"cost_under": 0, "cost_over": 0}, "unit costs"),
        ({"cost_under": -1}, "unit costs"),
        ({"cost_over": float("nan")}, "unit costs"),
        ({"forecast": np.array([1.0, 2.0])}, "equally many"),
        ({"actual": np.array([np.nan])}, "finite"),
        ({"reference": np.array([np.nan])}, "no row"),
        ({"reference": np.array([np.inf])}, "missing"),
        ({"blocks": np.array([1, 2])}, "as many"),
        ({"rows_per_period": 0}, "per period"),
        ({"alpha": 1}, "alpha"),
        (dict.fromkeys(("actual", "forecast", "reference"), np.empty(0)), "at least one row"),
    ],
)
def test_bad_input_is_refused(change, message):
    good = dict.fromkeys(("actual", "forecast", "reference"), ONE)
    with pytest.raises(ValueError, match=message):
        forecast_value(**good | {"cost_under": 1, "cost_over": 1} | change)


def test_quantiles_and_seasons_have_their_range():
    with pytest.raises(ValueError, match="quantile"):
        pinball_loss(ONE, ONE, 1.1)
    with pytest.raises(ValueError, match="season"):
        seasonal_naive(ONE, 0)
    with pytest.raises(ValueError, match="series"):
        seasonal_naive(ONE, 1, np.array(["a", "b"]))
