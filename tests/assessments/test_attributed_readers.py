"""Attributed mode: names and single groups are for the managers of the assessment only."""

import factories
import pytest
from django.urls import reverse

from assessments.models import Assessment
from reports.services import publishing, sharing

pytestmark = pytest.mark.django_db


@pytest.fixture
def published(organization, manager) -> Assessment:
    assessment = factories.golden_assessment(
        organization, manager, privacy_mode="attributed", minimum_group=1
    )
    publishing.publish(
        assessment=assessment,
        actor=manager,
        version=assessment.version,
        decisions=[],
        shared_with_members=True,
    )
    return assessment


def _get(client, assessment, query=""):
    return client.get(reverse("assessments:results", args=[assessment.public_id]) + query)


def test_managers_of_the_assessment_look_at_single_groups(published, manager, sign_in):
    assert _get(sign_in(manager), published, "?audience=technical").status_code == 200


@pytest.mark.parametrize("reader", ["executive", "member", "admin"])
def test_others_see_the_whole_only(published, reader, request, sign_in):
    client = sign_in(request.getfixturevalue(reader))
    page = _get(client, published)
    assert page.status_code == 200
    assert "?audience=" not in page.content.decode()
    assert _get(client, published, "?audience=technical").status_code == 404


def test_a_manager_who_makes_a_version_may_not_share_the_report_of_others(published, organization):
    other = factories.make_user(email="other@example.org")
    membership = factories.make_membership(other, organization)
    again = publishing._create(published, other, number=2)
    assert not sharing.may_share(again, membership)
