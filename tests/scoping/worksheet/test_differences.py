"""Differences between two states of a section."""

from hypothesis import given
from hypothesis import strategies as st

from scoping.worksheet.canonical import digest
from scoping.worksheet.differences import row_name, section_changes
from scoping.worksheet.loading import candidate_spec, sections

PEOPLE = sections()["people"]
DATA = sections()["data"]
ROW = {"id": "aaaa", "name": "Contracts", "personal_class": "none"}


def _paths(before, after, spec=DATA):
    return [(change.path, change.material) for change in section_changes(spec, before, after)]


def test_a_row_that_came_is_one_change():
    assert _paths({}, {"datasets": [ROW]}) == [("data.datasets.aaaa", True)]


def test_a_row_that_moved_has_not_changed():
    other = {"id": "bbbb", "name": "Calls"}
    assert _paths({"datasets": [ROW, other]}, {"datasets": [other, ROW]}) == []


def test_a_field_of_a_row_is_named_by_its_id():
    changed = {**ROW, "personal_class": "personal"}
    path = "data.datasets.aaaa.personal_class"
    assert _paths({"datasets": [ROW]}, {"datasets": [changed]}) == [(path, True)]


def test_wording_is_not_material():
    changed = {**ROW, "name": "Contract table"}
    assert _paths({"datasets": [ROW]}, {"datasets": [changed]}) == [
        ("data.datasets.aaaa.name", False)
    ]


def test_empty_and_absent_are_the_same():
    assert _paths({"finance": ""}, {}, PEOPLE) == []


CONTENTS = st.fixed_dictionaries(
    {}, optional={field.key: st.text(max_size=5) for field in PEOPLE.fields}
)


@given(CONTENTS, CONTENTS)
def test_states_differ_where_their_hashes_do(before, after):
    whole = [{key: value for key, value in each.items() if value} for each in (before, after)]
    has_changes = bool(section_changes(PEOPLE, before, after))
    assert has_changes == (digest(whole[0]) != digest(whole[1]))


def test_a_row_that_refers_to_something_is_called_by_its_name_not_by_its_id():
    business, row = sections()["metrics"].part("business"), {"metric": "9yma54x3"}
    assert row_name(business, row, {"9yma54x3": "Yearly churn"}) == "Yearly churn"
    assert row_name(business, row) == "a business metric"
    enablers = candidate_spec().part("enablers")
    assert row_name(enablers, {"dimension": "technical_expertise"}) == "Technical expertise"
