"""The whole result: edges, evidence, targets, exclusions, slices and the shape of its data."""

import json

import numpy as np
import pytest

from assessments.calc.answers import encode
from assessments.calc.evaluation import evaluate
from assessments.calc.questionnaire import Capability, Dimension, Questionnaire

PACK = Questionnaire(
    (
        Dimension("d", 1.0, (Capability("a", 2.0, gate=True), Capability("b", 1.0))),
        Dimension("e", 2.0, (Capability("c", 1.0, audience="business"),)),
    )
)


def result_of(codes, **options):
    options = {"k": 1} | options
    return evaluate(PACK, codes, **options).as_dict()


def test_nobody_answered_gives_no_scores():
    result = result_of(np.empty((0, 3)), k=5)
    assert result["overall"] is None
    assert result["n_by_audience"] is None
    assert all(item["hidden"] for item in result["capabilities"].values())


def test_one_attributed_respondent_is_shown():
    result = result_of([[3, 4, 2]])
    assert result["overall"]["index"] == 36
    assert result["capabilities"]["b"]["level"] == 4


def test_a_pack_without_items_gives_no_scores():
    empty = Questionnaire((Dimension("d", 1.0, ()),))
    result = evaluate(empty, np.empty((4, 0)), k=1).as_dict()
    assert result["overall"] is None
    assert result["dimensions"]["d"]["scored_weight_share"] is None
    assert evaluate(Questionnaire(()), np.empty((4, 0)), k=1).as_dict()["capabilities"] == {}


def test_below_k_respondents_nothing_but_their_number_is_shown():
    result = result_of([[3, 3, 3]] * 4, k=5, teams=["x"] * 4)
    assert result["n_respondents"] == 4
    assert result["quality"] == {"flagged": None, "score_without": None, "index_without": None}
    assert result["groups"]["team"] == {"visible": [], "hidden_count_of_people": 4, "slices": {}}
    assert result["priorities"] == []


def test_attributed_mode_keeps_the_count_of_people_who_do_not_know():
    item = result_of([[-2, 3, 3]] * 2)["capabilities"]["a"]
    assert (item["scored"], item["hidden"]) == (False, False)
    assert (item["n_dk"], item["dk_flag"]) == (2, True)


def test_result_is_json_without_nan(core):
    codes = np.random.default_rng(1).integers(-3, 6, size=(40, len(core.keys)))
    result = evaluate(core, codes, k=5, teams=["x", "y"] * 20).as_dict()
    assert json.loads(json.dumps(result, allow_nan=False)) == result


def test_a_capability_declared_not_applicable_leaves_all_bases():
    result = result_of([[3, 1, 3]], not_applicable=["b"])
    assert result["dimensions"]["d"]["scored_weight_share"] == 1.0
    assert result["dimensions"]["d"]["score"] == 3.0
    item = result["capabilities"]["b"]
    assert (item["not_applicable"], item["hidden"], item["n_valid"]) == (True, False, None)


def test_a_dimension_in_which_nothing_applies_leaves_the_overall_score():
    result = result_of([[3, 3, 1]], not_applicable=["c"])
    assert result["overall"]["score"] == 3.0
    assert result["overall"]["stage"] == 3


def test_levels_without_evidence_count_as_three_for_the_stage_and_are_claimed():
    result = result_of([[5, 5, 5]], with_evidence=["c"])
    assert [result["dimensions"][key]["stage"] for key in "de"] == [3, 5]
    assert [result["capabilities"][key]["claimed"] for key in "abc"] == [True, True, False]
    assert result["capabilities"]["a"]["level"] == 5


def test_without_evidence_mode_nothing_is_claimed():
    result = result_of([[5, 5, 5]])
    assert result["overall"]["stage"] == 5
    assert result["overall"]["held_back_by"] == []
    assert result["dimensions"]["d"]["share_at_next_stage"] is None


def test_a_dimension_meets_its_target_when_its_stage_reaches_it():
    result = result_of([[3, 3, 3]], targets={"d": 4})
    assert result["capabilities"]["b"]["target"] == 4
    assert [result["dimensions"][key]["meets_target"] for key in "de"] == [False, True]
    assert {row["key"] for row in result["priorities"]} == {"a", "b"}


