"""Exact shares, display rounding, levels at their limits, and quantiles."""

from fractions import Fraction

import pytest

from assessments.calc.agreement import agreement, agreement_label, is_split
from assessments.calc.exact import exact, plain, round_half_up
from assessments.calc.parameters import t_quantile
from assessments.calc.scoring import capability_level, dimension_score
from assessments.calc.stage import dimension_stage, project_verdict


def test_two_thirds_exactly_reaches_the_level():
    assert capability_level([0, 1, 2, 0, 0]) == 3
    assert capability_level([0, 334, 666, 0, 0]) == 2


def test_halves_are_rounded_up_after_cutting_noise():
    assert round_half_up(0.1 + 0.2 + 0.2) == 1
    assert round_half_up(Fraction(-1, 2)) == 0


def test_a_weight_is_the_fraction_of_its_decimal_text():
    assert exact(0.1) * 3 == exact(0.3)


def test_nan_has_no_json_form():
    with pytest.raises(ValueError, match="JSON"):
        plain(float("nan"))


def test_sixty_percent_of_the_weight_exactly_reports_a_dimension():
    weights = [Fraction(3, 5), Fraction(2, 5)]
    assert dimension_score(weights, [Fraction(3), None]).score == 3
    assert dimension_score(weights, [None, Fraction(3)]).score is None


def test_agreement_is_zero_for_two_poles_and_two_fifths_for_uniform_answers():
    assert agreement([3, 0, 0, 0, 3]) == 0
    assert agreement([2, 2, 2, 2, 2]) == Fraction(2, 5)
    assert agreement_label(agreement([0, 0, 6, 6, 0])) == "high"


def test_three_answers_are_never_split():
    assert not is_split([1, 0, 1, 0, 1])
    assert is_split([2, 0, 1, 0, 2])


def test_a_stage_needs_three_quarters_of_the_weight():
    weights = dict.fromkeys("abcd", Fraction(1))
    levels = dict.fromkeys("abcd", 3)
    assert dimension_stage(levels | {"a": 2}, weights, []).stage == 3
    assert dimension_stage(levels | {"a": 2, "b": 2}, weights, []).stage == 2


def test_a_stage_without_levels_is_an_error():
    with pytest.raises(ValueError, match="at least one"):
        dimension_stage({}, {}, [])


def test_an_unscored_gate_counts_as_level_one():
    assert project_verdict({"a": None, "b": 5}, ["a"], 4.0) == "not_ready"
    assert project_verdict({"a": 3, "b": 5}, ["a"], None) == "not_ready"


def test_quantiles_fall_with_more_degrees_of_freedom():
    values = [t_quantile(df) for df in range(1, 300)]
    assert values == sorted(values, reverse=True)
    with pytest.raises(ValueError, match="at least 1"):
        t_quantile(0)
