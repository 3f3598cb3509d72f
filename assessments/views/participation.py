"""While an assessment is open: who has answered, reminders, a later end. Never a result."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts import access
from accounts.access import SignedInRequest
from aiproj.shared import format as show
from aiproj.shared import versions
from aiproj.shared.errors import Refused, Stale
from assessments.forms.setup import ExtendForm
from assessments.models import Assessment, Audience, Participant, Reminder
from assessments.participation import Days, Progress, StateCount, participation_of, person_progress
from assessments.services import invitations, lifecycle
from assessments.views.managed import CONFLICT, UNPROCESSABLE, managed

PAGE_SIZE = 100


@access.signed_in
@require_safe
def participation(request: SignedInRequest, assessment_id: str) -> HttpResponse:
    """Who has answered, what that means for the results, and what to do next."""
    found = managed(request, assessment_id)
    if found.is_draft:
        return redirect("assessments:settings", found.public_id)
    return _participation_page(request, found, _extend_form(found))


def _extend_form(found: Assessment) -> ExtendForm:
    return ExtendForm(initial={"closes_at": found.closes_at, "version": found.version})


def _participation_page(
    request: SignedInRequest, found: Assessment, form: ExtendForm, status: int = 200
) -> HttpResponse:
    counts = [StateCount(*row) for row in found.participants.counted_by_state()]
    reminders = list(found.reminders.order_by("sent_at"))
    counted = participation_of(
        counts,
        found.questions_by_audience(),
        found.minimum_group,
        anonymous=found.is_anonymous,
    )
    context = {
        "section": "assess",
        "assessment": found,
        "participation": counted,
        "days": _days(found, counted.everybody.invited, reminders),
        "last_reminder": reminders[-1] if reminders else None,
        "page": _people(request, found),
        "takes_answers": found.accepts_answers(timezone.now()),
        "message": invitations.preview(found, "technical", reminder=True),
        "form": form,
    }
    return render(request, "assessments/participation.html", context, status=status)


def _days(found: Assessment, invited: int, reminders: list[Reminder]) -> Days:
    local = found.organization.local_date
    return Days(
        first=local(found.opens_at or found.opened_at or found.created_at),
        last=local(found.closed_at or found.closes_at or timezone.now()),
        today=local(timezone.now()),
        by_day=tuple(found.participants.submitted_by_day()),
        reminders=tuple(local(reminder.sent_at) for reminder in reminders),
        invited=invited,
    )


def _people(request: SignedInRequest, found: Assessment) -> Page[Participant]:
    """A page of people, and how far each of them is."""
    people = found.participants.by_who_still_has_to_answer(anonymous=found.is_anonymous)
    page = Paginator(people, PAGE_SIZE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    answered = {} if found.is_anonymous else found.participants.progress_of(shown)
    asked = {audience: len(found.asked_of(audience)) for audience in Audience.values}
    rows: Any = [
        {"person": person, "progress": _progress(found, person, answered.get(person.pk), asked)}
        for person in shown
    ]
    page.object_list = rows
    return page


def _progress(
    found: Assessment,
    person: Participant,
    answered: tuple[int, datetime | None] | None,
    asked: dict[str, int],
) -> Progress:
    number, saved = answered or (0, None)
    return person_progress(
        submitted_on=person.submitted_on,
        started_on=person.started_on,
        last_saved_on=found.organization.local_date(saved) if saved else None,
        answered=number,
        asked=asked[person.audience],
        anonymous=found.is_anonymous,
    )


@access.signed_in
@require_POST
def remind(request: SignedInRequest, assessment_id: str) -> HttpResponse:
    """Send everybody who has not submitted the link again."""
    found = managed(request, assessment_id)
    try:
        reminded = invitations.remind(assessment=found, actor=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _reminded_words(reminded))
    return redirect("assessments:participation", found.public_id)


def _reminded_words(reminded: invitations.Reminded) -> str:
    words = f"{show.counted(reminded.people, 'person gets', 'people get')} a reminder."
    if not reminded.left_out:
        return words
    left_out = show.counted(reminded.left_out, "person was", "people were")
    return f"{words} {left_out} reminded less than an hour ago and left out."


@access.signed_in
@require_POST
@versions.required
def extend(request: SignedInRequest, assessment_id: str) -> HttpResponse:
    """Move the end of an open assessment."""
    found = managed(request, assessment_id)
    form = ExtendForm(request.POST)
    status = UNPROCESSABLE
    if form.is_valid():
        try:
            lifecycle.extend(assessment=found, actor=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("closes_at", str(refusal))
            status = CONFLICT if isinstance(refusal, Stale) else UNPROCESSABLE
        else:
            messages.success(request, "The closing date is changed.")
            return redirect("assessments:participation", found.public_id)
    fresh = managed(request, assessment_id)
    if not fresh.is_open:
        messages.error(request, "Only an open assessment can be extended.")
        return redirect("assessments:assessment", found.public_id)
    versions.renew(form, fresh.version)
    return _participation_page(request, fresh, form, status=status)
