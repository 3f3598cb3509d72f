"""Golden cases: a pack loads only if the engine finds what the pack expects."""

import json
from pathlib import Path

import pytest

from assessments import pack_schema
from assessments.pack_schema import Pack, PackError, check_golden_cases, parse_pack

PACKS = Path(pack_schema.__file__).parent / "packs"
CORE = (PACKS / "ai-maturity-core.yaml").read_text()
PROJECT = (PACKS / "ai-project-readiness.yaml").read_text()
VECTORS = Path(__file__).parent.parent / "data" / "scoring-vectors.json"


def problems_of(text, old, new):
    assert old in text
    with pytest.raises(PackError) as caught:
        parse_pack(text.replace(old, new, 1), file_name="pack.yaml")
    return [str(problem) for problem in caught.value.problems]


def line_of(text, part):
    return text[: text.index(part)].count("\n") + 1


@pytest.mark.parametrize(
    ("text", "ids"), [(CORE, ["G01"]), (PROJECT, ["V01", "V02", "V03", "V04"])]
)
def test_built_in_packs_carry_their_vectors_and_agree(text, ids):
    pack = parse_pack(text, file_name="pack.yaml")
    assert [case.id for case in pack.golden_cases] == ids
    assert check_golden_cases(pack) == []


def test_core_pack_expects_all_that_the_vector_expects():
    cases = json.loads(VECTORS.read_text())["cases"]
    vector = next(case for case in cases if case["id"] == "G01")
    [case] = parse_pack(CORE, file_name="pack.yaml").as_json()["golden_cases"]
    assert case["answers"] == vector["input"]["answers"]
    assert {name: case["expected"][name] for name in vector["expected"]} == vector["expected"]


@pytest.mark.parametrize(
    ("old", "new", "key", "message"),
    [
        ("2.486883", "2.486886", "overall.score", "expected 2.486886, found 2.486882"),
        ("index: 37", "index: 38", "overall.index", "expected 38, found 37"),
        ("2.507692", "2.6", "dimensions.infrastructure_data.score", "expected 2.6, found 2.50769"),
        ("mean: 2.6,", "mean: 2.7,", "capabilities.data_quality.mean", "expected 2.7, found 2.6"),
        ("low: 1.943699", "low: 2.0", "capabilities.data_quality.interval.low", "expected 2.0, fo"),
        (
            "gate: [data_quality]",
            "gate: []",
            "dimensions.infrastructure_data.blockers.gate",
            'expected [], found ["data_quality"]',
        ),
        (
            "dk_flag: false",
            "dk_flag: 0",
            "capabilities.data_quality.dk_flag",
            "expected 0, found false",
        ),
        (
            "mean: null",
            "mean: 2.0",
            "capabilities.data_access.mean",
            "expected 2.0, found null",
        ),
        ("index: 37", "grade: 37", "overall.grade", "the engine has no value of this name"),
    ],
)
def test_wrong_expectation_fails_naming_case_key_expected_and_found(old, new, key, message):
    [problem] = problems_of(CORE, old, new)
    place = f"pack.yaml, line {line_of(CORE, old)}, golden_cases[0].expected.{key}"
    assert problem.startswith(f"{place}: golden case G01: {message}")


def test_difference_within_the_tolerance_agrees():
    assert parse_pack(CORE.replace("2.486883", "2.486881"), file_name="pack.yaml")


def test_wrong_verdict_is_named():
    old = "verdict: not_ready"
    [problem] = problems_of(PROJECT, old, "verdict: ready_to_build")
    assert problem == (
        f"pack.yaml, line {line_of(PROJECT, old)}, golden_cases[2].expected.verdict: "
        'golden case V03: expected "ready_to_build", found "not_ready"'
    )


def test_wrong_overall_score_of_the_short_form_is_named():
    [problem] = problems_of(PROJECT, "overall_score: 2.95", "overall_score: 3.0")
    assert "golden_cases[1].expected.overall_score: golden case V02: expected 3.0" in problem


def test_verdict_rules_of_the_pack_decide():
    old = "rule: {min_gate_level: 3, min_item_level: 2, min_score: 3.0}"
    [problem] = problems_of(PROJECT, old, old.replace("3.0", "3.5"))
    assert 'V01: expected "ready_to_build", found "ready_to_explore"' in problem


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("t1: {data_quality", "t1: {magic", "answers.t1.magic: golden case G01: the pack has no c"),
        ("t1: {data_quality: 3", "t1: {data_quality: 6", "answers.t1.data_quality: must be a leve"),
        ("t1: {data_quality: 3", "t1: {data_quality: true", "t1.data_quality: must be a level"),
        ("    k: 5", "    k: 2", "golden_cases[0].k: must be 1 or at least 3"),
        ("    k: 5", "    levels_default: 3", "golden case G01: needs either answers or levels_"),
        (
            "        data_quality: {n_valid",
            "        magic: {n_valid",
            "expected.capabilities.magic: golden case G01: the pack has no capability",
        ),
        (
            "        infrastructure_data: {",
            "        magic: {",
            "expected.dimensions.magic: golden case G01: the pack has no dimension",
        ),
        (
            "      overall: {score",
            "      verdict: not_ready\n      overall: {score",
            "expected.verdict: golden case G01: only a pack of kind project has a verdict",
        ),
    ],
)
def test_case_that_cannot_be_run_is_a_problem(old, new, message):
    [problem] = problems_of(CORE, old, new)
    assert message in problem


def test_case_that_expects_nothing_is_a_problem():
    old = "expected: {overall_score: 2.95, verdict: ready_to_explore}"
    [problem] = problems_of(PROJECT, old, "expected: {}")
    assert problem.endswith("golden_cases[1].expected: golden case V02: expects nothing")


def test_id_of_a_case_is_unique():
    [problem] = problems_of(PROJECT, 'id: "V02"', 'id: "V01"')
    assert problem.endswith("golden_cases[1].id: the id V01 is used twice")


def test_case_without_respondents_has_no_score():
    content = parse_pack(CORE, file_name="pack.yaml").as_json()
    content["golden_cases"][0]["answers"] = {}
    content["golden_cases"][0]["expected"] = {"overall": {"score": 3.0}}
    [problem] = check_golden_cases(Pack.from_json(content))
    assert problem.message == 'golden case G01: expected {"score": 3.0}, found null'
