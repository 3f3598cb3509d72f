"""Rules that the organization edits."""

import factories
import pytest
import scoping_data
import yaml

from accounts.models import AuditEvent
from scoping.models import Charter, ProjectFigures, RuleSet, rubric_of, settings_of
from scoping.overview.rules import SHIPPED, as_yaml, in_force
from scoping.services.rules import open_projects

pytestmark = pytest.mark.django_db
KINDS = RuleSet.Kind.values
SETTINGS = {
    "value": "35", "viability": "25", "fit": "20", "alignment": "10", "simplicity": "10",
    "method": "priority", "value_scale": "1000000", "significance": "100000",
    "finance_threshold": "250000", "discount_percent": "10", "charter_days": "180",
    "assessment_days": "365", "signing": "parallel", "reason": "Money is cheap", "version": "1",
}  # fmt: skip


def edit(client, kind, **fields):
    return client.post(f"/rules/{kind}/change/", fields)


@pytest.fixture
def example(organization, manager):
    return scoping_data.make_example(organization, manager)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_shown_and_can_be_changed(as_manager, kind):
    assert as_manager.get(f"/rules/{kind}/").status_code == 200
    assert as_manager.get(f"/rules/{kind}/change/").status_code == 200


@pytest.mark.parametrize("kind", ["checks", "techniques", "legal", "impact"])
def test_the_text_of_a_kind_reads_back_the_same(as_manager, kind):
    text = as_yaml(SHIPPED[kind]())
    answer = edit(as_manager, kind, text=text, reason="No change", version="1")
    assert b"Nothing was changed" in answer.content


def test_a_change_is_the_next_version_with_its_reason(as_manager, organization):
    answer = edit(as_manager, "settings", **{**SETTINGS, "discount_percent": "5"})
    assert answer.status_code == 302
    made = RuleSet.objects.get()
    assert (made.version, made.content["version"], made.reason) == (1, "1.0.1", "Money is cheap")
    assert settings_of(organization).discount_percent == 5


def test_a_change_stands_in_the_audit_log(as_manager):
    edit(as_manager, "settings", **{**SETTINGS, "charter_days": "90"})
    event = AuditEvent.objects.filter(action="rules.changed").get()
    assert event.after["reason"] == "Money is cheap"


def test_weights_that_do_not_add_up_are_refused(as_manager):
    answer = edit(as_manager, "settings", **{**SETTINGS, "value": "36"})
    assert answer.status_code == 422
    assert b"the five weights must add to 1" in answer.content


@pytest.mark.parametrize("value", ["", "-1", "0.5", "99999"])
def test_days_out_of_range_are_refused(as_manager, value):
    answer = edit(as_manager, "settings", **{**SETTINGS, "charter_days": value})
    assert answer.status_code == 422


def test_a_change_without_a_reason_is_refused(as_manager):
    answer = edit(as_manager, "settings", **{**SETTINGS, "charter_days": "90", "reason": ""})
    assert answer.status_code == 422


def test_nothing_changed_makes_no_version(as_manager):
    answer = edit(as_manager, "settings", **SETTINGS)
    assert b"Nothing was changed" in answer.content
    assert not RuleSet.objects.exists()


def test_a_stale_change_is_not_stored(as_manager):
    edit(as_manager, "settings", **{**SETTINGS, "charter_days": "90"})
    answer = edit(as_manager, "settings", **{**SETTINGS, "charter_days": "91"})
    assert answer.status_code == 409
    assert RuleSet.objects.count() == 1


def rubric_fields(**changed):
    model = SHIPPED["rubric"]()
    weights = {factor.key: f"{factor.weight:g}" for factor in model.factors}
    evidence = {str(level): str(weight) for level, weight in model.evidence.items()}
    words = {f"{factor.key}_question": factor.question for factor in model.factors}
    for factor in model.factors:
        words |= {f"{factor.key}_{score}": text for score, text in enumerate(factor.anchors)}
    return {**weights, **evidence, **words, "reason": "We know data", "version": "1", **changed}


def test_weights_of_factors_change_and_anchors_stay(as_manager, organization):
    edit(as_manager, "rubric", **rubric_fields(V1="15", V2="25"))
    found = {factor.key: factor for factor in rubric_of(organization).factors}
    assert (found["V1"].weight, found["V2"].weight) == (15, 25)
    assert found["V1"].anchors[0] == "There is no such data."


