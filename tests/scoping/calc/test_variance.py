"""Days late and money over, of one step and of a plan."""

import datetime
import doctest
from decimal import Decimal

import pytest

from scoping.calc import variance
from scoping.calc.variance import Step, plan_variance, step_variance

TODAY = datetime.date(2027, 3, 15)


def day(number, month=3):
    return datetime.date(2027, month, number)


def found(**fields):
    return step_variance(Step("a", **fields), TODAY)


def test_the_examples_hold():
    assert doctest.testmod(variance).failed == 0


@pytest.mark.parametrize(
    ("fields", "days"),
    [
        ({"planned_on": day(20), "done_on": day(8)}, -2),
        ({"planned_on": day(20), "done_on": day(10)}, 0),
        ({"planned_on": day(20)}, 10),
        ({"planned_on": day(10)}, 5),
        ({"planned_on": day(15)}, 5),
        ({}, None),
        ({"planned_on": day(20), "is_dropped": True}, None),
    ],
)
def test_days_count_from_the_signed_day(fields, days):
    assert found(signed_on=day(10), **fields).days == days


def test_what_was_not_signed_is_not_late():
    assert found(planned_on=day(1)).days is None


@pytest.mark.parametrize(
    ("fields", "cost"),
    [
        ({"budget": 100}, 100),
        ({"budget": 100, "spent": 40}, 100),
        ({"budget": 100, "spent": 140}, 140),
        ({"budget": 100, "spent": 40, "done_on": day(1)}, 40),
        ({"budget": 100, "done_on": day(1)}, 100),
        ({"budget": 100, "spent": 0, "done_on": day(1)}, 0),
        ({"budget": 100, "is_dropped": True}, None),
        ({"spent": 30, "is_dropped": True}, 30),
        ({}, None),
    ],
)
def test_cost_is_what_was_spent_or_must_be_expected(fields, cost):
    money = {key: Decimal(each) for key, each in fields.items() if key in ("budget", "spent")}
    assert found(**{**fields, **money}).cost == cost


def test_a_dropped_step_saves_its_budget():
    assert found(signed_budget=Decimal(80), is_dropped=True).over == -80


def test_an_added_step_costs_all_of_it():
    assert found(planned_on=day(20), budget=Decimal(80)).over == 80


def test_without_any_money_nothing_is_over():
    assert found(signed_on=day(1)).over is None


def test_sums_hold_every_step():
    steps = [
        Step("a", day(1), day(1), day(3), Decimal(100), Decimal(100), Decimal(130)),
        Step("b", day(20), day(20), None, Decimal(50), Decimal(50)),
        Step("c", None, day(1, 5), None, None, Decimal(20)),
    ]
    plan = plan_variance(steps, TODAY)
    assert (plan.late, plan.signed_budget, plan.cost, plan.over) == (1, 150, 200, 50)
    assert plan.end_days == (day(1, 5) - day(20)).days


def test_an_empty_plan_has_sums_of_nothing():
    plan = plan_variance([], TODAY)
    assert (plan.steps, plan.late, plan.end_days, plan.over) == ((), 0, None, 0)


def test_sums_equal_the_steps():
    steps = [Step(str(n), signed_budget=Decimal(n), budget=Decimal(2 * n)) for n in range(5)]
    plan = plan_variance(steps, TODAY)
    assert plan.over == sum(row.over for row in plan.steps)
