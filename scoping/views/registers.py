"""Lists of a project as files."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from accounts import access
from accounts.access import Permission, SignedInRequest
from aiproj.shared.exports import Sheet, write_sheet_csv
from scoping.forms.choices import Choices
from scoping.overview import registers
from scoping.views.worksheets import found_project
from scoping.worksheet.loading import candidate_spec


def _file(sheet: Sheet, name: str) -> HttpResponse:
    response = HttpResponse(write_sheet_csv(sheet), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


@access.signed_in
@require_safe
def risks_csv(request: SignedInRequest, project_id: str) -> HttpResponse:
    """The risks of a project."""
    project = found_project(request, project_id, Permission.BELONG)
    return _file(registers.risks(project), "risks")


@access.signed_in
@require_safe
def actions_csv(request: SignedInRequest, project_id: str) -> HttpResponse:
    """What is to do in a project, by whom and until when."""
    project = found_project(request, project_id, Permission.BELONG)
    names = Choices(project).names(candidate_spec())
    return _file(registers.actions(project, names), "actions")
