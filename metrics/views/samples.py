"""Measured values of a business metric or a technical metric, whichever the address names:
entering, bringing in, correcting, removing, taking out."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import access
from accounts.access import Permission, SignedInRequest
from aiproj.shared import format as show
from aiproj.shared import versions
from aiproj.shared.errors import Refused, Stale
from aiproj.shared.exports import write_sheet_csv
from metrics.forms.samples import CorrectionForm, ImportForm, SampleForm, initial_of
from metrics.models import BusinessMetric, Measured, MetricSample
from metrics.overview.following import sample_rows, samples_table
from metrics.services import samples as service
from metrics.views.definitions import CONFLICT, UNPROCESSABLE, metric_page
from metrics.views.measured import find_measured, places_of
from metrics.views.technical import technical_page

PAGE_SIZE = 100


def _found(request: SignedInRequest, sample_id: str) -> MetricSample:
    visible = MetricSample.objects.visible_to(request.user)
    rows = visible.select_related("metric__organization", "technical__organization")
    return access.get(request, rows, Permission.ENTER_VALUES, public_id=sample_id)


def _context(found: Measured, **more: Any) -> dict[str, Any]:
    return {"section": "measure", "metric": found, "at": places_of(found), **more}


def _page(request: SignedInRequest, found: Measured, form: SampleForm, status: int) -> HttpResponse:
    """The page of the metric with what is wrong in the form."""
    if isinstance(found, BusinessMetric):
        return metric_page(request, found, form, status)
    return technical_page(request, found, form, status)


@access.signed_in
@require_safe
def samples(request: SignedInRequest, **address: str) -> HttpResponse:
    """Every measured value, the newest first."""
    found = find_measured(request, Permission.READ_METRICS, address)
    rows = found.samples.newest().select_related("recorded_by")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    shown = sample_rows(found, list(page.object_list))
    context = _context(found, page=page, samples=shown)
    return render(request, "metrics/samples.html", context)


@access.signed_in
@require_POST
def add(request: SignedInRequest, **address: str) -> HttpResponse:
    """Keep one value."""
    found = find_measured(request, Permission.ENTER_VALUES, address)
    form = SampleForm(found, request.POST)
    if not form.is_valid():
        return _page(request, found, form, UNPROCESSABLE)
    try:
        service.add(metric=found, actor=request.user, entry=form.entry)
    except service.KeyUsed as used:
        form.add_error(None, str(used))
        form.renew_key()
        return _page(request, found, form, CONFLICT)
    except Refused as refusal:
        form.add_error("day", str(refusal))
        return _page(request, found, form, UNPROCESSABLE)
    messages.success(request, f"The value of {show.date(form.entry.day)} is kept.")
    return redirect(places_of(found)["page"])


@access.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def bring_in(request: SignedInRequest, **address: str) -> HttpResponse:
    """Keep a list of values, or none and say which lines are wrong."""
    found = find_measured(request, Permission.ENTER_VALUES, address)
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and _kept(request, found, form):
        return redirect(places_of(found)["page"])
    status = UNPROCESSABLE if request.method == "POST" else 200
    context = _context(found, form=form)
    return render(request, "metrics/samples_import.html", context, status=status)


def _kept(request: SignedInRequest, found: Measured, form: ImportForm) -> bool:
    try:
        done = service.add_all(metric=found, actor=request.user, entries=form.entries)
    except service.LineRefused as refused:
        form.refuse(refused)
        return False
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    known = show.counted(done.known, "line was", "lines were")
    ending = f" {known} there already." if done.known else ""
    messages.success(request, f"{show.counted(done.added, 'value')} imported.{ending}")
    return True


@access.signed_in
@require_safe
def as_csv(request: SignedInRequest, **address: str) -> HttpResponse:
    """Every measured value as CSV."""
    found = find_measured(request, Permission.READ_METRICS, address)
    answer = HttpResponse(write_sheet_csv(samples_table(found)), content_type="text/csv")
    answer["Content-Disposition"] = 'attachment; filename="values.csv"'
    return answer


@access.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@versions.required
def correct(request: SignedInRequest, sample_id: str) -> HttpResponse:
    """Correct one value."""
    found = _found(request, sample_id)
    form = CorrectionForm(found.measured, request.POST or None, initial=initial_of(found))
    status = 200
    if request.method == "POST":
        status = _corrected(request, found, form) if form.is_valid() else UNPROCESSABLE
        if not status:
            messages.success(request, "The value is corrected. The audit log keeps what it was.")
            return redirect(places_of(found.measured)["values"])
    context = _context(found.measured, sample=found, form=form)
    return render(request, "metrics/sample.html", context, status=status)


def _corrected(request: SignedInRequest, found: MetricSample, form: CorrectionForm) -> int:
    """Save the correction; the status of the page that says why not, 0 when it is saved."""
    data = form.cleaned_data
    values = {name: data[name] for name in ("day", "value", "note", "version")}
    try:
        service.correct(sample=found, actor=request.user, **values)
    except Stale as stale:
        found.refresh_from_db(fields=["day", "value", "note", "version"])
        versions.renew(form, found.version)
        form.add_error(None, str(stale))
        versions.show_stored(form, initial_of(found))
        return CONFLICT
    except Refused as refusal:
        form.add_error("day", str(refusal))
        return UNPROCESSABLE
    return 0


@access.signed_in
@require_POST
@versions.required
def remove(request: SignedInRequest, sample_id: str) -> HttpResponse:
    """Remove one value; the audit log keeps it."""
    found = _found(request, sample_id)
    try:
        service.remove(sample=found, actor=request.user, version=int(request.POST["version"]))
    except Stale as stale:
        messages.error(request, str(stale))
        return redirect("metrics:sample", found.public_id)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "The value is removed. The audit log keeps it.")
    return redirect(places_of(found.measured)["values"])
