"""The drawings: well-formed, labeled, escaped, free of styles, and true to their values."""

import datetime
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from aiproj.shared import marks
from aiproj.shared.marks import DimensionRow

LABELS = ["Ad hoc", "Emerging", "Established", "Measured", "Adaptive"]
MEANINGS = ["By chance", "Some people, each in their own way", "Written", "Checked", "Improved"]
HOSTILE = '"><script>alert(1)</script>&'
ROWS = [DimensionRow("Data", 2.5, 2.1, 2.9, 2, 3), DimensionRow(HOSTILE, None, target=3)]
DAY = datetime.date(2026, 11, 2)
CSS = Path(__file__).parents[2] / "static" / "css" / "marks.css"


def day(number):
    return datetime.date(2026, 11, number)


def days(narrow=False, **more):
    points = [(day(3), 1), (day(10), 9)]
    return marks.submissions_by_day(
        DAY, day(27), points, 11, reminders=[day(9)], today=day(23), narrow=narrow, **more
    )


ALL = {
    "level": marks.level_mark(3),
    "hidden": marks.level_mark(None, HOSTILE),
    "small": marks.stairs_small([HOSTILE] * 5, 2, 3),
    "wide": marks.stairs_wide(LABELS, [HOSTILE] * 5, None, 5),
    "index": marks.index_range(37, 28.6, 45.7),
    "dimensions": marks.dimension_scores(ROWS),
    "narrow": marks.dimension_scores(ROWS, narrow=True),
    "plain": marks.dimension_scores_plain(ROWS),
    "distribution": marks.distribution([0, 2, 3, 0, 0], 2.6, 1.94, 3.26, target=3),
    "gap": marks.perspective_gap(3.5, 2.6),
    "units": marks.person_units(4, 1, 2),
    "bar": marks.person_units(60, 20, 20),
    "days": days(),
    "days narrow": days(narrow=True),
    "dots": marks.feedback_dots([2, 2, 3], 2.25),
    "dots narrow": marks.feedback_dots([1] * 20 + [5] * 20, 3.0, narrow=True),
    "empty": marks.dimension_scores([]),
}


def parsed(name):
    return ElementTree.fromstring(ALL[name])


def shapes(svg, tag, look):
    nodes = ElementTree.fromstring(svg).iter(tag)
    return [node for node in nodes if look in node.get("class", "").split()]


@pytest.mark.parametrize("name", ALL)
def test_every_drawing_is_a_labeled_image_without_styles_or_scripts(name):
    root = parsed(name)
    assert root.get("role") == "img"
    assert root.get("aria-label")
    assert all("style" not in node.attrib for node in root.iter())
    assert "<script" not in ALL[name]


@pytest.mark.parametrize("name", ALL)
def test_every_class_is_defined_in_the_style_sheet(name):
    used = {word for node in parsed(name).iter() for word in node.get("class", "").split()}
    assert used <= set(re.findall(r"\.(ap-[a-z0-9-]+)", CSS.read_text()))


@pytest.mark.parametrize("name", sorted(set(ALL) - {"empty"}))
def test_everything_stays_inside_the_drawing(name):
    root = parsed(name)
    width, height = (float(root.get(side)) for side in ("width", "height"))
    for node in root.iter():
        for key, limit in (("x", width), ("cx", width), ("y", height), ("cy", height)):
            assert -1 <= float(node.get(key, 0)) <= limit + 1


def test_markup_is_not_escaped_again_by_templates():
    assert marks.level_mark(1).__html__() == str(marks.level_mark(1))


def test_bar_range_and_target_stand_where_their_values_are():
    svg = marks.dimension_scores_plain([DimensionRow("Data", 2.0, 1.5, 2.5, 2, 3)])
    bar, mean = shapes(svg, "rect", "ap-level-2")[0], shapes(svg, "circle", "ap-dot")[0]
    reach = shapes(svg, "line", "ap-l-range")[0]
    assert (bar.get("x"), bar.get("width"), mean.get("cx")) == ("8", "112", "120")
    assert (reach.get("x1"), reach.get("x2")) == ("64", "176")
    assert shapes(svg, "line", "ap-l-goal")[0].get("x1") == "232"


def test_a_target_shared_by_all_is_labeled_once():
    assert ALL["dimensions"].count("3 target") == 1
    different = [DimensionRow("a", 2, target=3), DimensionRow("b", 2, target=4)]
    assert marks.dimension_scores(different).count(">target<") == 1


def test_a_dimension_without_score_says_so():
    assert "no score: too few answers" in ALL["dimensions"]
    assert "no score" in parsed("dimensions").get("aria-label")
    rows = [DimensionRow("a", None, target=2)]
    for drawn in (marks.dimension_scores(rows, narrow=True), marks.dimension_scores_plain(rows)):
        upright = max(drawn.find("ap-l-target"), drawn.find("ap-l-goal"))
        assert 0 < upright < drawn.find("no score: too few")  # no line runs through the words


def test_distribution_columns_show_their_counts():
    texts = [node.text for node in parsed("distribution").iter("text")]
    assert texts == ["2", "3"]
    assert len(shapes(ALL["distribution"], "rect", "ap-none")) == 3


def test_wide_stairs_name_here_and_target():
    svg = marks.stairs_wide(LABELS, MEANINGS, 2, 3)
    assert svg.count("You are here") == svg.count("Target") == 1
    assert len(shapes(svg, "rect", "ap-to-come")) == 3


def test_the_ladder_runs_from_top_to_bottom():
    steps = marks.ladder(LABELS, MEANINGS, 2, 2)
    assert [step.level for step in steps] == [5, 4, 3, 2, 1]
    assert [step.state for step in steps] == ["above", "above", "above", "here", "below"]
    assert (steps[3].note, steps[3].is_target) == ("You are here", True)


def test_squares_become_one_bar_beyond_forty_people():
    squares = marks.person_units(30, 5, 5)
    assert len(list(ElementTree.fromstring(squares).iter("rect"))) == 40
    bar = list(ElementTree.fromstring(ALL["bar"]).iter("rect"))
    widths = [float(node.get("width")) for node in bar]
    assert widths == pytest.approx([101.4, 33.8, 33.8], abs=0.1)


def test_the_step_line_ends_today_at_the_number_reached():
    line = next(parsed("days").iter("polyline")).get("points").split()
    assert line[0] == "34,146"
    assert line[-1] == "430.5,49.5"
    assert "9 of 11 by 10 Nov" in parsed("days").get("aria-label")


def test_one_dot_for_each_answer():
    assert len(shapes(ALL["dots narrow"], "circle", "ap-edge")) == 40


def test_wide_and_narrow_come_together():
    both = marks.wide_and_narrow(ALL["days"], ALL["days narrow"])
    assert both.count("<svg") == 2
    assert 'class="ap-when-narrow"' in both
