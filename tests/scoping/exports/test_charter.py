"""The charter as a document, whatever its format."""

import charter_data
import pytest

from scoping.exports.blocks import Facts, Table
from scoping.exports.charter import charter_document, goal, stop_sentence, target_of
from scoping.worksheet.loading import sections

PARTS = [
    "In short", "Candidates compared", "Readiness", *(spec.label for spec in sections().values()),
    "Candidate: Churn model", "Candidate: Simple rule", "Checks", "Signatures", "Changes",
    "Glossary",
]  # fmt: skip


def _part(document, title):
    return next(part for part in document.parts if part.title == title)


@pytest.fixture
def document():
    return charter_document(charter_data.edition())


def test_parts_stand_in_a_fixed_order(document):
    assert [part.title for part in document.parts] == PARTS


def test_the_first_page_says_goal_value_and_cost(document):
    lines = dict(_part(document, "In short").blocks[0].rows)
    assert lines["Goal"] == "Yearly churn from 10% to 8% by 31 Jul 2027"
    assert lines["Value a year"].startswith("USD 760,000 margin, from USD 320,000 to")
    assert lines["Cost"] == "USD 309,000 to build, USD 120,000 a year to run"
    assert lines["Stop if"] == "precision is below 10% on 30 Apr 2027"


def test_money_prints_its_formula(document):
    lines = dict(_part(document, "In short").blocks[0].rows)
    assert lines["Value a year"].endswith("/ 6 × 40%")


def test_many_candidates_stand_below_each_other():
    content = charter_data.frozen()
    content["candidates"] = [
        {**charter_data.RULE, "id": f"candidate{number:07}"} for number in range(8)
    ]
    table = _part(charter_document(charter_data.edition(content)), "Candidates compared").blocks[0]
    assert table.heads[0] == "Candidate"
    assert len(table.rows) == 8


def test_people_are_named(document):
    facts = next(block for block in _part(document, "People").blocks if isinstance(block, Facts))
    assert ("Sponsor", "Sam Sponsor") in facts.rows


def test_what_was_not_computed_is_a_dash(document):
    table = next(
        block for block in _part(document, "Candidates compared").blocks if isinstance(block, Table)
    )
    assert [row[2] for row in table.rows] == ["Rejected", "Unknown", "–", "–", "–", "–", "–"]


def test_an_approved_charter_has_no_watermark(document):
    assert document.watermark == ""


def test_any_other_state_is_a_watermark():
    assert charter_document(charter_data.edition(state="In review")).watermark == "In review"


def test_every_table_has_as_many_cells_as_heads(document):
    tables = [block for part in document.parts for block in part.blocks if isinstance(block, Table)]
    assert tables
    assert all(len(row) == len(table.heads) for table in tables for row in table.rows)


@pytest.mark.parametrize(
    ("kind", "amount", "value"), [("relative", "20", 8), ("points", "2", 8), ("absolute", "8", 8)]
)
def test_each_kind_of_target_resolves(kind, amount, value):
    problem = {**charter_data.PROBLEM, "target_kind": kind, "target_amount": amount}
    assert target_of(problem) == value


def test_an_unfinished_goal_is_a_dash():
    assert goal(charter_data.frozen(target_amount="")) == "–"


def test_without_stop_criteria_there_is_a_dash():
    assert stop_sentence({"sections": {}}) == "–"


def test_overrides_stand_on_the_first_page():
    document = charter_document(charter_data.edition(overrides=("precision was below 10 %",)))
    assert document.parts[0].blocks[1].text == "Overridden: precision was below 10 %"


def test_iterations_stand_in_the_order_of_their_days():
    """Checklist row 3."""
    content = charter_data.frozen()
    content["sections"]["plan"]["iterations"] = [
        {"id": "later", "started": "2027-03-01", "hypothesis": "Usage tells more"},
        {"id": "first", "started": "2027-01-15", "hypothesis": "Contacts tell enough"},
    ]
    plan = _part(charter_document(charter_data.edition(content)), "Plan")
    table = next(block for block in plan.blocks if getattr(block, "title", "") == "Iterations")
    assert [row[1] for row in table.rows] == ["Contacts tell enough", "Usage tells more"]


def test_wins_are_listed_on_the_first_page():
    """Checklist row 82."""
    content = charter_data.frozen()
    content["sections"]["communication"] = {"wins": [
        {"id": "win1", "what": "First list of leavers", "day": "2027-02-01",
         "evidence": "12 of 40 were kept"},
        {"id": "win2", "what": "Not dated yet"},
    ]}  # fmt: skip
    lines = dict(_part(charter_document(charter_data.edition(content)), "In short").blocks[0].rows)
    assert lines["Wins so far"] == "First list of leavers, 1 Feb 2027 (12 of 40 were kept)"


def test_computed_figures_are_rounded_for_reading():
    content = charter_data.frozen()
    content["candidates"][0]["value"].update(
        benefit="1833333.333333", net_present_value="2659987.603306", priority="76.395833"
    )
    document = charter_document(charter_data.edition(content))
    said = [line[1] for line in _part(document, "Candidates compared").blocks[0].rows]
    assert said[-3:] == ["USD 1,833,333", "USD 2,659,988", "76.4"]
    lines = dict(_part(document, "In short").blocks[0].rows)
    assert lines["Value a year"].startswith("USD 1,833,333 margin, from ")


@pytest.mark.parametrize(
    ("settings", "said"),
    [({"discount_percent": "7.5"}, "discounted by 7.5% a year, less"), ({}, "discounted, less")],
)
def test_the_glossary_tells_the_rate_that_was_frozen(settings, said):
    edition = charter_data.edition()
    edition.content["rules"] = {"settings": settings}
    words = dict(_part(charter_document(edition), "Glossary").blocks[0].rows)
    assert said in words["Risk-adjusted value"]


@pytest.mark.parametrize(
    ("rubric", "factor"), [({"names": {"V1": "data available"}}, "V1 data available"), ({}, "V1")]
)
def test_ratings_stand_by_the_names_that_were_frozen(rubric, factor):
    edition = charter_data.edition()
    edition.content["rules"] = {"rubric": rubric}
    rated = {"factor": "V1", "side": "business", "score": 3, "evidence": "expert", "note": "Asked"}
    edition.content["candidates"][0]["ratings"] = [rated]
    document = charter_document(edition)
    tables = [each for part in document.parts for each in part.blocks if isinstance(each, Table)]
    rows = next(table.rows for table in tables if table.title == "Ratings")
    assert rows == [(factor, "Business", "3", "expert", "Asked")]
