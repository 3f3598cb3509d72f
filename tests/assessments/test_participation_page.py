"""Participation while an assessment is open."""

import re
from datetime import date, timedelta

import factories
import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import OutboxMessage
from assessments.models import Assessment, Participant, Reminder, SurveyLink
from assessments.participant_list import read_people
from assessments.services import invitations

pytestmark = pytest.mark.django_db


@pytest.fixture
def opened(manager, organization):
    return factories.make_open(organization, manager)


@pytest.fixture
def client(manager, sign_in):
    return sign_in(manager)


def url(name, assessment, *more):
    ids = [assessment.public_id, *[person.public_id for person in more]]
    return reverse(f"assessments:{name}", args=ids)


def page_of(client, assessment):
    return client.get(url("participation", assessment))


def person(assessment, email):
    found = Participant.objects.get(assessment=assessment, email=f"{email}@example.org")
    found.assessment = assessment
    return found


def test_the_headline_says_what_is_still_needed(client, opened):
    for name in ("t1", "t2", "t3", "t4", "b1", "b2", "b3", "b4", "b5"):
        factories.answer_all(person(opened, name))
    page = page_of(client, opened).content.decode()
    assert "<h1>9 of 11 have submitted; one technical answer decides</h1>" in page
    assert "All 5 are needed: 10 questions go only to them" in page


def test_no_result_of_any_kind_is_shown(client, manager, organization):
    opened = factories.golden_open(organization, manager)
    page = page_of(client, opened).content.decode()
    assert "No results while it is open." in page
    words = re.sub(r"<[^>]*>", " ", page)  # ids in addresses are random
    for word in ("Emerging", "likely", "Level 2", "agreement", " 37 "):
        assert word not in words
    assert "ap-level" not in page


def test_people_who_still_have_to_answer_come_first_with_their_progress(client, opened):
    factories.answer_all(person(opened, "b1"))
    keys = opened.asked_of("technical")[:11]
    factories.answer(person(opened, "t3"), dict.fromkeys(keys, 2))
    rows = list(page_of(client, opened).context["page"])
    assert (rows[0]["person"].email, rows[0]["progress"].words) == (
        "t3@example.org",
        "started, 11 of 18",
    )
    assert rows[0]["progress"].last_activity == timezone.now().date()
    assert rows[1]["progress"].words == "not opened"
    assert (rows[-1]["person"].email, rows[-1]["progress"].words) == ("b1@example.org", "submitted")


def test_anonymous_participation_shows_neither_progress_nor_days(client, manager, organization):
    opened = factories.make_open(organization, manager, privacy_mode="anonymous")
    factories.answer(person(opened, "t3"), {"data_quality": 2})
    factories.answer_all(person(opened, "b1"))
    response = page_of(client, opened)
    page = response.content.decode()
    rows = {row["person"].email: row["progress"] for row in response.context["page"]}
    assert rows["t3@example.org"] == rows["t4@example.org"]
    assert rows["t3@example.org"].words == "not yet"
    assert rows["b1@example.org"].last_activity is None
    assert "started" not in page
    assert "Last activity" not in page


def test_the_order_of_anonymous_people_says_nothing_about_days(client, manager, organization):
    opened = factories.make_open(organization, manager, privacy_mode="anonymous")
    for name, day in (("b2", 3), ("b1", 9), ("b3", 5)):
        factories.answer_all(person(opened, name))
        Participant.objects.filter(email=f"{name}@example.org").update(
            submitted_on=date(2026, 11, day)
        )
    people = [row["person"] for row in page_of(client, opened).context["page"]]
    done = [participant.email for participant in people if participant.submitted_on]
    assert done == sorted(done)


def test_teams_are_counted_where_they_are_stored(client, manager, organization):
    draft = factories.make_assessment(organization, manager)
    people = read_people("a@example.org,both,Data\nb@example.org,both,<i>Data</i>").people
    invitations.add_people(assessment=draft, actor=manager, people=people)
    page = page_of(client, factories.open_assessment(draft)).content.decode()
    assert "Too small to show on its own" in page
    assert "&lt;i&gt;Data&lt;/i&gt;" in page


def test_the_chart_has_a_table_behind_it(client, opened):
    factories.answer_all(person(opened, "t1"))
    response = page_of(client, opened)
    assert response.context["days"].rows == [(timezone.now().date(), 1, 1)]
    assert "The same as a table" in response.content.decode()


