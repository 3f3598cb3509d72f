"""What the words of a target can mean."""

import datetime
import doctest
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoping.calc import ambiguity
from scoping.calc.ambiguity import Scale, read_target, resolve

TODAY = datetime.date(2026, 11, 28)
FORECAST = Scale("%", Decimal(24))
ORDERS = Scale("orders", Decimal(200))


def _read(text, scale=FORECAST, better=None):
    return read_target(text, scale=scale, today=TODAY, better=better)


def _values(text, scale=FORECAST, better=None):
    return [(each.kind, each.value) for each in _read(text, scale, better).readings]


def test_the_examples_hold():
    assert doctest.testmod(ambiguity).failed == 0


def test_ten_percent_less_of_a_percentage_is_relative_or_points():
    found = _values("forecast error down by 10 % next quarter")
    assert found == [("relative", Decimal("21.6")), ("points", Decimal(14))]


def test_ten_percent_less_of_a_count_is_relative():
    assert _values("reduce by 10 %", ORDERS) == [("relative", Decimal(180))]


def test_without_by_the_number_may_be_the_value_itself():
    kinds = [kind for kind, _ in _values("down 20%")]
    assert kinds == ["relative", "points", "absolute"]


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("from 24 % to 21.6 %", "absolute", "21.6"),
        ("cut by half until summer", "relative", "12"),
        ("halve it", "relative", "12"),
        ("double it", "relative", "48"),
        ("+5 points by 31 March 2027", "points", "29"),
        ("−3 pp in six months", "points", "21"),
        ("to 8 % by March 2027", "absolute", "8"),
        ("cut by a quarter by next quarter", "relative", "18"),
    ],
)
def test_clear_words_have_one_reading(text, kind, value):
    assert _values(text) == [(kind, Decimal(value))]


@pytest.mark.parametrize(
    ("text", "direction"),
    [("cut by 5 %", "down"), ("raise by 5 %", "up"), ("+5 %", "up"), ("from 5 to 9", "up")],
)
def test_words_and_signs_give_the_direction(text, direction):
    assert _read(text).direction == direction


def test_without_a_direction_in_the_words_the_field_beside_holds():
    assert _read("better by 10 %", better="down").direction == "down"


def test_without_any_direction_nothing_is_guessed():
    assert _read("change by 10 %").readings == ()


def test_a_reading_below_zero_says_that_it_is_not_possible():
    points = _read("down by 20%", Scale("%", Decimal(10))).readings[1]
    assert (points.value, points.is_possible) == (Decimal(-10), False)


def test_a_day_can_have_two_readings():
    assert len(_read("to 21 % by 03/04/2027").days) == 2


def test_a_baseline_of_zero_has_no_relative_reading():
    relative = resolve("relative", Decimal(10), "up", Scale("%", Decimal(0)))
    assert "baseline of 0" in relative.problem


def test_a_baseline_below_zero_lifts_the_natural_limit():
    found = resolve("points", Decimal(5), "down", Scale("USD", Decimal(-10)))
    assert found.is_possible


def test_own_limits_hold_before_the_natural_ones():
    scale = Scale("points", Decimal(30), Decimal(-100), Decimal(100))
    assert resolve("points", Decimal(50), "down", scale).is_possible


@pytest.mark.parametrize(
    "text", ["24/7 support: error down by 10 %", "the top 3 shops err 10 % less by 5 May"]
)
def test_numbers_that_say_something_else_are_passed_over(text):
    assert _read(text).amount == 10


def test_from_without_numbers_is_no_span():
    assert _values("fewer calls from new customers to us, by 10 %")[0][0] == "relative"


def test_thousands_are_read():
    assert _values("up to 1,200 orders", ORDERS) == [("absolute", Decimal(1200))]


def test_without_a_baseline_the_kinds_are_known_but_not_the_values():
    assert _values("down by 10 %", Scale("%")) == [("relative", None), ("points", None)]


@given(st.text(max_size=200), st.sampled_from([None, "up", "down"]))
def test_no_text_breaks_it(text, better):
    found = _read(text, better=better)
    assert all(each.direction == found.direction for each in found.readings)
