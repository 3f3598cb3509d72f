"""The settings of a draft."""

from datetime import timedelta

import factories
import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, Role
from assessments.forms.setup import stored_settings
from assessments.models import Assessment
from assessments.services import lifecycle

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(manager, organization):
    return factories.make_assessment(organization, manager)


def address(assessment):
    return reverse("assessments:settings", args=[assessment.public_id])


def form_data(assessment, **changes):
    """What the browser sends when nothing but the changes was typed."""
    data = {
        name: value
        for name, value in stored_settings(assessment).items()
        if value not in (None, False)
    }
    data["closes_at"] = f"{timezone.now() + timedelta(days=9):%Y-%m-%dT%H:%M}"
    for item in assessment.pack.capabilities:
        data.setdefault(f"importance_{item.key}", "1")
    return {**data, **changes}


def test_the_page_explains_the_modes_and_offers_an_end(draft, manager, sign_in):
    Assessment.objects.filter(pk=draft.pk).update(closes_at=None)
    page = sign_in(manager).get(address(draft)).content.decode()
    assert "The managers of this assessment see names beside answers." in page
    assert "Targets are set before results exist" in page
    end = timezone.now() + timedelta(days=14)
    assert f'value="{end:%Y-%m-%d}T18:00"' in page


def test_the_end_is_offered_in_the_organizations_time_zone(draft, manager, organization, sign_in):
    organization.time_zone = "Asia/Tokyo"
    organization.save()
    client = sign_in(manager)
    client.post(address(draft), form_data(draft, closes_at="2090-05-01T18:00"))
    draft.refresh_from_db()
    assert draft.closes_at.isoformat() == "2090-05-01T09:00:00+00:00"
    assert 'value="2090-05-01T18:00"' in client.get(address(draft)).content.decode()


def test_everything_is_saved_at_once(draft, manager, admin, sign_in):
    changes = {
        "scope": "Sales",
        "privacy_mode": "anonymous",
        "minimum_group": "4",
        "evidence_required": "on",
        "target_technical_expertise": "5",
        "importance_ai_skills": "1.5",
        "not_applicable_ai_security": "on",
        "reason_ai_security": "Bought as a service",
        "managers": [manager.public_id, admin.public_id],
        "then": "people",
    }
    answer = sign_in(manager).post(address(draft), form_data(draft, **changes))
    draft.refresh_from_db()
    assert answer.url == reverse("assessments:people", args=[draft.public_id])
    assert (draft.scope, draft.privacy_mode, draft.minimum_group) == ("Sales", "anonymous", 4)
    assert draft.evidence_required
    assert draft.targets["technical_expertise"] == 5
    assert draft.item_settings == {
        "ai_skills": {"importance": 1.5},
        "ai_security": {"not_applicable": True, "reason": "Bought as a service"},
    }
    assert set(draft.managers.all()) == {manager, admin}
    assert draft.version == 2


def test_attributed_mode_forces_groups_of_one(draft, manager, sign_in):
    data = form_data(draft, privacy_mode="attributed", minimum_group="7")
    sign_in(manager).post(address(draft), data)
    draft.refresh_from_db()
    assert (draft.privacy_mode, draft.minimum_group) == ("attributed", 1)


def test_attributed_mode_needs_no_group_size_but_a_manager(draft, manager, sign_in):
    data = form_data(draft, privacy_mode="attributed", managers=[])
    del data["minimum_group"]
    answer = sign_in(manager).post(address(draft), data)
    assert list(answer.context["form"].errors) == ["managers"]


@pytest.mark.parametrize("size", ["1", "2", "11", "-3", "", "five"])
def test_confidential_groups_are_from_three_to_ten(size, draft, manager, sign_in):
    answer = sign_in(manager).post(address(draft), form_data(draft, minimum_group=size))
    assert answer.status_code == 422
    assert "minimum_group" in answer.context["form"].errors


@pytest.mark.parametrize(
    "moment", ["2020-01-01T10:00", "0001-01-01T00:00", "9999-12-31T23:59", "soon", "", "\x00"]
)
def test_impossible_ends_are_answered(moment, draft, manager, sign_in):
    answer = sign_in(manager).post(address(draft), form_data(draft, closes_at=moment))
    assert answer.status_code == 422
    assert "closes_at" in answer.context["form"].errors


def test_an_end_before_the_opening_is_refused(draft, manager, sign_in):
    data = form_data(draft, opens_at="2090-02-01T10:00", closes_at="2090-01-01T10:00")
    answer = sign_in(manager).post(address(draft), data)
    assert "after the opening date" in str(answer.context["form"].errors["closes_at"])


