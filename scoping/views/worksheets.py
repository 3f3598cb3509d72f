"""The worksheet: one page a section, saved as one types, each by itself."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts import access
from accounts.access import Permission, SignedInRequest
from aiproj.shared import versions
from aiproj.shared.errors import Refused, Stale
from scoping.forms.choices import Choices
from scoping.forms.sections import SectionForm
from scoping.models import Project
from scoping.overview.worksheets import differences, outline, saved
from scoping.services import worksheets as service
from scoping.worksheet.loading import sections
from scoping.worksheet.model import SectionSpec

CONFLICT, UNPROCESSABLE = 409, 422
AUTOSAVE = "X-Autosave"


def found_project(
    request: SignedInRequest, project_id: str, permission: Permission = Permission.SCOPE
) -> Project:
    """The project, for people who may; 404 or 403 for others."""
    visible = Project.objects.visible_to(request.user).select_related("organization")
    return access.get(request, visible, permission, public_id=project_id)


def found_spec(key: str) -> SectionSpec:
    """The section of that key; 404 for another."""
    if key not in sections():
        raise Http404
    return sections()[key]


@access.signed_in
@require_safe
def section(request: SignedInRequest, project_id: str, key: str) -> HttpResponse:
    """One section of the worksheet."""
    project = found_project(request, project_id, Permission.BELONG)
    spec, add = found_spec(key), request.GET.get("add", "")
    form = SectionForm(spec, Choices(project), project.content_of(key), add=add)
    return _page(request, project, form)


@access.signed_in
@require_POST
@versions.required
def section_save(request: SignedInRequest, project_id: str, key: str) -> HttpResponse:
    """Save a section: as one types, or by the button."""
    project = found_project(request, project_id)
    return _save(request, project, found_spec(key), Choices(project))


def _save(
    request: SignedInRequest, project: Project, spec: SectionSpec, choices: Choices
) -> HttpResponse:
    form = SectionForm(spec, choices, project.content_of(spec.key), request.POST)
    if not form.is_valid():
        return _page(request, project, form, UNPROCESSABLE)
    try:
        service.save_section(
            project=project,
            key=spec.key,
            actor=request.user,
            version=int(request.POST["version"]),
            content=form.content(),
        )
    except Stale as stale:
        between = differences(
            spec,
            project.content_of(spec.key),
            form.content(),
            choices.names(spec),
            project.currency,
        )
        return _page(request, project, form, CONFLICT, conflict=str(stale), differences=between)
    except Refused as refusal:
        form.faults.append(str(refusal))
        return _page(request, project, form, UNPROCESSABLE)
    form.is_stored = True
    if AUTOSAVE in request.headers:
        return _page(request, project, form)
    return _onward(request, project, spec)


def _onward(request: SignedInRequest, project: Project, spec: SectionSpec) -> HttpResponse:
    """After an ordinary save: back to the section, with a further row where one was asked for."""
    here = reverse("scoping:section", args=[project.public_id, spec.key])
    add = request.POST.get("add", "")
    if any(group.rows == add for group in spec.groups):
        return redirect(f"{here}?add={add}#rows-{add}")
    messages.success(request, f"{spec.label} is saved.")
    return redirect(here)


def _page(
    request: SignedInRequest, project: Project, form: SectionForm, status: int = 200, **more: Any
) -> HttpResponse:
    """The whole page, or what changes of it where the browser saved by itself."""
    stored = project.sections.filter(key=form.spec.key).select_related("saved_by").first()
    context = {
        "section": "scope",
        "project": project,
        "spec": form.spec,
        "form": form,
        "saved": saved(stored),
        "outline": outline(project, form.spec.key),
        "save_address": reverse("scoping:section_save", args=[project.public_id, form.spec.key]),
        **more,
    }
    template = (
        "scoping/_section_parts.html" if AUTOSAVE in request.headers else "scoping/section.html"
    )
    return render(request, template, context, status=status)
