"""Attainment of targets: the vector, exact limits of each status, and the weighted whole."""

import doctest
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.calc import attainment
from metrics.calc.attainment import attain, elapsed_share, overall_attainment, target_change

NUMBERS = st.decimals(-1000, 1000, places=2)


def test_examples_run():
    assert doctest.testmod(attainment).failed == 0


def test_vector(kpi_case, agrees):
    rows, expected = kpi_case["input"]["rows"], kpi_case["expected"]["rows"]
    for row, wanted in zip(rows, expected, strict=True):
        found = attain(row["baseline"], row["target"], row["actual"], row["elapsed_fraction"])
        assert agrees(found.attainment, wanted["attainment"], 0)
        assert agrees(found.expected_now, wanted["expected_now"], 0)
        assert found.status == wanted["status"]


def test_exactly_on_time_is_on_track_in_spite_of_binary_fractions():
    assert (0.3 - 0.1) / (0.5 - 0.1) < 0.5
    assert attain(0.1, 0.5, 0.3, 0.5).status == "on_track"
    assert attain(Decimal("0.1"), Decimal("0.5"), Decimal("0.2999"), 0.5).status == "behind"


def test_exactly_the_target_is_met_and_exactly_the_baseline_is_not_worse():
    assert attain(0.1, 0.3, 0.3, 1).status == "met"
    assert attain(5, 3, 5, 0).status == "on_track"
    assert attain(5, 3, 5, Fraction(1, 100)).status == "behind"


@pytest.mark.parametrize(("baseline", "target"), [(None, 5), (5, None), (None, None)])
def test_without_a_baseline_or_target_nothing_is_known(baseline, target):
    found = attain(baseline, target, 4, 0.5)
    assert (found.attainment, found.expected_now, found.status) == (None, None, "unknown")


@pytest.mark.parametrize("elapsed", [-0.01, 1.01])
def test_time_outside_its_span_is_refused(elapsed):
    with pytest.raises(ValueError, match="elapsed share"):
        attain(1, 2, 1, elapsed)


@pytest.mark.parametrize("wrong", [float("nan"), float("inf"), Decimal("NaN")])
def test_what_is_not_a_number_is_refused(wrong):
    with pytest.raises(ValueError, match="finite number"):
        attain(1, 2, wrong, 0.5)


@given(NUMBERS, NUMBERS, NUMBERS, st.fractions(0, 1))
def test_turning_all_signs_changes_nothing(baseline, target, actual, elapsed):
    found = attain(baseline, target, actual, elapsed)
    mirrored = attain(-baseline, -target, -actual, elapsed)
    assert (mirrored.attainment, mirrored.status) == (found.attainment, found.status)


@given(NUMBERS, NUMBERS, st.fractions(0, 1))
def test_the_value_expected_now_attains_the_elapsed_share(baseline, target, elapsed):
    expected = Fraction(baseline) + (Fraction(target) - Fraction(baseline)) * elapsed
    found = attain(baseline, target, expected, elapsed)
    assert found.status == (
        "undefined" if baseline == target else "met" if elapsed == 1 else "on_track"
    )


def test_elapsed_share_stays_between_start_and_deadline():
    start, deadline = date(2025, 1, 1), date(2025, 4, 11)
    days = [date(2024, 12, 1), start, date(2025, 1, 26), deadline, date(2026, 1, 1)]
    shares = [elapsed_share(start, deadline, day) for day in days]
    assert shares == [0, 0, Fraction(1, 4), 1, 1]


def test_a_deadline_on_its_start_is_refused():
    with pytest.raises(ValueError, match="follows"):
        elapsed_share(date(2025, 1, 1), date(2025, 1, 1), date(2025, 1, 1))


def test_target_change_counts_percent_of_the_size_of_the_baseline():
    assert target_change(-5, "-5.5").percent == -10
    assert target_change(24, 14).change == -10
    assert target_change(0, 3).percent is None


def overall(*parts):
    found = [attain(0, 10, actual, elapsed) for actual, elapsed, _ in parts]
    return overall_attainment(found, [weight for *_, weight in parts])


def test_overall_is_weighted_and_never_capped():
    whole = overall((30, 0.5, 1), (2, 1, 1))
    assert whole.attainment == 1.6
    assert whole.expected == 0.75
    assert whole.n_above_target == 1
    assert whole.n_by_status["met"] == whole.n_by_status["behind"] == 1


def test_overall_leaves_out_the_unknown_and_says_how_much():
    whole = overall((5, 0.5, 3), (None, 0.5, 1))
    assert (whole.attainment, whole.coverage) == (0.5, 0.75)
    assert [part.share for part in whole.parts] == [1.0, None]
    assert whole.n_by_status["unknown"] == 1


def test_overall_of_only_unknowns_is_unknown():
    whole = overall((None, 0.5, 3))
    assert (whole.attainment, whole.expected, whole.coverage) == (None, None, 0.0)


def test_overall_where_only_weightless_metrics_are_known_is_unknown():
    whole = overall((5, 0.5, 0), (None, 0.5, 1))
    assert (whole.attainment, whole.coverage) == (None, 0.0)


@pytest.mark.parametrize("weights", [[], [1, 2], [-1], [0]])
def test_weights_must_be_explicit(weights):
    with pytest.raises(ValueError, match="weight"):
        overall_attainment([attain(0, 1, 1, 1)], weights)
