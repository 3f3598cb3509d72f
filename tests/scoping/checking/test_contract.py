"""Clauses of a charter that promise something of measured values."""

import datetime
from decimal import Decimal

import charter_data
import pytest

from scoping.checking.contract import clauses, units_agree


def _words(content):
    return [each.words for each in clauses(content)]


def test_target_and_stop_criteria_are_clauses():
    content = charter_data.frozen()
    assert _words(content) == [
        "Target: Yearly churn at most 8%",
        "Stop criterion of G2: precision at least 10%",
    ]
    assert clauses(content)[0].due == datetime.date(2027, 7, 31)


def test_a_target_upwards_is_at_least():
    content = charter_data.frozen(direction="up", target_kind="absolute", target_amount="12.5")
    assert clauses(content)[0].words == "Target: Yearly churn at least 12.5%"


def test_a_stop_above_promises_at_most():
    content = charter_data.frozen()
    content["sections"]["plan"]["gates"][0] |= {"stop_comparison": "above"}
    assert clauses(content)[1].comparison == "at_most"


def test_a_guardrail_names_its_owner_and_holds_at_once():
    content = charter_data.frozen()
    rail = {"id": "r1", "metric": "Complaints", "comparison": "at_most", "limit": "50",
            "unit": "complaints/week", "owner": "personlead000001"}  # fmt: skip
    content["sections"]["evaluation"] = {"guardrails": [rail]}
    found = clauses(content)[1]
    assert found.words == "Guardrail: Complaints at most 50 complaints/week"
    assert (found.due, found.owner) == (None, "personlead000001")


def _with_signal(**changed):
    content = charter_data.frozen()
    signal = {"id": "s1", "signal": "Complaints", "metric": "metriccomplaints", "limit": "50",
              "comparison": "above", "owner": "personlead000001", **changed}  # fmt: skip
    content["sections"]["operations"] = {"signals": [signal]}
    return clauses(content)


def test_a_signal_that_follows_a_metric_is_watched_at_once():
    found = _with_signal()[2]
    assert (found.words, found.metric) == ("Signal: Complaints at most 50", "metriccomplaints")
    assert (found.due, found.owner) == (None, "personlead000001")


@pytest.mark.parametrize("row", [{"limit": ""}, {"comparison": ""}, {"metric": ""}])
def test_a_signal_that_lacks_a_part_is_no_clause(row):
    assert len(_with_signal(**row)) == 2


@pytest.mark.parametrize(
    "missing", ["target_amount", "baseline", "direction", "deadline", "metric_name"]
)
def test_a_target_that_lacks_a_part_is_no_clause(missing):
    assert len(clauses(charter_data.frozen(**{missing: ""}))) == 1


@pytest.mark.parametrize("row", [{"limit": ""}, {"comparison": ""}, {"metric": ""}])
def test_a_guardrail_that_lacks_a_part_is_no_clause(row):
    content = charter_data.frozen()
    whole = {"id": "r1", "metric": "Complaints", "comparison": "at_most", "limit": "50"}
    content["sections"]["evaluation"] = {"guardrails": [whole | row]}
    assert len(clauses(content)) == 2


def test_an_empty_charter_promises_nothing():
    assert clauses({"sections": {}}) == ()


def test_a_figure_beyond_all_measures_is_no_clause():
    content = charter_data.frozen(target_kind="absolute", target_amount="-1e15")
    assert len(clauses(content)) == 1


def test_limits_are_exact():
    content = charter_data.frozen(target_amount="33.3")
    assert clauses(content)[0].limit == Decimal("6.67")


@pytest.mark.parametrize(
    ("signed", "measured", "agree"),
    [
        ("%", "%", True),
        ("", "EUR", True),
        ("customers per year", "customers/year", True),
        ("EUR/month", "EUR/year", False),
        ("EUR", "USD", False),
        ("points of joy!", "%", False),
    ],
)
def test_units_agree_where_they_mean_the_same(signed, measured, agree):
    assert units_agree(signed, measured) is agree
