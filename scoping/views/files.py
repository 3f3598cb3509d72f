"""Worksheets as files: one leaves, and a project begins from one."""

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts import access
from accounts.access import Permission, SignedInRequest
from aiproj.shared import body_limit
from scoping.forms.projects import ProjectFileForm, refused
from scoping.models import Project
from scoping.overview.portable import arrival_of, exported_worksheet
from scoping.services.bringing_in import bring_in
from scoping.views.worksheets import UNPROCESSABLE, found_project
from scoping.worksheet.model import Content
from scoping.worksheet.strict_json import FileFault

MOST_BODY = 64 * 1024**2  # so that whoever sends too much is told so at the field


def json_file(content: Content, name: str) -> HttpResponse:
    """A download that people can read as well."""
    return JsonResponse(
        content,
        json_dumps_params={"ensure_ascii": False, "indent": 1},
        headers={"Content-Disposition": f'attachment; filename="{name}.json"'},
    )


@access.signed_in
@require_safe
def worksheet_json(request: SignedInRequest, project_id: str) -> HttpResponse:
    """The worksheet as it stands, draft or not, from which a project can begin again."""
    project = found_project(request, project_id, Permission.BELONG)
    return json_file(exported_worksheet(project), "worksheet")


@body_limit.takes(lambda: MOST_BODY)
@access.allow(Permission.SCOPE)
@require_http_methods(["GET", "HEAD", "POST"])
def project_bring_in(request: SignedInRequest) -> HttpResponse:
    """Begin a project from a file; never change one that is there."""
    is_sent = request.method == "POST"
    form = ProjectFileForm(request.POST, request.FILES) if is_sent else ProjectFileForm()
    made = _made(request, form) if is_sent and form.is_valid() else None
    if made is not None:
        return redirect("scoping:project_arrival", made.public_id)
    status = UNPROCESSABLE if is_sent else 200
    context = {"section": "scope", "form": form}
    return render(request, "scoping/project_bring_in.html", context, status=status)


def _made(request: SignedInRequest, form: ProjectFileForm) -> Project | None:
    try:
        return bring_in(
            organization=request.organization, actor=request.user, file=form.cleaned_data["file"]
        )
    except FileFault as fault:
        form.add_error("file", refused(fault))
        return None


@access.signed_in
@require_safe
def project_arrival(request: SignedInRequest, project_id: str) -> HttpResponse:
    """What came out of the file that a project was begun from, and what was left out."""
    project = found_project(request, project_id, Permission.BELONG)
    arrival = arrival_of(project)
    if arrival is None:
        raise Http404
    context = {"section": "scope", "project": project, "arrival": arrival}
    return render(request, "scoping/project_arrival.html", context)
