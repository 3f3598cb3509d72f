"""The break-even criterion on the page of the evaluation."""

import factories
import predictions
import pytest
import scoping_data
from django.urls import reverse

from scoping.services import worksheets

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


def test_the_payoffs_of_a_candidate_are_offered(as_manager, project, store):
    store()
    page = _page(as_manager, project).content.decode()
    assert "Acting pays above a precision of 6.9%:" in page
    assert "150 / (40% × 5,400), from the payoffs of Default model" in page
    assert _criteria(project) == []


def test_one_click_makes_it_a_criterion(as_manager, project, store):
    store()
    answer = _take(as_manager, project, measurement_days="90")
    assert answer["Location"].endswith("#row-breakeven")
    (row,) = _criteria(project)
    assert (row["threshold"], row["kind"]) == ("6.9", "quantitative")
    assert project.content_of("evaluation")["measurement_days"] == "90"
    assert "is a criterion: 150" in _page(as_manager, project).content.decode()


def test_new_payoffs_never_move_it_by_themselves(as_manager, project, store):
    store()
    _take(as_manager, project)
    store(action_cost="175")
    page = _page(as_manager, project).content.decode()
    assert "The payoffs have changed since." in page
    assert "<del>6.9%</del> <ins>8.1%</ins>" in page
    assert _criteria(project)[0]["threshold"] == "6.9"


def test_the_payoffs_of_the_profit_curve_come_first(
    as_manager, project, store, organization, manager
):
    made = predictions.make_predictions(organization, manager)
    curve = predictions.make_valuation(made, manager, true_positive="2160", cost_per_action="150")
    store(action_cost="175", benefit_source="valuation", benefit_valuation=curve.public_id)
    _take(as_manager, project)
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
    rule = project.candidates.current().first()
    rule.decision = "chosen"
    rule.save()
    assert "Acting pays" not in _page(as_manager, project).content.decode()


def test_a_stale_click_shows_both_texts(as_manager, project, store, manager):
    store()
    scoping_data.save(project, "evaluation", manager, {"measurement_days": "30"})
    answer = _take(as_manager, project, version=0, measurement_days="90")
    assert answer.status_code == 409
    assert _criteria(project) == []


def test_readers_get_no_button(sign_in, executive, project, store):
    store()
    assert b'value="break-even"' not in _page(sign_in(executive), project).content


def test_the_project_of_the_bank_has_the_criterion_at_once(as_manager, organization, manager):
    made = scoping_data.start(organization, manager, "credit-default")
    page = _page(as_manager, made).content.decode()
    assert "Precision above 6.9% is a criterion: 150 / (40% × 5,400)" in page
