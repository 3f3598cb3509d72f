"""The people who are asked: adding them, taking back invitations, handing links over."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import access
from accounts.access import SignedInRequest
from aiproj.shared import format as show
from aiproj.shared.errors import Refused
from assessments.forms.people import PeopleForm
from assessments.models import Assessment, Participant
from assessments.services import invitations
from assessments.views.managed import UNPROCESSABLE, act, managed

PAGE_SIZE = 100


@access.signed_in
@require_safe
def people(request: SignedInRequest, assessment_id: str) -> HttpResponse:
    """Who is asked, and a form to ask more."""
    found = managed(request, assessment_id)
    if found.has_result:
        return redirect("assessments:assessment", found.public_id)
    return _people_page(request, found, PeopleForm([]))


@access.signed_in
@require_POST
def people_add(request: SignedInRequest, assessment_id: str) -> HttpResponse:
    """Add everybody on the list, or nobody and say which lines are wrong."""
    found = managed(request, assessment_id)
    already = set(found.participants.values_list("email", flat=True))
    form = PeopleForm(already, request.POST, request.FILES)
    if not form.is_valid():
        return _people_page(request, found, form, status=UNPROCESSABLE)
    try:
        added = invitations.add_people(assessment=found, actor=request.user, people=form.found)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _people_page(request, found, form, status=UNPROCESSABLE)
    counted = show.counted(len(added), "person is", "people are")
    links = " Each gets a personal link." if found.is_open else ""
    messages.success(request, f"{counted} added.{links}")
    return redirect("assessments:people", found.public_id)


def _people_page(
    request: SignedInRequest, found: Assessment, form: PeopleForm, status: int = 200
) -> HttpResponse:
    rows = found.participants.by_who_still_has_to_answer(anonymous=found.is_anonymous)
    counts = found.participants.counted_by_audience()
    context = {
        "section": "assess",
        "assessment": found,
        "form": form,
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "counts": counts,
        "asked": sum(counts.values()),
        "warnings": found.group_size_warnings(counts),
    }
    return render(request, "assessments/people.html", context, status=status)


def _participant(found: Assessment, participant_id: str) -> Participant:
    participant = get_object_or_404(found.participants, public_id=participant_id)
    participant.assessment = found
    return participant


@access.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def person_remove(
    request: SignedInRequest, assessment_id: str, participant_id: str
) -> HttpResponse:
    """Take an invitation back; while the assessment is open this asks first."""
    found = managed(request, assessment_id)
    participant = _participant(found, participant_id)
    if request.method != "POST":
        context = {
            "section": "assess",
            "assessment": found,
            "kind": "remove",
            "participant": participant,
        }
        return render(request, "assessments/confirm.html", context)
    return act(
        request,
        lambda: invitations.remove_person(participant=participant, actor=request.user),
        f"{participant.email} is removed.",
        then="assessments:people",
        ids=[found.public_id],
    )


@access.signed_in
@require_POST
def person_remind(
    request: SignedInRequest, assessment_id: str, participant_id: str
) -> HttpResponse:
    """Send one person the link again."""
    found = managed(request, assessment_id)
    participant = _participant(found, participant_id)
    return act(
        request,
        lambda: invitations.remind(assessment=found, actor=request.user, participant=participant),
        f"{participant.email} gets a reminder.",
        then="assessments:participation",
        ids=[found.public_id],
    )


@access.signed_in
@never_cache
@require_POST
def person_link(request: SignedInRequest, assessment_id: str, participant_id: str) -> HttpResponse:
    """Show a new personal link once, to hand over by other means."""
    found = managed(request, assessment_id)
    participant = _participant(found, participant_id)
    try:
        link = invitations.copy_link(participant=participant, actor=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("assessments:participation", found.public_id)
    context = {"section": "assess", "assessment": found, "participant": participant, "link": link}
    return render(request, "assessments/link.html", context)
