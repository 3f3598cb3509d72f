"""Answering without scripts: ordinary form posts, two texts side by side, nothing lost."""

import factories
import pytest
from django.db import OperationalError
from django.utils import timezone
from respondents import Respondent

from assessments.models import Answer, AnswerRevision
from assessments.services import answering, lifecycle


@pytest.fixture
def assessment(organization, manager):
    return factories.make_open(organization, manager)


@pytest.fixture
def person(assessment):
    return Respondent(assessment).begin()


def test_a_post_saves_and_leads_to_the_next_question(person):
    answer = person.send(1, level="2", comment="By hand\r\nand by eye")
    assert answer.status_code == 302
    assert answer["Location"] == person.url("question", number=2)
    assert person.stored().comment == "By hand\nand by eye"


@pytest.mark.parametrize(
    ("number", "then", "name", "place"),
    [
        (18, "next", "review", {}),
        (5, "back", "question", {"number": 4}),
        (1, "back", "", {}),
        (5, "review", "review", {}),
        (5, "", "question", {"number": 6}),
        (5, "https://example.com/", "question", {"number": 6}),
    ],
)
def test_each_button_leads_where_it_says(person, number, then, name, place):
    answer = person.send(number, level="2", then=then)
    assert answer["Location"] == person.url(name, **place)


def test_an_untouched_form_goes_on_without_a_revision(person):
    assert person.send(1).status_code == 302
    person.send(1, level="2")
    assert person.send(1, level="2", version=0).status_code == 302
    assert AnswerRevision.objects.count() == 1


def test_a_form_sent_twice_is_one_answer(person):
    person.send(1, level="2", key="rendered-once")
    assert person.send(1, level="2", key="rendered-once").status_code == 302
    assert AnswerRevision.objects.count() == 1


def test_a_key_used_for_another_answer_shows_both(person):
    """S2: by the form, 409 with both answers."""
    person.send(1, level="2", comment="First", key="rendered-once")
    page = person.send(1, level="3", comment="Second", key="rendered-once")
    assert page.status_code == 409
    assert "First" in page.text
    assert "Second" in page.text


def test_errors_show_the_form_again_with_the_text(person):
    page = person.send(1, level="2", comment="Kept & safe", evidence_url="http://example.org/a")
    assert page.status_code == 422
    assert "Kept &amp; safe" in page.text
    assert 'value="http://example.org/a"' in page.text
    assert '<a href="#evidence_url">Link to evidence: Use a full address' in page.text
    assert 'aria-describedby="evidence_hint evidence_url_error" aria-invalid="true"' in page.text
    assert 'value="2" checked' in page.text
    assert not Answer.objects.exists()


def test_two_tabs_get_both_texts_and_a_button_for_each(person):
    """S3: the 409 page holds both texts."""
    person.send(1, level="2", comment="First tab")
    page = person.send(1, level="3", comment="Second tab")
    assert page.status_code == 409
    assert "What you wrote here" in page.text
    assert "Second tab" in page.text
    assert "What is stored now" in page.text
    assert "First tab" in page.text
    assert person.stored().comment == "First tab"


def test_keep_mine_saves_over_the_stored_version(person):
    person.send(1, level="2", comment="First tab")
    page = person.send(1, level="3", comment="Second tab", then="review")
    assert 'name="version" value="1"' in page.text
    kept = person.send(1, level="3", comment="Second tab", version=1, then="review")
    assert kept["Location"] == person.url("review")
    assert person.stored().comment == "Second tab"


def test_a_form_without_a_version_is_428_and_returns_the_text(person):
    page = person.send(1, level="2", comment="Mine", version=None)
    assert page.status_code == 428
    assert "Mine" in page.text
    assert not Answer.objects.exists()


def test_a_late_form_returns_the_text_and_says_what_stays(person, assessment, manager):
    person.send(1, level="2", comment="Before")
    lifecycle.close(assessment=assessment, actor=manager)
    page = person.send(2, level="3", comment="Too late <b>")
    assert page.status_code == 409
    assert "This assessment closed on" in page.text
    assert "Too late &lt;b&gt;" in page.text
    assert "Your 1 answer saved before stays." in page.text
    assert Answer.objects.count() == 1


def test_an_early_form_returns_the_text(person, assessment):
    assessment.opens_at = timezone.now() + timezone.timedelta(days=1)
    assessment.save()
    page = person.send(1, level="2", comment="Early")
    assert page.status_code == 409
    assert "This assessment opens on" in page.text
    assert "Early" in page.text


def test_a_form_after_an_anonymous_submission_returns_the_text(organization, manager):
    assessment = factories.make_open(organization, manager, privacy_mode="anonymous")
    person = Respondent(assessment).begin()
    person.send(1, level="2")
    person.submit()
    page = person.send(2, level="2", comment="Afterthought")
    assert page.status_code == 409
    assert "Afterthought" in page.text
    assert "submitted anonymously" in page.text


def test_a_form_through_a_withdrawn_link_returns_the_text(person):
    person.participant.delete()
    page = person.send(1, level="2", comment="Written before")
    assert page.status_code == 404
    assert "Written before" in page.text


def test_a_form_while_the_database_is_away_returns_the_text(person, monkeypatch):
    def away(secret):
        raise OperationalError("gone")

    monkeypatch.setattr(answering, "find_link", away)
    page = person.send(1, level="2", comment="Do not lose me")
    assert page.status_code == 503
    assert "Do not lose me" in page.text


def test_a_form_too_large_is_413(person):
    assert person.send(1, comment="x" * 40_000).status_code == 413


def test_the_longest_comment_of_the_widest_characters_fits_into_a_form(person):
    assert person.send(1, level="2", comment="😀" * 2000).status_code == 302
    assert len(person.stored().comment) == 2000


@pytest.mark.parametrize("number", [0, 19, 10**30])
def test_a_question_that_was_not_asked_is_404(person, number):
    assert person.get("question", number=number).status_code == 404
    assert person.send(number, level="2").status_code == 404


def test_eight_hours_without_a_visit_change_nothing(person, monkeypatch):
    form = person.get("question", number=1)
    assert not form.cookies
    later = timezone.now() + timezone.timedelta(hours=8)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert person.send(1, level="2", comment="Back again").status_code == 302
    assert person.stored().comment == "Back again"


def test_markup_in_texts_stays_text(person):
    hostile = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    person.send(1, level="2", comment=hostile)
    page = person.get("question", number=1).text
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_no_request_by_get_changes_anything(person):
    person.send(1, level="2")
    before = list(Answer.objects.values()), list(AnswerRevision.objects.values())
    for name in ("", "review", "feedback", "begin", "submit"):
        person.client.get(person.url(name))
    person.client.get(person.url("question", number=1), {"level": "5", "version": "1", "key": "k"})
    assert person.client.get(person.url("save", capability="data_quality")).status_code == 405
    assert (list(Answer.objects.values()), list(AnswerRevision.objects.values())) == before
