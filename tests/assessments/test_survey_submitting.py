"""Review, submitting once and only once, private feedback, and what anonymity leaves."""

import re
from concurrent.futures import ThreadPoolExecutor

import factories
import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from respondents import Respondent

from accounts.models import AuditEvent
from assessments.models import Answer, AnswerRevision, Participant, Response
from assessments.services import answering, lifecycle

T4 = "t4"


@pytest.fixture
def assessment(organization, manager):
    return factories.make_open(organization, manager)


@pytest.fixture
def person(assessment):
    """Respondent t4 of the golden case: all answered but one."""
    return _golden(assessment)


def _golden(assessment):
    person = Respondent(assessment, T4)
    given = factories.golden_answers()[T4]
    factories.answer(person.participant, {k: v for k, v in given.items() if v is not None})
    return person


def test_the_review_lists_every_answer_without_level_names(person):
    page = person.get("review").text
    assert "17 of 18 answered" in page
    assert "Some teams check their data by hand at the start of a project.</span>" in page
    assert page.count(">Change<") == 17
    assert "Ad hoc" not in page
    assert "ap-level" not in page


def test_the_review_jumps_to_what_is_unanswered(person):
    page = person.get("review").text
    assert '<a href="#question-13">Involving people</a>' in page
    assert '<li id="question-13" class="missing">' in page
    assert f'href="{person.url("question", number=13)}?review=1">Answer<' in page


def test_many_unanswered_questions_are_counted(assessment):
    page = Respondent(assessment).begin().get("review").text
    assert "18 questions have no answer." in page
    assert '<a href="#question-1">Jump to the first</a>' in page


def test_a_question_opened_from_the_review_leads_back_there(person):
    url = person.url("question", number=3)
    page = person.client.get(f"{url}?review=1").text
    assert 'name="then" value="review"' in page
    assert "Save and review" in page


def test_submitting_leads_to_the_feedback(person):
    assert person.submit()["Location"] == person.url("feedback")
    page = person.get("feedback").text
    assert "Only you can see this page" in page
    assert "You answered 17 questions." in page
    for average in ("2.0", "2.2", "1.6"):
        assert f"Your average {average} of 5" in page
    assert "There is no overall score" in page


def test_small_steps_start_where_least_was_chosen_with_least_effort_first(person):
    person.submit()
    page = person.get("feedback").text
    steps = re.findall(r"<li><b>(.*?)</b><span class=\"meta\">(.*?)</span>", page)
    assert [name for _, name in steps] == [
        "Explaining results",
        "Releasing AI systems",
        "Updating AI systems",
    ]
    assert "Where you chose level 1, the next step is" in page


def test_nothing_below_level_five_means_no_small_steps(assessment):
    person = Respondent(assessment)
    factories.answer(person.participant, {"data_quality": 5, "ai_skills": "DK"})
    person.submit()
    page = person.get("feedback").text
    assert "Small steps" not in page
    assert "No average: fewer than half were rated" in page
    assert "1 × “I don’t know”" in page


def test_feedback_waits_for_the_submission(person):
    assert person.get("feedback")["Location"] == person.url()


def test_after_submitting_answers_can_be_changed_until_the_end(person, assessment, manager):
    person.submit()
    assert person.get()["Location"] == person.url("feedback")
    assert "change your answers" in person.get("feedback").text
    assert "Submitted on" in person.get("review").text
    assert person.send(1, level="5", version=1)["Location"] == person.url("question", number=2)
    assert person.stored().value == 5
    lifecycle.close(assessment=assessment, actor=manager)
    assert "change your answers" not in person.get("feedback").text
    assert person.send(1, level="1", version=2).status_code == 409


def test_twenty_submits_give_twenty_equal_receipts(person):
    receipts = set()
    for _ in range(20):
        assert person.submit()["Location"] == person.url("feedback")
        page = person.get("feedback").text
        receipts.add(re.search(r'<dd class="mono">(\w{16})</dd>', page).group(1))
    assert receipts == {Participant.objects.get(pk=person.participant.pk).receipt}
    assert Response.objects.count() == 1
    assert AuditEvent.objects.filter(action="answers.submitted").count() == 1


