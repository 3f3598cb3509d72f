"""Change of dimensions and overall, matched people, and what is not comparable."""

import numpy as np
import pytest

from assessments.calc.change import compare
from assessments.calc.questionnaire import Capability, Dimension, Questionnaire

PACK = Questionnaire(
    (
        Dimension("d", 1.0, (Capability("a", 3.0), Capability("b", 1.0))),
        Dimension("e", 1.0, (Capability("c", 1.0),)),
    )
)
SAME = [(row, row) for row in range(6)]


def test_dimension_change_keeps_the_weights_over_common_items():
    change = compare(PACK, [[2, 2, 2]] * 6, [[3, 2, 2]] * 6, k=5)
    assert change.dimensions["d"].delta_all == pytest.approx(0.75)
    assert change.overall.delta_all == pytest.approx(0.375)


def test_an_item_with_changed_anchors_is_not_compared():
    change = compare(PACK, [[2, 2, 2]] * 6, [[3, 5, 2]] * 6, k=5, comparable=["a", "c"])
    assert change.capabilities["b"] is None
    assert change.dimensions["d"].delta_all == pytest.approx(1.0)


def test_too_little_common_weight_gives_no_dimension_and_no_overall_change():
    change = compare(PACK, [[2, 2, 2]] * 6, [[3, 5, 2]] * 6, k=5, comparable=["b", "c"])
    assert change.dimensions["d"] is None
    assert change.overall is None
    assert change.dimensions["e"].label == "no clear change"


def test_an_item_hidden_in_one_campaign_is_not_compared():
    second = [[3, 3, 3]] * 4 + [[3, -2, 3]] * 2
    assert compare(PACK, [[2, 2, 2]] * 6, second, k=5).capabilities["b"] is None


def test_the_same_people_give_matched_figures_without_composition():
    change = compare(PACK, [[2, 2, 2]] * 6, [[4, 4, 4]] * 6, k=5, linked=SAME)
    assert change.overall.delta_matched == pytest.approx(2.0)
    assert change.overall.composition_effect == pytest.approx(0.0)
    assert (change.overall.basis, change.overall.label) == ("matched", "improved")


def test_an_item_whose_matched_figure_is_hidden_leaves_the_matched_dimension():
    second = [[4, 4, 4]] * 5 + [[4, -2, 4]]
    change = compare(PACK, [[2, 3, 2]] * 6, second, k=5, linked=SAME)
    assert change.capabilities["b"].delta_matched is None
    assert change.dimensions["d"].delta_matched == pytest.approx(2.0)


def test_a_dimension_with_little_matched_weight_shows_the_plain_change():
    second = [[4, 4, 4]] * 5 + [[-2, 4, 4]]
    change = compare(PACK, [[2, 3, 2]] * 6, second, k=5, linked=SAME)
    assert change.dimensions["d"].matched_shown is False
    assert change.dimensions["d"].basis == "all"
    assert change.overall.matched_shown is False


def test_a_dimension_of_one_item_changes_like_the_item():
    rng = np.random.default_rng(3)
    first, second = rng.integers(1, 6, (9, 3)), rng.integers(1, 6, (9, 3))
    change = compare(PACK, first, second, k=5, linked=[(row, row) for row in range(9)])
    item, dimension = change.capabilities["c"], change.dimensions["e"]
    assert dimension.rho == pytest.approx(item.rho)
    assert dimension.interval_matched == item.interval_matched


def test_swapping_the_campaigns_turns_the_sign():
    first, second = [[2, 2, 2]] * 6, [[4, 4, 4]] * 6
    back = compare(PACK, second, first, k=5, linked=SAME).overall
    assert back.delta_all == pytest.approx(-2.0)
    assert back.label == "declined"


def test_no_respondents_compare_nothing():
    change = compare(PACK, np.empty((0, 3)), np.empty((0, 3)), k=1).as_dict()
    assert change["overall"] is None
    assert set(change["capabilities"].values()) == {None}


def test_a_person_linked_twice_is_an_error():
    with pytest.raises(ValueError, match="only once"):
        compare(PACK, [[2, 2, 2]], [[2, 2, 2]] * 2, k=1, linked=[(0, 0), (0, 1)])
