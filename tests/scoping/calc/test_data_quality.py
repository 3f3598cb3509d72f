"""Bands of the six properties, V2 default, groups and effort."""

from decimal import Decimal

import pytest

from scoping.calc.data_quality import PROPERTIES, SHARES, Task, band, effort, judge, share_of_share


@pytest.mark.parametrize("name", SHARES)
@pytest.mark.parametrize(
    ("percent", "expected"),
    [("0", 0), ("59.9", 0), ("60", 1), ("80", 2), ("94.9", 2), ("95", 3), ("99", 4), ("100", 4)],
)
def test_a_share_reaches_its_band_on_the_limit(name, percent, expected):
    assert band(name, Decimal(percent)) == expected


@pytest.mark.parametrize(
    ("percent", "expected"),
    [("0", 4), ("0.5", 4), ("0.6", 3), ("2", 3), ("10", 2), ("20", 1), ("21", 0)],
)
def test_fewer_duplicates_have_a_better_band(percent, expected):
    assert band("duplicates", Decimal(percent)) == expected


def test_another_property_is_refused():
    with pytest.raises(KeyError):
        band("beauty", Decimal(1))


def test_the_lowest_of_three_properties_is_suggested():
    values = {name: Decimal(100) for name in PROPERTIES} | {"label_quality": Decimal(85)}
    assert judge(values).suggested == 2


def test_other_properties_do_not_lower_the_suggestion():
    values = {name: Decimal(100) for name in PROPERTIES} | {"timeliness": Decimal(10)}
    assert judge(values).suggested == 4


def test_data_without_labels_is_judged_by_the_other_two():
    found = judge({"completeness": Decimal(97), "validity": Decimal(99)})
    assert found.suggested == 3


def test_unknown_validity_suggests_nothing():
    assert judge({"completeness": Decimal(97), "label_quality": Decimal(97)}).suggested is None


def test_the_budget_grows_by_the_exact_effort():
    """Checklist row 7."""
    tasks = [Task(Decimal("0.1"), Decimal("0.1"))] * 3
    assert effort(tasks).cost == Decimal("0.03")


def test_no_task_costs_nothing():
    assert effort([]).cost == 0


def test_a_group_has_its_share():
    assert share_of_share(Decimal(25), Decimal(25)) == 100
