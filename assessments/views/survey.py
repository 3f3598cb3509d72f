"""Answering: welcome, one question a step, review, submit once, private feedback."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aiproj.shared.ids import new_public_id
from assessments import privacy_notice
from assessments.forms.survey import Submission, read_submission
from assessments.services import answering, survey
from assessments.views import survey_display as display
from assessments.views import survey_notices
from assessments.views.survey_notices import page
from assessments.views.survey_visit import Visit, is_too_large


@page
@require_safe
def welcome(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What this is, who asks, who sees what; the button begins or goes on."""
    if visit.is_submitted and not visit.is_sealed:
        return visit.go("feedback")
    if not visit.may_answer:
        return survey_notices.state_page(request, visit)
    assessment = visit.assessment
    return visit.page(
        request,
        "welcome",
        sheet=visit.sheet(),
        notice_title=privacy_notice.TITLES[assessment.privacy_mode],
        notice=privacy_notice.full_notice(assessment.privacy_mode, assessment.minimum_group),
    )


@page
@require_POST
def begin(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Begin, or go on at the first question without an answer."""
    if visit.is_submitted or not visit.may_answer:
        return visit.go()
    try:
        visit.begin()
    except answering.NotAccepting:
        return visit.go()
    unanswered = visit.sheet().unanswered
    return visit.go("question", number=unanswered[0].number) if unanswered else visit.go("review")


@page
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """One question; a form post saves it and goes on."""
    if request.method == "POST":
        return _save(request, visit, number)
    if visit.response is None or not visit.may_answer:
        return visit.go()
    sheet = visit.sheet()
    found = sheet.question(number)
    if found is None:
        return survey_notices.no_question(request, visit)
    return _question_page(request, visit, sheet, found, display.entry_of(found.body, found.version))


def _question_page(
    request: HttpRequest,
    visit: Visit,
    sheet: survey.Sheet,
    found: survey.Question,
    entry: Submission,
) -> HttpResponse:
    assessment = visit.assessment
    from_review = visit.is_submitted or "review" in (request.POST or request.GET)
    return visit.page(
        request,
        "question",
        status=422 if entry.errors else 200,
        sheet=sheet,
        question=found,
        entry=entry,
        key=new_public_id(),
        options=display.options(assessment.pack, found.capability, entry.level),
        saved_label=display.saved_label(sheet.saved_at) if sheet.saved_at else "",
        draft=display.draft_name(visit.token, found.capability.key),
        who_sees=privacy_notice.short_notice(assessment.privacy_mode, assessment.minimum_group),
        from_review=from_review,
        go_url=_address(visit, sheet, found, "review" if from_review else "next"),
        back_url=_address(visit, sheet, found, "review" if from_review else "back"),
    )


def _address(visit: Visit, sheet: survey.Sheet, found: survey.Question, then: str) -> str:
    """Where a button leads: the next question unless it says otherwise."""
    if then == "back":
        step = found.number - 1
        return visit.url("question", number=step) if step else visit.url()
    if then == "review" or found.number == sheet.total:
        return visit.url("review")
    return visit.url("question", number=found.number + 1)


def _save(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """Save what a form posts: into nobody else's newer answer, and losing nothing."""
    if is_too_large(request):
        return survey_notices.too_large(request, visit)
    sheet = visit.sheet()
    found = sheet.question(number)
    if found is None:
        return survey_notices.no_question(request, visit)
    sent = read_submission(request.POST, allow_not_applicable=found.capability.allow_not_applicable)
    if not visit.may_answer:
        return survey_notices.late(request, visit, sent)
    if sent.version is None:
        return survey_notices.no_version(request, visit, sent)
    if sent.errors:
        return _question_page(request, visit, sheet, found, sent)
    if sent.body == found.body:
        return HttpResponseRedirect(_address(visit, sheet, found, request.POST.get("then", "")))
    return _store(request, visit, sheet, found, sent)


def _store(
    request: HttpRequest,
    visit: Visit,
    sheet: survey.Sheet,
    found: survey.Question,
    sent: Submission,
) -> HttpResponse:
    try:
        answering.save_answer(
            response=visit.response or visit.begin(),
            assessment=visit.assessment,
            capability=found.capability.key,
            body=sent.body,
            version=sent.version or 0,
            key=sent.key,
        )
    except answering.StaleAnswer as stale:
        return _stale_page(request, visit, replace(found, answer=stale.stored), sent)
    except answering.KeyReused:
        return _stale_page(request, visit, found, sent)
    except answering.NotAccepting:
        return survey_notices.late(request, visit.again(), sent)
    return HttpResponseRedirect(_address(visit, sheet, found, request.POST.get("then", "")))


def _stale_page(
    request: HttpRequest, visit: Visit, stored: survey.Question, yours: Submission
) -> HttpResponse:
    """Both texts, and a button for each."""
    pack = visit.assessment.pack
    return visit.page(
        request,
        "stale",
        status=409,
        question=stored,
        yours=display.written(pack, stored, yours),
        stored=display.written(pack, stored, display.entry_of(stored.body, stored.version)),
        sent=yours,
        key=new_public_id(),
        then=request.POST.get("then", ""),
    )


@page
@require_safe
def review(request: HttpRequest, visit: Visit) -> HttpResponse:
    """All answers, what is unanswered, and the button that submits."""
    if visit.response is None or not visit.may_answer:
        return visit.go()
    assessment = visit.assessment
    return visit.page(
        request,
        "review",
        sheet=visit.sheet(),
        who_sees=privacy_notice.short_notice(assessment.privacy_mode, assessment.minimum_group),
    )


@page
@require_POST
def submit(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Hand the answers in, once; every further call shows the same receipt."""
    response = visit.response
    if response is None:  # never begun, or submitted anonymously before
        return visit.go()
    sheet = visit.sheet()
    try:
        answering.submit(participant=visit.participant, response=response)
    except answering.NotAccepting:
        return survey_notices.state_page(request, visit, status=409)
    if visit.assessment.is_anonymous and sheet.answered_count:  # at hand only this once
        return _feedback_page(request, visit.again(), sheet)
    return visit.go("feedback")


@page
@require_safe
def feedback(request: HttpRequest, visit: Visit) -> HttpResponse:
    """How this person sees it, for this person only."""
    if not visit.is_submitted or visit.is_sealed:
        return visit.go()
    return _feedback_page(request, visit, visit.sheet())


def _feedback_page(request: HttpRequest, visit: Visit, sheet: survey.Sheet) -> HttpResponse:
    found = survey.feedback(sheet)
    return visit.page(
        request,
        "feedback",
        feedback=found,
        dimensions=[display.feedback_row(row) for row in found.dimensions],
        receipt=visit.participant.receipt,
    )
