"""Files of worksheets: random valid ones come back as they were, wrong ones are refused."""

import copy
import json

import pytest
import random_worksheets
import whole_worksheet
from hypothesis import HealthCheck, given, settings

from scoping.worksheet.belonging import belonging
from scoping.worksheet.portable import Header, exported, read_portable
from scoping.worksheet.strict_json import FileFault

HEADER = Header("Customers leave", "customer-churn", {"monitoring_maintenance": "1.6"})


def _file(state=None, header=HEADER):
    return exported(state or whole_worksheet.whole(), header, {})


def _read(content):
    return read_portable(json.dumps(content).encode())


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(random_worksheets.worksheets())
def test_a_random_worksheet_comes_back_as_it_was(state):
    content = _file(state)
    found = _read(content)
    kept, left = belonging(found.state, lambda kind, value: False)
    assert left == []
    assert exported(kept, found.header, {}) == content
    assert found.origin.holds


def test_the_whole_worksheet_comes_back_as_it_was():
    content = _file()
    found = _read(content)
    assert exported(found.state, found.header, {}) == content


def test_references_are_left_out_by_their_paths():
    kept, left = belonging(whole_worksheet.whole(), lambda kind, value: value != "tess")
    paths = {each.path for each in left}
    assert {"people.technical_lead", "churn:candidate.enablers.e1.owner"} <= paths
    assert "technical_lead" not in kept.section("people")
    assert kept.section("evaluation") == whole_worksheet.EVALUATION


def test_datasets_that_the_file_does_not_have_are_left_out():
    state = whole_worksheet.whole({"churn:candidate.inputs": ["contracts", "gone"]})
    kept, left = belonging(state, lambda kind, value: True)
    assert [(each.path, each.value) for each in left] == [("churn:candidate.inputs", "gone")]
    assert kept.candidates[2].content["inputs"] == ["contracts"]


VERSIONS = {
    "aiproj.worksheet/2": "written by a newer AIProj, as aiproj.worksheet/2. This one reads "
    "aiproj.worksheet/1.",
    "aiproj.worksheet/0": "written by an older AIProj",
    "aiproj.signed-charter/9": "This one reads aiproj.signed-charter/1.",
    "other/1": "neither a worksheet nor a charter",
    7: "neither a worksheet nor a charter",
}


@pytest.mark.parametrize(("version", "says"), VERSIONS.items())
def test_another_version_is_named(version, says):
    with pytest.raises(FileFault, match=says):
        _read({**_file(), "format": version})


def test_another_version_of_the_fields_is_named():
    with pytest.raises(FileFault, match=r"worksheet's version 2\.0\.0, not 1\.0\.0"):
        _read({**_file(), "worksheet_version": "2.0.0"})


def _ratings(**changed):
    row = {"factor": "V1", "side": "business", "score": 3, "evidence": "guess", "note": ""}
    return [{**row, **changed}]


