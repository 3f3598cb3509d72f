"""Rules of the choice between candidates, of raters, confirmations, signatures and readiness."""

import dataclasses
import datetime

import pytest
import whole_worksheet
from whole_worksheet import AROUND, CANDIDATES

from scoping.calc.readiness import Readiness
from scoping.checking.cross_rules import find_all
from scoping.checking.surroundings import AssessmentFacts


def _found(changes=None, **more):
    return find_all(whole_worksheet.case(changes, **more))


def _brief(changes=None, **more):
    return [(each.rule, each.severity, each.path) for each in _found(changes, **more)]


@pytest.mark.parametrize(
    ("decisions", "title"),
    [
        (("chosen", "rejected", "chosen"), "2 candidates are chosen"),
        (("", "", ""), "No candidate is chosen"),
    ],
)
def test_exactly_one_candidate_is_chosen(decisions, title):
    candidates = [
        dataclasses.replace(each, decision=decision)
        for each, decision in zip(CANDIDATES, decisions, strict=True)
    ]
    assert title in [each.title for each in _found(candidates=candidates)]


def test_a_rejected_candidate_says_why():
    silent = dataclasses.replace(CANDIDATES[1], decision_reason=" ")
    found = _brief(candidates=(CANDIDATES[0], silent, CANDIDATES[2]))
    assert found == [("SC-X1", "error", "rule:candidate")]


@pytest.mark.parametrize("missing", ["nothing", "rule"])
def test_ai_is_compared_with_nothing_and_a_rule(missing):
    found = _brief(candidates=[each for each in CANDIDATES if each.id != missing])
    assert found == [("SC-L1", "error", "candidates")]


def test_raters_two_apart_need_a_note():
    far = dataclasses.replace(CANDIDATES[2], ratings=whole_worksheet.ratings(V1=(1, 3)))
    assert _brief(candidates=(*CANDIDATES[:2], far)) == [("SC-L25", "error", "churn:candidate")]


def test_a_note_explains_raters_two_apart():
    rows = [{**row, "note": "History is short"} for row in whole_worksheet.ratings(V1=(1, 3))]
    far = dataclasses.replace(CANDIDATES[2], ratings=tuple(rows))
    assert _found(candidates=(*CANDIDATES[:2], far)) == []


@pytest.mark.parametrize(
    "confirmed", [{}, {"business": "ben"}, {"business": "x", "technical": "x"}]
)
def test_two_people_confirm_the_problem(confirmed):
    assert _brief(confirmed=confirmed) == [("SC-L40", "error", "problem")]


@pytest.mark.parametrize("key", ["author", "last_material_editor"])
def test_the_author_does_not_sign(key):
    around = dataclasses.replace(AROUND, **{"author": "", "last_material_editor": "", key: "ada"})
    assert _brief(around=around) == [("SC-X13", "error", "people.sponsor")]


@pytest.mark.parametrize(
    ("facts", "title"),
    [
        (None, "No assessment of maturity is named"),
        (AssessmentFacts(None, None), "The assessment is not published"),
        (AssessmentFacts(datetime.date(2025, 11, 1), datetime.date(2026, 11, 27)),
         "The assessment expired on 27 Nov 2026"),
    ],
)  # fmt: skip
def test_a_current_assessment_is_named(facts, title):
    found = _found(around=dataclasses.replace(AROUND, assessment=facts))
    assert [(each.rule, each.title) for each in found] == [("SC-L33", title)]


def test_a_ready_candidate_needs_no_enabler():
    around = dataclasses.replace(AROUND, readiness={"churn": Readiness.READY})
    assert _found({"churn:candidate.enablers": []}, around=around) == []


def test_rules_of_law_that_are_due_for_review_are_named():
    around = dataclasses.replace(AROUND, today=datetime.date(2027, 5, 29))
    assert "SC-F8" in {each.rule for each in _found(around=around)}


def test_each_gap_needs_its_own_enabler():
    gaps = {"churn": ("monitoring_maintenance", "organizational_support")}
    found = _found(around=dataclasses.replace(AROUND, gaps=gaps))
    assert [each.title for each in found] == ["Nobody closes the gap in Organizational Support"]


KNOCKED_OUT = [
    ({"V2": (1, 1), "C1": (0, 0)}, "Churn model: fix the data first, data quality is rated 1 of 4"),
    ({"V1": (4, 4), "V6": (0, 0)}, "Churn model is blocked: result acted upon is rated 0"),
]


@pytest.mark.parametrize(("scores", "title"), KNOCKED_OUT)
def test_a_candidate_that_is_knocked_out_is_not_chosen(scores, title):
    """Row 48 of the checklist."""
    *others, churn = whole_worksheet.CANDIDATES
    churn = dataclasses.replace(churn, ratings=whole_worksheet.ratings(**scores))
    found = _found(candidates=(*others, churn))
    assert [(each.rule, each.severity, each.title) for each in found] == [
        ("SC-L48", "error", title)
    ]


def test_poor_data_with_an_enabler_that_mends_it_may_go_on():
    *others, churn = whole_worksheet.CANDIDATES
    churn = dataclasses.replace(churn, ratings=whole_worksheet.ratings(V1=(1, 1)))
    mended = {"id": "e9", "dimension": "infrastructure_data", "what": "One customer key",
              "owner": "dora", "due": "2026-12-20", "cost": "5000"}  # fmt: skip
    rows = [*churn.content["enablers"], mended]
    assert _found({"churn:candidate.enablers": rows}, candidates=(*others, churn)) == []
