"""Guardrails: held, breached or unclear by their range; what a look advises."""

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.calc import guardrails
from metrics.calc.experiment import Range
from metrics.calc.guardrails import advise, guardrail_standing, outcome

ENDS = st.floats(-10, 10)
STANDINGS = st.lists(st.sampled_from(["held", "breached", "unclear"]))


def test_examples_run():
    assert doctest.testmod(guardrails).failed == 0


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (-2, 0.9, "held"),
        (-2, 1, "held"),
        (-2, 1.1, "unclear"),
        (1, 3, "unclear"),
        (1.1, 3, "breached"),
    ],
)
def test_the_whole_range_decides(low, high, expected):
    assert guardrail_standing(Range(low, high), 1, "higher") == expected
    assert guardrail_standing(Range(-high, -low), 1, "lower") == expected


@given(ENDS, ENDS, st.floats(0.1, 5))
def test_a_wider_tolerance_never_breaches_what_a_narrower_one_held(one, other, worst):
    change, order = Range(*sorted((one, other))), ("breached", "unclear", "held")
    narrow = order.index(guardrail_standing(change, worst, "higher"))
    assert order.index(guardrail_standing(change, worst * 2, "higher")) >= narrow


@pytest.mark.parametrize("worst", [0, -1, float("nan")])
def test_the_tolerance_is_above_zero(worst):
    with pytest.raises(ValueError, match="above 0"):
        guardrail_standing(Range(0, 1), worst, "higher")


def test_a_test_looks_for_something():
    with pytest.raises(ValueError, match="difference"):
        outcome("b_higher", 0)


@given(st.sampled_from(["win", "loss", "none", "hidden"]), STANDINGS, st.booleans())
def test_only_a_win_with_every_guardrail_held_is_released(found, standings, is_early):
    released = advise(found, standings, is_early=is_early) == "release"
    assert released == (found == "win" and all(each == "held" for each in standings))


def test_an_alarm_asks_for_repair_before_anything_else():
    assert advise("hidden", ["breached"], is_early=False) == "repair"
