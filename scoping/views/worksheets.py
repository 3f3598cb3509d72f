"""The worksheet: one page a section, saved as one types, each by itself."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from accounts import access
from accounts.access import Permission, SignedInRequest
from aiproj.shared import versions
from scoping.models import Project
from scoping.views import sheets
from scoping.views.sheets import CONFLICT, UNPROCESSABLE
from scoping.worksheet.loading import sections

__all__ = ["CONFLICT", "UNPROCESSABLE", "found_project", "section", "section_save"]


def found_project(
    request: SignedInRequest, project_id: str, permission: Permission = Permission.SCOPE
) -> Project:
    """The project, for people who may; 404 or 403 for others."""
    visible = Project.objects.visible_to(request.user).select_related("organization")
    return access.get(request, visible, permission, public_id=project_id)


def found_sheet(
    request: SignedInRequest, project_id: str, key: str, permission: Permission = Permission.SCOPE
) -> sheets.Sheet:
    """A section of a project that this person may see; 404 for a key that is none."""
    project = found_project(request, project_id, permission)
    if key not in sections():
        raise Http404
    return sheets.section_sheet(project, key)


@access.signed_in
@require_safe
def section(request: SignedInRequest, project_id: str, key: str) -> HttpResponse:
    """One section of the worksheet."""
    return sheets.show(request, found_sheet(request, project_id, key, Permission.BELONG))


@access.signed_in
@require_POST
@versions.required
def section_save(request: SignedInRequest, project_id: str, key: str) -> HttpResponse:
    """Save a section: as one types, or by the button."""
    return sheets.save(request, found_sheet(request, project_id, key))
