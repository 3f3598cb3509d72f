"""The enabler return: which dimension to raise first, on the candidates of the churn case."""

import doctest
from decimal import Decimal

import churn_case
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoping.calc import enablers
from scoping.calc.enablers import Blocked
from scoping.calc.readiness import Readiness, fit_of

VALUES = {
    "Simple rule": Decimal("0.450"),
    "Churn model": Decimal("0.559"),
    "Chatbot": Decimal("-0.262"),
    "Personal offers": Decimal("0.015"),
}
COSTS = dict.fromkeys(churn_case.LEVELS, Decimal("0.1"))
LEVEL = st.integers(2, 10).map(lambda halves: halves / 2)


def charters(*names):
    return [Blocked(name, churn_case.required(name), VALUES[name]) for name in names]


def returns(cases, levels=churn_case.LEVELS, costs=COSTS):
    return {found.dimension: found for found in enablers.enabler_returns(cases, levels, costs)}


def test_the_examples_hold():
    assert doctest.testmod(enablers).failed == 0


def test_a_charter_that_needs_two_dimensions_counts_for_neither():
    assert all(not found.unlocked for found in returns(charters("Churn model")).values())


def test_raising_the_last_gap_unlocks_the_churn_model():
    levels = churn_case.LEVELS | {"technical_expertise": 2.5}
    found = returns(charters("Churn model", "Simple rule"), levels)["monitoring_maintenance"]
    assert found.unlocked == ("Churn model",)
    assert (found.value, found.ratio) == (Decimal("0.559"), Decimal("5.59"))


def test_the_best_return_comes_first_and_those_without_ratio_last():
    needs = {"a": 2.0, "b": 2.0, "c": 2.0}
    cases = [Blocked(key, {key: 2.0}, Decimal(5)) for key in needs]
    costs = {"a": Decimal(10), "b": None, "c": Decimal(1)}
    found = enablers.enabler_returns(cases, dict.fromkeys(needs, 1.0), costs)
    assert [each.dimension for each in found] == ["c", "a", "b"]
    assert [each.ratio for each in found] == [5, Decimal("0.5"), None]


def test_losses_count_as_they_are():
    cases = [Blocked("good", {"a": 2.0}, Decimal(3)), Blocked("bad", {"a": 2.0}, Decimal(-4))]
    found = returns(cases, {"a": 1.0}, {"a": Decimal(2)})["a"]
    assert (found.value, found.ratio) == (-1, Decimal("-0.5"))


@pytest.mark.parametrize("level", [None, 5.0])
def test_a_level_that_is_unknown_or_at_the_top_cannot_rise(level):
    found = returns([Blocked("x", {"a": 5.0}, Decimal(9))], {"a": level}, {"a": Decimal(2)})["a"]
    assert (found.raised_to, found.unlocked, found.ratio) == (None, (), 0)


def test_a_level_rises_to_five_at_most():
    assert returns([], {"a": 4.6}, {})["a"].raised_to == 5.0


def test_without_cost_there_is_no_ratio():
    found = returns([Blocked("x", {"a": 2.0}, Decimal(9))], {"a": 1.5}, {"a": Decimal(0)})["a"]
    assert (found.value, found.cost, found.ratio) == (9, 0, None)


@pytest.mark.parametrize(("cost", "step"), [(Decimal(-1), 1.0), (Decimal(1), 0.0)])
def test_a_negative_cost_and_no_step_are_refused(cost, step):
    with pytest.raises(ValueError, match="step"):
        enablers.enabler_returns([], {"a": 1.0}, {"a": cost}, step=step)


@given(st.lists(st.tuples(LEVEL.filter(lambda x: x <= 5), LEVEL), max_size=4), LEVEL, LEVEL)
def test_what_is_unlocked_was_not_ready_and_is_ready_after(rows, first, second):
    levels = {"a": min(first, 5.0), "b": min(second, 5.0)}
    cases = [
        Blocked(str(index), {"a": a, "b": min(b, 5.0)}, Decimal(1))
        for index, (a, b) in enumerate(rows)
    ]
    for found in returns(cases, levels, {}).values():
        for key in found.unlocked:
            required = cases[int(key)].required
            raised = levels | {found.dimension: found.raised_to}
            assert fit_of(required, levels).verdict is not Readiness.READY
            assert fit_of(required, raised).verdict is Readiness.READY
