"""The shipped worksheet."""

import pytest

from scoping.worksheet.loading import all_specs, candidate_spec, sections
from scoping.worksheet.model import Kind, SectionSpec

SECTIONS = [
    "problem", "data", "metrics", "evaluation", "risks", "people", "plan", "money", "operations",
    "communication",
]  # fmt: skip


def test_sections_stand_in_the_order_of_the_worksheet():
    assert list(sections()) == SECTIONS


def test_a_candidate_is_no_section():
    assert candidate_spec().key not in sections()


@pytest.mark.parametrize("key", list(all_specs()))
def test_rows_begin_with_what_names_them(key):
    for group in all_specs()[key].groups:
        assert group.fields[0].kind not in (Kind.DATASETS, Kind.LINES)


def test_a_key_that_stands_twice_is_refused():
    twice = {"key": "end", "label": "End", "kind": "date"}
    with pytest.raises(ValueError, match="twice"):
        SectionSpec(key="plan", label="Plan", title="The plan", lead="", parts=[twice, twice])


def test_options_without_a_choice_are_refused():
    part = {"key": "end", "label": "End", "kind": "date", "options": {"a": "A"}}
    with pytest.raises(ValueError, match="a choice has options"):
        SectionSpec(key="plan", label="Plan", title="The plan", lead="", parts=[part])
