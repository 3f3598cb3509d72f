"""The catalog of objectives."""

import pytest
import scoping_data
from django.urls import reverse

from scoping.models import Objective

pytestmark = pytest.mark.django_db
FIELDS = {"name": "Sell more", "says": "", "owner": "", "starts_on": "2026-01-01",
          "ends_on": "2027-12-31"}  # fmt: skip


@pytest.fixture
def objective(organization, manager):
    return scoping_data.make_objective(organization, manager)


def test_an_empty_catalog_says_what_it_is_for(as_manager):
    assert b"No objective yet" in as_manager.get(reverse("scoping:objectives")).content


def test_an_objective_is_added(as_manager):
    as_manager.post(reverse("scoping:objective_new"), FIELDS)
    assert Objective.objects.get().name == "Sell more"


def test_an_end_before_the_start_is_refused(as_manager):
    answer = as_manager.post(reverse("scoping:objective_new"), {**FIELDS, "ends_on": "2025-01-01"})
    assert answer.status_code == 422
    assert not Objective.objects.exists()


def test_a_taken_name_is_refused(as_manager, objective):
    answer = as_manager.post(
        reverse("scoping:objective_new"), {**FIELDS, "name": objective.name.upper()}
    )
    assert answer.status_code == 422
    assert b"of this name already" in answer.content


def test_a_stale_change_shows_what_is_stored(as_manager, objective):
    address = reverse("scoping:objective", args=[objective.public_id])
    as_manager.post(address, {**FIELDS, "version": 1})
    answer = as_manager.post(address, {**FIELDS, "name": "Sell less", "version": 1})
    assert answer.status_code == 409
    assert b"Sell more" in answer.content


def test_an_archived_objective_can_be_restored(as_manager, objective):
    as_manager.post(reverse("scoping:objective_archive", args=[objective.public_id]))
    assert not Objective.objects.current().exists()
    as_manager.post(reverse("scoping:objective_restore", args=[objective.public_id]))
    assert Objective.objects.current().exists()


def test_saving_the_problem_links_the_project(organization, manager, objective):
    project = scoping_data.make_project(organization, manager)
    content = {"title": scoping_data.TITLE, "objective": objective.public_id}
    scoping_data.save(project, "problem", manager, content)
    project.refresh_from_db()
    assert project.objective == objective


def test_without_an_objective_the_problem_leads_to_a_new_one_and_back(as_manager, project):
    problem = reverse("scoping:section", args=[project.public_id, "problem"])
    new = f"{reverse('scoping:objective_new')}?project={project.public_id}"
    assert new.encode() in as_manager.get(problem).content
    answer = as_manager.post(new, FIELDS)
    assert answer["Location"] == f"{problem}#row_id_objective"
    assert new.encode() not in as_manager.get(problem).content


def test_a_project_that_one_does_not_see_is_no_way_back(as_manager):
    answer = as_manager.post(f"{reverse('scoping:objective_new')}?project=unknown", FIELDS)
    assert answer["Location"] == reverse("scoping:objectives")
