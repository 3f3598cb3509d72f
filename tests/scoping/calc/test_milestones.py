"""The plan: an order that can be worked, circles and contradictions by name."""

import datetime
import doctest
import itertools
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoping.calc import graph, milestones
from scoping.calc.milestones import Milestone, TooEarly

KEYS = "abcdef"
DAYS = st.none() | st.dates(datetime.date(2027, 1, 1), datetime.date(2027, 1, 9))
NEEDS = st.lists(st.sampled_from(KEYS), max_size=3).map(tuple)
PLANS = st.lists(st.tuples(DAYS, NEEDS), max_size=6).map(
    lambda rows: [Milestone(key, *row) for key, row in zip(KEYS, rows, strict=False)]
)


def day(number):
    return datetime.date(2027, 1, number)


@pytest.mark.parametrize("module", [graph, milestones])
def test_the_examples_hold(module):
    assert doctest.testmod(module).failed == 0


def test_the_order_follows_needs_first_and_dates_second():
    plan = [
        Milestone("live", day(9), ("pilot", "data")),
        Milestone("pilot", day(5), ("data",)),
        Milestone("talk"),
        Milestone("data", day(3)),
        Milestone("kick-off", day(1)),
    ]
    found = milestones.order_milestones(plan)
    assert found.order == ("kick-off", "data", "pilot", "live", "talk")
    assert found.undated == ("talk",)
    assert found.is_sound


def test_a_circle_is_named_and_what_waits_for_it_stays_out():
    plan = [
        Milestone("a", needs=("b",)),
        Milestone("b", needs=("c",)),
        Milestone("c", needs=("a",)),
        Milestone("later", needs=("c",)),
        Milestone("free"),
    ]
    found = milestones.order_milestones(plan)
    assert found.cycles == (("a", "b", "c", "a"),)
    assert found.order == ("free",)
    assert found.waiting == ("a", "b", "c", "later")


def test_a_milestone_that_needs_itself_is_a_circle():
    found = milestones.order_milestones([Milestone("a", needs=("a",))])
    assert found.cycles == (("a", "a"),)


def test_a_date_before_its_need_is_named_and_the_same_day_is_not():
    plan = [
        Milestone("data", day(5)),
        Milestone("pilot", day(3), ("data", "data")),
        Milestone("live", day(5), ("data",)),
    ]
    assert milestones.order_milestones(plan).too_early == (TooEarly("pilot", "data", 2),)


def test_a_need_that_does_not_exist_is_named():
    found = milestones.order_milestones([Milestone("a", needs=("gone",))])
    assert found.unknown == (("a", "gone"),)
    assert found.order == ("a",)
    assert not found.is_sound


def test_a_milestone_that_stands_twice_is_refused():
    with pytest.raises(ValueError, match="stands twice"):
        milestones.order_milestones([Milestone("a"), Milestone("a")])


@given(PLANS)
def test_everything_comes_after_what_it_needs(plan):
    found = milestones.order_milestones(plan)
    place = {key: index for index, key in enumerate(found.order)}
    known = {each.key for each in plan}
    assert {*found.order, *found.waiting} == known
    for each in plan:
        needs = known.intersection(each.needs)
        if each.key in place:
            assert all(place[need] < place[each.key] for need in needs)


@given(PLANS)
def test_circles_are_named_exactly_if_something_has_to_wait(plan):
    found = milestones.order_milestones(plan)
    needs = {each.key: each.needs for each in plan}
    assert bool(found.cycles) == bool(found.waiting)
    for cycle in found.cycles:
        assert cycle[0] == cycle[-1]
        assert all(later in needs[key] for key, later in itertools.pairwise(cycle))


def test_a_long_chain_is_no_circle():
    chain = {str(number): [str(number + 1)] for number in range(5000)}
    assert graph.find_cycles(chain) == ()


def test_budgets_sum_to_the_last_digit():
    plan = [Milestone(key, budget=Decimal("0.1")) for key in "abc"]
    found = milestones.check_budget(plan, Decimal("0.3"))
    assert (found.sum, found.difference, found.missing) == (Decimal("0.3"), 0, ())


def test_a_missing_budget_is_named_and_leaves_the_difference_open():
    plan = [Milestone("a", budget=Decimal(5)), Milestone("b")]
    found = milestones.check_budget(plan, Decimal(5))
    assert (found.sum, found.difference, found.missing) == (5, None, ("b",))


@given(st.integers(1, 400))
def test_an_early_win_lies_before_half_of_the_time(length):
    start = day(1)
    win = milestones.latest_early_win(start, start + datetime.timedelta(days=length))
    days = (win - start).days
    assert 2 * days < length <= 2 * (days + 1)


def test_an_early_win_needs_a_duration():
    with pytest.raises(ValueError, match="after the start"):
        milestones.latest_early_win(day(1), day(1))
