"""A/B tests: the list, planning one, looking at its counts."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import access
from accounts.access import Permission, SignedInRequest
from aiproj.shared import format as show
from aiproj.shared import versions
from aiproj.shared.errors import Refused, Stale
from metrics.forms.experiments import PlanForm, ReadingForm
from metrics.models import Experiment
from metrics.services import experiments as service
from metrics.wording.experiments import plan_lines, reading_story

CONFLICT, UNPROCESSABLE, PAGE_SIZE = 409, 422, 50


@access.allow(Permission.BELONG)
@require_safe
def experiments(request: SignedInRequest) -> HttpResponse:
    """The organization's tests, the newest first."""
    rows = Experiment.objects.of(request.organization).order_by("-created_at", "-pk")
    page = Paginator(rows.select_related("created_by"), PAGE_SIZE).get_page(request.GET.get("page"))
    shown = [(each, show.number(each.plan["n_total"])) for each in page]
    context = {"section": "measure", "page": page, "rows": shown, "may_plan": _may_plan(request)}
    return render(request, "metrics/experiments.html", context)


@access.allow(Permission.EVALUATE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    """Plan a test."""
    form = PlanForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = service.create(
                organization=request.organization,
                actor=request.user,
                name=form.cleaned_data["name"],
                question=form.question,
            )
            return redirect("metrics:experiment", made.public_id)
        except Refused as refusal:
            form.add_error("name", str(refusal))
    status = UNPROCESSABLE if request.method == "POST" else 200
    context = {"section": "measure", "form": form}
    return render(request, "metrics/experiment_new.html", context, status=status)


def _found(request: SignedInRequest, experiment_id: str, needed: Permission) -> Experiment:
    rows = Experiment.objects.visible_to(request.user).select_related("organization")
    return access.get(request, rows, needed, public_id=experiment_id)


@access.signed_in
@require_safe
def experiment(request: SignedInRequest, experiment_id: str) -> HttpResponse:
    """The plan and every look."""
    found = _found(request, experiment_id, Permission.BELONG)
    last = found.last_reading()
    form = ReadingForm(initial={"version": last.number if last else 0})
    return _show(request, found, form, 200)


@access.signed_in
@require_POST
@versions.required
def read(request: SignedInRequest, experiment_id: str) -> HttpResponse:
    """Look at the counts once more."""
    found = _found(request, experiment_id, Permission.EVALUATE)
    form = ReadingForm(request.POST)
    status = _read(request, found, form) if form.is_valid() else UNPROCESSABLE
    if status:
        return _show(request, found, form, status)
    return redirect("metrics:experiment", found.public_id)


def _read(request: SignedInRequest, found: Experiment, form: ReadingForm) -> int:
    """Keep a look; the status of the page that says why not, 0 when it is kept."""
    seen = form.cleaned_data["version"]
    try:
        service.read(experiment=found, actor=request.user, seen=seen, counts=form.counts)
    except Stale as stale:
        last = found.last_reading()
        versions.renew(form, last.number if last else 0)
        form.add_error(None, f"{stale} Theirs is shown; what you typed is kept below.")
        return CONFLICT
    return 0


def _show(
    request: SignedInRequest, found: Experiment, form: ReadingForm, status: int
) -> HttpResponse:
    planned = found.plan["n_total"]
    readings = found.readings.select_related("created_by").order_by("-number")
    looks = [(each, reading_story(each.result, planned)) for each in readings]
    context: dict[str, Any] = {
        "section": "measure",
        "experiment": found,
        "plan": plan_lines(found.question, found.plan),
        "looks": looks,
        "form": form,
        "may_plan": _may_plan(request),
    }
    return render(request, "metrics/experiment.html", context, status=status)


def _may_plan(request: SignedInRequest) -> bool:
    return access.may(request.membership, Permission.EVALUATE)