def test_share_at_the_next_stage_is_the_weight_that_reached_it():
    dimension = result_of([[3, 2, 3]])["dimensions"]["d"]
    assert dimension["stage"] == 2
    assert dimension["share_at_next_stage"] == pytest.approx(2 / 3)
    assert dimension["blockers"]["share"] == ["b"]


def test_a_slice_shows_only_items_that_the_group_was_asked():
    codes = [[3, 3, -1]] * 5 + [[4, 2, 5]] * 5
    audiences = ["technical"] * 5 + ["business"] * 5
    slices = result_of(codes, k=5, audiences=audiences)["groups"]["audience"]["slices"]
    assert slices["technical"]["capabilities"].keys() == {"a", "b"}
    assert slices["technical"]["dimensions"].keys() == {"d"}
    dimension = slices["business"]["dimensions"]["e"]
    assert (dimension["score"], dimension["index"]) == (5.0, 100)
    assert dimension["interval"]["low"] == pytest.approx(4.607785, abs=1e-6)


@pytest.mark.parametrize("not_applicable", [[], ["data_quality", "ai_skills"]])
def test_a_slice_of_everybody_equals_the_whole(core, not_applicable):
    codes = np.random.default_rng(2).integers(1, 6, size=(12, len(core.keys)))
    options = {"teams": ["x"] * 12, "not_applicable": not_applicable}
    result = evaluate(core, codes, k=5, **options).as_dict()
    part = result["groups"]["team"]["slices"]["x"]
    for key, dimension in part["dimensions"].items():
        assert dimension == {name: result["dimensions"][key][name] for name in dimension}
    for key, item in part["capabilities"].items():
        whole = result["capabilities"][key] | {"hidden": False}
        assert item == {name: whole[name] for name in item}


def test_people_without_a_team_are_a_group_of_their_own():
    result = result_of([[3, 3, 3]] * 12, k=5, teams=["x"] * 6 + [""] * 6)
    assert result["groups"]["team"]["visible"] == ["", "x"]


def test_a_gap_names_why_it_is_missing():
    audiences = ["business"] * 6 + ["technical"] * 5
    codes = [[4, 3, 3]] * 6 + [[3, -2, -1]] * 5
    items = result_of(codes, k=5, audiences=audiences)["capabilities"]
    assert (items["a"]["gap"], items["a"]["gap_flag"]) == (1.0, True)
    assert (items["b"]["business"], items["b"]["gap_hidden_reason"]) == (
        {"n": 6, "mean": 3.0},
        "small_group",
    )
    assert items["c"]["gap_hidden_reason"] == "one_audience"


@pytest.mark.parametrize(
    ("codes", "options", "message"),
    [
        ([[3, 3]], {}, "respondents x 3"),
        ([[3, 3, 6]], {}, "between -3 and 5"),
        ([[3, 3, 2.5]], {}, "whole numbers"),
        ([[3, 3, np.nan]], {}, "whole numbers"),
        ([[3, 3, 3]], {"k": 2}, "at least 3"),
        ([[3, 3, 3]], {"k": 0}, "at least 3"),
        ([[3, 3, 3]], {"audiences": ["nobody"]}, "unknown audiences"),
        ([[3, 3, 3]], {"teams": []}, "1 entries"),
        ([[3, 3, 3]], {"targets": {"d": 6}}, "between 1 and 5"),
        ([[3, 3, 3]], {"targets": {"x": 3}}, "unknown dimensions"),
        ([[3, 3, 3]], {"not_applicable": ["x"]}, "unknown capabilities"),
        ([[2, 3, 3]], {"importance": {"a": 3}}, "importance of a"),
    ],
)
def test_wrong_input_is_named(codes, options, message):
    with pytest.raises(ValueError, match=message):
        result_of(codes, **options)


def test_unknown_answers_are_named():
    with pytest.raises(ValueError, match="not 6"):
        encode(PACK, [{"a": 6}])
    with pytest.raises(ValueError, match="unknown capabilities"):
        encode(PACK, [{"x": 3}])
