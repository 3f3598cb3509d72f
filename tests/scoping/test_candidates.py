"""Candidates of a project."""

import pytest
import scoping_data
from django.urls import reverse
from django.utils import timezone

from aiproj.shared.errors import Refused
from scoping.services import worksheets
from scoping.worksheet.model import MOST_CANDIDATES

pytestmark = pytest.mark.django_db


@pytest.fixture
def candidate(project):
    return project.candidates.current().last()


def _address(name, candidate):
    return reverse(f"scoping:{name}", args=[candidate.project.public_id, candidate.public_id])


def test_a_candidate_is_saved(as_manager, candidate):
    as_manager.post(_address("candidate_save", candidate), {"version": 1, "name": "Churn model"})
    candidate.refresh_from_db()
    assert candidate.name == "Churn model"


def test_a_stale_save_shows_both_texts(as_manager, candidate, manager):
    worksheets.save_candidate(
        candidate=candidate, actor=manager, version=1, content={"name": "Chatbot"}
    )
    answer = as_manager.post(
        _address("candidate_save", candidate), {"version": 1, "name": "Offers"}
    )
    assert answer.status_code == 409
    assert b"Chatbot" in answer.content
    assert b"Offers" in answer.content


def test_a_candidate_is_added_at_the_end(as_manager, project):
    as_manager.post(reverse("scoping:candidate_add", args=[project.public_id]))
    assert project.candidates.current().last().position == 3


def test_too_many_candidates_are_refused(project, manager):
    for _ in range(MOST_CANDIDATES - 3):
        worksheets.add_candidate(project=project, actor=manager, content={"name": "Another"})
    with pytest.raises(Refused, match="are enough"):
        worksheets.add_candidate(project=project, actor=manager, content={"name": "Another"})


def test_the_chosen_candidate_cannot_be_put_aside(candidate, manager):
    candidate.decision = "chosen"
    candidate.save()
    with pytest.raises(Refused, match="is chosen"):
        worksheets.set_candidate_archived(candidate=candidate, actor=manager, archived=True)


def test_a_candidate_of_another_project_is_not_found(as_manager, organization, manager, candidate):
    other = scoping_data.make_project(organization, manager)
    address = reverse("scoping:candidate", args=[other.public_id, candidate.public_id])
    assert as_manager.get(address).status_code == 404


def test_an_archived_candidate_can_be_restored(as_manager, project, candidate):
    as_manager.post(_address("candidate_archive", candidate))
    assert project.candidates.current().count() == 2
    as_manager.post(_address("candidate_restore", candidate))
    assert project.candidates.current().count() == 3


def test_the_page_of_a_candidate_says_what_its_technique_asks_for(as_manager, candidate, manager):
    content = {"name": "Churn", "kind": "ml", "technique": "tree_ensemble", "real_time": True}
    worksheets.save_candidate(candidate=candidate, actor=manager, version=1, content=content)
    assert (
        "Ensemble of trees: complexity 2 of 4, explains up to level 2. "
        "Levels needed: data 3.0, skills 2.5, support 2.0, monitoring 2.0."
    ) in as_manager.get(_address("candidate", candidate)).content.decode()


def test_the_page_of_a_candidate_offers_to_put_it_aside_and_back(as_manager, candidate):
    aside, back = _address("candidate_archive", candidate), _address("candidate_restore", candidate)
    page = _address("candidate", candidate)
    assert f'action="{aside}"' in as_manager.get(page).content.decode()
    as_manager.post(aside)
    assert f'action="{back}"' in as_manager.get(page).content.decode()


def test_where_a_rule_is_enough_ai_is_advised_against_before_anything_is_chosen(
    as_manager, project, manager
):
    """Row 42 of the checklist: the verdict stands beside the problem and among the candidates."""
    content = {**project.content_of("problem"), "rule_is_enough": "yes"}
    scoping_data.save(project, "problem", manager, content)
    for address in (
        reverse("scoping:candidates", args=[project.public_id]),
        reverse("scoping:section", args=[project.public_id, "problem"]),
    ):
        assert b"Do not use AI: a simple rule solves" in as_manager.get(address).content


def test_what_is_decided_together_is_mended_where_it_is_decided(as_manager, project):
    charter = reverse("scoping:charter_submission", args=[project.charters.get().public_id])
    assert reverse("scoping:decide", args=[project.public_id]).encode() in (
        as_manager.get(charter).content
    )


def test_before_an_assessment_is_named_people_can_be_asked_to_rate(as_manager, project):
    page = as_manager.get(reverse("scoping:candidates", args=[project.public_id]))
    assert reverse("scoping:raters", args=[project.public_id]).encode() in page.content
    assert b"Not known: readiness is unknown." in page.content


def test_a_candidate_that_is_chosen_meanwhile_is_not_put_aside(project, candidate, manager):
    """S3: what counts is what stands now, not what the page had read."""
    rows = project.candidates.filter(pk=candidate.pk)
    rows.update(decision="chosen", decision_reason="It pays")
    with pytest.raises(Refused, match="is chosen"):
        worksheets.set_candidate_archived(candidate=candidate, actor=manager, archived=True)


def test_a_candidate_that_is_put_aside_meanwhile_is_not_changed(project, candidate, manager):
    """S3."""
    project.candidates.filter(pk=candidate.pk).update(archived_at=timezone.now())
    with pytest.raises(Refused, match="was put aside"):
        worksheets.save_candidate(
            candidate=candidate, actor=manager, version=1, content={"name": "Offers"}
        )


def test_restoring_does_not_make_too_many(project, candidate, manager):
    worksheets.set_candidate_archived(candidate=candidate, actor=manager, archived=True)
    for _ in range(MOST_CANDIDATES - 2):
        worksheets.add_candidate(project=project, actor=manager, content={"name": "Another"})
    with pytest.raises(Refused, match="are enough"):
        worksheets.set_candidate_archived(candidate=candidate, actor=manager, archived=False)


def test_a_candidate_stands_at_the_end_although_others_were_put_aside(project, manager):
    for each in list(project.candidates.current())[:2]:
        worksheets.set_candidate_archived(candidate=each, actor=manager, archived=True)
    made = [
        worksheets.add_candidate(project=project, actor=manager, content={"name": name})
        for name in ("Offers", "Calls")
    ]
    assert list(project.candidates.current())[1:] == made
