"""The plan beside the one that was signed."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts import access
from accounts.access import Permission, SignedInRequest
from aiproj.shared.exports import write_sheet_csv
from scoping.overview import variance as overview
from scoping.views.portfolio import TYPES, attachment, today_of
from scoping.views.worksheets import found_project


@access.signed_in
@require_safe
def variance(request: SignedInRequest, project_id: str) -> HttpResponse:
    """Milestones, dates and budgets: signed, and as they are."""
    project = found_project(request, project_id, Permission.BELONG)
    page = overview.variance_page(project, today_of(request))
    context = {"section": "scope", "project": project, "page": page}
    return render(request, "scoping/variance.html", context)


@access.signed_in
@require_safe
def variance_csv(request: SignedInRequest, project_id: str) -> HttpResponse:
    """The same as a file."""
    project = found_project(request, project_id, Permission.BELONG)
    sheet = overview.variance_sheet(project, today_of(request))
    return attachment(write_sheet_csv(sheet), "plan-and-actual.csv", TYPES["csv"])
