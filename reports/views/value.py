"""Value reports for signed-in people: making one, reading it, its files."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_safe

from accounts import access
from accounts.access import Permission, SignedInRequest
from aiproj.shared import versions
from aiproj.shared.chart_pages import chart_page
from metrics.models import BusinessMetric, Predictions
from reports import value_dossier
from reports.forms import ValueReportForm
from reports.models import ValueReport
from reports.services import value_reports
from reports.views.pages import CONTENT_TYPES


def _get(request: SignedInRequest, report_id: str) -> ValueReport:
    visible = ValueReport.objects.visible_to(request.user).select_related("organization")
    return access.get(request, visible, Permission.READ_VALUE_REPORTS, public_id=report_id)


@access.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@versions.required
def value_new(request: SignedInRequest, predictions_id: str) -> HttpResponse:
    """Ask what the report is about; write it from the newest valuation by POST."""
    visible = Predictions.objects.visible_to(request.user).select_related("organization")
    found = access.get(request, visible, Permission.DEFINE_METRICS, public_id=predictions_id)
    last = found.last_valuation()
    if last is None or found.state == Predictions.State.REFUSED:
        return redirect("metrics:predictions", found.public_id)
    metrics = BusinessMetric.objects.of(found.organization).current().order_by("name")
    form = ValueReportForm(
        request.POST or None, metrics=metrics, number=last.number, kind=found.kind
    )
    if request.method == "POST" and form.is_valid():
        report = value_reports.create(
            valuation=last,
            actor=request.user,
            metric=form.cleaned_data["metric"],
            counted=form.cleaned_data["counted"],
        )
        return redirect("reports:value", report.public_id)
    context = {"form": form, "predictions": found, "valuation": last, "section": "report"}
    return render(request, "reports/value_new.html", context, status=form.status)


@access.signed_in
@require_safe
@chart_page
def value(request: SignedInRequest, report_id: str) -> HttpResponse:
    """The report as it was written; its files appear when they are drawn."""
    found = _get(request, report_id)
    context = {
        "report": found,
        "content": found.content,
        "charts": value_dossier.page_charts(found.content),
        "job": None if found.rendered_at else found.job,
        "section": "report",
    }
    return render(request, "reports/value.html", context)


@access.signed_in
@require_safe
def value_download(request: SignedInRequest, report_id: str, extension: str) -> HttpResponse:
    """One format as an attachment that nobody keeps a copy of."""
    found = _get(request, report_id)
    content = value_reports.read_stored(found, extension)
    if content is None:
        raise Http404
    name = slugify(found.content["title"])[:80].strip("-_") or "value-report"
    disposition = content_disposition_header(True, f"{name}.{extension}")
    headers = {
        "Content-Disposition": disposition or "attachment",
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(content, content_type=CONTENT_TYPES[extension], headers=headers)
