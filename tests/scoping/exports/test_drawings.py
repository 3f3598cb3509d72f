"""The drawings of a charter: plain numbers of what was frozen."""

import datetime

import charter_data
import pytest

from aiproj.shared.documents import compile_pdf
from reports.services.charters import TEMPLATE
from scoping.exports.blocks import Table
from scoping.exports.charter import charter_document
from scoping.exports.drawings import days, readiness, worth
from scoping.exports.paper import paper_data
from scoping.worksheet.editions import names_of


def _content(**plan):
    content = charter_data.frozen()
    content["candidates"][0]["readiness"] = {
        "required": {"technical_expertise": "2.5", "infrastructure_data": "2.5"},
        "levels": {"technical_expertise": "2.4", "infrastructure_data": None},
    }
    content["assessment"] = {
        "levels": {"technical_expertise": {"score": "2.4", "low": "2.1", "high": "2.8"}}
    }
    content["sections"]["plan"] = plan or content["sections"]["plan"]
    return content


def test_worth_runs_from_low_to_high_of_those_that_are_known():
    content = _content()
    found = worth(content, names_of(content))
    assert [(row["name"], row["low"], row["likely"], row["high"]) for row in found] == [
        ("Churn model", 320_000.0, 760_000.0, 1_040_000.0)
    ]
    assert (found[0]["text"], found[0]["is_chosen"]) == ("USD 760,000", True)


def test_doing_nothing_has_no_bar():
    content = _content()
    content["candidates"][1]["value"] = dict.fromkeys(("benefit", "benefit_low", "benefit_high"),
                                                      "0")  # fmt: skip
    assert len(worth(content, names_of(content))) == 1


def test_an_unknown_level_is_not_drawn_as_zero():
    first, second = readiness(_content())
    assert (first["name"], first["score"], first["score_text"]) == (
        "Infrastructure & Data Management", None, "unknown"
    )  # fmt: skip
    assert (second["score"], second["target"], second["interval"]["low"]) == (2.4, 2.5, 2.1)


def test_days_lie_between_the_first_and_the_last():
    plan = {
        "milestones": [{"day": "2027-01-11", "name": "Pilot read", "checkpoint": True},
                       {"day": "2027-01-01", "name": "Data ready"}, {"name": "No date"}],
        "gates": [{"gate": "G2", "day": "2027-01-06"}],
    }  # fmt: skip
    found = days(_content(**plan))
    assert [(row["name"], row["place"]) for row in found] == [
        ("Data ready", 0.0), ("Gate G2", 0.5), ("Pilot read", 1.0)
    ]  # fmt: skip
    assert [row["is_checkpoint"] for row in found] == [False, False, True]


@pytest.mark.parametrize("plan", [{}, {"milestones": [{"day": "2027-01-01", "name": "One"}]}])
def test_one_day_makes_no_line_of_time(plan):
    assert days({"sections": {"plan": plan}}) == []


def test_a_charter_without_candidates_has_no_drawings():
    content = charter_data.frozen()
    content["candidates"] = []
    found = charter_document(charter_data.edition(content)).drawings
    assert (found["worth"], found["readiness"]) == ([], [])


def test_columns_share_the_width_by_their_longest_text():
    rows = [("A question that is long enough to need more than one line of room", "No")]
    assert Table("Law", ("Question", "Answer"), rows).shares == [0.7188, 0.2812]
    assert Table("Empty", ("One", "Two"), []).shares == [0.5, 0.5]


def test_the_profit_curve_of_the_choice_is_drawn_and_told_as_a_table():
    content = charter_data.with_curve()
    document = charter_document(charter_data.edition(content))
    found = document.drawings["curve"]
    assert found["title"] == "Profit a quarter by share of customers treated: Churn model"
    assert (len(found["points"]), found["chosen"]["treated_share"], found["said"]) == (
        41, 0.5, "USD 950"
    )  # fmt: skip
    part = next(each for each in document.parts if each.title == "Candidate: Churn model")
    table = next(each for each in part.blocks if getattr(each, "title", "").startswith("Profit"))
    assert table.rows[5] == ("50%", "1,000", "650 to 1,350")
    assert len(table.rows) == 11


def test_a_curve_of_a_rejected_candidate_is_a_table_only():
    content = charter_data.with_curve()
    for row, decision in zip(content["candidates"], ("rejected", "chosen"), strict=True):
        row["decision"] = decision
    assert charter_document(charter_data.edition(content)).drawings["curve"] is None


def test_a_charter_from_before_curves_were_kept_has_none():
    assert charter_document(charter_data.edition()).drawings["curve"] is None


def test_a_curve_is_printed():
    document = charter_document(charter_data.edition(charter_data.with_curve()))
    created = datetime.datetime(2026, 11, 29, tzinfo=datetime.UTC)
    assert compile_pdf(TEMPLATE, paper_data(document), created=created).startswith(b"%PDF")
