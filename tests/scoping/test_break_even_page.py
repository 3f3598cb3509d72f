"""The break-even criterion on the page of the evaluation."""

import factories
import predictions
import pytest
import scoping_data
from django.urls import reverse

from scoping.services import ratings, worksheets
from scoping.worksheet.model import MOST_ROWS

pytestmark = pytest.mark.django_db
BANK = {
    "name": "Default model", "kind": "ml", "action_cost": "150", "action_success": "40",
    "action_saved": "5400",
}  # fmt: skip


@pytest.fixture
def candidate(project):
    return project.candidates.current().last()


@pytest.fixture
def store(candidate, manager):
    def save(**content):
        candidate.refresh_from_db()
        worksheets.save_candidate(
            candidate=candidate, actor=manager, version=candidate.version,
            content={**BANK, **content},
        )  # fmt: skip

    return save


def _page(client, project):
    return client.get(reverse("scoping:section", args=[project.public_id, "evaluation"]))


def _take(client, project, version=0, **fields):
    address = reverse("scoping:section_save", args=[project.public_id, "evaluation"])
    return client.post(address, {"version": version, "take": "break-even", **fields})


def _criteria(project):
    return project.content_of("evaluation").get("criteria", [])


@pytest.fixture
def removed(project, manager):
    """Payoffs whose criterion was taken out by hand."""

    def _remove():
        scoping_data.save(project, "evaluation", manager, {"measurement_days": "30"})

    return _remove


def test_payoffs_become_a_criterion_by_themselves(as_manager, project, candidate, store):
    store()
    (row,) = _criteria(project)
    assert (row["threshold"], row["kind"]) == ("6.9", "quantitative")
    page = _page(as_manager, project).content.decode()
    assert "is a criterion: 150 / (40% × 5,400), from the payoffs of Default model" in page
    there = reverse("scoping:candidate", args=[project.public_id, candidate.public_id])
    told = "Acting pays above a precision of 6.9%: 150 / (40% × 5,400). That is a criterion of the"
    assert told in as_manager.get(there).content.decode()


def test_the_criterion_follows_the_payoffs_as_one_types(project, store):
    for typed in ("54", "540", "5400"):
        store(action_saved=typed)
    assert [row["threshold"] for row in _criteria(project)] == ["6.9"]


def test_an_amount_that_is_cleared_and_typed_anew_is_followed(project, store):
    store()
    store(action_saved="")
    assert _criteria(project) == []
    store(action_saved="10800")
    assert [row["threshold"] for row in _criteria(project)] == ["3.5"]


def test_a_criterion_that_was_taken_out_stays_out_until_it_is_asked_for(
    as_manager, project, store, removed
):
    store()
    removed()
    store(action_cost="175")
    assert _criteria(project) == []
    assert "Acting pays above a precision of 8.1%:" in _page(as_manager, project).content.decode()
    answer = _take(as_manager, project, version=2, measurement_days="90")
    assert answer["Location"].endswith("#row-breakeven")
    assert [row["threshold"] for row in _criteria(project)] == ["8.1"]
    assert project.content_of("evaluation")["measurement_days"] == "90"


def test_new_payoffs_do_not_move_what_a_person_took_on(as_manager, project, store, manager):
    store()
    taken_on = [{**row, "judge": "Tess"} for row in _criteria(project)]
    scoping_data.save(project, "evaluation", manager, {"criteria": taken_on})
    store(action_cost="175")
    page = _page(as_manager, project).content.decode()
    assert "The payoffs have changed since." in page
    assert "<del>6.9%</del> <ins>8.1%</ins>" in page
    assert _criteria(project)[0]["threshold"] == "6.9"


def test_the_payoffs_of_the_profit_curve_come_first(project, store, organization, manager):
    made = predictions.make_predictions(organization, manager)
    curve = predictions.make_valuation(made, manager, true_positive="2160", cost_per_action="150")
    store(action_cost="175", benefit_source="valuation", benefit_valuation=curve.public_id)
    assert _criteria(project)[0]["basis"] == "Payoffs: 150 / (150 + 2,010) = 6.94%"


def test_a_curve_of_another_organization_gives_nothing(as_manager, project, store, manager):
    other = factories.make_organization(name="Other")
    made = predictions.make_predictions(other, manager)
    foreign = predictions.make_valuation(made, manager)
    for key in (foreign.public_id, "a" * 16):
        store(benefit_source="valuation", benefit_valuation=key, action_cost="0")
        answer = _take(as_manager, project, measurement_days="90")
        assert answer.status_code == 422
        assert "give no break-even any more" in answer.content.decode()
    assert _criteria(project) == []


def test_the_chosen_candidate_decides(as_manager, project, store, candidate, manager):
    store()
    rows = {row.public_id: ("rejected", "Too dear") for row in project.candidates.current()}
    rule = project.candidates.current().first()
    decisions = {**rows, rule.public_id: ("chosen", "Cheap")}
    ratings.decide(project=project, actor=manager, version=1, decisions=decisions)
    assert "Acting pays" not in _page(as_manager, project).content.decode()
    assert _criteria(project) == []


def test_choosing_brings_the_criterion_of_the_chosen_one(project, store, manager):
    scoping_data.save(project, "evaluation", manager, {"criteria": []})
    store(kind="rule")
    assert _criteria(project) == []
    rows = project.candidates.current()
    decisions = {row.public_id: ("rejected", "Too dear") for row in rows}
    decisions[rows.last().public_id] = ("chosen", "It pays")
    ratings.decide(project=project, actor=manager, version=1, decisions=decisions)
    assert [row["threshold"] for row in _criteria(project)] == ["6.9"]


def test_a_full_list_takes_no_other_by_the_button(as_manager, project, store, manager):
    full = [{"id": f"row{number:05}", "name": "Recall"} for number in range(MOST_ROWS)]
    scoping_data.save(project, "evaluation", manager, {"criteria": full})
    store()
    names = {f"criteria-{row['id']}-name": row["name"] for row in full}
    answer = _take(as_manager, project, version=1, **names)
    assert answer.status_code == 422
    assert "60 criteria are enough. Take one out first." in answer.content.decode()
    assert _criteria(project) == full


def test_a_stale_click_shows_both_texts(as_manager, project, store, removed):
    store()
    removed()
    answer = _take(as_manager, project, version=0, measurement_days="90")
    assert answer.status_code == 409
    assert _criteria(project) == []


def test_readers_get_no_button(sign_in, executive, project, store, removed):
    store()
    removed()
    assert b'value="break-even"' not in _page(sign_in(executive), project).content


def test_the_project_of_the_bank_has_the_criterion_at_once(as_manager, organization, manager):
    made = scoping_data.start(organization, manager, "credit-default")
    page = _page(as_manager, made).content.decode()
    assert "Precision above 6.9% is a criterion: 150 / (40% × 5,400)" in page
