"""Business metrics: the list, one metric, defining and changing it, putting it aside."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import access
from accounts.access import Permission, SignedInRequest
from aiproj.shared import versions
from aiproj.shared.errors import Refused, Stale
from metrics.forms.definitions import MetricFields, MetricForm, initial_of
from metrics.forms.samples import SampleForm
from metrics.models import BusinessMetric
from metrics.overview.definitions import MetricRow, link_views, metric_row
from metrics.overview.following import newest_rows, progress_chart
from metrics.overview.stand_ins import differences_from
from metrics.services import definitions as service
from metrics.services import links as links_service
from metrics.views.measured import find, places_of

CONFLICT, UNPROCESSABLE = 409, 422
defining = access.allow(Permission.DEFINE_METRICS)


def found_metric(
    request: SignedInRequest, metric_id: str, permission: Permission = Permission.DEFINE_METRICS
) -> BusinessMetric:
    """The metric, for people who may; 404 or 403 for others."""
    return find(request, BusinessMetric, permission, metric_id)


@defining
@require_http_methods(["GET", "HEAD", "POST"])
def metric_new(request: SignedInRequest) -> HttpResponse:
    """Define a metric."""
    initial = {"owner": request.user.public_id}
    form = MetricFields(request.organization, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = service.create_metric(
                organization=request.organization, actor=request.user, fields=form.values()
            )
        except Refused as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, f"{made} is defined.")
            return redirect("metrics:metric", made.public_id)
    status = UNPROCESSABLE if request.method == "POST" else 200
    return _form_page(request, form, status=status)


def _form_page(
    request: SignedInRequest, form: MetricFields, status: int = 200, **more: Any
) -> HttpResponse:
    context = {"section": "measure", "form": form, **more}
    return render(request, "metrics/metric_form.html", context, status=status)


@access.signed_in
@require_safe
def metric(request: SignedInRequest, metric_id: str) -> HttpResponse:
    """One metric: what it is, what was measured, and what moves it."""
    found = found_metric(request, metric_id, Permission.READ_METRICS)
    return metric_page(request, found, SampleForm(found))


def _row(request: SignedInRequest, found: BusinessMetric) -> MetricRow:
    today = request.organization.local_date(timezone.now())
    return metric_row(found, found.samples.newest().first(), today)


def metric_page(
    request: SignedInRequest, found: BusinessMetric, form: SampleForm, status: int = 200
) -> HttpResponse:
    """The page of a metric, with the form of a new value."""
    context = {
        "section": "measure",
        "metric": found,
        "at": places_of(found),
        "row": _row(request, found),
        "chart": progress_chart(found),
        "links": link_views(found, request.membership),
        "counted_otherwise": differences_from(found),
        "archived": found.links.exclude(archived_at=None).order_by("-archived_at"),
        "samples": newest_rows(found),
        "alerts": found.alerts.visible_to(request.user).standing(),
        "form": form,
    }
    return render(request, "metrics/metric.html", context, status=status)


@access.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@versions.required
def metric_edit(request: SignedInRequest, metric_id: str) -> HttpResponse:
    """Change the definition."""
    found = found_metric(request, metric_id)
    form = MetricForm(request.organization, request.POST or None, initial=initial_of(found))
    if request.method != "POST":
        return _form_page(request, form, metric=found)
    if not form.is_valid():
        return _form_page(request, form, UNPROCESSABLE, metric=found)
    return _save(request, found, form)


def _save(request: SignedInRequest, found: BusinessMetric, form: MetricForm) -> HttpResponse:
    version = form.cleaned_data["version"]
    try:
        service.change_metric(
            metric=found, actor=request.user, version=version, fields=form.values()
        )
    except Stale as stale:
        found.refresh_from_db()
        versions.renew(form, found.version)
        form.add_error(None, str(stale))
        versions.show_stored(form, initial_of(found))
        return _form_page(request, form, CONFLICT, metric=found)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _form_page(request, form, UNPROCESSABLE, metric=found)
    messages.success(request, f"{found} is changed.")
    return redirect("metrics:metric", found.public_id)


@access.signed_in
@require_POST
def metric_archive(request: SignedInRequest, metric_id: str) -> HttpResponse:
    """Put a metric aside; restoring brings everything back."""
    found = found_metric(request, metric_id)
    return act(
        request,
        lambda: service.archive_metric(metric=found, actor=request.user),
        f"{found} is archived with its links. You can restore it at any time.",
        found,
    )


@access.signed_in
@require_POST
def metric_restore(request: SignedInRequest, metric_id: str) -> HttpResponse:
    """Take an archived metric back."""
    found = found_metric(request, metric_id)
    return act(
        request,
        lambda: links_service.restore_metric(metric=found, actor=request.user),
        f"{found} is restored.",
        found,
    )


def act(
    request: SignedInRequest,
    act: Callable[[], object],
    done: str,
    metric: BusinessMetric | None = None,
) -> HttpResponse:
    """Do it or say why not, then show the metric, or the start page without one."""
    try:
        act()
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("metrics:metric", metric.public_id) if metric else redirect("metrics:home")
