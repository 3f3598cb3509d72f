"""Children have a limit of memory and of time, and say which of the two they met."""

import json

import pytest

from metrics import children

GREEDY = "tests.metrics.greedy"


def test_a_child_answers():
    assert json.loads(children.run(GREEDY, {"bytes": 1000}, 30)) == {"taken": 1000}


def test_a_child_meets_its_limit_of_memory():
    """U1: the limit is the child's own; the worker sees an error, not a full machine."""
    with pytest.raises(children.TooMuch, match="more than 2,048 MB of memory"):
        children.run(GREEDY, {"bytes": children.MEMORY}, 30)


def test_a_child_meets_its_limit_of_time():
    with pytest.raises(children.TooMuch, match="longer than 1 seconds"):
        children.run(GREEDY, {"wait": True}, 1)


@pytest.mark.parametrize("order", [{"die": True}, {"bytes": "many"}])
def test_any_other_end_may_be_tried_again(order):
    with pytest.raises(children.ChildFailed) as failed:
        children.run(GREEDY, order, 30)
    assert not isinstance(failed.value, children.TooMuch)
