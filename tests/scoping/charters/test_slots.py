"""Who must sign, and why."""

from decimal import Decimal

import pytest
from charter_data import frozen

from scoping.overview.slots import needed_slots
from scoping.services.freezing import job_effect
from scoping.worksheet.state import WorksheetState

THRESHOLD = Decimal(250_000)


def _parts(**changes):
    content = {**frozen(), "totals": {"total": "100000"}, **changes}
    return [slot.part for slot in needed_slots(content, THRESHOLD)]


def _with(section, **fields):
    return {"sections": {**frozen()["sections"], section: fields}}


def test_technical_lead_and_sponsor_always_sign():
    assert _parts() == ["technical_lead", "sponsor"]


@pytest.mark.parametrize("kind", ["pseudonymous", "personal", "special"])
def test_personal_data_asks_the_data_owner(kind):
    assert "data_owner" in _parts(**_with("data", datasets=[{"id": "a", "personal_class": kind}]))


def test_data_that_is_not_personal_does_not():
    changes = _with("data", datasets=[{"id": "a", "personal_class": "none"}])
    assert "data_owner" not in _parts(**changes)


@pytest.mark.parametrize(("total", "asked"), [("250000", False), ("250000.01", True)])
def test_finance_signs_above_the_threshold(total, asked):
    assert ("finance" in _parts(totals={"total": total})) is asked


def test_the_reason_names_the_threshold_in_the_currency_of_the_project():
    content = {**frozen(), "totals": {"total": "300000"}}
    reasons = {slot.part: slot.reason for slot in needed_slots(content, THRESHOLD)}
    assert reasons["finance"] == "Cost above USD 250,000"


@pytest.mark.parametrize("level", ["III", "IV"])
def test_high_impact_asks_legal_and_ethics(level):
    found = _parts(classes={"legal": None, "impact": {"level": level}})
    assert found == ["technical_lead", "legal", "ethics", "sponsor"]


def test_a_high_legal_class_asks_legal_and_ethics():
    classes = {"legal": {"class": "High risk", "needs_sign_off": True}, "impact": None}
    assert {"legal", "ethics"} <= set(_parts(classes=classes))


def test_low_impact_asks_neither():
    assert _parts(classes={"legal": {"needs_sign_off": False}, "impact": {"level": "II"}}) == [
        "technical_lead",
        "sponsor",
    ]


def test_automating_much_of_a_role_asks_the_workers():
    assert "workers" in _parts(job_effect={"roles": [], "needs_plan": True})


@pytest.mark.parametrize(("most", "asked"), [("10", True), ("30", False)])
def test_the_rules_say_how_much_of_a_role_asks_the_workers(most, asked):
    row = {"id": "a", "role": "Agent", "hours": "40", "automated_hours": "10"}
    found = job_effect(WorksheetState({"risks": {"jobs": [row]}}), Decimal(most))
    assert ("workers" in _parts(job_effect=found)) is asked
    reasons = [slot.reason for slot in needed_slots({**frozen(), "job_effect": found}, THRESHOLD)]
    assert (f"More than {most}% of a role's hours are automated" in reasons) is asked
