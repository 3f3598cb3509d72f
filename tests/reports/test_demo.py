"""The demo organization: made once by the services of the app, removed with one click."""

import io

import factories
import pytest
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, Organization, User
from aiproj.shared.errors import Refused
from aiproj.shared.models import Job
from assessments.models import Assessment
from reports import demo
from reports.models import Report


@pytest.fixture
def owner(organization):
    """The administrator of the installation, in an organization of their own."""
    user = factories.make_user(email="owner@example.org", is_superuser=True)
    factories.make_membership(user, organization, role="admin")
    return user


@pytest.fixture
def loaded(owner):
    return demo.create(actor=owner)


def run_demo():
    out = io.StringIO()
    call_command("demo", stdout=out)
    return out.getvalue()


def test_command_makes_an_administrator_once_and_says_how_to_sign_in(client, db):
    said = run_demo()
    password = said.split("with the password ")[1].split()[0]
    assert User.objects.get(is_superuser=True).check_password(password)
    assert client.login(email="demo@example.org", password=password)
    assert "stage 2 of 5, Emerging" in said
    again = run_demo()
    assert "is there already" in again
    assert "password" not in again
    assert Organization.objects.count() == 1


@pytest.mark.parametrize(
    ("is_set", "said"),
    [(True, "Open http://127.0.0.1:9123"), (False, "Open the address that “make up” shows.")],
)
def test_command_names_no_address_that_it_does_not_know(owner, settings, is_set, said):
    settings.PUBLIC_URL, settings.ADDRESS_IS_SET = "http://127.0.0.1:9123", is_set
    assert said in run_demo()


def test_command_gives_the_demo_to_the_first_administrator(owner):
    assert "Sign in as owner@example.org" in run_demo()
    assert demo.demo_of(owner).name == "Demo organization"


def test_newcomer_sees_every_page_filled(sign_in, owner, loaded):
    demo.finish(loaded)
    loaded.refresh_from_db()
    assert loaded.content["index"]["value"] == 37
    assert loaded.content["stage"]["value"] == 2
    assert len(loaded.content["decisions"]) == 3
    assert len(loaded.content["comments"]) >= 5
    assert loaded.files.count() == 3
    states = Assessment.objects.filter(organization=loaded.organization)
    assert sorted(states.values_list("state", flat=True)) == ["draft", "open", "published"]


def test_nine_of_eleven_have_submitted_in_the_open_one(loaded):
    people = Assessment.objects.get(state="open").participants
    assert people.count() == 11
    assert people.exclude(submitted_on=None).count() == 9
    assert people.filter(submitted_on=None).exclude(started_on=None).count() == 1


def test_its_dates_are_of_today_and_its_acts_are_in_the_log(loaded):
    today = timezone.now().date()
    published = Assessment.objects.get(state="published")
    assert published.created_at.date() == published.published_at.date() == today
    actions = AuditEvent.objects.filter(organization=loaded.organization)
    assert {"assessment.opened", "answers.submitted", "assessment.published"} <= set(
        actions.values_list("action", flat=True)
    )


def test_creating_twice_finds_it_there(owner, loaded):
    assert demo.create(actor=owner) == loaded
    assert Report.objects.count() == 1


def test_button_makes_it_in_the_background(sign_in, owner):
    client = sign_in(owner)
    assert "Load the demo" in client.get("/").content.decode()
    client.post(reverse("reports:demo_load"))
    client.post(reverse("reports:demo_load"))
    assert Job.objects.filter(kind=demo.LOAD).count() == 1
    assert "The demo organization is being made" in client.get("/").content.decode()
    factories.run_jobs()
    html = client.get("/").content.decode()
    assert demo.demo_of(owner).public_id in html
    assert Report.objects.get().rendered_at is not None


def test_only_the_installations_administrator_loads_it(sign_in, admin):
    client = sign_in(admin)
    assert "Load the demo" not in client.get("/").content.decode()
    client.post(reverse("reports:demo_load"))
    assert not Job.objects.filter(kind=demo.LOAD).exists()


def test_it_is_removed_with_all_that_it_holds(
    sign_in, owner, loaded, django_capture_on_commit_callbacks
):
    demo.finish(loaded)
    place = settings.FILES_DIR / loaded.organization.public_id
    client = sign_in(owner)
    client.post(reverse("accounts:switch"), {"organization": loaded.organization.public_id})
    assert "Remove the demo organization?" in client.get("/demo/remove/").content.decode()
    assert place.exists()
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/demo/remove/")
    assert answer.url == "/"
    assert not Organization.objects.filter(is_demo=True).exists()
    assert not Report.objects.exists()
    assert not Job.objects.filter(organization_id=loaded.organization_id).exists()
    assert not place.exists()


def test_it_can_be_loaded_again_after_it_was_removed(owner, organization):
    for _ in range(2):
        demo.request_load(actor=owner, organization=organization)
        factories.run_jobs()
        demo.remove(organization=demo.demo_of(owner), actor=owner)
    assert demo.demo_of(owner) is None


def test_a_real_organization_cannot_be_removed(sign_in, owner, organization):
    answer = sign_in(owner).post(reverse("reports:demo_remove"))
    assert answer.status_code == 302
    assert Organization.objects.filter(pk=organization.pk).exists()


def test_the_only_organization_of_a_person_stays(db):
    run_demo()
    only = Organization.objects.get()
    with pytest.raises(Refused, match="your only organization"):
        demo.remove(organization=only, actor=User.objects.get(is_superuser=True))
