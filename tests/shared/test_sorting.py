"""Headings that sort."""

import doctest

from aiproj.shared import sorting
from aiproj.shared.sorting import headings

COLUMNS = [("name", "Name", ""), ("size", "Size", "r")]


def test_examples_run():
    assert doctest.testmod(sorting).failed == 0


def test_a_second_click_turns_the_order():
    assert [each.sort for each in headings(COLUMNS, "size")] == ["name", "-size"]
    assert [each.sort for each in headings(COLUMNS, "-size")] == ["name", "size"]
    assert [each.order for each in headings(COLUMNS, "-size")] == ["none", "descending"]


def test_an_unknown_order_marks_no_column():
    assert {each.order for each in headings(COLUMNS, "<b>")} == {"none"}
