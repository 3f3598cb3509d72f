"""Share links: making and revoking them, and the pages that they open."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import access
from accounts.access import Permission, SignedInRequest
from aiproj.shared.errors import Refused
from reports.forms import ShareForm
from reports.models import Report, ShareLink
from reports.services import sharing
from reports.views import pages

HEADERS = {
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}


@access.allow(Permission.BELONG)
@require_http_methods(["GET", "HEAD", "POST"])
def share(request: SignedInRequest, report_id: str) -> HttpResponse:
    """The links of a report; POST makes one and shows its address this once."""
    visible = Report.objects.visible_to(request.user).select_related("assessment", "organization")
    report = access.get(request, visible, Permission.SHARE_REPORTS, public_id=report_id)
    if not sharing.may_share(report, request.membership):
        raise PermissionDenied
    form, address = ShareForm(request.POST or None), ""
    status = 422 if form.errors else 200
    if form.is_valid():
        try:
            address = sharing.create(report=report, actor=request.user, **form.cleaned_data)
            form = ShareForm()
        except Refused as refusal:
            form.add_error(None, str(refusal))
            status = 409
    links = report.share_links.in_order(timezone.now())
    context = {"report": report, "form": form, "address": address, "links": links}
    answer = render(request, "reports/share.html", {**context, "section": "report"}, status=status)
    answer["Cache-Control"] = HEADERS["Cache-Control"]
    return answer


@access.allow(Permission.BELONG)
@require_POST
def revoke(request: SignedInRequest, link_id: str) -> HttpResponse:
    """End a link at once."""
    visible = ShareLink.objects.visible_to(request.user)
    rows = visible.select_related("report__assessment", "organization")
    link = access.get(request, rows, Permission.SHARE_REPORTS, public_id=link_id)
    if not sharing.may_share(link.report, request.membership):
        raise PermissionDenied
    try:
        sharing.revoke(link=link, actor=request.user)
        messages.success(request, f"The link “{link.label}” opens nothing any more.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("reports:share", link.report.public_id)


def _by_link(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Open the report behind a working link; every other token gets the same page and no byte."""

    @wraps(view)
    def inner(request: HttpRequest, token: str, **more: Any) -> HttpResponse:
        link = sharing.find(token)
        try:
            answer = _not_shared(request) if link is None else view(request, link, token, **more)
        except Http404:
            answer = _not_shared(request)
        for name, value in HEADERS.items():
            answer[name] = value
        return answer

    return require_safe(inner)


def _not_shared(request: HttpRequest) -> HttpResponse:
    return render(request, "reports/not_shared.html", status=404)


@_by_link
def shared(request: HttpRequest, link: ShareLink, token: str) -> HttpResponse:
    """The report for whoever has the link, and nothing else."""
    if request.method == "GET":
        sharing.count_view(link)
    context = {**pages.report_context(link.report), "link": link, "token": token}
    with timezone.override(link.report.organization.zone):
        return render(request, "reports/shared.html", context)


@_by_link
def shared_download(
    request: HttpRequest, link: ShareLink, token: str, extension: str
) -> HttpResponse:
    """One format of the shared report."""
    return pages.file_answer(link.report, extension)
