"""Why this number: every explanation repeats the frozen number from its inputs."""

import re

import pytest
from results_data import (
    PROJECT,
    closed_with,
    evaluation,
    everybody,
    frozen,
    golden,
    golden_answers,
    load_pack,
    many,
    page,
)

from assessments.presentation.explain import explain
from assessments.presentation.frozen import Selection

TECHNICAL = Selection("audience", "technical")


def words(explanation):
    """Everything that an explanation says, as one text."""
    parts = [explanation.title, explanation.figure, explanation.answer]
    for section in explanation.sections:
        parts += [section.heading, *section.words, *section.formulas]
        parts += [check.words for check in section.checks]
        if section.table:
            parts += [" | ".join(row) for row in section.table.rows]
    return "\n".join(parts)


def test_capability_shows_counts_and_the_two_thirds_rule():
    said = words(explain(golden(), "capability", "data_protection"))
    assert "7 of 10 ratings (70.0%) reach level 3; 0 of 10 (0.0%) reach 4" in said
    assert "3 Established | 7 | 7 of 10 (70.0%) | yes" in said
    assert "4 Measured | 0 | 0 of 10 (0.0%) | no" in said
    assert "mean = (3 × 2 + 7 × 3) / 10 = 27 / 10 = 2.7" in said


def test_capability_shows_the_inputs_of_its_range():
    said = words(explain(golden(), "capability", "data_protection"))
    assert "v = (3 × 1 + 9 × 0.2333) / 12 = 0.425" in said
    assert "standard error = √(0.425 / 10) = 0.2062" in said
    assert "t(0.95; 12 degrees of freedom) = 1.7823" in said
    assert "range = 2.7 ± 1.7823 × 0.2062 = 2.33 to 3.07" in said


def test_capability_shows_agreement_gap_and_who_was_asked():
    said = words(explain(golden(), "capability", "data_protection"))
    assert "distances = 3 × |2 − 3| + 7 × |3 − 3| = 3" in said
    assert "agreement = 1 − 3 / (2 × 10) = 0.85" in said
    assert "2.6 (5 business ratings) − 2.8 (5 technical ratings) = −0.20" in said
    assert "1 of 11 answers (9.1%) are “I don’t know”; 40% or more would be marked." in said


def test_range_that_leaves_the_scale_says_so():
    said = words(explain(frozen(evaluation(everybody(5))), "capability", "ai_skills"))
    assert "limited to the scale, 4.54 to 5" in said


def test_hidden_capability_has_a_reason_and_no_number():
    found = explain(golden(), "capability", "data_access")
    assert found.answer.startswith("Hidden to protect people: fewer than 5 ratings.")
    assert found.sections == ()


def test_dimension_leaves_the_hidden_capability_out_of_the_formula():
    said = words(explain(golden(), "dimension", "infrastructure_data"))
    assert "score = (2 × 2.6 + 1.5 × 2.2 + 2 × 2.7 + 1 × 2.4) / 6.5 = 2.5077" in said
    assert "Data access | 1.5 | hidden, not counted | –" in said
    assert "81.3% of the weight can be shown; a score needs 60%." in said
    assert "effective raters, m = 6" in said
    assert "people with a rating, N = 10" in said


def test_dimension_shows_all_three_rules_for_each_stage():
    said = words(explain(golden(), "dimension", "monitoring_maintenance"))
    assert "Stage 2 | holds | holds: 6.5 of 8 = 81.3% | holds | yes" in said
    row = next(line for line in said.splitlines() if line.startswith("Stage 3"))
    assert "fails: Updating AI systems (1)" in row
    assert "fails: 0 of 8 = 0.0%" in row
    assert "fails: Monitoring in use (2)" in row


@pytest.mark.parametrize("seed", range(8))
def test_rules_lead_to_the_frozen_stage(seed):
    found = frozen(evaluation(many(12, seed)))
    for key in found.dimension_parts:
        said = words(explain(found, "dimension", key))
        held = [int(number) for number in re.findall(r"Stage (\d) \|.*\| yes$", said, re.M)]
        passed = re.findall(r"Stage (\d) \| holds \| holds[^|]*\| holds", said)
        assert max(held, default=1) == found.dimension(key)["stage"]
        assert max(map(int, passed), default=1) == found.dimension(key)["stage"]


def test_index_is_multiplied_out():
    said = words(explain(golden(), "overall", "index"))
    assert "index = 25 × (2.4869 − 1) = 37.17, shown as 37" in said
    assert "range = 2.4869 ± 1.8331 × 0.186 = 2.15 to 2.83" in said
    assert "index range = 25 × (2.1459 − 1) to 25 × (2.8279 − 1) = 29 to 46" in said


def test_stage_is_the_lowest_of_the_dimensions():
    said = words(explain(golden(), "overall", "stage"))
    assert "min(2, 2, 2, 2) = 2" in said
    assert "Technical Expertise | 2 | 3 | no" in said


def test_priority_is_multiplied_out():
    said = words(explain(golden(), "priority", "model_updating"))
    assert "priority = 1.4 × 1.5 × 1 × 1 × 1.5 × 1 × 1 / 1 = 3.15" in said
    assert "target 3 − mean 1.6 = 1.4" in said
    assert "This one is for now." in said


def test_verdict_shows_each_rule():
    case = next(case for case in load_pack(PROJECT).golden_cases if case.id == "V02")
    keys = [item.key for item in load_pack(PROJECT).capabilities]
    levels = dict.fromkeys(keys, case.levels_default) | dict(case.levels_override)
    found = explain(frozen(evaluation({"x1": levels}, PROJECT, k=1), PROJECT), "overall", "verdict")
    build, explore = found.sections
    assert found.figure == "Ready to explore"
    assert "fails for Permission (2)" in build.checks[0].words
    assert all(check.holds for check in explore.checks)


def test_group_explains_its_own_ratings_only():
    said = words(explain(golden(), "capability", "data_protection", TECHNICAL))
    assert "4 of 5 ratings (80.0%) reach level 3" in said
    assert "Business minus technical" not in said
    dimension = words(explain(golden(), "dimension", "infrastructure_data", TECHNICAL))
    assert "Score" in dimension
    assert "Stage" not in dimension


@pytest.mark.parametrize(
    ("subject", "key"),
    [
        ("capability", "nothing"),
        ("dimension", "nothing"),
        ("priority", "ai_skills_x"),
        ("overall", "verdict"),
        ("overall", "nothing"),
        ("nothing", "ai_skills"),
    ],
)
def test_what_the_page_does_not_show_is_not_explained(subject, key):
    assert explain(golden(), subject, key) is None


def test_every_number_on_the_page_has_its_explanation(sign_in, organization, manager):
    assessment = closed_with(organization, manager, evaluation(golden_answers()))
    client = sign_in(manager)
    links = set(re.findall(r"results/(why/[^\"]+)\"", page(client, assessment)))
    kinds = [link.split("/")[1] for link in links]
    assert kinds.count("capability") == 20
    assert kinds.count("dimension") == 4
    assert kinds.count("overall") == 2
    assert kinds.count("priority") == len(assessment.result.evaluation["priorities"])
    for link in links:
        assert assessment.result.inputs_hash in page(client, assessment, link)


def test_explanation_names_versions_and_parameters(sign_in, organization, manager):
    assessment = closed_with(organization, manager, evaluation(golden_answers()))
    text = page(sign_in(manager), assessment, "why/overall/stage/")
    for said in ("AI maturity assessment (ai-maturity-core), version 1.0.0", "AIProj 0.1.0"):
        assert said in text
    assert "stage_weight_share" in text
