"""The start page: what needs the person, from real state, for each role."""

from datetime import timedelta

import factories
import pytest
import scoping_data
from django.urls import reverse
from django.utils import timezone

from aiproj.shared.models import Job
from assessments.models import Assessment
from reports import attention

HOME = "/"


def page(client):
    return client.get(HOME).content.decode()


def test_first_run_says_where_to_begin(sign_in, manager):
    html = page(sign_in(manager))
    assert "Start with one question: how ready are we?" in html
    assert reverse("assessments:new") in html
    assert "Load the demo" not in html


def test_the_first_page_leads_to_projects_as_well(sign_in, manager, organization):
    assert reverse("scoping:project_new") in page(sign_in(manager))
    begun = scoping_data.make_project(organization, manager, title="Bread that stays")
    html = page(sign_in(manager))
    assert reverse("scoping:section", args=[begun.public_id, "problem"]) in html
    assert "Bread that stays" in html


def test_a_closed_assessment_wants_to_be_published(sign_in, manager, frozen):
    html = page(sign_in(manager))
    assert "One thing needs you" in html
    assert "Whole organization closed with 11 of 11 answers." in html
    assert reverse("reports:publish", args=[frozen.public_id]) in html


def test_people_are_reminded_while_the_end_is_near(sign_in, manager, organization):
    assessment = factories.make_open(
        organization, manager, closes_at=timezone.now() + timedelta(days=3)
    )
    for person in assessment.participants.filter(audience="business"):
        person.assessment = assessment
        factories.answer_all(person)
    html = page(sign_in(manager))
    assert "Remind 5 people" in html
    assert "6 of 11 have submitted; one group would be too small to show." in html
    assert "in 3 days" in html


def test_nothing_is_said_while_the_end_is_far(sign_in, manager, organization):
    factories.make_open(organization, manager, closes_at=timezone.now() + timedelta(days=20))
    assert "Nothing needs you now" in page(sign_in(manager))


def test_an_assessment_that_everybody_answered_can_be_closed(organization, manager):
    factories.golden_open(organization, manager)
    found = attention.for_managers(organization, timezone.now())
    assert [to_do.title for to_do in found] == ["Close the assessment"]


def test_drafts_want_to_be_finished(sign_in, manager, organization):
    factories.make_assessment(organization, manager, scope="Research")
    html = page(sign_in(manager))
    assert "Finish the draft" in html
    assert "Research is not open; nobody is on the list yet." in html


def test_given_up_work_is_shown_to_administrators_only(sign_in, admin, manager, organization):
    factories.make_assessment(organization, manager)
    Job.objects.create(kind="x", key="x", organization_id=organization.pk, state=Job.State.PARKED)
    assert "One piece of work failed three times." in page(sign_in(admin))
    assert "failed three times" not in page(sign_in(manager))


def test_table_shows_stage_index_and_what_stops_the_next(sign_in, manager, frozen):
    html = page(sign_in(manager))
    assert "<b>37</b>" in html
    assert "29 to 46" in html
    assert "Updating AI systems, three gates" in html


def test_table_shows_no_result_while_the_assessment_is_open(sign_in, manager, organization):
    factories.golden_open(organization, manager)
    html = page(sign_in(manager))
    assert "Results appear when it closes" in html
    assert "<b>37</b>" not in html


def test_executives_are_told_of_new_reports(sign_in, executive, make_report):
    report = make_report()
    html = page(sign_in(executive))
    assert "One thing needs you" in html
    assert reverse("reports:report", args=[report.public_id]) in html
    assert "New assessment" not in html


def test_executives_are_not_told_of_old_ones(sign_in, executive, make_report):
    make_report()
    Assessment.objects.update(published_at=timezone.now() - timedelta(days=40))
    html = page(sign_in(executive))
    assert "Nothing needs you now" in html
    assert "Whole organization" in html


def test_members_see_reports_that_are_shared_with_them(sign_in, member, make_report):
    make_report(scope="Secret")
    make_report(scope="Shared", shared_with_members=True)
    html = page(sign_in(member))
    assert "Shared: We are at stage" in html
    assert "Secret" not in html


def test_other_organizations_do_not_show(sign_in, outsider, frozen):
    html = page(sign_in(outsider))
    assert "Start with one question" in html
    assert "Whole organization" not in html


@pytest.mark.parametrize("who", ["manager", "executive"])
def test_queries_do_not_grow_with_assessments(
    request, sign_in, manager, organization, make_report, who, django_assert_max_num_queries
):
    client = sign_in(request.getfixturevalue(who))
    factories.make_open(organization, manager)
    make_report()
    page(client)
    with django_assert_max_num_queries(14) as few:
        page(client)
    for number in range(3):
        make_report(scope=f"Scope {number}")
        factories.make_assessment(organization, manager)
    factories.make_open(organization, manager)
    with django_assert_max_num_queries(len(few)):
        page(client)


def test_executives_read_no_words_of_the_model(sign_in, executive, published):
    html = page(sign_in(executive))
    assert "<b>37</b>" in html
    assert "gates" not in html
    assert "Stops the next stage" not in html
