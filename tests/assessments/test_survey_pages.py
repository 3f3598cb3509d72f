"""What the link opens: welcome, questions, states, headers, weight and number of queries."""

import gzip
from pathlib import Path

import factories
import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from respondents import Respondent

from aiproj.shared import tokens
from assessments.models import Participant, Response, SurveyLink
from assessments.services import lifecycle

PAGES = [("", {}), ("question", {"number": 1}), ("review", {})]


@pytest.fixture
def assessment(organization, manager):
    return factories.make_open(organization, manager)


@pytest.fixture
def person(assessment):
    return Respondent(assessment)


def test_the_welcome_says_what_this_is_who_asks_and_who_sees_what(person):
    page = person.get()
    assert page.status_code == 200
    for words in (
        "AI maturity assessment of Whole organization",
        "Acme asks for your view",
        "18 questions",
        "About 18 minutes",
        "Your answers are confidential",
        "Nothing is shown for fewer than five people",
        ">Begin</button>",
    ):
        assert words in page.text


def test_business_people_are_asked_ten_questions(assessment):
    person = Respondent(assessment, "b1").begin()
    assert "10 questions" in person.get().text
    assert "Question 10 of 10" in person.get("question", number=10).text


def test_what_does_not_apply_is_not_asked(assessment, person):
    assessment.item_settings = {"data_quality": {"not_applicable": True}}
    assessment.save()
    assert "17 questions" in person.get().text
    assert "get hold of existing data" in person.begin().get("question", number=1).text


def test_opening_the_link_begins_nothing(person):
    for _ in range(3):
        person.get()
    person.client.head(person.url())
    assert not Response.objects.exists()
    assert person.client.post(person.url("begin"))["Location"] == person.url("question", number=1)
    assert Participant.objects.get(pk=person.participant.pk).started_on is not None


def test_go_on_leads_to_the_first_open_question_on_any_device(assessment, person):
    person.begin().send(1, level="2")
    person.send(2, level="DK")
    elsewhere = Respondent(assessment)  # a later message with a token of its own
    assert "2 of 18 answered" in elsewhere.get().text
    gone_on = elsewhere.client.post(elsewhere.url("begin"))
    assert gone_on["Location"] == elsewhere.url("question", number=3)


def test_go_on_with_everything_answered_leads_to_the_review(person):
    factories.answer(
        person.participant,
        dict.fromkeys(person.participant.assessment.pack.asked_of("technical"), 3),
    )
    assert person.client.post(person.url("begin"))["Location"] == person.url("review")


def test_a_question_page_shows_all_that_helps_to_answer(person):
    page = person.begin().get("question", number=10).text
    for words in (
        "Question 10 of 18",
        "about 18 min left",
        "How can people who rely on an AI result find out why the system gave it?",
        "They cannot. No explanation is offered",
        "I don&#x27;t know",
        "It does not lower the score.",
        "For example: plain-language description of one AI system",
        "People trust, use and correct a result only if they can see what it is based on.",
        "They appear only in groups of five people or more.",
    ):
        assert words in page
    assert "Does not apply" not in page
    assert "Ad hoc" not in page


def test_does_not_apply_is_offered_only_where_the_pack_allows_it(organization, manager):
    project = factories.make_open(organization, manager, pack_version=factories.project_pack())
    person = Respondent(project).begin()
    pages = [person.get("question", number=number).text for number in range(1, 16)]
    offered = [page for page in pages if "Does not apply" in page]
    assert len(offered) == 1
    assert "Choose this only if the question has no meaning for this project." in offered[0]


def test_segments_show_what_is_answered_and_where_one_is(person):
    person.begin().send(1, level="2")
    person.send(3, level="DK")
    page = person.get("question", number=2).text
    assert page.count("<i>") + page.count("<i ") == 18
    assert '<i class="done"></i><i class="now"></i><i class="done"></i><i></i>' in page
    assert "about 16 min left" in page


def test_a_stored_answer_is_shown_again(person):
    person.begin().send(4, level="DK", comment="\nLeading line\nand more")
    page = person.get("question", number=4).text
    assert 'value="DK" checked' in page
    assert "Leading line\nand more</textarea>" in page
    assert 'name="version" value="1"' in page
    assert f"Saved {timezone.localtime():%H:%M}" in page


