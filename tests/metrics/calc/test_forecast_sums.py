"""Small tables of errors: they answer as the rows themselves do."""

import doctest

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from metrics.calc import forecast_sums
from metrics.calc.forecast import asymmetric_cost, forecast_value, pinball_loss
from metrics.calc.forecast_sums import ForecastQuestion, answer, savings, sum_errors

AMOUNTS = st.integers(-1000, 1000).map(float)
ROWS = arrays(float, st.tuples(st.just(3), st.integers(1, 30)), elements=AMOUNTS)
PATIENTLY = settings(deadline=None)  # the first range loads scipy
COSTS = st.tuples(st.integers(0, 9), st.integers(0, 9)).filter(any)


def test_examples_run():
    assert doctest.testmod(forecast_sums).failed == 0


def about(value):
    return pytest.approx(value, rel=1e-9, abs=1e-6)


@PATIENTLY
@given(ROWS, COSTS)
def test_tables_answer_as_rows_do(rows, costs):
    found = answer(sum_errors(*rows), ForecastQuestion(*costs))
    wanted = forecast_value(*rows, cost_under=costs[0], cost_over=costs[1])
    assert found.forecast.total == about(wanted.cost_forecast)
    assert found.reference.total == about(wanted.cost_reference)
    assert found.saving.estimate == about(wanted.saving)
    assert (found.saving.low, found.saving.high) == (
        (None, None) if wanted.saving_low is None
        else (about(wanted.saving_low), about(wanted.saving_high))
    )  # fmt: skip
    assert found.shift.cost == about(wanted.best_shift.cost)
    assert found.shift.saving == about(wanted.best_shift.saving)
    assert found.target_quantile == wanted.optimal_quantile
    assert found.one_percent == about(wanted.value_of_1pct_smaller_errors)