def test_reminders_go_to_those_who_have_not_finished(client, opened):
    factories.answer_all(person(opened, "t1"))
    before = OutboxMessage.objects.count()
    assert "Send now to 10" in page_of(client, opened).content.decode()
    client.post(url("remind", opened))
    assert OutboxMessage.objects.count() == before + 10
    assert not OutboxMessage.objects.filter(
        recipient="t1@example.org", subject__startswith="Reminder"
    ).exists()
    assert Reminder.objects.get().count == 10


def test_the_message_can_be_read_before_it_goes_out(client, opened):
    page = page_of(client, opened).content.decode()
    assert "Reminder: AI maturity assessment of Whole organization" in page
    assert "[the personal link]" in page
    assert "A reminder: your answers are still missing." in page


def test_the_message_counts_the_questions_and_minutes_of_its_reader(opened):
    draft = invitations.preview(opened, "business", reminder=False)
    assert "10 questions, about 10 minutes" in draft.body


def test_one_person_can_be_reminded(client, opened):
    client.post(url("person_remind", opened, person(opened, "b2")))
    assert Reminder.objects.get().count == 1


def test_before_the_opening_date_nobody_is_reminded(client, manager, organization):
    later = timezone.now() + timedelta(days=2)
    opened = factories.make_open(organization, manager, opens_at=later)
    assert (
        "Reminders go out only while people can answer." in page_of(client, opened).content.decode()
    )
    client.post(url("remind", opened))
    assert not Reminder.objects.exists()


def test_a_link_is_shown_once_to_hand_over(client, opened):
    participant = person(opened, "b2")
    answer = client.post(url("person_link", opened, participant))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    assert page.count("/s/") == 1
    assert participant.links.count() == 2
    assert client.get(url("person_link", opened, participant)).status_code == 405


def test_the_link_of_somebody_who_began_is_not_given_away(client, opened):
    factories.answer(person(opened, "b2"), {"ai_skills": 2})
    before = SurveyLink.objects.count()
    page = page_of(client, opened).content.decode()
    assert "Copy the link of b1@example.org" in page
    assert "Copy the link of b2@example.org" not in page
    assert client.post(url("person_link", opened, person(opened, "b2"))).status_code == 302
    assert SurveyLink.objects.count() == before


def test_removing_asks_first_and_takes_the_link_back(client, opened):
    participant = person(opened, "b2")
    address = url("person_remove", opened, participant)
    assert "The personal link stops working" in client.get(address).content.decode()
    assert Participant.objects.filter(pk=participant.pk).exists()
    client.post(address)
    assert not Participant.objects.filter(pk=participant.pk).exists()


def test_whoever_submitted_stays(client, opened):
    participant = person(opened, "t1")
    factories.answer_all(participant)
    answer = client.post(url("person_remove", opened, participant), follow=True)
    assert "submitted answers stay" in answer.content.decode()
    assert Participant.objects.filter(pk=participant.pk).exists()


def test_a_person_of_another_assessment_is_not_found(client, opened, manager, organization):
    other = factories.make_open(organization, manager)
    for name in ("person_remove", "person_remind", "person_link"):
        answer = client.post(url(name, opened, other.participants.first()))
        assert answer.status_code == 404


def test_the_number_of_queries_does_not_grow(client, opened, django_assert_max_num_queries):
    factories.answer(person(opened, "t1"), {"data_quality": 1})
    page_of(client, opened)
    with django_assert_max_num_queries(10):
        page_of(client, opened)
    people = read_people("\n".join(f"p{n}@example.org,both,Team {n}" for n in range(120))).people
    invitations.add_people(assessment=opened, actor=opened.managers.get(), people=people)
    for number in range(5):
        factories.answer(person(opened, f"p{number}"), {"data_quality": 1})
        Reminder.objects.create(assessment=opened, count=number)
    with django_assert_max_num_queries(10):
        page = page_of(client, opened)
    assert len(page.context["page"]) == 100


def test_a_draft_has_no_participation(client, manager, organization):
    draft = factories.make_assessment(organization, manager)
    assert page_of(client, draft).url == url("settings", draft)


def test_after_closing_participation_is_only_read(client, manager, organization):
    closed = factories.golden_assessment(organization, manager)
    page = page_of(client, closed).content.decode()
    assert "11 of 11" in page
    for words in ("Send now", "Copy link", "Close now", "Remove"):
        assert words not in page
    assert Assessment.objects.get().state == "closed"
