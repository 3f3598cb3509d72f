"""Missing skills and the next training."""

import datetime
from decimal import Decimal

import pytest

from scoping.calc.upkeep import Skill, next_training, skill_gaps, yearly_hours


def test_gaps_are_the_difference_of_needed_and_there():
    """Checklist row 24."""
    skills = [Skill("A", Decimal(2), Decimal(1)), Skill("B", Decimal(1), Decimal(3))]
    assert [(gap.name, gap.missing) for gap in skill_gaps(skills)] == [("A", Decimal(1))]


def test_as_many_as_needed_is_no_gap():
    assert skill_gaps([Skill("A", Decimal(1), Decimal(1))]) == ()


@pytest.mark.parametrize(
    ("policy", "expected"),
    [("monthly", "2027-02-28"), ("quarterly", "2027-04-30"), ("yearly", "2028-01-31")],
)
def test_the_next_training_is_computed(policy, expected):
    """Checklist row 102."""
    found = next_training(policy, datetime.date(2027, 1, 31))
    assert found == datetime.date.fromisoformat(expected)


def test_a_leap_day_is_followed_by_the_last_of_february():
    assert next_training("yearly", datetime.date(2028, 2, 29)) == datetime.date(2029, 2, 28)


@pytest.mark.parametrize("policy", ["trigger", "never", ""])
def test_policies_without_dates_have_no_next_training(policy):
    assert next_training(policy, datetime.date(2027, 1, 31)) is None


def test_what_was_never_trained_has_no_next_training():
    assert next_training("monthly", None) is None


def test_hours_of_a_year_follow_the_policy():
    """Checklist row 103."""
    assert yearly_hours("monthly", Decimal("2.5")) == 30
