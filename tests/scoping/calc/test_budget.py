"""The choice under a budget: as good as the best of all sets, or a reason why there is none."""

import doctest
import itertools
import random
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoping.calc import budget
from scoping.calc.budget import Limits, Need, Option, choose

KEYS = "abcdef"
QUARTERS = st.tuples(st.integers(0, 30), st.integers(-9, 30))
PLACES = st.integers(0, 5)
PAIRS = st.lists(st.tuples(PLACES, PLACES), max_size=3)
SINGLES = st.lists(PLACES, max_size=1)


def build(rows, money, rivals, needs, pins):
    """A problem from small numbers; places beyond the options are passed over."""
    keys = KEYS[: len(rows)]
    options = [
        Option(key, Decimal(cost) / 4, Decimal(value) / 4)
        for key, (cost, value) in zip(keys, rows, strict=True)
    ]
    rivals, needs = (
        [(KEYS[one], KEYS[other]) for one, other in pairs if max(one, other) < len(keys)]
        for pairs in (rivals, needs)
    )
    pinned_in, pinned_out = (frozenset(keys[place : place + 1] for place in pin) for pin in pins)
    limits = Limits(
        exclusions=tuple(frozenset(pair) for pair in rivals),
        needs=tuple(Need(*pair) for pair in needs),
        pinned_in=pinned_in - {""},
        pinned_out=pinned_out - {""},
    )
    return options, Decimal(money), limits


PROBLEMS = st.builds(
    build,
    st.lists(QUARTERS, max_size=6),
    st.integers(0, 25),
    PAIRS,
    PAIRS,
    st.tuples(SINGLES, SINGLES),
)


def is_allowed(keys, limits):
    return (
        limits.pinned_in <= keys
        and not limits.pinned_out & keys
        and all(len(rivals & keys) <= 1 for rivals in limits.exclusions)
        and all(need.needs in keys for need in limits.needs if need.key in keys)
    )


def best_by_trying_all(options, money, limits):
    """The greatest value and the least cost for it; None where no set is allowed."""
    outcomes = [
        (sum(option.value for option in chosen), -sum(option.cost for option in chosen))
        for size in range(len(options) + 1)
        for chosen in itertools.combinations(options, size)
        if sum(option.cost for option in chosen) <= money
        and is_allowed({option.key for option in chosen}, limits)
    ]
    return max(outcomes, default=None)


def portfolio(size, seed=1):
    draw = random.Random(seed)
    keys = [f"project {number:03}" for number in range(size)]
    options = [
        Option(key, Decimal(draw.randint(20, 900)) * 1000, Decimal(draw.randint(-200, 2000)) * 1000)
        for key in keys
    ]
    needs = tuple(Need(*draw.sample(keys, 2)) for _ in range(60))
    rivals = tuple(frozenset(draw.sample(keys, 4)) for _ in range(15))
    return options, sum(option.cost for option in options) / 4, Limits(rivals, needs)


def test_the_examples_hold():
    assert doctest.testmod(budget).failed == 0


@settings(deadline=None)  # the first call loads the solver
@given(PROBLEMS)
def test_no_other_set_is_worth_more_or_as_much_for_less(problem):
    options, money, limits = problem
    found = choose(options, money, limits)
    best = best_by_trying_all(options, money, limits)
    if best is None:
        assert found.conflicts
        assert (found.chosen, found.is_proven) == ((), False)
    else:
        assert (found.value, -found.cost) == best
        assert (found.is_proven, found.gap, found.conflicts) == (True, 0, ())
        assert is_allowed(set(found.chosen), limits)


@settings(deadline=None)  # the first call loads the solver
@given(PROBLEMS, st.randoms())
def test_the_order_given_never_matters(problem, shuffle):
    options, money, limits = problem
    mixed = shuffle.sample(options, len(options))
    assert choose(mixed, money, limits) == choose(options, money, limits)


def test_the_churn_case_takes_the_model_and_not_its_rival():
    options = [
        Option("rule", Decimal("0.05"), Decimal("0.450")),
        Option("model", Decimal("0.30"), Decimal("0.559")),
        Option("chatbot", Decimal("0.45"), Decimal("-0.262")),
    ]
    rivals = Limits(exclusions=(frozenset({"rule", "model", "chatbot"}),))
    assert choose(options, Decimal(1), rivals).chosen == ("model",)


def test_a_loss_is_taken_if_a_gain_that_outweighs_it_needs_it():
    options = [Option("base", Decimal(5), Decimal(-3)), Option("top", Decimal(5), Decimal(4))]
    limits = Limits(needs=(Need("top", "base"),))
    assert choose(options, Decimal(10), limits).chosen == ("base", "top")
    assert choose(options, Decimal(9), limits).chosen == ()


def test_a_budget_that_is_met_to_the_cent_is_enough():
    options = [Option(key, Decimal("33333333.33"), Decimal(1)) for key in "abc"]
    assert len(choose(options, Decimal("99999999.99")).chosen) == 3
    assert len(choose(options, Decimal("99999999.98")).chosen) == 2


def test_every_conflict_is_named():
    options = [Option(key, Decimal(4), Decimal(1)) for key in "abc"]
    limits = Limits(
        exclusions=(frozenset("ab"),),
        needs=(Need("a", "b"), Need("b", "c")),
        pinned_in=frozenset("a"),
        pinned_out=frozenset("c"),
    )
    assert choose(options, Decimal(11), limits).conflicts == (
        "c is pinned in, or needed by what is, but pinned out or not to be had",
        "a and b exclude each other, and all are pinned or needed",
        "what is pinned costs 12, the budget is 11",
    )


@pytest.mark.parametrize("seed", range(3))
def test_two_hundred_projects_are_proven(seed):
    options, money, limits = portfolio(200, seed)
    found = choose(options, money, limits)
    assert (found.is_proven, found.gap) == (True, 0)
    assert found.cost <= money
    assert is_allowed(set(found.chosen), limits)


def test_out_of_time_the_answer_is_allowed_and_says_what_it_may_miss():
    draw = random.Random(0)
    costs = [draw.randint(2_000_000, 90_000_000) for _ in range(300)]
    options = [
        Option(f"{index:03}", Decimal(cost) / 100, Decimal(cost + 10_000_000) / 100)
        for index, cost in enumerate(costs)
    ]
    money = sum(option.cost for option in options) / 4
    found = choose(options, money, seconds=0.02)
    assert not found.is_proven
    assert found.gap > 0
    assert found.cost <= money


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"options": [Option("a", Decimal(1), Decimal(1))] * 2}, "stands twice"),
        ({"options": [Option("a", Decimal(-1), Decimal(1))]}, "not below 0"),
        ({"budget": Decimal(-1)}, "not below 0"),
        ({"limits": Limits(pinned_in=frozenset("z"))}, "no option z"),
        ({"limits": Limits(needs=(Need("z", "z"),))}, "no option z"),
        ({"budget": Decimal(10) ** 14}, "too large"),
    ],
)
def test_what_cannot_be_chosen_from_is_refused(changes, message):
    arguments = {"options": [Option("a", Decimal(1), Decimal(1))], "budget": Decimal(5)}
    with pytest.raises(ValueError, match=message):
        choose(**(arguments | changes))
