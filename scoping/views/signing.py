"""What signatories and managers do with a charter in review."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts import access
from accounts.access import Permission, SignedInRequest
from accounts.recent import confirm_password, signed_in_recently
from aiproj.shared.errors import Refused, Stale
from aiproj.shared.text import clean_text
from scoping.forms.charters import AnswerForm, ChangesForm, ReasonForm, SignForm
from scoping.models import Charter
from scoping.overview.charter_page import charter_page
from scoping.overview.comments import changes_asked
from scoping.overview.lacking import unanswered
from scoping.services import charters as service
from scoping.services import signing
from scoping.services.charters import in_sequence
from scoping.services.moving import capacities
from scoping.views.charters import CONFLICT, content_of, found_charter, note_look
from scoping.views.worksheets import UNPROCESSABLE
from scoping.workflow import NotAllowed, Who

ASKED = {Who.SIGNATORY, Who.DEPUTY}


def asked_charter(request: SignedInRequest, charter_id: str, *who: Who) -> Charter:
    """The charter, for people who are asked for their signature, whatever their role."""
    found = found_charter(request, charter_id)
    if not capacities(found, request.user) & set(who or ASKED):
        raise PermissionDenied
    return found


@access.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def charter_sign(request: SignedInRequest, charter_id: str) -> HttpResponse:
    """Confirm the signature: exactly this text, by exactly this person."""
    found = asked_charter(request, charter_id)
    old = not signed_in_recently(request, request.user)
    initial = {"content_hash": found.content_hash}
    form = SignForm(request.POST or None, asks_password=old, initial=initial)
    if request.method != "POST":
        return _sign_page(request, found, form, 200)
    if not form.is_valid():
        return _sign_page(request, found, form, UNPROCESSABLE)
    if old and not confirm_password(request, request.user, form.cleaned_data["password"]):
        form.add_error("password", "This is not your password.")
        return _sign_page(request, found, form, UNPROCESSABLE)
    return _sign(request, found, form)


def _sign(request: SignedInRequest, found: Charter, form: SignForm) -> HttpResponse:
    try:
        signing.sign(
            charter=found,
            actor=request.user,
            content_hash=form.cleaned_data["content_hash"],
            condition=form.cleaned_data["condition"],
        )
    except NotAllowed as refusal:
        raise PermissionDenied from refusal
    except Refused as refusal:
        found.refresh_from_db()
        form.renew(found.content_hash)
        form.add_error(None, str(refusal))
        status = CONFLICT if isinstance(refusal, Stale) else UNPROCESSABLE
        return _sign_page(request, found, form, status)
    messages.success(request, f"You signed charter {found.number}.")
    return redirect("scoping:charter", found.public_id)


def _sign_page(
    request: SignedInRequest, found: Charter, form: SignForm, status: int
) -> HttpResponse:
    sequence = in_sequence(found)
    page = charter_page(
        found, content_of(found), request.user, timezone.now(), in_sequence=sequence
    )
    context = {
        "section": "scope",
        "charter": found,
        "project": found.project,
        "page": page,
        "form": form,
        "yours": [row for row in page.slots if row.look == "y"],
    }
    return render(request, "scoping/charter_sign.html", context, status=status)


@access.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def charter_changes(request: SignedInRequest, charter_id: str) -> HttpResponse:
    """Ask for changes, each at a field."""
    found = asked_charter(request, charter_id, Who.SIGNATORY)
    form = ChangesForm(found.content or content_of(found), request.POST or None)
    status = 200
    if request.method == "POST":
        status = UNPROCESSABLE
        if form.is_valid():
            try:
                service.request_changes(charter=found, actor=request.user, requests=form.requests())
            except Refused as refusal:
                form.add_error(None, str(refusal))
                status = CONFLICT
            else:
                note_look(request, found)
                return redirect("scoping:charter", charter_id)
    context = {"section": "scope", "charter": found, "project": found.project, "form": form}
    return render(request, "scoping/charter_changes.html", context, status=status)


@access.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def charter_reject(request: SignedInRequest, charter_id: str) -> HttpResponse:
    """Reject this version for good."""
    found = asked_charter(request, charter_id, Who.SIGNATORY)
    form = ReasonForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = UNPROCESSABLE
        if form.is_valid():
            try:
                service.reject(charter=found, actor=request.user, **form.cleaned_data)
            except Refused as refusal:
                form.add_error(None, str(refusal))
                status = CONFLICT
            else:
                note_look(request, found)
                return redirect("scoping:charter", charter_id)
    return reason_page(request, found, form, "reject", status)


def reason_page(
    request: SignedInRequest, found: Charter, form: ReasonForm, what: str, status: int
) -> HttpResponse:
    """A page that asks for a reason before something that cannot be taken back."""
    context = {
        "section": "scope",
        "charter": found,
        "project": found.project,
        "form": form,
        "what": what,
    }
    return render(request, "scoping/charter_reason.html", context, status=status)


@access.signed_in
@require_POST
def charter_withdraw(request: SignedInRequest, charter_id: str) -> HttpResponse:
    """Take a submitted charter back."""
    found = found_charter(request, charter_id, Permission.SCOPE)
    try:
        service.withdraw(charter=found, actor=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("scoping:charter", charter_id)


@access.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def charter_answers(request: SignedInRequest, charter_id: str) -> HttpResponse:
    """Every change that was asked for, with its answers and a way to answer."""
    found = found_charter(request, charter_id, Permission.SCOPE)
    form, status = AnswerForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST":
        status = UNPROCESSABLE
        if _answered(request, found, form):
            return redirect("scoping:charter_answers", charter_id)
    context = {
        "section": "scope", "charter": found, "project": found.project, "form": form,
        "requests": changes_asked(found),
        "open": list(unanswered(found)), "answered": request.POST.get("comment", ""),
    }  # fmt: skip
    return render(request, "scoping/charter_answers.html", context, status=status)


def _answered(request: SignedInRequest, found: Charter, form: AnswerForm) -> bool:
    """Whether an answer to one of the requested changes was kept."""
    key = clean_text(request.POST.get("comment", ""))
    asked = found.change_requests.select_related("comment").filter(comment__public_id=key).first()
    if asked is None:
        form.add_error(None, "Choose the change that you answer.")
        return False
    if not form.is_valid():
        return False
    try:
        service.answer(
            charter=found, comment=asked.comment, actor=request.user, **form.cleaned_data
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True
