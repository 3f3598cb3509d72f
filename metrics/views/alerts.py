"""Alerts: the list, one alert, acknowledging and resolving it, a test."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import access
from accounts.access import Permission, SignedInRequest
from aiproj.shared import format as show
from aiproj.shared import versions
from aiproj.shared.errors import Refused, Stale
from metrics.forms.alerts import ResolveForm
from metrics.models import Alert
from metrics.services import alerts as service
from metrics.views.definitions import CONFLICT, UNPROCESSABLE, found_metric

MOST_RESOLVED = 100


def _found(request: SignedInRequest, alert_id: str) -> Alert:
    rows = Alert.objects.visible_to(request.user)
    related = rows.with_subject().select_related("owner", "acknowledged_by", "resolved_by")
    return access.get(request, related, Permission.BELONG, public_id=alert_id)


@access.allow(Permission.READ_METRICS)
@require_safe
def alerts(request: SignedInRequest) -> HttpResponse:
    """What needs somebody, and what was resolved."""
    visible = Alert.objects.visible_to(request.user).of(request.organization)
    rows = visible.with_subject().select_related("owner", "resolved_by")
    resolved = rows.resolved()[:MOST_RESOLVED]
    context = {"section": "measure", "standing": rows.standing(), "resolved": resolved}
    return render(request, "metrics/alerts.html", context)


@access.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@versions.required
def alert(request: SignedInRequest, alert_id: str) -> HttpResponse:
    """One alert; posting resolves it."""
    found = _found(request, alert_id)
    form = ResolveForm(request.POST or None, initial={"version": found.version})
    status = 200
    if request.method == "POST":
        status = _resolved(request, found, form) if form.is_valid() else UNPROCESSABLE
        if not status:
            messages.success(request, "The alert is resolved.")
            return redirect("metrics:alerts")
    may_handle = service.may_handle(found, request.membership)
    context = {"section": "measure", "alert": found, "form": form, "may_handle": may_handle}
    return render(request, "metrics/alert.html", context, status=status)


def _resolved(request: SignedInRequest, found: Alert, form: ResolveForm) -> int:
    """Resolve it; the status of the page that says why not, 0 when it is resolved."""
    version, note = form.cleaned_data["version"], form.cleaned_data["note"]
    try:
        service.resolve(alert=found, membership=request.membership, version=version, note=note)
    except Stale as stale:
        found.refresh_from_db()
        versions.renew(form, found.version)
        form.add_error(None, str(stale))
        form.stored = {"State": found.get_state_display(), "What is wrong": found.text}
        return CONFLICT
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return UNPROCESSABLE
    return 0


@access.signed_in
@require_POST
@versions.required
def acknowledge(request: SignedInRequest, alert_id: str) -> HttpResponse:
    """Say that somebody looks at it."""
    found = _found(request, alert_id)
    version = int(request.POST["version"])
    try:
        service.acknowledge(alert=found, membership=request.membership, version=version)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "The alert is acknowledged. Resolve it when it is over.")
    return redirect("metrics:alert", found.public_id)


@access.signed_in
@require_POST
def test(request: SignedInRequest, metric_id: str) -> HttpResponse:
    """Send a message as an alert would."""
    found = found_metric(request, metric_id)
    try:
        told = service.send_test(metric=found, actor=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"A test alert goes to {show.join_words(told)}.")
    return redirect("metrics:metric", found.public_id)