ROW = {"id": "same", "what": "Late"}
WRONG = {
    "title": ("", "title: is empty"),
    "currency": (["EUR"], "currency: must be the ISO code"),
    "template": ("x" * 65, "template: must have at most 64 characters"),
    "example_levels": ({"a": "7"}, "example_levels: must be levels from 1 to 5"),
    "assessment": (None, "assessment: must be a text"),
    "sections": ([], "sections: must be a group"),
    "sections.horoscope": ({}, "sections.horoscope: is not known"),
    "sections.plan.horoscope": ("x", "plan.horoscope: is not known"),
    "sections.plan.end": ("31 Mar", "plan.end: must be a date"),
    "sections.plan.start": ("20270731", "plan.start: must be a date"),
    "sections.plan.go_live": ("1999-01-01", "plan.go_live: must be a date from 2000 to 2099"),
    "sections.money.contingency": ("1e5", "money.contingency: must be a number"),
    "sections.money.run_cost_1": ("１２", "money.run_cost_1: must be a number"),
    "sections.money.run_cost_2": (12, "money.run_cost_2: must be a number"),
    "sections.money.run_cost_3": ("1" * 16, "money.run_cost_3: must be a number"),
    "sections.money.funding": ("x" * 5000, "money.funding: must have at most"),
    "sections.problem.affected_count": ("1.0", "affected_count: must be a whole number"),
    "sections.problem.title": ("one\ntwo", "problem.title: must be one line"),
    "sections.problem.segment": ("a\u202eb", "segment: must hold no mark that turns"),
    "sections.problem.unit": ("$ per points", "problem.unit: must be a unit"),
    "sections.problem.direction": ("left", "direction: must be one of up, down"),
    "sections.problem.sector": (["general"], "problem.sector: must be a text"),
    "sections.data.shadow_stage": ("yes", "shadow_stage: must be true or false"),
    "sections.risks.legal_answers": ({"a": {"b": "c"}}, "legal_answers: must be a text"),
    "sections.risks.risks": ([ROW, ROW], "risks.risks: each row needs an id of its own"),
    "sections.risks.concerns": ([{"id": "../x"}], "must be 1 to 16 small letters and digits"),
    "sections.risks.jobs": ([{"id": f"j{n}"} for n in range(61)], "at most 60 rows"),
    "candidates": ([{}], "candidates[0].content: is missing"),
}
IN_CANDIDATE = {
    "decision": ("perhaps", "candidates[0].decision: must be chosen"),
    "reason": ("x" * 601, "candidates[0].reason: must have at most 600"),
    "content": ({"inputs": "x"}, "candidates[0].candidate.inputs: must be a list"),
    "ratings": (_ratings(score=5), "the score must be a whole number from 0 to 4"),
    "more": (1, "candidates[0].more: is not known"),
}
IN_RATING = {
    "factor": (["V1"], "the factor must be"), "side": ("left", "the side must be"),
    "score": (True, "the score must be"), "evidence": ("luck", "the evidence must be"),
    "note": ("x" * 601, "at most 600"), "more": ("x", "must hold factor"),
}  # fmt: skip


def _refused(content):
    with pytest.raises(FileFault) as refused:
        _read(content)
    return str(refused.value)


@pytest.mark.parametrize(("path", "wrong"), WRONG.items())
def test_a_wrong_value_is_named_with_its_place(path, wrong):
    content = copy.deepcopy(_file())
    *way, last = path.split(".")
    inside = content["worksheet"]
    for step in way:
        inside = inside.setdefault(step, {})
    inside[last], says = wrong
    assert says in _refused(content)


@pytest.mark.parametrize(("key", "wrong"), IN_CANDIDATE.items())
def test_a_wrong_candidate_is_named_with_its_place(key, wrong):
    content = copy.deepcopy(_file())
    content["worksheet"]["candidates"][0][key] = wrong[0]
    assert wrong[1] in _refused(content)


@pytest.mark.parametrize(("key", "wrong"), IN_RATING.items())
def test_a_wrong_score_is_named_with_its_place(key, wrong):
    content = copy.deepcopy(_file())
    content["worksheet"]["candidates"][0]["ratings"] = _ratings(**{key: wrong[0]})
    found = _refused(content)
    assert found.startswith("candidates[0].ratings[0]:")
    assert wrong[1] in found


def test_too_many_candidates_and_two_chosen_are_refused():
    content = copy.deepcopy(_file())
    rows = content["worksheet"]["candidates"]
    assert "only one can be chosen" in _refused(
        {**content, "worksheet": {**content["worksheet"], "candidates": [rows[2]] * 2}}
    )
    content["worksheet"]["candidates"] = [rows[0]] * 13
    assert _refused(content) == "candidates: at most 12 can be kept, the file has 13."


def test_many_faults_are_counted():
    content = copy.deepcopy(_file())
    content["worksheet"]["sections"]["plan"] = dict.fromkeys("abcdef", 1)
    assert _refused(content).endswith("plan.c: is not known. 3 more things are wrong.")
