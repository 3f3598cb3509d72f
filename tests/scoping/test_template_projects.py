"""Projects begun from each template: every page opens, and the checks find only what is theirs."""

import datetime
from decimal import Decimal

import pytest
import template_projects
from django.urls import reverse
from template_projects import FAVORITES

from scoping import wording
from scoping.calc.ambiguity import Scale, read_target
from scoping.overview.checks import reviewed
from scoping.overview.comparison import comparison_of
from scoping.rules.templates import project_templates
from scoping.worksheet.loading import sections

TODAY = template_projects.TODAY
HEADLINES = {
    "credit-default": "Default model leads; Scorecard is ready today",
    "recommender": "Recommender leads; Bestsellers of the category is ready today",
    "retail-forecast": "Mean of four weeks leads and is ready today",
    "service-replies": "Sorting and prepared answers leads and is ready today",
}
# Confirmation, assessment, and owners of enablers: all are people's or the organization's.
THEIRS = {"SC-L40", "SC-L33", "SC-L51"}
# Objective, sponsor and business owner.
OPEN_CHECKS = {"SC-R1", "SC-R3"}
MISSING = {
    "objective", "owner", "business", "technical", "sponsor", "technical_lead", "data_owner",
}  # fmt: skip


def test_each_template_is_judged_here():
    assert set(FAVORITES) == set(project_templates())


@pytest.mark.parametrize("key", FAVORITES)
def test_every_section_and_candidate_opens(begin, sign_in, manager, key):
    project, client = begin(key), sign_in(manager)
    places = [("scoping:section", section) for section in sections()]
    rows = project.candidates.current()
    places += [("scoping:candidate", candidate.public_id) for candidate in rows]
    found = {
        client.get(reverse(name, args=[project.public_id, what])).status_code
        for name, what in places
    }
    assert found == {200}


@pytest.mark.parametrize("key", FAVORITES)
def test_the_checks_find_only_what_a_template_cannot_know(favored, key):
    _, found = reviewed(favored(key), TODAY)
    assert {each.rule for each in found.findings} <= THEIRS
    standing = {check.id for check in found.smart.checks if check.status != "pass"}
    assert standing == OPEN_CHECKS


@pytest.mark.parametrize("key", FAVORITES)
def test_only_people_and_references_are_missing(favored, key):
    _, found = reviewed(favored(key), TODAY)
    assert {each.path.rsplit(".", 1)[-1] for each in found.missing} <= MISSING


@pytest.mark.parametrize(("key", "says"), HEADLINES.items())
def test_the_examples_differ_in_what_leads(begin, key, says):
    comparison, _ = comparison_of(begin(key), TODAY)
    assert wording.headline(comparison) == says


def test_ten_percent_of_the_forecast_error_can_mean_two_things():
    problem = project_templates()["retail-forecast"].on(TODAY).sections["problem"]
    scale = Scale("%", Decimal(problem["baseline"]), Decimal(0), None)
    read = read_target(problem["target_words"], scale=scale, today=TODAY)
    values = {each.kind: each.value for each in read.readings}
    assert (values["relative"], values["points"]) == (Decimal("21.6"), Decimal(14))
    assert (problem["target_kind"], problem["deadline"]) == ("relative", "2027-03-31")


@pytest.mark.parametrize("day", [datetime.date(2026, 12, 31), datetime.date(2027, 1, 1)])
def test_the_forecast_can_be_read_before_the_next_quarter_ends(begin, day):
    _, found = reviewed(begin("retail-forecast", day), day)
    status = {check.id: check.status for check in found.smart.checks}
    assert (status["SC-T1"], status["SC-T2"], status["SC-T3"]) == ("pass", "pass", "pass")


def test_the_bank_is_a_case_of_high_risk_that_explains_each_score(favored):
    project = favored("credit-default")
    _, found = reviewed(project, TODAY)
    model = project.candidates.get(decision="chosen").content
    assert found.legal.outcome.key == "high_risk"
    assert int(model["explanation_level"]) >= 2
    assert (model["benefit_likely"], model["personal_impact"]) == ("1296000", True)


def test_the_bank_stops_below_the_precision_that_breaks_even():
    gates = project_templates()["credit-default"].sections["plan"]["gates"]
    assert {(gate["stop_value"], gate["stop_comparison"]) for gate in gates} == {("6.9", "below")}
    loss, prevented, contact = Decimal(12_000) * Decimal("0.45"), Decimal("0.4"), Decimal(150)
    assert round(contact / (prevented * loss) * 100, 1) == Decimal("6.9")


def test_retention_stands_guard_over_the_suggestions():
    guardrails = project_templates()["recommender"].sections["evaluation"]["guardrails"]
    assert [(each["metric"], each["limit"]) for each in guardrails] == [
        ("Customers who buy again within a year", "68")
    ]


def test_an_eighth_of_the_agents_hours_is_planned_for():
    role = project_templates()["service-replies"].on(TODAY).sections["risks"]["jobs"][0]
    share = Decimal(role["automated_hours"]) / Decimal(role["hours"]) * 100
    assert share > 10
    assert role["plan"]
    assert role["consulted_on"] < TODAY.isoformat()
    assert int(role["reskilling_cost"]) > 0
