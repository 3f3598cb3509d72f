"""Every save is kept, shown with what it changed, and can be brought back."""

import pytest
import scoping_data
from django.urls import reverse

from scoping.models import Revision

pytestmark = pytest.mark.django_db


@pytest.fixture
def saved(project, manager, as_manager):
    """Two states of the money section."""
    for funding in ("Service budget", "Sales budget"):
        scoping_data.save(project, "money", manager, {"funding": funding})
    return project


def _page(client, project, query=""):
    address = reverse("scoping:section_history", args=[project.public_id, "money"])
    return client.get(address + query).content.decode()


def _bring_back(client, project, number, version):
    address = reverse("scoping:section_bring_back", args=[project.public_id, "money", number])
    return client.post(address, {"version": version})


def test_saves_of_one_person_stand_together(as_manager, saved):
    page = _page(as_manager, saved)
    assert "saves 1 to 2" in page
    assert "<ins>Sales budget</ins>" in page


def test_each_save_can_be_shown(as_manager, saved):
    page = _page(as_manager, saved, "?each=1")
    assert "<del>Service budget</del> <ins>Sales budget</ins>" in page


def test_another_person_begins_an_entry_of_its_own(as_manager, saved, admin):
    scoping_data.save(saved, "money", admin, {"funding": "No budget"})
    assert "<del>Sales budget</del> <ins>No budget</ins>" in _page(as_manager, saved)


def test_a_state_comes_back_as_a_new_version(as_manager, saved):
    _bring_back(as_manager, saved, 1, 2)
    assert saved.content_of("money") == {"funding": "Service budget"}
    assert Revision.objects.of(saved, "money").count() == 3


def test_bringing_back_can_be_undone(as_manager, saved):
    _bring_back(as_manager, saved, 1, 2)
    _bring_back(as_manager, saved, 2, 3)
    assert saved.content_of("money") == {"funding": "Sales budget"}


def test_bringing_back_over_a_newer_save_is_refused(as_manager, saved):
    answer = _bring_back(as_manager, saved, 1, 1)
    assert answer.status_code == 409
    assert saved.content_of("money") == {"funding": "Sales budget"}


def test_without_a_version_nothing_is_brought_back(as_manager, saved):
    """S4"""
    address = reverse("scoping:section_bring_back", args=[saved.public_id, "money", 1])
    assert as_manager.post(address).status_code == 428


def test_a_version_that_never_was_is_not_found(as_manager, saved):
    assert _bring_back(as_manager, saved, 99, 2).status_code == 404


def test_long_histories_have_pages(as_manager, project, manager):
    for number in range(35):
        scoping_data.save(project, "money", manager, {"funding": f"Budget {number}"})
    page = _page(as_manager, project, "?each=1")
    assert "?before=6&amp;each=1" in page
    assert "Budget 4<" in _page(as_manager, project, "?before=6&each=1")


def test_a_candidate_has_a_history(as_manager, project):
    found = project.candidates.current().last()
    path = [project.public_id, found.public_id]
    as_manager.post(reverse("scoping:candidate_save", args=path), {"version": 1, "name": "Forest"})
    page = as_manager.get(
        reverse("scoping:candidate_history", args=path) + "?each=1"
    ).content.decode()
    assert "<del>AI candidate</del> <ins>Forest</ins>" in page


def test_a_candidate_comes_back(as_manager, project):
    found = project.candidates.current().last()
    path = [project.public_id, found.public_id]
    as_manager.post(reverse("scoping:candidate_save", args=path), {"version": 1, "name": "Forest"})
    as_manager.post(reverse("scoping:candidate_bring_back", args=[*path, 1]), {"version": 2})
    found.refresh_from_db()
    assert found.name == "AI candidate"


def test_a_row_that_went_is_told_whole(as_manager, project, manager):
    cost = {"id": "abcd1234", "what": "Lease", "rate": "5"}
    scoping_data.save(project, "money", manager, {"costs": [cost]})
    scoping_data.save(project, "money", manager, {})
    assert "<del>What: Lease; Rate for one: USD 5</del>" in _page(as_manager, project, "?each=1")