def test_questions_wait_for_the_begin_button(person):
    assert person.get("question", number=1)["Location"] == person.url()
    assert person.get("review")["Location"] == person.url()
    assert person.get("feedback")["Location"] == person.url()
    assert person.submit()["Location"] == person.url()


@pytest.mark.parametrize("purpose", ["invitation", "share"])
def test_tokens_of_other_purposes_open_no_survey(person, purpose):
    token = tokens.mint(purpose)
    SurveyLink.objects.create(participant=person.participant, digest=token.digest)
    person.token = token.secret
    assert person.get().status_code == 404


@pytest.mark.parametrize("token", ["x", "x" * 43, "é" * 50, "a" * 5000])
def test_a_wrong_link_is_explained_in_plain_words(db, client, token):
    page = client.get(f"/s/{token}/")
    assert page.status_code == 404
    assert "This link does not open a survey" in page.text
    assert "ask the person who invited you" in page.text


def test_a_revoked_link_and_a_removed_person_look_like_a_wrong_link(person):
    wrong = person.client.get("/s/" + "x" * 43 + "/").text
    SurveyLink.objects.update(revoked_at=timezone.now())
    assert person.get().text == wrong
    person.participant.delete()
    assert person.get().text == wrong


def test_before_the_opening_the_link_says_when(assessment, person):
    assessment.opens_at = timezone.now() + timezone.timedelta(days=1)
    assessment.save()
    page = person.get()
    assert page.status_code == 200
    assert "This assessment opens on" in page.text
    person.client.post(person.url("begin"))
    assert not Response.objects.exists()


@pytest.mark.parametrize("ending", ["close", "archive", "clock"])
def test_after_the_end_the_link_says_what_stays(assessment, person, manager, ending):
    person.begin().send(1, level="2")
    person.send(2, level="2")
    if ending == "clock":
        assessment.closes_at = timezone.now()
        assessment.save()
    else:
        lifecycle.close(assessment=assessment, actor=manager)
    if ending == "archive":
        lifecycle.archive(assessment=assessment, actor=manager)
    page = person.get().text
    assert "This assessment closed on" in page
    assert "Your 2 answers saved before stay." in page
    assert "They were not submitted, so they do not count in the results." in page
    assert person.get("question", number=1)["Location"] == person.url()


def test_every_answer_keeps_the_token_to_itself(person):
    person.begin()
    answers = [person.get(name, **place) for name, place in PAGES]
    answers += [person.save(level="1"), person.send(1, level="2"), person.client.put(person.url())]
    answers += [person.client.get("/s/wrong/"), person.submit(), person.get("feedback")]
    for answer in answers:
        assert answer["Referrer-Policy"] == "no-referrer"
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        assert "Set-Cookie" not in answer


def test_no_page_holds_a_style_a_script_or_a_foreign_address(person):
    person.begin()
    for name, place in PAGES:
        page = person.get(name, **place).text
        assert " style=" not in page
        assert "<style" not in page
        assert page.count("<script") == page.count('<script type="module" src="/static/js/survey')
        assert "//" not in page.replace("https://", "", 2).replace("://www.w3.org", "")


@pytest.mark.parametrize(("name", "place"), PAGES)
def test_pages_ask_few_queries_whatever_else_is_stored(organization, manager, person, name, place):
    person.begin().send(1, level="2")
    with CaptureQueriesContext(connection) as few:
        person.get(name, **place)
    factories.golden_open(organization, manager, scope="Another")
    factories.make_open(organization, manager, pack_version=factories.project_pack())
    with CaptureQueriesContext(connection) as more:
        person.get(name, **place)
    assert len(more) == len(few) <= 4


def test_the_next_question_weighs_at_most_ten_kilobytes(person):
    person.begin()
    url = person.url("question", number=2)
    page = person.client.get(url, headers={"accept-encoding": "gzip"})
    assert page["Content-Encoding"] == "gzip"
    assert len(page.content) <= 10_000


def test_the_first_view_weighs_little_and_takes_few_requests(person):
    page = person.begin().get("question", number=1).text
    assets = [part.split('"')[0] for part in page.split('"/static/')[1:]] + ["js/survey_view.js"]
    weights = [len(gzip.compress(Path(finders.find(name)).read_bytes())) for name in assets]
    assert len(assets) + 1 <= 8
    assert sum(weights) + len(gzip.compress(page.encode())) <= 120_000
