"""Starting a draft."""

import factories
import pytest
from django.urls import reverse

from assessments.models import Assessment, PackVersion

pytestmark = pytest.mark.django_db
NEW = reverse("assessments:new")


@pytest.fixture
def core(db):
    return factories.core_pack()


def test_questionnaires_show_what_they_ask(manager, core, sign_in):
    page = sign_in(manager).get(NEW).content.decode()
    assert "20 questions, about 20 minutes" in page
    assert "Business people answer 10, technical people 18" in page
    assert reverse("assessments:pack", args=[core.public_id]) in page


def test_a_questionnaire_can_be_chosen_beforehand(manager, core, sign_in):
    project = factories.project_pack()
    page = sign_in(manager).get(NEW, {"pack": project.public_id}).content.decode()
    assert f'value="{project.public_id}" checked' in page


def test_making_a_draft_leads_to_its_settings(manager, organization, core, sign_in):
    data = {"pack_version": core.public_id, "scope": "  Customer\n service "}
    answer = sign_in(manager).post(NEW, data)
    draft = Assessment.objects.get()
    assert answer.url == reverse("assessments:settings", args=[draft.public_id])
    assert (draft.scope, draft.organization, draft.state) == (
        "Customer service",
        organization,
        "draft",
    )
    assert set(draft.targets.values()) == {3}
    assert list(draft.managers.all()) == [manager]


def test_extra_fields_are_ignored(manager, outsider, core, sign_in):
    other = outsider.memberships.get().organization
    data = {
        "pack_version": core.public_id,
        "scope": "Sales",
        "organization": other.pk,
        "state": "published",
        "created_by": outsider.pk,
    }
    sign_in(manager).post(NEW, data)
    draft = Assessment.objects.get()
    assert draft.organization != other
    assert (draft.state, draft.created_by) == ("draft", manager)


@pytest.mark.parametrize("scope", ["", "   ", "x" * 201, "a\x00b"])
def test_a_bad_scope_is_answered_and_kept(scope, manager, core, sign_in):
    answer = sign_in(manager).post(NEW, {"pack_version": core.public_id, "scope": scope})
    assert answer.status_code == 422
    assert "scope" in answer.context["form"].errors
    assert not Assessment.objects.exists()


def test_an_empty_form_is_answered(manager, core, sign_in):
    answer = sign_in(manager).post(NEW, {})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"pack_version", "scope"}


def test_archived_and_foreign_questionnaires_cannot_be_used(manager, outsider, core, sign_in):
    foreign = PackVersion.objects.get(pk=core.pk)
    foreign.pk, foreign.public_id = None, "foreignforeign22"
    foreign.organization = outsider.memberships.get().organization
    foreign.save()
    data = {"pack_version": foreign.public_id, "scope": "Sales"}
    assert sign_in(manager).post(NEW, data).status_code == 422
    assert foreign.public_id not in sign_in(manager).get(NEW).content.decode()


def test_the_number_of_queries_does_not_grow_with_questionnaires(
    manager, organization, core, sign_in, django_assert_max_num_queries
):
    client = sign_in(manager)
    with django_assert_max_num_queries(5):
        client.get(NEW)
    for number in range(20):
        core.pk, core.public_id, core.version = None, f"pack{number:012}", f"2.{number}.0"
        core.organization = organization
        core.save()
    with django_assert_max_num_queries(5):
        assert len(client.get(NEW).context["cards"]) == 22