def test_a_question_does_not_apply_only_with_a_reason(draft, manager, sign_in):
    data = form_data(draft, not_applicable_data_quality="on", reason_data_quality="  ")
    answer = sign_in(manager).post(address(draft), data)
    assert list(answer.context["form"].errors) == ["reason_data_quality"]
    assert '<details class="more" open>' in answer.content.decode()


def test_one_question_must_be_left(draft, manager, sign_in):
    none = {f"not_applicable_{item.key}": "on" for item in draft.pack.capabilities}
    none |= {f"reason_{item.key}": "x" for item in draft.pack.capabilities}
    answer = sign_in(manager).post(address(draft), form_data(draft, **none))
    assert "at least one question" in str(answer.context["form"].non_field_errors())


def test_without_a_version_nothing_is_saved(draft, manager, sign_in):
    for version in ("", "two", "9" * 5000):
        data = form_data(draft, scope="Sales", version=version)
        assert sign_in(manager).post(address(draft), data).status_code == 428
    draft.refresh_from_db()
    assert draft.scope == "Whole organization"


def test_a_stale_save_shows_both_states_and_the_next_save_wins(draft, manager, admin, sign_in):
    late = form_data(draft, scope="Typed late")
    early = {"scope": "Saved early", "minimum_group": 4}
    lifecycle.change_draft(assessment=draft, actor=admin, version=1, changes=early)
    client = sign_in(manager)
    answer = client.post(address(draft), late)
    shown = {row.label: (row.stored, row.typed) for row in answer.context["differences"]}
    assert answer.status_code == 409
    assert shown["Scope"] == ("Saved early", "Typed late")
    assert shown["Smallest group"] == ("4 people", "5 people")
    assert 'value="Typed late"' in answer.content.decode()
    assert client.post(address(draft), {**late, "version": 2}).status_code == 302
    draft.refresh_from_db()
    assert draft.scope == "Typed late"


def test_extra_fields_are_ignored(draft, manager, outsider, sign_in):
    other = outsider.memberships.get().organization
    extra = {"state": "published", "organization": other.pk, "created_by": outsider.pk}
    sign_in(manager).post(address(draft), form_data(draft, **extra, pack_version="1"))
    draft.refresh_from_db()
    assert draft.state == "draft"
    assert draft.created_by == manager
    assert draft.organization != other


def test_only_managers_of_the_organization_can_see_names(draft, manager, member, outsider, sign_in):
    client = sign_in(manager)
    for person in (member, outsider):
        data = form_data(draft, privacy_mode="attributed", managers=[person.public_id])
        assert client.post(address(draft), data).status_code == 422


def test_markup_in_the_scope_stays_text(draft, manager, sign_in):
    client = sign_in(manager)
    client.post(address(draft), form_data(draft, scope="</title><script>alert(1)</script>"))
    assert "<script>alert" not in client.get(address(draft)).content.decode()


def test_after_opening_the_settings_are_facts(manager, organization, sign_in):
    opened = factories.make_open(organization, manager)
    client = sign_in(manager)
    page = client.get(address(opened)).content.decode()
    assert "Fixed at opening on" in page
    assert "<textarea" not in page
    assert "Save" not in page
    client.post(address(opened), form_data(opened, scope="Changed"))
    opened.refresh_from_db()
    assert opened.scope == "Whole organization"


def test_a_manager_elsewhere_reaches_the_page_from_another_organization(
    draft, outsider, organization, sign_in
):
    client = sign_in(outsider)
    assert client.get(address(draft)).status_code == 404
    factories.make_membership(outsider, organization, role=Role.MANAGER)
    assert client.get(address(draft)).status_code == 200


def test_saving_leaves_a_trace(draft, manager, sign_in):
    sign_in(manager).post(address(draft), form_data(draft, scope="Sales"))
    event = AuditEvent.objects.get(action="assessment.changed")
    assert (event.actor, event.after["scope"]) == (manager, "Sales")


def test_the_number_of_queries_does_not_grow(
    draft, manager, organization, sign_in, django_assert_max_num_queries
):
    client = sign_in(manager)
    client.get(address(draft))
    with django_assert_max_num_queries(7):
        client.get(address(draft))
    for number in range(20):
        other = factories.make_user(email=f"manager{number}@example.org")
        factories.make_membership(other, organization, role=Role.MANAGER)
    factories.add_people(draft, technical=20)
    with django_assert_max_num_queries(7):
        client.get(address(draft))