@PATIENTLY
@given(ROWS, COSTS, st.integers(1, 4))
def test_blocks_of_groups_are_those_of_the_rows(rows, costs, block):
    n = rows.shape[1]
    groups = np.arange(n) // 2
    found = answer(
        sum_errors(*rows, groups=groups, n_groups=groups[-1] + 1),
        ForecastQuestion(*costs, block=block),
    )
    wanted = forecast_value(*rows, cost_under=costs[0], cost_over=costs[1], blocks=groups // block)
    assert found.saving.units == wanted.n_blocks
    assert found.saving.low == (None if wanted.saving_low is None else about(wanted.saving_low))
    assert found.group_savings.sum() == about(wanted.saving)


@PATIENTLY
@given(ROWS, COSTS)
def test_the_curve_of_shifts_is_the_cost_of_shifted_forecasts(rows, costs):
    actual, forecast, _ = rows
    found = answer(sum_errors(*rows), ForecastQuestion(*costs))
    for shift, cost in zip(found.shifts, found.shift_costs, strict=True):
        assert cost == about(
            asymmetric_cost(actual, forecast + shift, cost_under=costs[0], cost_over=costs[1])
        )
    assert 0.0 in found.shifts


@PATIENTLY
@given(ROWS, COSTS)
def test_a_row_twice_is_a_row_of_weight_two(rows, costs):
    twice = answer(sum_errors(*np.repeat(rows, 2, axis=1)), ForecastQuestion(*costs))
    weighted = sum_errors(*rows, weights=np.full(rows.shape[1], 2.0))
    heavy = answer(weighted, ForecastQuestion(*costs))
    assert heavy.saving.estimate == about(twice.saving.estimate)
    assert heavy.forecast.loss == about(twice.forecast.loss)
    assert heavy.shift_costs == about(twice.shift_costs)


@PATIENTLY
@given(ROWS, COSTS)
def test_loss_is_that_of_the_rows(rows, costs):
    found = answer(sum_errors(*rows), ForecastQuestion(*costs))
    assert found.forecast.loss == about(pinball_loss(*rows[:2], found.target_quantile))


def test_size_scales_money_and_leaves_loss():
    rows = [np.array(column, float) for column in ([5, 7, 9], [4, 8, 9], [7, 7, 4])]
    plain, scaled = (
        answer(sum_errors(*rows), ForecastQuestion(4, 1, size)) for size in (None, 300)
    )
    assert scaled.saving.estimate == about(100 * plain.saving.estimate)
    assert scaled.saving.low == about(100 * plain.saving.low)
    assert scaled.shift.cost == about(100 * plain.shift.cost)
    assert scaled.forecast.loss == plain.forecast.loss


def test_many_errors_keep_an_even_grid_that_is_nearly_as_good():
    random = np.random.default_rng(1)
    actual, forecast = random.lognormal(3, 1, 20_000), random.lognormal(3, 1, 20_000)
    found = answer(sum_errors(actual, forecast, actual), ForecastQuestion(7, 2))
    wanted = forecast_value(actual, forecast, actual, cost_under=7, cost_over=2).best_shift
    assert not found.shift_is_exact
    assert len(found.shifts) <= forecast_sums.MOST_KNOTS + 2
    assert wanted.cost <= found.shift.cost <= wanted.cost * (1 + 1e-5)


def test_equal_forecasts_save_exactly_nothing():
    rows = np.random.default_rng(2).normal(size=(2, 500)) * 1e6
    found = answer(sum_errors(rows[0], rows[1], rows[1]), ForecastQuestion(0.1, 0.7))
    assert (found.saving.estimate, found.saving.low, found.saving.high) == (0, 0, 0)


def test_a_period_without_a_known_row_is_no_block():
    actual = np.array([5.0, 6, 7, 8])
    reference = np.array([np.nan, 5, 6, 7])
    sums = sum_errors(actual, actual - 1, reference, groups=np.arange(4), n_groups=4)
    assert answer(sums, ForecastQuestion(1, 1)).saving.units == 3


@pytest.mark.parametrize(
    ("question", "words"),
    [
        (ForecastQuestion(0, 0), "unit costs"),
        (ForecastQuestion(1, 1, 0), "above 0"),
        (ForecastQuestion(1, 1, block=0), "at least one period"),
        (ForecastQuestion(1e12, 1, 1e12), "larger units"),
    ],
)
def test_questions_without_an_answer(question, words):
    sums = sum_errors(np.array([5.0]), np.array([4.0]), np.array([3.0]))
    with pytest.raises(ValueError, match=words):
        answer(sums, question)


def test_no_reference_is_refused():
    with pytest.raises(ValueError, match="no row"):
        sum_errors(np.array([1.0]), np.array([1.0]), np.array([np.nan]))


@PATIENTLY
@given(ROWS, COSTS, st.sampled_from([None, 365.0]))
def test_every_reference_saves_what_its_own_answer_says(rows, costs, size):
    actual, forecast, reference = rows
    sums = {
        "plan": sum_errors(actual, forecast, reference),
        "zero": sum_errors(actual, forecast, 0 * actual),
    }
    question = ForecastQuestion(*costs, size)
    found = savings(sums, question)
    assert [each.reference for each in found] == ["plan", "zero"]
    for each in found:
        wanted = answer(sums[each.reference], question)
        assert each.saving == wanted.saving
        assert (each.cost, each.reference_cost) == (wanted.forecast.total, wanted.reference.total)


def test_a_reference_beyond_all_money_is_left_out_and_wrong_questions_refused():
    near, far = (sum_errors(*np.array([[5.0], [4.0], [each]])) for each in (3.0, 1e16))
    found = savings({"near": near, "far": far}, ForecastQuestion(1, 1))
    assert [each.reference for each in found] == ["near"]
    with pytest.raises(ValueError, match="unit costs"):
        savings({"near": near}, ForecastQuestion(0, 0))
    with pytest.raises(ValueError, match="at least one period"):
        savings({"near": near}, ForecastQuestion(1, 1, block=0))
