"""Whether a stored number meets a criterion."""

import pytest

from metrics.calc.criteria import Measured, Outcome, judge, measured

RESULT = {
    "chosen": {
        "refused": None,
        "value": {"estimate": 10.0, "low": 8.0, "high": 12.0},
        "recall": 0.5,
        "precision": None,
    },
    "gain_over_simple": {"estimate": 4.0, "low": -1.0, "high": 9.0},
    "area_under_roc": 0.74,
    "roi": 1.5,
    "share_of_perfect": None,
}


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        ("profit", Measured(10.0, 8.0, 12.0)),
        ("gain", Measured(4.0, -1.0, 9.0)),
        ("recall", Measured(50.0)),
        ("precision", None),
        ("area_under_roc", Measured(0.74)),
        ("roi", Measured(150.0)),
        ("share_of_perfect", None),
    ],
)
def test_each_measure_is_read_in_its_unit(measure, expected):
    assert measured(measure, RESULT) == expected


@pytest.mark.parametrize(
    ("bound", "threshold", "expected"),
    [
        ("at_least", 10.0, Outcome(True, False)),
        ("at_least", 8.0, Outcome(True, True)),
        ("at_least", 12.5, Outcome(False, True)),
        ("at_most", 12.0, Outcome(True, True)),
        ("at_most", 9.0, Outcome(False, False)),
    ],
)
def test_equal_meets_and_the_range_says_how_sure(bound, threshold, expected):
    assert judge(Measured(10.0, 8.0, 12.0), bound, threshold) == expected


def test_without_a_range_nothing_is_said_of_sureness():
    assert judge(Measured(0.7), "at_least", 0.7) == Outcome(True, None)


def test_another_bound_is_an_error():
    with pytest.raises(ValueError, match="bound"):
        judge(Measured(1.0), "about", 1.0)


@pytest.mark.parametrize("reason", ["few_positives", "few_treated"])
def test_few_cases_refuse_all_that_is_made_of_the_profit(reason):
    few = {**RESULT, "chosen": {**RESULT["chosen"], "refused": reason}, "share_of_perfect": 0.3}
    for measure in ("profit", "gain", "roi", "share_of_perfect"):
        assert measured(measure, few) is None
    assert measured("recall", few) == Measured(50.0)
