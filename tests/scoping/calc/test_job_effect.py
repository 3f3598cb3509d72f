"""The effect on jobs: more than a tenth of a role's hours needs a plan."""

import doctest
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoping.calc import job_effect
from scoping.calc.job_effect import RoleHours

HOURS = st.lists(st.decimals(0, 60, places=1), min_size=3, max_size=3).map(sorted)


def role(name="Agent", automated=8, redeployed=0, **changes):
    fields = {"people": 5, "hours": Decimal(40)} | changes
    return RoleHours(name, automated=Decimal(automated), redeployed=Decimal(redeployed), **fields)


def test_the_examples_hold():
    assert doctest.testmod(job_effect).failed == 0


@pytest.mark.parametrize(("automated", "needed"), [("4", False), ("4.01", True), ("0", False)])
def test_a_plan_is_needed_above_a_tenth_and_not_at_it(automated, needed):
    assert job_effect.role_effect(role(automated=automated)).needs_plan is needed


def test_a_tenth_of_uneven_hours_is_still_a_tenth():
    row = role(automated="3.85", hours=Decimal("38.5"))
    assert not job_effect.role_effect(row).needs_plan


def test_a_large_role_does_not_hide_what_happens_to_a_small_one():
    found = job_effect.job_effect([role(automated=0, people=500), role("Clerk", 20, people=1)])
    assert found.share < 0.1
    assert found.needs_plan
    assert found.without_plan == ("Clerk",)


def test_a_role_without_people_is_judged_by_the_hours_of_one():
    assert job_effect.role_effect(role(people=0)).needs_plan


def test_what_is_planned_consulted_and_costed_is_not_missing():
    done = role(has_plan=True, is_consulted=True, reskilling=Decimal(0))
    found = job_effect.job_effect([done])
    assert found.needs_plan
    assert (found.without_plan, found.without_consultation, found.uncosted) == ((), (), ())


def test_an_unknown_cost_is_named_and_not_taken_for_nothing():
    found = job_effect.job_effect([role("A", reskilling=Decimal(900)), role("B")])
    assert (found.reskilling, found.uncosted) == (900, ("B",))


def test_no_roles_have_no_share():
    found = job_effect.job_effect([])
    assert (found.share, found.hours, found.needs_plan) == (None, 0, False)


@given(st.lists(st.tuples(st.integers(0, 99), HOURS), max_size=5))
def test_automated_hours_are_redeployed_or_removed(rows):
    found = job_effect.job_effect(
        [
            role(str(index), automated, redeployed, people=people, hours=hours)
            for index, (people, (redeployed, automated, hours)) in enumerate(rows)
        ]
    )
    assert found.redeployed + found.removed == found.automated <= found.hours


@pytest.mark.parametrize(
    "changes",
    [
        {"automated": 41},
        {"redeployed": 9},
        {"redeployed": -1},
        {"people": -1},
        {"reskilling": Decimal(-1)},
    ],
)
def test_impossible_hours_people_and_costs_are_refused_with_the_role(changes):
    with pytest.raises(ValueError, match="Agent"):
        role(**changes)
