"""The calibration ledger: five closed cases are needed before a forecast is adjusted."""

import datetime
import doctest
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoping.calc import ledger
from scoping.calc.ledger import ClosedCase

MONEY = st.decimals(1, 1000, places=2)


def case(actual, forecast=100, **classes):
    return ClosedCase("case", Decimal(forecast), Decimal(actual), classes)


def test_the_examples_hold():
    assert doctest.testmod(ledger).failed == 0


def test_ratios_stand_by_class_and_those_without_one_are_left_out():
    cases = [case(50, estimator="Grace"), case(90, estimator="Ada"), case(10, metric="cost")]
    found = ledger.class_ratios(cases, "estimator")
    assert [(row.name, row.middle) for row in found] == [
        ("Ada", Decimal("0.9")),
        ("Grace", Decimal("0.5")),
    ]


def test_one_odd_case_does_not_set_the_middle():
    row = ledger.class_ratios([case(n, size="M") for n in (70, 80, 90, 100, 9000)], "size")[0]
    assert (row.middle, row.low, row.high) == (Decimal("0.9"), Decimal("0.7"), Decimal(90))
    assert row.is_enough


@pytest.mark.parametrize(("count", "figure"), [(4, None), (5, Decimal(800))])
def test_an_adjusted_figure_appears_from_five_cases_on(count, figure):
    found = ledger.adjust(Decimal(1000), {}, [case(80)] * count)
    assert (found.raw, found.cases, found.figure) == (1000, count, figure)


def test_only_cases_of_the_same_class_in_every_kind_count():
    alike = [case(50, metric="margin", complexity="M")] * 5
    others = [case(500, metric="margin", complexity="L"), case(500, metric="margin")] * 5
    found = ledger.adjust(Decimal(10), {"metric": "margin", "complexity": "M"}, alike + others)
    assert (found.cases, found.figure) == (5, 5)


def test_a_loss_is_a_ratio_below_zero():
    assert ledger.class_ratios([case(-20, metric="margin")], "metric")[0].low == Decimal("-0.2")


def test_no_cases_give_no_rows():
    assert ledger.class_ratios([], "metric") == ()


@pytest.mark.parametrize("forecast", [0, -5])
def test_a_forecast_that_is_not_above_zero_is_refused(forecast):
    with pytest.raises(ValueError, match="case: the forecast must lie above 0"):
        case(5, forecast)


@given(st.lists(st.tuples(MONEY, MONEY), min_size=5, max_size=9), MONEY)
def test_the_adjusted_figure_lies_between_its_ends(rows, raw):
    found = ledger.adjust(raw, {}, [case(actual, forecast) for forecast, actual in rows])
    assert found.low <= found.figure <= found.high


def test_the_narrowest_class_with_five_cases_counts():
    cases = [case(60, category="cost", complexity="M") for _ in range(5)]
    cases += [case(90, category="cost", complexity="S") for _ in range(4)]
    found = ledger.nearest(Decimal(100), {"category": "cost", "complexity": "M"}, cases)
    assert (found.like, found.cases, found.figure) == (("category", "complexity"), 5, 60)


@pytest.mark.parametrize(
    ("classes", "like", "count"),
    [
        ({"category": "cost", "complexity": "S"}, ("category",), 9),
        ({"category": "revenue", "complexity": "M"}, ("complexity",), 5),
        ({"category": "revenue"}, (), 9),
        ({}, (), 9),
    ],
)
def test_a_class_of_too_few_gives_way_to_a_wider_one(classes, like, count):
    cases = [case(60, category="cost", complexity="M") for _ in range(5)]
    cases += [case(90, category="cost", complexity="S") for _ in range(4)]
    found = ledger.nearest(Decimal(100), classes, cases)
    assert (found.like, found.cases) == (like, count)


def test_four_cases_adjust_nothing_and_say_what_lacks():
    found = ledger.nearest(Decimal(100), {"category": "cost"}, [case(60) for _ in range(4)])
    assert (found.figure, found.lacking) == (None, 1)


def test_a_year_is_told_from_the_days_that_were_measured():
    day = datetime.date(2027, 1, 1)
    assert ledger.yearly(Decimal(73), day, day) == 73 * 365
    assert ledger.yearly(Decimal(730), day, datetime.date(2027, 12, 31)) == 730
    with pytest.raises(ValueError, match="before the first"):
        ledger.yearly(Decimal(1), day, datetime.date(2026, 12, 31))
