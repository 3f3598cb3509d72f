"""When something cannot be done: what happened, what was kept, what to do next."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from aiproj.shared import format as display
from aiproj.shared.templatetags.display import moment
from assessments.forms.survey import Submission
from assessments.views.survey_visit import Visit, by_token

COPY = "Copy what you wrote here if you need it."


def notice(
    request: HttpRequest, status: int, heading: str, *paragraphs: str, **context: Any
) -> HttpResponse:
    """A page of plain words, with the text that could not be saved where there is one."""
    words = {"heading": heading, "paragraphs": paragraphs, **context}
    return render(request, "survey/notice.html", words, status=status)


def unknown_link(request: HttpRequest) -> HttpResponse:
    """For tokens that open nothing, whatever the reason."""
    return notice(
        request,
        404,
        "This link does not open a survey",
        "It may have lost its last characters in the e-mail, or the invitation was taken back.",
        "Open the link in the message again, or copy the whole address. If that does not help, "
        "ask the person who invited you for a new link.",
        yours=_posted(request),
    )


def unavailable(request: HttpRequest) -> HttpResponse:
    """The database does not answer; the text that was sent comes back."""
    return notice(
        request,
        503,
        "The answer could not be saved just now" if request.method == "POST" else "Try again soon",
        "The survey cannot be reached for a moment. What was saved before is safe.",
        "Go back in a minute and send it again.",
        yours=_posted(request),
    )


def _posted(request: HttpRequest) -> dict[str, str]:
    names = ("comment", "evidence_url")
    return {name: request.POST[name] for name in names if request.POST.get(name)}


page = by_token(unknown=unknown_link, unavailable=unavailable)


def state_words(visit: Visit) -> tuple[str, str]:
    """Why nothing can be answered now: the reason's name and a sentence."""
    assessment = visit.assessment
    if visit.is_sealed:
        return "submitted", (
            "These answers were submitted anonymously. Nobody can open or change them any more."
        )
    if visit.opens_later:
        return "not_open", f"This assessment opens on {moment(assessment.opens_at)}."
    return "closed", f"This assessment closed on {moment(_end(visit))}."


def _end(visit: Visit) -> Any:
    assessment = visit.assessment
    ended = assessment.closed_at or timezone.now()
    return min(filter(None, (ended, assessment.closes_at)))


def state_page(request: HttpRequest, visit: Visit, status: int = 200) -> HttpResponse:
    """For a link whose assessment takes no answers: not yet, not any more, or sealed."""
    reason, sentence = state_words(visit)
    if reason == "submitted":
        return visit.page(request, "sealed", status=status)
    words = ["Keep the message with your link: it works from then on."]
    if reason == "closed":
        words = _kept_words(visit, visit.sheet().answered_count)
    return _told(request, visit, status, sentence, words)


def late(request: HttpRequest, visit: Visit, sent: Submission) -> HttpResponse:
    """For an answer that came too late or too early: nothing is lost silently."""
    _, sentence = state_words(visit)
    words = [f"Your last change was not saved. {COPY}"]
    if kept := visit.sheet().answered_count:
        words.append(_stay(kept))
    return _told(request, visit, 409, sentence, words, sent)


def no_version(request: HttpRequest, visit: Visit, sent: Submission) -> HttpResponse:
    """For a form that does not say which version it saw: it could overwrite a newer answer."""
    words = [
        "It does not say which version of the answer it was written for, so it could overwrite "
        f"a newer one. Nothing was changed. {COPY}"
    ]
    return _told(request, visit, 428, "This form was not complete", words, sent)


def too_large(request: HttpRequest, visit: Visit) -> HttpResponse:
    """For a body that no answer can have."""
    words = ["A comment can have 2,000 characters. Nothing was changed; go back and shorten it."]
    return _told(request, visit, 413, "That was too long to be saved", words)


def no_question(request: HttpRequest, visit: Visit) -> HttpResponse:
    """For a number beyond the questions of this person."""
    words = [f"You are asked {display.counted(visit.sheet().total, 'question')}."]
    return _told(request, visit, 404, "There is no such question", words)


def _told(
    request: HttpRequest,
    visit: Visit,
    status: int,
    sentence: str,
    words: list[str],
    sent: Submission | None = None,
) -> HttpResponse:
    """A notice on one of this person's pages."""
    yours = sent.as_text() if sent else {}
    heading = sentence.rstrip(".")
    return notice(request, status, heading, *words, yours=yours, visit=visit)


def _stay(count: int) -> str:
    return (
        f"Your {display.counted(count, 'answer')} saved before {'stays' if count == 1 else 'stay'}."
    )


def _kept_words(visit: Visit, kept: int) -> list[str]:
    if not kept:
        return ["You had saved no answers. There is nothing more to do."]
    if visit.is_submitted:
        return [_stay(kept), "They were submitted and count in the results."]
    return [_stay(kept), "They were not submitted, so they do not count in the results."]