def test_a_submit_after_the_end_says_what_stays(person, assessment, manager):
    lifecycle.close(assessment=assessment, actor=manager)
    page = person.submit()
    assert page.status_code == 409
    assert "Your 17 answers saved before stay." in page.text
    assert Participant.objects.get(pk=person.participant.pk).submitted_on is None


def test_anonymous_feedback_is_shown_once_in_the_answer_to_the_submit(organization, manager):
    assessment = factories.make_open(organization, manager, privacy_mode="anonymous")
    person = _golden(assessment)
    page = person.submit()
    assert page.status_code == 200
    assert "Your average 2.2 of 5" in page.text
    assert "change your answers" not in page.text
    receipt = Participant.objects.get(pk=person.participant.pk).receipt
    assert receipt in page.text
    for later in (person.get(), person.client.post(person.url("submit"), follow=True)):
        assert "Your answers were submitted" in later.text
        assert receipt in later.text
        assert "average" not in later.text
    assert person.get("feedback")["Location"] == person.url()
    assert person.get("review")["Location"] == person.url()


def test_nothing_joins_an_anonymous_submission_to_its_person(organization, manager):
    assessment = factories.make_open(organization, manager, privacy_mode="anonymous")
    person = _golden(assessment)
    draft = Response.objects.get(participant=person.participant)
    person.submit()
    stored = Response.objects.get()
    assert (stored.participant_id, stored.is_submitted) == (None, True)
    assert stored.pk != draft.pk
    assert stored.answers.count() == 17
    assert not AnswerRevision.objects.exists()
    assert set(Answer.objects.values_list("updated_at", flat=True)) == {None}


@pytest.mark.parametrize(("name", "most"), [("review", 2), ("feedback", 2)])
def test_review_and_feedback_ask_few_queries(organization, manager, person, name, most):
    if name == "feedback":
        person.submit()
    person.get(name)
    factories.golden_open(organization, manager, scope="Another")
    with CaptureQueriesContext(connection) as queries:
        assert person.get(name).status_code == 200
    assert len(queries) <= most


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("privacy_mode", ["confidential", "anonymous"])
def test_twenty_submits_at_once_are_one_submission(organization, manager, privacy_mode):
    """S1: twenty identical submits of one token: one response, twenty equal receipts."""
    assessment = factories.make_open(organization, manager, privacy_mode=privacy_mode)
    person = _golden(assessment)

    def submit(_):
        try:
            return person.client.__class__().post(person.url("submit"), follow=True)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(20) as pool:
        pages = list(pool.map(submit, range(20)))
    receipts = {re.search(r'<dd class="mono">(\w{16})</dd>', page.text).group(1) for page in pages}
    assert receipts == {Participant.objects.get(pk=person.participant.pk).receipt}
    assert Response.objects.count() == 1
    assert Answer.objects.count() == 17


@pytest.mark.django_db(transaction=True)
def test_anonymous_submissions_at_once_keep_every_answer_once(organization, manager):
    assessment = factories.make_open(organization, manager, privacy_mode="anonymous")
    people = [Respondent(assessment, f"b{number}") for number in range(1, 7)]
    for person in people:
        factories.answer(person.participant, {"ai_skills": 3, "team_collaboration": 2})

    def submit(person):
        try:
            return person.submit().status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(submit, people)) == [200] * 6
    assert Response.objects.count() == 6
    assert Answer.objects.count() == 12


def test_a_begin_in_the_moment_of_an_anonymous_submission_makes_no_new_draft(organization, manager):
    assessment = factories.make_open(organization, manager, privacy_mode="anonymous")
    person = Respondent(assessment).begin()
    stale = Participant.objects.select_related("assessment__organization").get(
        pk=person.participant.pk
    )
    person.submit()
    with pytest.raises(answering.NotAccepting):
        answering.begin(participant=stale)
    assert not Response.objects.filter(participant=stale).exists()
