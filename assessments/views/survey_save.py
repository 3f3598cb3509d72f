"""Saving one answer for the page's script: JSON in and out, no session, no template."""

import json
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from assessments.forms.survey import LEVELS, Submission, read_submission
from assessments.models import Answer
from assessments.services import answering
from assessments.views.survey_display import saved_label
from assessments.views.survey_notices import state_words
from assessments.views.survey_visit import Visit, by_token, is_too_large

STALE = "This answer was changed in another tab or on another device."


def _unknown(request: HttpRequest) -> HttpResponse:
    return _refusal(404, "unknown", "This link does not open a survey any more.")


def _unavailable(request: HttpRequest) -> HttpResponse:
    return _refusal(503, "unavailable", "The answer could not be saved just now.")


def _refusal(status: int, error: str, message: str, **details: Any) -> JsonResponse:
    return JsonResponse({"error": error, "message": message, **details}, status=status)


@by_token(unknown=_unknown, unavailable=_unavailable)
@require_POST
def save(request: HttpRequest, visit: Visit, capability: str) -> HttpResponse:
    """Save one answer, or say exactly why not."""
    if is_too_large(request):
        return _refusal(413, "too_large", "That is too long to be saved.")
    if capability not in visit.assessment.asked_of(visit.audience):
        return _refusal(404, "unknown", "You are not asked this question.")
    data = _read(request)
    if data is None:
        return _refusal(400, "unreadable", "This is neither JSON nor a form.")
    may_not_apply = visit.assessment.pack.capability(capability).allow_not_applicable
    sent = read_submission(data, allow_not_applicable=may_not_apply)
    if not visit.may_answer:
        return _late(visit, sent)
    if sent.version is None:
        return _refusal(428, "version", "Say which version of the answer this was written for.")
    if sent.errors:
        return JsonResponse({"errors": sent.errors}, status=422)
    return _store(visit, capability, sent)


def _read(request: HttpRequest) -> Mapping[str, Any] | None:
    """The fields from a JSON object or a form; None if it is neither."""
    if request.content_type != "application/json":
        return request.POST
    try:
        data = json.loads(request.body)
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) else None


def _store(visit: Visit, capability: str, sent: Submission) -> HttpResponse:
    try:
        saved = answering.save_answer(
            response=visit.response or visit.begin(),
            assessment=visit.assessment,
            capability=capability,
            body=sent.body,
            version=sent.version or 0,
            key=sent.key,
            seconds=sent.seconds,
        )
    except answering.StaleAnswer as stale:
        both = {"stored": _as_data(stale.stored), "yours": sent.as_text()}
        return _refusal(409, "stale", STALE, **both)
    except answering.KeyReused as reused:
        return JsonResponse({"errors": {"key": [str(reused)]}}, status=422)
    except answering.NotAccepting:
        return _late(visit.again(), sent)
    label = saved_label(saved.saved_at)
    return JsonResponse(
        {"version": saved.version, "saved_at": saved.saved_at.isoformat(), "saved_label": label}
    )


def _late(visit: Visit, sent: Submission) -> HttpResponse:
    reason, sentence = state_words(visit)
    message = (
        f"{sentence} This change was not saved; copy it if you need it. "
        "What was saved before stays."
    )
    return _refusal(409, reason, message, yours=sent.as_text())


def _as_data(answer: Answer | None) -> dict[str, Any]:
    """The stored answer as the script's fields; an empty one where nothing is stored."""
    if answer is None:
        return {"level": "", "comment": "", "evidence_url": "", "version": 0}
    return {
        "level": LEVELS[answer.value],
        "comment": answer.comment,
        "evidence_url": answer.evidence_url,
        "version": answer.version,
    }
