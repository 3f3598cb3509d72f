"""Readiness: the largest gap decides."""

import churn_case
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoping.calc.readiness import Readiness, fit_of, raising_flips, required_levels

TABLE = {
    "Simple rule": (100.0, 0.0, "ready"),
    "Churn model": (90.0, 0.4, "conditional"),
    "Chatbot": (72.5, 1.4, "not_ready"),
    "Personal offers": (72.5, 0.9, "conditional"),
}
LEVEL = st.floats(1, 5)


@pytest.mark.parametrize("name", churn_case.NAMES)
def test_the_table_is_reproduced(name):
    found = fit_of(churn_case.required(name), churn_case.LEVELS)
    got = (round(found.fit, 9), round(found.largest_gap, 9), found.verdict.value)
    assert got == TABLE[name]


def test_equal_fit_can_hide_different_verdicts():
    found = [
        fit_of(churn_case.required(name), churn_case.LEVELS)
        for name in ("Chatbot", "Personal offers")
    ]
    assert round(found[0].fit, 9) == round(found[1].fit, 9)
    assert found[0].verdict != found[1].verdict


def test_without_an_assessment_readiness_is_unknown():
    found = fit_of({"data": 2.0}, None)
    assert (found.verdict, found.fit, found.unknown) == (Readiness.UNKNOWN, None, ("data",))


def test_an_unreported_dimension_is_unknown():
    assert fit_of({"data": 2.0}, {"data": None}).verdict is Readiness.UNKNOWN


def test_a_dimension_that_needs_nothing_may_be_unreported():
    assert fit_of({"data": 1.0}, {"data": None}).verdict is Readiness.READY


def test_a_gap_of_exactly_one_is_conditional():
    assert fit_of({"data": 3.4}, {"data": 2.4}).verdict is Readiness.CONDITIONAL


def test_raising_one_level_flips_the_verdict():
    required = churn_case.required("Chatbot")
    flips = raising_flips(required, churn_case.LEVELS)
    assert flips == {"monitoring_maintenance": 3.0}
    raised = fit_of(required, {**churn_case.LEVELS, **flips})
    assert raised.verdict is Readiness.CONDITIONAL


def test_two_gaps_cannot_be_closed_by_one_raise():
    required = {"data": 4.5, "watch": 4.5}
    assert raising_flips(required, {"data": 2.0, "watch": 2.0}) == {}


def test_overrides_replace_and_nothing_exceeds_five():
    levels = required_levels(
        {"infrastructure_data": 4.8, "monitoring_maintenance": 2.0},
        real_time=True,
        overrides={"monitoring_maintenance": 1.0},
    )
    assert levels == {"infrastructure_data": 5.0, "monitoring_maintenance": 1.0}


@given(st.dictionaries(st.sampled_from("abcd"), LEVEL, min_size=1), LEVEL)
def test_a_higher_level_never_hurts(required, level):
    first = next(iter(required))
    low = dict.fromkeys(required, 1.0)
    better = fit_of(required, {**low, first: level})
    assert better.fit >= fit_of(required, low).fit - 1e-9


@pytest.mark.parametrize("level", [0.9, 5.1])
def test_levels_outside_the_scale_are_refused(level):
    with pytest.raises(ValueError, match="from 1 to 5"):
        fit_of({"data": level}, {"data": 2.0})
