"""What a section or a candidate held at each save, and bringing an earlier state back."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts import access
from accounts.access import Permission, SignedInRequest
from aiproj.shared import versions
from aiproj.shared.errors import Refused, Stale
from scoping.forms.choices import Choices
from scoping.models import Revision
from scoping.overview.history import history
from scoping.views import sheets
from scoping.views.candidates import found_candidate
from scoping.views.sheets import CONFLICT, Sheet
from scoping.views.worksheets import found_sheet


@access.signed_in
@require_safe
def section_history(request: SignedInRequest, project_id: str, key: str) -> HttpResponse:
    """The saves of one section."""
    return _page(request, found_sheet(request, project_id, key, Permission.BELONG))


@access.signed_in
@require_safe
def candidate_history(request: SignedInRequest, project_id: str, candidate_id: str) -> HttpResponse:
    """The saves of one candidate."""
    found = found_candidate(request, project_id, candidate_id, Permission.BELONG)
    return _page(request, sheets.candidate_sheet(found))


def _page(
    request: SignedInRequest, sheet: Sheet, status: int = 200, fault: str = ""
) -> HttpResponse:
    before = request.GET.get("before", "")
    names = Choices(sheet.project).names(sheet.spec)
    context = {
        "section": "scope",
        "project": sheet.project,
        "sheet": sheet,
        "saved": sheet.read()[1],
        "fault": fault,
        "each": "each" in request.GET,
        "history": history(
            sheet.project,
            sheet.subject,
            sheet.spec,
            names,
            before=int(before) if before.isdecimal() and len(before) < 10 else None,
            each="each" in request.GET,
        ),
    }
    return render(request, "scoping/history.html", context, status=status)


@access.signed_in
@require_POST
@versions.required
def section_bring_back(
    request: SignedInRequest, project_id: str, key: str, number: int
) -> HttpResponse:
    """Store an earlier state of a section once more."""
    return _bring_back(request, found_sheet(request, project_id, key), number)


@access.signed_in
@require_POST
@versions.required
def candidate_bring_back(
    request: SignedInRequest, project_id: str, candidate_id: str, number: int
) -> HttpResponse:
    """Store an earlier state of a candidate once more."""
    found = found_candidate(request, project_id, candidate_id)
    return _bring_back(request, sheets.candidate_sheet(found), number)


def _bring_back(request: SignedInRequest, sheet: Sheet, number: int) -> HttpResponse:
    kept = Revision.objects.of(sheet.project, sheet.subject).at(number)
    if kept is None:
        raise Http404
    seen = int(request.POST["version"])
    try:
        sheet.write(request.user, seen, kept.content)
    except Stale as stale:
        return _page(request, sheet, CONFLICT, str(stale))
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        text = f"Version {number} is back. To undo that, bring version {seen} back."
        messages.success(request, text)
    return redirect(sheet.history_address)
