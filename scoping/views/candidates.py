"""Candidates: all side by side, adding one, changing one, putting it aside."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts import access
from accounts.access import Permission, SignedInRequest
from aiproj.shared import versions
from aiproj.shared.errors import Refused, Stale
from scoping.forms.choices import Choices
from scoping.forms.sections import SectionForm
from scoping.models import Candidate, Project
from scoping.overview.comparison import comparison_page
from scoping.overview.worksheets import CANDIDATES, differences, outline
from scoping.services import worksheets as service
from scoping.services.ratings import side_of
from scoping.views.worksheets import AUTOSAVE, CONFLICT, UNPROCESSABLE, found_project
from scoping.worksheet.loading import candidate_spec


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
    context = {
        "section": "scope",
        "project": project,
        "outline": outline(project, CANDIDATES),
        "page": comparison_page(project, today),
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
    add, choices = request.GET.get("add", ""), Choices(found.project)
    return _page(request, found, SectionForm(candidate_spec(), choices, found.content, add=add))


@access.signed_in
@require_POST
@versions.required
def candidate_save(request: SignedInRequest, project_id: str, candidate_id: str) -> HttpResponse:
    """Save a candidate: as one types, or by the button."""
    found = found_candidate(request, project_id, candidate_id)
    choices = Choices(found.project)
    form = SectionForm(candidate_spec(), choices, found.content, request.POST)
    return _save(request, found, form, choices)


def _save(
    request: SignedInRequest, found: Candidate, form: SectionForm, choices: Choices
) -> HttpResponse:
    if not form.is_valid():
        return _page(request, found, form, UNPROCESSABLE)
    try:
        service.save_candidate(
            candidate=found,
            actor=request.user,
            version=int(request.POST["version"]),
            content=form.content(),
        )
    except Stale as stale:
        found.refresh_from_db()
        names, currency = choices.names(form.spec), found.project.currency
        between = differences(form.spec, found.content, form.content(), names, currency)
        return _page(request, found, form, CONFLICT, conflict=str(stale), differences=between)
    except Refused as refusal:
        form.faults.append(str(refusal))
        return _page(request, found, form, UNPROCESSABLE)
    form.is_stored = True
    if AUTOSAVE in request.headers:
        return _page(request, found, form)
    return _onward(request, found, form)


def _onward(request: SignedInRequest, found: Candidate, form: SectionForm) -> HttpResponse:
    """After an ordinary save: back to the candidate, with a further row where one was asked."""
    here = reverse("scoping:candidate", args=[found.project.public_id, found.public_id])
    add = request.POST.get("add", "")
    if any(group.rows == add for group in form.spec.groups):
        return redirect(f"{here}?add={add}#rows-{add}")
    messages.success(request, f"{found.name} is saved.")
    return redirect(here)


def _page(
    request: SignedInRequest, found: Candidate, form: SectionForm, status: int = 200, **more: Any
) -> HttpResponse:
    project: Project = found.project
    path = [project.public_id, found.public_id]
    context = {
        "section": "scope",
        "project": project,
        "candidate": found,
        "spec": form.spec,
        "form": form,
        "saved": {"version": found.version},
        "outline": outline(project, CANDIDATES),
        "save_address": reverse("scoping:candidate_save", args=path),
        **more,
    }
    auto = AUTOSAVE in request.headers
    template = "scoping/_section_parts.html" if auto else "scoping/candidate.html"
    return render(request, template, context, status=status)


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
