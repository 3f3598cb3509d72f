"""Projects to start from: complete, possible, and the churn case to the digit."""

import datetime
from decimal import Decimal

import churn_case
import pytest
import scoping_data
from django.urls import reverse

from scoping import wording
from scoping.checking.evaluation import compare
from scoping.models import Project, Rating
from scoping.overview.appraisal import rule_book
from scoping.overview.cases import case_of
from scoping.overview.comparison import comparison_of
from scoping.rules.templates import project_templates
from scoping.services import projects, ratings
from scoping.worksheet.loading import all_specs, candidate_spec, sections
from scoping.worksheet.model import Kind, Need
from scoping.worksheet.validating import content_faults

TODAY = datetime.date(2026, 11, 28)
KEYS = list(project_templates())
# Whom and what an organization has, no template can know.
THEIRS = {Kind.PERSON, Kind.OBJECTIVE, Kind.BUSINESS_METRIC, Kind.TECHNICAL_METRIC,
          Kind.METRIC_LINK, Kind.VALUATION, Kind.LEGAL, Kind.IMPACT}  # fmt: skip
TABLE = {  # margin, risk-adjusted value in millions, priority
    "Simple rule": ("0.307", "0.450", 68.30),
    "Churn model": ("0.760", "0.559", 75.85),
    "Chatbot": ("0.473", "-0.262", 51.07),
    "Personal offers": ("0.593", "0.015", 60.45),
}


@pytest.mark.parametrize("key", KEYS)
def test_every_content_could_have_been_typed(key):
    template = project_templates()[key].on(TODAY).with_entries({})
    faults = [
        fault
        for name, content in template.sections.items()
        for fault in content_faults(all_specs()[name], content)
    ]
    for each in template.candidates:
        faults += content_faults(candidate_spec(), each.content)
    assert faults == []


@pytest.mark.parametrize("key", KEYS)
def test_every_field_for_submission_is_filled_in(key):
    template = project_templates()[key].on(TODAY)
    missing = [
        f"{name}.{field.key}"
        for name, spec in sections().items()
        for field in spec.fields
        if field.need is Need.SUBMISSION and field.kind not in THEIRS and field.key != "title"
        if field.key not in template.sections.get(name, {})
    ]
    assert missing == []


@pytest.mark.parametrize("key", KEYS)
def test_every_project_has_two_candidates_that_are_not_ai_and_one_that_is(key):
    kinds = [each.content["kind"] for each in project_templates()[key].candidates]
    assert kinds[:2] == ["none", "rule"]
    assert set(kinds) & {"ml", "generative"}


@pytest.fixture
def churn(db, organization, manager):
    return projects.start_from_template(
        organization=organization,
        actor=manager,
        template=project_templates()["customer-churn"],
        today=TODAY,
    )


@pytest.mark.parametrize("name", churn_case.NAMES)
def test_the_churn_project_gives_the_table(churn, name):
    comparison, _ = comparison_of(churn, TODAY)
    found = next(each for each in comparison.candidates if each.name == name)
    margin, worth, priority = TABLE[name]
    million = Decimal(1_000_000)
    assert round(found.benefit.expected / million, 3) == Decimal(margin)
    assert round(found.money.net_present_value / million, 3) == Decimal(worth)
    assert found.priority == pytest.approx(priority, abs=0.0051)


def test_ai_adds_as_much_as_the_text_says(churn):
    comparison, _ = comparison_of(churn, TODAY)
    ai, rule = comparison.best_ai, comparison.best_rival
    assert (ai.name, rule.name) == ("Churn model", "Simple rule")
    more = ai.money.net_present_value - rule.money.net_present_value
    assert round(more / 1_000_000, 2) == Decimal("0.11")


def test_the_page_says_what_leads_and_what_is_ready(sign_in, manager, churn):
    page = sign_in(manager).get(reverse("scoping:candidates", args=[churn.public_id]))
    assert b"Churn model leads; Simple rule is ready today" in page.content
    assert b"come from the example, not from you" in page.content


def test_rule_and_churn_model_are_early_wins_and_the_offers_are_none(churn):
    comparison, _ = comparison_of(churn, TODAY)
    found = wording.early_wins(comparison, is_visible=True)
    assert "Churn model (back in 5.6 months): simple enough" in found
    assert found.startswith("Simple rule (back in 2.3 months)")  # as the portfolio has it
    assert "Personal offers" not in found


def test_an_early_win_waits_for_somebody_who_sees_it(churn):
    comparison, _ = comparison_of(churn, TODAY)
    assert "once a stakeholder of high influence" in wording.early_wins(
        comparison, is_visible=False
    )


def test_starting_from_a_template_leads_to_its_problem(as_manager):
    answer = as_manager.post(reverse("scoping:project_start", args=["customer-churn"]))
    made = Project.objects.get()
    assert answer.headers["Location"] == reverse(
        "scoping:section", args=[made.public_id, "problem"]
    )


def test_an_unknown_template_is_not_found(as_manager):
    assert as_manager.post(reverse("scoping:project_start", args=["weather"])).status_code == 404


def test_scores_of_the_example_go_when_that_side_rates(churn, manager):
    ratings.invite_rater(project=churn, actor=manager, person=manager, side="business")
    candidate = churn.candidates.current().last()
    said = {"V1": ratings.Said(3, "expert", "")}
    ratings.rate(candidate=candidate, actor=manager, said=said)
    left = Rating.objects.filter(candidate=candidate, rater=None)
    assert set(left.values_list("side", flat=True)) == {"technical"}


def test_days_count_from_the_start(churn):
    assert churn.content_of("problem")["deadline"] == "2028-01-02"


def test_the_example_counts_only_without_an_assessment(churn):
    rules = rule_book(churn.organization).figures
    unknown = compare(churn.state(), rules, None)
    assert {each.readiness for each in unknown.candidates if each.kind != "none"} == {"unknown"}


def test_a_project_of_ones_own_has_no_example(organization, manager):
    project = scoping_data.make_project(organization, manager)
    assert project.example_levels == {}


def test_a_story_can_tell_net_value_and_chance_of_the_choice(churn):
    churn.candidates.filter(content__name="Churn model").update(decision="chosen")
    assert case_of(churn, TODAY).around.worth == {"net": "USD 559,456", "chance": "54%"}
