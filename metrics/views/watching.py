"""Watching a model: scheduling and noting its checks, naming the signals of drift."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts import access
from accounts.access import Permission, SignedInRequest
from accounts.models import User
from aiproj.shared import format as show
from aiproj.shared import versions
from aiproj.shared.errors import Refused, Stale
from metrics.forms.watching import CheckForm, DoneForm, WatchForm
from metrics.models import BusinessMetric, DriftWatch, PredictiveModel, RegularCheck
from metrics.overview.watching import due_of, signal_name
from metrics.services import watching as service
from metrics.views.predictions import CONFLICT, UNPROCESSABLE
from metrics.views.predictive_models import model_found
from metrics.wording import watching as wording


@access.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@versions.required
def check_set(request: SignedInRequest, model_id: str, kind: str) -> HttpResponse:
    """Schedule a check of one kind, or change its schedule."""
    model = model_found(request, model_id)
    if kind not in RegularCheck.Kind.values:
        raise Http404
    stored = model.checks.filter(kind=kind).select_related("owner").first()
    owners = User.objects.filter(pk__in=model.organization.memberships.active().values("user"))
    initial = _initial_of(model, request.user, stored)
    form = CheckForm(request.POST or None, owners=owners.order_by("name"), initial=initial)
    status = _scheduled(request, model, kind, form) if request.method == "POST" else 200
    if not status:
        return redirect("metrics:model", model.public_id)
    context = {
        "section": "measure",
        "form": form,
        "model": model,
        "kind": RegularCheck.Kind(kind).label,
        "asks": wording.CHECKS[kind],
        "check": stored if stored and not stored.ended_at else None,
    }
    return render(request, "metrics/check_form.html", context, status=status)


def _initial_of(
    model: PredictiveModel, person: User, stored: RegularCheck | None
) -> dict[str, Any]:
    if stored is None:
        today = model.organization.local_date(timezone.now())
        return {"version": 0, "every_days": 30, "first_due": today, "owner": person.public_id}
    owner = stored.owner.public_id if stored.owner else None
    fields = {"every_days": stored.every_days, "first_due": stored.first_due, "owner": owner}
    return fields | {"version": stored.version}


def _scheduled(request: SignedInRequest, model: PredictiveModel, kind: str, form: CheckForm) -> int:
    """Schedule it; the status of the page that says why not, 0 when it is done."""
    if not form.is_valid():
        return UNPROCESSABLE
    fields = dict(form.cleaned_data)
    version = fields.pop("version")
    try:
        service.schedule(model=model, actor=request.user, version=version, kind=kind, fields=fields)
    except Stale as stale:
        return _conflict(form, stale, *_stored_check(model, kind))
    except Refused as refusal:
        form.add_error("owner", str(refusal))
        return UNPROCESSABLE
    return 0


def _stored_check(model: PredictiveModel, kind: str) -> tuple[int, dict[str, str]]:
    """Version and words of what is stored now; 0 and none where nothing is."""
    stored = model.checks.filter(kind=kind).select_related("owner").first()
    if stored is None:
        return 0, {}
    every, owner = wording.every(stored.every_days), str(stored.owner or "nobody")
    return stored.version, {"Comes back": every, "Owner": owner}


def _conflict(form: Any, stale: Stale, version: int, stored: dict[str, str]) -> int:
    versions.renew(form, version)
    form.add_error(None, f"{stale} Nothing was overwritten.")
    form.stored = stored
    return CONFLICT


def _found(request: SignedInRequest, check_id: str, permission: Permission) -> RegularCheck:
    rows = RegularCheck.objects.visible_to(request.user)
    related = rows.running().select_related("model__organization", "owner")
    return access.get(request, related, permission, public_id=check_id)


@access.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@versions.required
def check_done(request: SignedInRequest, check_id: str) -> HttpResponse:
    """Note that a check was done, and what was found."""
    found = _found(request, check_id, Permission.BELONG)
    if not service.may_note(found, request.membership):
        raise PermissionDenied
    today = found.organization.local_date(timezone.now())
    initial = {"version": found.version, "done_on": today}
    form = DoneForm(request.POST or None, today=today, initial=initial)
    status = _noted(request, found, form) if request.method == "POST" else 200
    if not status:
        return redirect("metrics:model", found.model.public_id)
    context = {
        "section": "measure",
        "form": form,
        "check": found,
        "asks": wording.CHECKS[found.kind],
        "due": wording.due_said(due_of(found, today)),
    }
    return render(request, "metrics/check_done.html", context, status=status)


def _noted(request: SignedInRequest, found: RegularCheck, form: DoneForm) -> int:
    """Keep the note; the status of the page that says why not, 0 when it is kept."""
    if not form.is_valid():
        return UNPROCESSABLE
    try:
        service.note_done(check=found, membership=request.membership, **form.cleaned_data)
    except Stale as stale:
        found.refresh_from_db()
        stored = {"Last done": show.date(found.last_done), "Found": found.last_note}
        return _conflict(form, stale, found.version, stored)
    except Refused as refusal:
        form.add_error("done_on", str(refusal))
        return UNPROCESSABLE
    return 0


@access.signed_in
@require_POST
@versions.required
def check_end(request: SignedInRequest, check_id: str) -> HttpResponse:
    """Check no more."""
    found = _found(request, check_id, Permission.EVALUATE)
    try:
        service.end(check=found, actor=request.user, version=int(request.POST["version"]))
        messages.success(request, "The check is ended. Scheduling it again brings it back.")
    except Stale as stale:
        messages.error(request, f"{stale} The check goes on.")
    return redirect("metrics:model", found.model.public_id)


@access.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@versions.required
def drift_watch(request: SignedInRequest, model_id: str, source: str) -> HttpResponse:
    """Name the signal that watches one source of drift."""
    model = model_found(request, model_id)
    if source not in DriftWatch.Source.values:
        raise Http404
    stored = model.drift_watches.filter(source=source).select_related("metric").first()
    form = _watch_form(request, model, stored)
    status = _watched(request, model, source, form) if request.method == "POST" else 200
    if not status:
        return redirect("metrics:model", model.public_id)
    context = {
        "section": "measure",
        "form": form,
        "model": model,
        "source": DriftWatch.Source(source).label,
        "says": wording.SOURCES[source],
    }
    return render(request, "metrics/drift_watch.html", context, status=status)


def _watch_form(
    request: SignedInRequest, model: PredictiveModel, stored: DriftWatch | None
) -> WatchForm:
    initial = {"version": 0, "signal": ""}
    kept = stored.metric if stored else None
    if stored:
        metric = kept.public_id if kept else None
        given = {"signal": stored.signal, "metric": metric, "limit": stored.limit}
        initial = given | {"version": stored.version}
    metrics = None
    if access.may(request.membership, Permission.READ_METRICS):
        metrics = BusinessMetric.objects.visible_to(request.user).of(model.organization)
        metrics = metrics.current().order_by("name")
    return WatchForm(request.POST or None, metrics=metrics, kept=kept, initial=initial)


def _watched(request: SignedInRequest, model: PredictiveModel, source: str, form: WatchForm) -> int:
    """Keep the signal; the status of the page that says why not, 0 when it is kept."""
    if not form.is_valid():
        return UNPROCESSABLE
    try:
        service.watch(model=model, actor=request.user, source=source, **form.cleaned_data)
    except Stale as stale:
        may_read = access.may(request.membership, Permission.READ_METRICS)
        return _conflict(form, stale, *_stored_watch(model, source, may_read=may_read))
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return UNPROCESSABLE
    return 0


def _stored_watch(
    model: PredictiveModel, source: str, *, may_read: bool
) -> tuple[int, dict[str, str]]:
    """Version and words of what is stored now; 0 and none where nothing is."""
    stored = model.drift_watches.select_related("metric").filter(source=source).first()
    if stored is None:
        return 0, {}
    signal = signal_name(stored, may_read=may_read) or "none"
    return stored.version, {"Signal": signal, "Act when": stored.limit or "never"}
