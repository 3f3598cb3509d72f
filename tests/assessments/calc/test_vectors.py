"""Every exact case of the specification."""

from fractions import Fraction

import numpy as np
import pytest

from assessments.calc.answers import encode, tabulate
from assessments.calc.change import compare
from assessments.calc.evaluation import evaluate
from assessments.calc.exact import plain
from assessments.calc.parameters import DEFAULTS, T_QUANTILES_95, t_quantile
from assessments.calc.priorities import Candidate, rank_priorities
from assessments.calc.privacy import visible_groups
from assessments.calc.questionnaire import Capability, Dimension, Questionnaire
from assessments.calc.respondent import respondent_feedback
from assessments.calc.scoring import capability_score
from assessments.calc.stage import dimension_stage


def one_dimension(weights):
    items = tuple(Capability(key, weight) for key, weight in weights.items())
    return Questionnaire((Dimension("d", 1.0, items),))


def exact_weights(weights):
    return {key: Fraction(str(weight)) for key, weight in weights.items()}


def test_capability(capability_case, agrees):
    given = capability_case["input"]
    codes = encode(one_dimension({"a": 1.0}), [{"a": answer} for answer in given["answers"]])
    counts = tabulate(codes, np.zeros(len(codes), dtype=np.int64), 1)[0, 0]
    assert agrees(plain(capability_score(counts, k=given["k"])), capability_case["expected"])


def test_respondent(respondent_case, agrees):
    given = respondent_case["input"]
    questionnaire = one_dimension(given["weights"])
    row = encode(questionnaire, [given["ratings"]])[0]
    score = plain(respondent_feedback(questionnaire, row)["d"])
    assert agrees({"score": score}, respondent_case["expected"])


def test_stage(stage_case, agrees):
    given = stage_case["input"]
    stage = dimension_stage(given["levels"], exact_weights(given["weights"]), given["gates"])
    assert agrees(plain(stage), stage_case["expected"])


def test_assessment(assessment_case, agrees, load_questionnaire):
    given, expected = assessment_case["input"], assessment_case["expected"]
    questionnaire = load_questionnaire(given["pack"])
    evaluation = evaluate(
        questionnaire, encode(questionnaire, given["answers"].values()), k=given["k"]
    )
    scores = {key: plain(item.score) for key, item in evaluation.capabilities.items()}
    assert agrees(scores, expected["capabilities"])
    assert agrees(evaluation.as_dict()["dimensions"], expected["dimensions"])
    assert agrees(evaluation.as_dict()["overall"], expected["overall"])


def test_anonymity(anonymity_case):
    given = anonymity_case["input"]
    expected = anonymity_case["expected"]["visible_groups"]
    assert visible_groups(given["group_sizes"], given["k"]) == expected


def as_candidate(item, dimension_weights):
    weights = exact_weights(dimension_weights)
    return Candidate(
        key=item["key"],
        mean=Fraction(str(item["mean"])),
        level=item["level"],
        target=item["target"],
        weight=Fraction(str(item["weight"])),
        dimension_weight_ratio=weights[item["dimension"]] * len(weights) / sum(weights.values()),
        agreement=Fraction(str(item["agreement"])),
        risk=item["risk"],
        blocker=item["blocker"],
        effort=tuple(item["effort"][step] for step in "1234"),
        depends_on=tuple(item["depends_on"]),
    )


def test_priority(priority_case, agrees):
    given, expected = priority_case["input"], priority_case["expected"]
    candidates = [as_candidate(item, given["dimension_weights"]) for item in given["items"]]
    rows = [plain(row) for row in rank_priorities(candidates)]
    assert [row["key"] for row in rows] == expected["order"]
    by_key = {row["key"]: row | {"step": f"{row['level']}->{row['step_to']}"} for row in rows}
    assert all(agrees(by_key[row["key"]], row) for row in expected["rows"])


def test_change(change_case, agrees):
    given = change_case["input"]
    first, second = given["first"], given["second"]
    linked = [(list(first).index(u), list(second).index(u)) for u in first if u in second]
    comparison = compare(
        one_dimension({"a": 1.0}),
        [[level] for level in first.values()],
        [[level] for level in second.values()],
        k=given["k"],
        linked=linked if given["linked"] else None,
    )
    assert agrees(comparison.as_dict()["capabilities"]["a"], change_case["expected"])


def test_verdict(verdict_case, load_questionnaire):
    given, expected = verdict_case["input"], verdict_case["expected"]
    questionnaire = load_questionnaire(given["pack"])
    levels = dict.fromkeys(questionnaire.keys, given["levels_default"])
    codes = encode(questionnaire, [levels | given["levels_override"]])
    result = evaluate(questionnaire, codes, k=1)
    assert [item.key for item in questionnaire.capabilities if item.gate] == expected["gates"]
    assert float(result.overall.score) == pytest.approx(expected["overall_score"], abs=2e-6)
    assert result.verdict == expected["verdict"]


def test_role_gap(role_gap_case, agrees, vectors, core):
    answers = next(c for c in vectors["cases"] if c["id"] == "G01")["input"]["answers"]
    audiences = ["technical" if name.startswith("t") else "business" for name in answers]
    result = evaluate(
        core, encode(core, answers.values()), audiences=audiences, k=role_gap_case["input"]["k"]
    ).as_dict()
    gaps = {
        key: {"gap": item["gap"], "flag": item["gap_flag"]}
        for key, item in result["capabilities"].items()
        if item["gap"] is not None
    }
    assert gaps.keys() == role_gap_case["expected"].keys()
    assert agrees(gaps, role_gap_case["expected"])


def test_parameters_are_those_of_the_vectors(vectors):
    values = DEFAULTS.as_dict()
    assert {key: values[key] for key in vectors["parameters"]} == vectors["parameters"]


def test_quantiles_are_those_of_the_vectors(vectors):
    table = {key: value for key, value in vectors["t_quantile_95"].items() if key != "inf"}
    assert {str(df): value for df, value in T_QUANTILES_95.items()} == table
    assert t_quantile(10**9) == pytest.approx(vectors["t_quantile_95"]["inf"], abs=2e-6)
