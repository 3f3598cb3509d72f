"""Reports for signed-in people: the list, one report, its files, further versions."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts import access
from accounts.access import Permission, SignedInRequest
from aiproj.shared.errors import Refused
from reports.models import Report, ValueReport
from reports.services import publishing, sharing
from reports.views import pages

PAGE_SIZE = 50


def _get(request: SignedInRequest, report_id: str, permission: Permission) -> Report:
    visible = Report.objects.visible_to(request.user).select_related("assessment", "organization")
    return access.get(request, visible, permission, public_id=report_id)


@access.allow(Permission.READ_RESULTS)
@require_safe
def reports(request: SignedInRequest) -> HttpResponse:
    """The newest version of every report that the person may read."""
    visible = Report.objects.visible_to(request.user).of(request.organization)
    rows = visible.newest().with_headline().select_related("assessment")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    value = ValueReport.objects.visible_to(request.user).of(request.organization).latest_first()
    context = {"page": page, "value_reports": value[:PAGE_SIZE], "section": "report"}
    return render(request, "reports/list.html", context)


@access.allow(Permission.BELONG)
@require_safe
def report(request: SignedInRequest, report_id: str) -> HttpResponse:
    """One version of a report; while it is being made, how far that is."""
    found = _get(request, report_id, Permission.READ_RESULTS)
    context = {"report": found, "section": "report", "versions": found.versions()}
    if found.rendered_at is None:
        return render(request, "reports/waiting.html", {**context, "job": found.job})
    context |= {
        **pages.report_context(found),
        "files": found.files.order_by("pk"),
        "may_share": access.may(request.membership, Permission.SHARE_REPORTS)
        and sharing.may_share(found, request.membership),
    }
    return render(request, "reports/report.html", context)


@access.allow(Permission.BELONG)
@require_safe
def download(request: SignedInRequest, report_id: str, extension: str) -> HttpResponse:
    """One format of a report."""
    return pages.file_answer(_get(request, report_id, Permission.READ_RESULTS), extension)


@access.allow(Permission.BELONG)
@require_POST
def render_again(request: SignedInRequest, report_id: str) -> HttpResponse:
    """Make the next version from the same frozen result."""
    found = _get(request, report_id, Permission.MANAGE_ASSESSMENTS)
    try:
        found = publishing.make_version(report=found, actor=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("reports:report", found.public_id)
