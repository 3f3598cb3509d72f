"""The list of assessments."""

from datetime import timedelta

import factories
import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.models import Assessment, Result

pytestmark = pytest.mark.django_db
LIST = reverse("assessments:list")


def titles(page):
    return [row.scope for row in page.context["rows"]]


def test_an_empty_list_offers_one_action(manager, sign_in):
    page = sign_in(manager).get(LIST).content.decode()
    assert "Start an assessment" in page
    assert "<table" not in page
    assert page.count("button primary") == 1


def test_a_closed_assessment_shows_stage_index_range_and_what_stops_it(
    manager, organization, sign_in
):
    factories.golden_assessment(organization, manager)
    page = sign_in(manager).get(LIST)
    row = page.context["rows"][0]
    assert (row.stage, row.stage_name, row.index, row.likely) == (2, "Emerging", 37, "29 to 46")
    assert row.stops == "Updating AI systems, three gates"
    assert "29 to 46" in page.content.decode()


def test_an_open_assessment_shows_participation_and_no_result(manager, organization, sign_in):
    factories.golden_open(organization, manager)
    page = sign_in(manager).get(LIST).content.decode()
    assert "11 of 11" in page
    assert "Results appear when it closes" in page
    assert "Emerging" not in page


def test_in_anonymous_mode_the_list_counts_nobody_as_started(manager, organization, sign_in):
    opened = factories.make_open(organization, manager, privacy_mode="anonymous")
    factories.answer(opened.participants.first(), {"data_quality": 3})
    row = sign_in(manager).get(LIST).context["rows"][0]
    assert (row.invited, row.submitted, row.started) == (11, 0, 0)


def test_a_project_shows_its_verdict_instead_of_a_stage(manager, organization, sign_in):
    project = factories.make_open(organization, manager, pack_version=factories.project_pack())
    for participant in project.participants.all():
        factories.answer_all(participant, 4)
    factories.lifecycle.close(assessment=project, actor=manager)
    factories.run_jobs()
    row = sign_in(manager).get(LIST).context["rows"][0]
    assert (row.stage, row.stage_name) == (None, "Ready to build")


def test_a_result_without_enough_answers_says_so(manager, organization, sign_in):
    opened = factories.make_open(organization, manager)
    factories.answer_all(opened.participants.first())
    factories.lifecycle.close(assessment=opened, actor=manager)
    factories.run_jobs()
    row = sign_in(manager).get(LIST).context["rows"][0]
    assert (row.stage, row.index, row.stops) == (None, None, "Too few answers to say")


def test_columns_sort_both_ways_and_say_so(manager, organization, sign_in):
    for scope in ("Beta", "alpha", "Gamma"):
        factories.make_assessment(organization, manager, scope=scope)
    client = sign_in(manager)
    assert titles(client.get(LIST, {"sort": "scope"})) == ["alpha", "Beta", "Gamma"]
    page = client.get(LIST, {"sort": "-scope"})
    assert titles(page) == ["Gamma", "Beta", "alpha"]
    assert 'aria-sort="descending"' in page.content.decode()


def test_drafts_without_a_date_come_last_either_way(manager, organization, sign_in):
    late = timezone.now() + timedelta(days=30)
    factories.make_assessment(organization, manager, scope="No date", closes_at=None)
    factories.make_assessment(organization, manager, scope="Late", closes_at=late)
    factories.make_assessment(organization, manager, scope="Soon")
    client = sign_in(manager)
    assert titles(client.get(LIST, {"sort": "ends"})) == ["Soon", "Late", "No date"]
    assert titles(client.get(LIST, {"sort": "-ends"})) == ["Late", "Soon", "No date"]


def test_the_state_filter_keeps_the_sort_and_shows_a_way_back(manager, organization, sign_in):
    factories.make_assessment(organization, manager)
    factories.make_open(organization, manager, scope="Running")
    client = sign_in(manager)
    assert titles(client.get(LIST, {"state": "open", "sort": "scope"})) == ["Running"]
    assert "Show all" in client.get(LIST, {"state": "archived"}).content.decode()


@pytest.mark.parametrize(
    "query", ["?sort=password", "?sort=%00", "?state=<script>", "?sort=--ends"]
)
def test_nonsense_in_the_address_is_ignored(query, manager, organization, sign_in):
    factories.make_assessment(organization, manager)
    page = sign_in(manager).get(LIST + query)
    assert page.status_code == 200
    assert "<script>" not in page.content.decode()


def test_markup_in_a_scope_is_shown_as_text(manager, organization, sign_in):
    factories.make_assessment(organization, manager, scope='<img src=x onerror="1">=SUM(A1)')
    page = sign_in(manager).get(LIST).content.decode()
    assert "<img" not in page
    assert "&lt;img src=x onerror=&quot;1&quot;&gt;=SUM(A1)" in page


def test_other_organizations_are_not_listed(manager, organization, outsider, sign_in):
    factories.make_assessment(organization, manager)
    assert sign_in(outsider).get(LIST).context["rows"] == []


def test_the_number_of_queries_does_not_grow(
    manager, organization, sign_in, django_assert_max_num_queries
):
    client = sign_in(manager)
    first = factories.golden_assessment(organization, manager)
    client.get(LIST)
    with django_assert_max_num_queries(4):
        client.get(LIST)
    for number in range(20):
        copy = Assessment.objects.get(pk=first.pk)
        copy.pk, copy.public_id, copy.state = None, f"copy{number:012}", "closed"
        copy.save()
        result = Result.objects.get(assessment=first)
        result.pk, result.assessment = None, copy
        result.save()
    with django_assert_max_num_queries(4):
        page = client.get(LIST)
    assert [row.index for row in page.context["rows"]] == [37] * 21