def test_what_a_score_means_can_be_said_in_own_words(as_manager, organization):
    fields = rubric_fields(V1_0="We have no such data.", C2_question="How many places is it in?")
    edit(as_manager, "rubric", **fields)
    found = {factor.key: factor for factor in rubric_of(organization).factors}
    assert found["V1"].anchors[0] == "We have no such data."
    assert found["C2"].question == "How many places is it in?"


def test_a_score_without_words_is_named_at_its_field(as_manager):
    answer = edit(as_manager, "rubric", **rubric_fields(V1_3=""))
    assert answer.status_code == 422
    assert b"Say it in a few words." in answer.content
    assert b'<details class="more" open><summary>V1 Data available' in answer.content


def test_weights_of_factors_that_do_not_add_up_are_refused(as_manager):
    answer = edit(as_manager, "rubric", **rubric_fields(V1="15"))
    assert b"must add to 100" in answer.content
    assert not RuleSet.objects.exists()


def test_a_wrong_key_is_named_with_its_line(as_manager):
    text = as_yaml(SHIPPED["techniques"]()).replace("complexity: 0", "complexity: 9", 1)
    answer = edit(as_manager, "techniques", text=text, reason="Try", version="1")
    assert answer.status_code == 422
    assert b"techniques[0].complexity" in answer.content


@pytest.mark.parametrize(
    "text", ["", "- a", "a: [", "a: &x 1\nb: *x", "a: !!python/object:os.system {}", "\x00"]
)
def test_text_that_is_no_rules_is_refused(as_manager, text):
    answer = edit(as_manager, "checks", text=text, reason="Try", version="1")
    assert answer.status_code == 422


def test_what_changes_in_open_projects_is_listed(as_manager, example):
    edit(as_manager, "settings", **{**SETTINGS, "discount_percent": "0"})
    factories.run_jobs()
    answer = as_manager.get("/rules/settings/1/")
    labels = {row.label for row in answer.context["page"]}
    assert labels == {"Risk-adjusted value"}
    assert b"changes one open project" in answer.content


def test_the_figures_of_open_projects_follow(as_manager, example):
    before = ProjectFigures.objects.get(project=example).value
    edit(as_manager, "settings", **{**SETTINGS, "discount_percent": "0"})
    factories.run_jobs()
    assert ProjectFigures.objects.get(project=example).value > before


def test_new_words_of_checks_are_replayed(as_manager, example):
    content = yaml.safe_load(as_yaml(SHIPPED["checks"]()))
    content["solution_words"] = ["customers", *content["solution_words"]]
    text = yaml.safe_dump(content, sort_keys=False)
    edit(as_manager, "checks", text=text, reason="Strict", version="1")
    factories.run_jobs()
    rows = as_manager.get("/rules/checks/1/").context["page"]
    assert ("SC-S2", "Problem: Statement") in {(row.label, row.subject) for row in rows}


@pytest.mark.parametrize(
    ("address", "key", "said"),
    [("data", "coverage_ratio", "less than 90% of its share"),
     ("risks", "automated_share", "more than 90% of a role"),
     ("risks", "high_risk_from", "15 and above is high")],
)  # fmt: skip
def test_hints_of_the_worksheet_tell_the_limits_in_force(as_manager, example, address, key, said):
    content = {**SHIPPED["checks"]().model_dump(mode="json"), key: 15 if "15" in said else "90"}
    edit(as_manager, "checks", text=yaml.safe_dump(content), reason="Own limits", version="1")
    page = as_manager.get(f"/projects/{example.public_id}/worksheet/{address}/").content.decode()
    assert said in page
    high = "from 15 it is high" if key == "high_risk_from" else "from 12 it is high"
    assert high in as_manager.get("/portfolio/").content.decode()


def test_signed_charters_keep_their_rules(organization, example):
    Charter.objects.filter(project=example).update(state="approved")
    assert not open_projects(organization).exists()


def test_an_amended_charter_is_open_again(organization, example):
    Charter.objects.filter(project=example).update(state="approved")
    Charter.objects.create(project=example, major=2)
    assert open_projects(organization).get() == example


def test_an_executive_reads_and_does_not_change(sign_in, executive):
    client = sign_in(executive)
    assert client.get("/rules/rubric/").status_code == 200
    assert client.get("/rules/rubric/change/").status_code == 403


def test_the_shipped_rules_hold_until_changed(organization):
    assert in_force(organization, "legal")[1] is None
