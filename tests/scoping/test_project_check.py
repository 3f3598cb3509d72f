"""The project's own readiness check, beside the organization's levels."""

import datetime
import re
from html import unescape

import charter_flow
import factories
import pytest
import results_data
import scoping_data
from django.urls import reverse
from django.utils import timezone

from aiproj.shared import format as formats
from assessments.models import Assessment
from scoping.overview.project_check import check_of
from scoping.rules.loading import shipped_settings
from scoping.services import projects

pytestmark = pytest.mark.django_db
SETTINGS = shipped_settings()


@pytest.fixture
def checked(organization, manager):
    """Publish a check of this project whose people gave these levels."""

    def make(project, level=3, people=6, published_at=None, **other):
        answers = results_data.everybody(level, results_data.PROJECT, people, **other)
        found = results_data.closed_with(
            project.organization, manager, results_data.evaluation(answers, results_data.PROJECT),
            pack_version=factories.project_pack(), scope="Churn model",
            state=Assessment.State.PUBLISHED, published_at=published_at or timezone.now(),
        )  # fmt: skip
        projects.choose_assessments(
            project=project, actor=manager, version=project.version, assessment=None,
            readiness_check=found,
        )  # fmt: skip
        return found

    return make


def _check(project, today=None):
    return check_of(project, SETTINGS, today or project.organization.local_date(timezone.now()))


def test_without_a_check_there_is_no_result(project):
    assert _check(project) is None


def test_all_at_three_is_ready_to_build(project, checked):
    checked(project)
    found = _check(project)
    assert (found.verdict, found.look, found.open_points) == ("Ready to build", "ready", "")
    assert found.people == "6 people"
    assert {(row.level, row.people) for row in found.rows} == {("3.0", "6")}


def test_the_essential_question_that_holds_it_back_is_named(project, checked):
    checked(project, problem_definition=2)
    found = _check(project)
    assert (found.verdict, found.look) == ("Ready to explore", "conditional")
    assert found.open_points == "Problem (2)"
    assert found.rule.startswith("Ready to build asks for every essential question at level 3")
    assert "no question below level 2 and a score of at least 3.0" in found.rule


def test_levels_have_their_range(project, checked):
    checked(project, problem_definition=2)
    assert any(" to " in row.likely for row in _check(project).rows)


def test_too_few_people_leave_it_unknown_and_not_at_the_lowest(project, checked):
    checked(project, people=3)
    found = _check(project)
    assert (found.verdict, found.look) == ("Unknown", "unknown")
    assert {row.level for row in found.rows} == {"–"}
    assert {row.people for row in found.rows} == {"–"}


def test_a_check_expires_like_an_assessment(project, checked):
    checked(project)
    later = project.organization.local_date(timezone.now()) + datetime.timedelta(days=366)
    day = formats.date(later - datetime.timedelta(days=1))
    assert _check(project, later).reason == f"The assessment expired on {day}."
    assert _check(project, later).rows == ()


def test_a_check_that_is_no_longer_published_says_nothing(project, checked):
    found = checked(project)
    Assessment.objects.filter(pk=found.pk).update(published_at=None)
    project.refresh_from_db()
    assert _check(project).reason == "The assessment is not published."


def test_a_check_of_another_organization_says_nothing(project, checked, manager):
    found = checked(project)
    Assessment.objects.filter(pk=found.pk).update(organization=factories.make_organization())
    project.refresh_from_db()
    assert _check(project).verdict == "Unknown"


def test_a_check_of_another_organization_cannot_be_named(as_manager, project, manager):
    other = factories.make_organization(name="Other")
    evaluation = results_data.evaluation(
        results_data.everybody(name=results_data.PROJECT), results_data.PROJECT
    )
    foreign = results_data.closed_with(
        other, manager, evaluation, pack_version=factories.project_pack(),
        state=Assessment.State.PUBLISHED, published_at=timezone.now(),
    )  # fmt: skip
    address = reverse("scoping:levels", args=[project.public_id])
    fields = {"version": project.version, "assessment": ""}
    for key in (foreign.public_id, "a" * 16):
        assert as_manager.post(address, {**fields, "readiness_check": key}).status_code == 422
    project.refresh_from_db()
    assert project.readiness_check is None


@pytest.mark.parametrize("name", ["candidates", "levels"])
def test_pages_show_both_results_or_that_one_is_unknown(as_manager, project, checked, name):
    address = reverse(f"scoping:{name}", args=[project.public_id])
    assert "is unknown." in as_manager.get(address).content.decode()
    checked(project, problem_definition=2)
    page = as_manager.get(address).content.decode()
    assert "Ready to explore" in page
    assert "Held back by: Problem (2)." in page


def test_the_page_of_readiness_shows_the_levels_of_the_organization(
    as_manager, project, organization, manager
):
    named = charter_flow.published(organization, manager)
    projects.choose_assessments(
        project=project, actor=manager, version=project.version, assessment=named,
        readiness_check=None,
    )  # fmt: skip
    page = as_manager.get(reverse("scoping:levels", args=[project.public_id])).content.decode()
    for level in ("2.8", "2.4", "3.2", "1.6"):
        assert f">{level}</td>" in page


def test_the_page_says_for_how_many_days_an_assessment_counts(as_manager, organization, manager):
    scoping_data.change_settings(organization, manager, assessment_days=30)
    project = scoping_data.make_project(organization, manager)
    page = as_manager.get(reverse("scoping:levels", args=[project.public_id]))
    assert b"for 30 days" in page.content


def test_a_check_begins_from_the_project_with_its_name(as_manager, project):
    core, own = factories.core_pack(), factories.project_pack()
    page = as_manager.get(reverse("scoping:levels", args=[project.public_id])).content.decode()
    ways = [unescape(way) for way in re.findall(r'href="(/assessments/new/[^"]+)"', page)]
    forms = [as_manager.get(way).context["form"] for way in ways]
    assert [form["pack_version"].value() for form in forms] == [core.public_id, own.public_id]
    assert forms[1]["scope"].value() == project.title
