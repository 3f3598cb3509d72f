"""The Scope pages of the demo: a charter in review, and a draft of the bank."""

import factories
import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from reports import demo, demo_scope
from scoping.models import Charter, Project
from scoping.overview.checks import reviewed
from scoping.overview.comparison import comparison_of


@pytest.fixture
def owner(organization):
    user = factories.make_user(email="owner@example.org", is_superuser=True)
    factories.make_membership(user, organization, role="admin")
    return user


@pytest.fixture
def loaded(owner):
    return demo.create(actor=owner).organization


@pytest.fixture
def churn(loaded):
    return Project.objects.get(organization=loaded, template="customer-churn")


def test_the_charter_waits_for_two_of_four_signatures(churn):
    charter = churn.charters.get()
    slots = charter.slots.order_by("position")
    assert charter.state == Charter.State.IN_REVIEW
    assert list(slots.values_list("part", "state")) == [
        ("data_owner", "signed"), ("technical_lead", "signed"), ("finance", "open"),
        ("sponsor", "open"),
    ]  # fmt: skip
    assert "Opt-outs" in slots.get(part="data_owner").condition


def test_no_check_finds_an_error(churn):
    _, found = reviewed(churn, timezone.now().date())
    assert [each.title for each in found.errors] == []
    assert found.missing == ()
    assert found.smart.hard_failures == ()


def test_both_sides_have_rated_and_confirmed(churn):
    raters = churn.candidates.get(decision="chosen").ratings.values_list("side", "rater__name")
    assert set(raters) == {("business", "Jonas Weber"), ("technical", "Priya Nair")}
    confirmed = churn.confirmations.filter(withdrawn_at=None)
    assert set(confirmed.values_list("side", flat=True)) == {"business", "technical"}


def test_readiness_rests_on_the_published_assessment(churn):
    _, levels = comparison_of(churn, timezone.now().date())
    assert levels.assessment.state == "published"
    assert not levels.is_example


def test_the_churn_model_was_chosen_with_reasons(churn):
    decided = dict(churn.candidates.current().values_list("decision", "decision_reason"))
    assert churn.candidates.get(decision="chosen").content["name"] == "Churn model"
    assert all(decided.values())


def test_the_project_of_the_bank_is_a_draft(loaded):
    bank = Project.objects.get(organization=loaded, template="credit-default")
    assert bank.charters.get().state == Charter.State.DRAFT
    assert not bank.candidates.exclude(decision="").exists()


def test_pages_of_the_review_open(sign_in, owner, loaded, churn):
    client = sign_in(owner)
    client.post(reverse("accounts:switch"), {"organization": loaded.public_id})
    page = client.get(reverse("scoping:charter", args=[churn.charters.get().public_id]))
    assert page.status_code == 200
    assert "Helena Brandt" in page.content.decode()
    assert client.get(reverse("scoping:candidates", args=[churn.public_id])).status_code == 200


def test_its_people_go_with_it(owner, loaded):
    made = User.objects.filter(email__endswith=f"@{demo_scope.HOST}")
    assert made.count() == 5
    demo.remove(organization=loaded, actor=owner)
    assert not made.exists()


def test_people_who_belong_elsewhere_stay(owner, organization, loaded):
    sponsor = User.objects.get(name="Helena Brandt")
    factories.make_membership(sponsor, organization, role="member")
    demo.remove(organization=loaded, actor=owner)
    assert User.objects.filter(pk=sponsor.pk).exists()
