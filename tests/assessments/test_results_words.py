"""The findings that head each section, and the rows below them."""

import pytest
from results_data import CORE, PROJECT, evaluation, everybody, frozen, golden, load_pack, many

from assessments.presentation import capabilities, hero, scores, steps, talks
from assessments.presentation.frozen import Selection
from assessments.presentation.page import results_page, slice_page, title

FIRST = [item.key for item in load_pack().dimensions[0].capabilities]


def said(stop):
    return "".join(part.text for part in stop.words)


def rows(found):
    return {row.key: row for row in capabilities.rows(found)}


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        ("Whole organization", "AI maturity of the whole organization"),
        ("Customer service", "AI maturity of Customer service"),
    ],
)
def test_title_reads_as_a_sentence(scope, expected):
    assert title(load_pack(CORE), scope) == expected


def test_project_is_titled_by_its_questionnaire():
    assert title(load_pack(PROJECT), "Churn") == "AI project readiness check: Churn"


def test_heading_counts_dimensions_at_the_target():
    low = dict.fromkeys(FIRST, 2)
    assert scores.heading(frozen(evaluation(everybody(3)))) == "Every dimension reaches the target"
    assert scores.heading(frozen(evaluation(everybody(3, **low)))) == (
        "Three of four dimensions reach the target; "
        "Infrastructure & Data Management is furthest away"
    )


def test_heading_leaves_out_a_dimension_in_which_nothing_applies():
    keys = [item.key for item in load_pack().dimensions[-1].capabilities]
    found = frozen(evaluation(everybody(3), not_applicable=keys))
    assert scores.heading(found) == "Every dimension reaches the target"


def test_heading_names_nobody_where_all_are_equally_far():
    assert scores.heading(frozen(evaluation(everybody(2)))) == "No dimension reaches the target"


def test_different_targets_are_not_called_the_target():
    found = evaluation(everybody(3), targets={"technical_expertise": 4})
    assert scores.heading(frozen(found)).startswith("Three of four dimensions reach its target")


def test_claimed_levels_are_marked_and_count_as_three():
    found = frozen(evaluation(everybody(5), with_evidence=["ai_skills"]))
    assert rows(found)["data_quality"].figures.claimed
    assert not rows(found)["ai_skills"].figures.claimed
    assert found.level_for_stage("data_quality") == 3


def test_two_ratings_are_indicative():
    found = frozen(evaluation(everybody(3, people=2), k=1))
    assert rows(found)["ai_skills"].figures.agreement_label == "high, indicative"


def test_one_rating_has_no_agreement():
    figures = rows(frozen(evaluation(everybody(3, people=1), k=1)))["ai_skills"].figures
    assert (figures.agreement, figures.agreement_label) == ("–", "")


def test_two_camps_are_marked_and_discussed():
    answers = everybody(3, people=3) | {f"x1{n}": {"ai_skills": 1} for n in range(3)}
    answers |= {f"x2{n}": {"ai_skills": 5} for n in range(3)}
    found = frozen(evaluation(answers))
    assert rows(found)["ai_skills"].figures.split
    disagreement = talks.talks(found, capabilities.rows(found))[0]
    assert disagreement.finding == "One capability divides people."
    assert disagreement.points[0].words == ("Two camps: 3 of 9 chose level 1 or 2, 3 level 4 or 5.")


def test_different_views_are_marked():
    technical = {f"t{n}": {"ai_skills": 2} for n in range(5)}
    business = {f"b{n}": {"ai_skills": 4} for n in range(5)}
    found = frozen(evaluation(technical | business))
    assert rows(found)["ai_skills"].figures.gap_flag
    views = talks.talks(found, capabilities.rows(found))[1]
    assert views.points[0].figure == "+2.0"
    assert views.points[0].words == "Business people see it higher: business 4.0, technical 2.0."


def test_reason_stands_where_there_is_no_second_view():
    found = rows(golden())
    assert found["data_quality"].figures.gap_words == "technical only"
    assert found["use_case_selection"].figures.gap_words == "business only"
    assert found["interpretability"].figures.gap_words == "group too small"


def test_unknown_capabilities_are_listed_most_unknown_first():
    answers = everybody(3) | {f"x1{n}": {"ai_skills": "DK"} for n in range(4)}
    answers["x10"]["ai_security"] = "DK"
    found = frozen(evaluation(answers))
    unknown = talks.talks(found, capabilities.rows(found))[2]
    assert [point.key for point in unknown.points] == ["ai_skills", "ai_security"]
    assert unknown.finding == "At least 40% could not judge one capability."
    assert rows(found)["ai_skills"].figures.dont_know_flag


def test_not_applicable_keeps_its_row_with_the_reason():
    found = evaluation(everybody(3), not_applicable=["ai_security"])
    row = rows(frozen(found, reasons={"ai_security": "No AI in use"}))["ai_security"]
    assert row.figures is None
    assert row.note == "Declared not applicable: No AI in use. It counts nowhere."


def test_without_overall_score_the_page_says_what_is_missing():
    blank = dict.fromkeys(FIRST)
    first = hero.hero(frozen(evaluation(everybody(3, **blank))))
    assert (first.index, first.stage) == ("–", None)
    assert first.stage_note == "No stage: Infrastructure & Data Management has too few answers."


def test_verdict_names_what_stops_the_next_one():
    found = evaluation(everybody(3, PROJECT, data_permission=2, alternatives=1), PROJECT)
    first = hero.hero(frozen(found, PROJECT))
    assert first.verdict.label == "Ready to explore"
    assert first.stops_heading == "What stops “Ready to build”"
    assert [said(stop) for stop in first.stops] == [
        "Permission is a gate and must reach 3",
        "Simpler ways must reach at least 2",
        "The overall score is 2.85; 3.0 is needed",
    ]


def test_prerequisite_is_named_in_the_step():
    found = steps.steps(golden())
    listed = [*found.now, *found.following, *found.later]
    waiting = [step for step in listed if step.do_first]
    assert all(step.do_first.startswith("do first: ") for step in waiting)
    assert [step.rank for step in listed] == list(range(1, len(listed) + 1))


def test_group_finds_its_lowest_and_highest_dimension():
    answers = everybody(3, **dict.fromkeys(FIRST, 2))
    found = frozen(evaluation(answers, teams=["Lab"] * 6))
    view = slice_page(found, Selection("team", "Lab"))
    assert view.chart.heading.startswith("Lab: Infrastructure & Data Management is lowest")
    assert view.hero is None
    assert view.steps is None


@pytest.mark.parametrize(
    ("flagged", "index", "expected"),
    [
        (0, None, "Nobody answered very quickly or with the same level throughout."),
        (None, None, "is not shown: it would speak about fewer than 5 people."),
        (6, 38, "without them the index is 38."),
        (6, None, "Their answers count like all others."),
    ],
)
def test_response_quality_shows_counts_only(flagged, index, expected):
    found = evaluation(everybody(3))
    found["quality"] = {"flagged": flagged, "score_without": None, "index_without": index}
    assert results_page(frozen(found)).quality.endswith(expected)


@pytest.mark.parametrize("seed", range(6))
def test_every_page_can_be_written(seed):
    """Whatever people answer, each section finds its words."""
    for k in (1, 5):
        found = frozen(evaluation(many(9, seed), k=k, teams=["A"] * 9))
        for sort in ("", "level", "agreement", "dont_know"):
            assert results_page(found, sort).table_heading
        assert slice_page(found, Selection("team", "A")).blocks
