"""Candidates: all side by side, adding one, changing one, putting it aside."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts import access
from accounts.access import Permission, SignedInRequest
from aiproj.shared import versions
from aiproj.shared.errors import Refused
from scoping.models import Candidate
from scoping.overview.checks import reviewed_outline
from scoping.overview.comparison import comparison_page
from scoping.overview.worksheets import CANDIDATES, following
from scoping.services import worksheets as service
from scoping.services.ratings import side_of
from scoping.views import sheets
from scoping.views.worksheets import found_project


def found_candidate(
    request: SignedInRequest,
    project_id: str,
    candidate_id: str,
    permission: Permission = Permission.SCOPE,
) -> Candidate:
    """The candidate of a project that this person may see."""
    project = found_project(request, project_id, permission)
    rows: QuerySet[Candidate] = project.candidates.select_related("project__organization")
    return get_object_or_404(rows, public_id=candidate_id)


@access.signed_in
@require_safe
def candidates(request: SignedInRequest, project_id: str) -> HttpResponse:
    """All candidates of a project."""
    project = found_project(request, project_id, Permission.BELONG)
    today = request.organization.local_date(timezone.now())
    rows = reviewed_outline(project, CANDIDATES, today)
    context = {
        "section": "scope",
        "project": project,
        "outline": rows,
        "following": following(rows),
        "page": comparison_page(project, today, request.user),
        "archived": project.candidates.exclude(archived_at=None),
        "side": side_of(project, request.user),
    }
    return render(request, "scoping/candidates.html", context)


@access.signed_in
@require_POST
def candidate_add(request: SignedInRequest, project_id: str) -> HttpResponse:
    """Add a candidate and go to it."""
    project = found_project(request, project_id)
    content = {"name": "New candidate", "kind": "ml"}
    try:
        made = service.add_candidate(project=project, actor=request.user, content=content)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("scoping:candidates", project_id)
    return redirect("scoping:candidate", project_id, made.public_id)


@access.signed_in
@require_safe
def candidate(request: SignedInRequest, project_id: str, candidate_id: str) -> HttpResponse:
    """One candidate."""
    found = found_candidate(request, project_id, candidate_id, Permission.BELONG)
    return sheets.show(request, sheets.candidate_sheet(found))


@access.signed_in
@require_POST
@versions.required
def candidate_save(request: SignedInRequest, project_id: str, candidate_id: str) -> HttpResponse:
    """Save a candidate: as one types, or by the button."""
    found = found_candidate(request, project_id, candidate_id)
    return sheets.save(request, sheets.candidate_sheet(found))


@access.signed_in
@require_POST
def candidate_archive(request: SignedInRequest, project_id: str, candidate_id: str) -> HttpResponse:
    """Put a candidate aside."""
    return _set_archived(request, project_id, candidate_id, archived=True)


@access.signed_in
@require_POST
def candidate_restore(request: SignedInRequest, project_id: str, candidate_id: str) -> HttpResponse:
    """Bring a candidate back."""
    return _set_archived(request, project_id, candidate_id, archived=False)


def _set_archived(
    request: SignedInRequest, project_id: str, candidate_id: str, *, archived: bool
) -> HttpResponse:
    found = found_candidate(request, project_id, candidate_id)
    try:
        service.set_candidate_archived(candidate=found, actor=request.user, archived=archived)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("scoping:candidates", project_id)
