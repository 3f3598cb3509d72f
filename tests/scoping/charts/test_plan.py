"""Drawings of milestones and of support."""

import datetime

import pytest
from payloads import PAYLOADS

from scoping.charts.plan import Point, Reading, support_history, timeline

MAY, JUNE = datetime.date(2027, 5, 1), datetime.date(2027, 6, 1)


def test_the_label_says_every_milestone_by_date():
    drawn = timeline([Point("Live", JUNE), Point("Pilot", MAY)], [])
    assert "Pilot: 1 May 2027; Live: 1 Jun 2027" in drawn


def test_named_days_are_upright_lines():
    assert "Deadline" in timeline([Point("Pilot", MAY)], [("Deadline", JUNE)])


def test_a_dependency_is_a_line_and_stands_in_the_label():
    points = [Point("Pilot", MAY), Point("Live", JUNE, after=["pilot", "Nothing"])]
    drawn = timeline(points, [])
    assert "Live: 1 Jun 2027, after pilot and Nothing" in drawn
    lines = drawn.count("ap-l-thin-range")
    assert (lines, timeline([Point("Pilot", MAY), Point("Live", JUNE)], []).count("thin")) == (2, 0)


def test_one_milestone_alone_can_be_drawn():
    assert "<circle" in timeline([Point("Pilot", MAY)], [])


def test_a_plan_without_milestones_is_refused():
    with pytest.raises(ValueError, match="milestones"):
        timeline([], [])


def test_support_ends_with_its_last_value():
    drawn = support_history([Reading("Ana", JUNE, 2), Reading("Ana", MAY, -1)])
    assert ">+2</text>" in drawn


def test_support_of_nobody_is_refused():
    with pytest.raises(ValueError, match="support"):
        support_history([])


@pytest.mark.parametrize("text", PAYLOADS)
def test_names_stay_text(text):
    """H4"""
    drawn = timeline([Point(text, MAY)], []) + support_history([Reading(text, MAY, 1)])
    assert "<script" not in drawn.lower()
    assert "<img" not in drawn
