"""Beginning projects, and who sees them."""

import pytest
import scoping_data
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent
from aiproj.shared.errors import Refused
from scoping.models import Project
from scoping.services import projects

pytestmark = pytest.mark.django_db


def test_an_empty_list_says_what_to_do(as_manager):
    page = as_manager.get(reverse("scoping:home"))
    assert b"No project has begun" in page.content


def test_a_project_begins_with_two_candidates_that_are_not_ai(project):
    kinds = [candidate.content["kind"] for candidate in project.candidates.current()]
    assert kinds == ["none", "rule", "ml"]


def test_a_project_begins_with_a_draft_charter(project):
    assert project.charters.get().state == "draft"


def test_beginning_a_project_is_in_the_audit_log(project):
    assert AuditEvent.objects.filter(action="project.created").count() == 1


def test_beginning_one_leads_to_its_problem(as_manager):
    answer = as_manager.post(
        reverse("scoping:project_new"), {"title": scoping_data.TITLE, "currency": "EUR"}
    )
    made = Project.objects.get()
    assert answer.headers["Location"] == reverse(
        "scoping:section", args=[made.public_id, "problem"]
    )


def test_a_title_is_needed(as_manager):
    answer = as_manager.post(reverse("scoping:project_new"), {"title": "", "currency": "EUR"})
    assert answer.status_code == 422
    assert not Project.objects.exists()


def test_members_see_only_what_they_take_part_in(organization, manager, member, project):
    other = scoping_data.make_project(organization, manager, title="Late deliveries")
    scoping_data.save(project, "people", manager, {"sponsor": member.public_id})
    assert list(Project.objects.visible_to(member)) == [project]
    assert other in Project.objects.visible_to(manager)


def test_whoever_is_named_no_more_sees_it_no_more(manager, member, project):
    scoping_data.save(project, "people", manager, {"sponsor": member.public_id})
    scoping_data.save(project, "people", manager, {})
    assert not Project.objects.visible_to(member).exists()


def test_people_of_another_organization_cannot_be_brought_in(manager, outsider, project):
    scoping_data.save(project, "people", manager, {"sponsor": outsider.public_id})
    assert not Project.objects.visible_to(outsider).filter(pk=project.pk).exists()


def test_an_archived_project_can_be_restored(as_manager, project):
    home = as_manager.get(reverse("scoping:home")).content.decode()
    address = reverse("scoping:project_archive", args=[project.public_id])
    assert f'action="{address}"' in home
    as_manager.post(address)
    assert not Project.objects.current().exists()
    as_manager.post(reverse("scoping:project_restore", args=[project.public_id]))
    assert Project.objects.current().exists()


def test_a_project_in_review_is_not_put_aside(flow, as_manager):
    """Otherwise its signatories would bring a charter into force that nobody sees."""
    flow.submit()
    address = reverse("scoping:project_archive", args=[flow.project.public_id])
    assert b"The charter is in review" in as_manager.post(address, follow=True).content
    assert Project.objects.current().exists()


def test_a_project_that_comes_into_force_meanwhile_is_not_put_aside(flow):
    """S3: the page had read a project that was still an idea."""
    seen = Project.objects.get(pk=flow.project.pk)
    flow.approve()
    with pytest.raises(Refused, match="is in force"):
        projects.set_archived(project=seen, actor=flow.manager, archived=True)


def test_an_archived_project_is_not_submitted(flow):
    projects.set_archived(project=flow.project, actor=flow.manager, archived=True)
    with pytest.raises(Refused, match="is archived"):
        flow.submit()


def test_many_projects_stand_on_pages(as_manager, organization, manager, project):
    copies = [Project(organization=organization, title=f"Problem {each}") for each in range(55)]
    Project.objects.bulk_create(copies)
    first, last = (as_manager.get(reverse("scoping:home"), {"page": page}) for page in (1, 2))
    assert (first.content.count(b'<th scope="row">'), last.content.count(b'<th scope="row">')) == (
        50,
        6,
    )
    assert b"Page 1 of 2" in first.content


def test_of_many_archived_projects_the_newest_are_listed(as_manager, organization):
    Project.objects.bulk_create(
        Project(organization=organization, title=f"Problem {each}", archived_at=timezone.now())
        for each in range(55)
    )
    page = as_manager.get(reverse("scoping:home")).content.decode()
    assert "Archived (55)" in page
    assert "The newest 50." in page
    assert page.count("Restore</button>") == 50
