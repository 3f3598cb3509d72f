"""A/B tests: what must not get worse, and what is done with the test."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts import access
from accounts.access import Permission, SignedInRequest
from aiproj.shared import versions
from aiproj.shared.errors import Refused, Stale
from metrics.forms.experiments import DecisionForm, GuardrailForm
from metrics.models import BusinessMetric, Experiment, ExperimentGuardrail
from metrics.services import experiments as service
from metrics.views.experiments import (
    CONFLICT,
    UNPROCESSABLE,
    decision_form,
    experiment_page,
    found_experiment,
)


@access.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@versions.required
def guardrail_new(request: SignedInRequest, experiment_id: str) -> HttpResponse:
    """Plan what must not get worse."""
    found = found_experiment(request, experiment_id)
    metrics = BusinessMetric.objects.visible_to(request.user).of(found.organization).current()
    initial = {"version": found.version}
    form, status = GuardrailForm(request.POST or None, metrics=metrics, initial=initial), 200
    if request.method == "POST":
        status = _added(request, found, form) if form.is_valid() else UNPROCESSABLE
        if not status:
            return redirect("metrics:experiment", found.public_id)
    context = {"section": "measure", "form": form, "experiment": found}
    return render(request, "metrics/experiment_guardrail.html", context, status=status)


def _added(request: SignedInRequest, found: Experiment, form: GuardrailForm) -> int:
    """Add it; the status of the page that says why not, 0 when it is added."""
    version = form.cleaned_data["version"]
    try:
        service.add_guardrail(
            experiment=found, actor=request.user, version=version, fields=form.values
        )
    except Stale as stale:
        found.refresh_from_db()
        versions.renew(form, found.version)
        form.add_error(None, f"{stale} What you typed is kept; look at the test, then save again.")
        return CONFLICT
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return UNPROCESSABLE
    return 0


@access.signed_in
@require_POST
@versions.required
def guardrail_remove(request: SignedInRequest, guardrail_id: str) -> HttpResponse:
    """Take a guardrail out of the plan."""
    rows = ExperimentGuardrail.objects.visible_to(request.user)
    rows = rows.select_related("experiment__organization")
    found = access.get(request, rows, Permission.EVALUATE, public_id=guardrail_id)
    try:
        version = int(request.POST["version"])
        service.remove_guardrail(guardrail=found, actor=request.user, version=version)
        messages.success(request, f"{found} is no guardrail of this test any more.")
    except Refused as refusal:
        messages.error(request, f"{refusal} Nothing was removed.")
    return redirect("metrics:experiment", found.experiment.public_id)


@access.signed_in
@require_POST
@versions.required
def decide(request: SignedInRequest, experiment_id: str) -> HttpResponse:
    """Release, do not release, or go on."""
    found = found_experiment(request, experiment_id)
    form = decision_form(found, request.POST)
    status = _decided(request, found, form) if form.is_valid() else UNPROCESSABLE
    if status:
        return experiment_page(request, found, status, decision_form=form)
    messages.success(request, "The decision is kept with its reason.")
    return redirect("metrics:experiment", found.public_id)


def _decided(request: SignedInRequest, found: Experiment, form: DecisionForm) -> int:
    """Keep the decision; the status of the page that says why not, 0 when it is kept."""
    try:
        service.decide(experiment=found, actor=request.user, **form.cleaned_data)
    except Stale as stale:
        found.refresh_from_db()
        versions.renew(form, found.version)
        form.add_error(None, f"{stale} What they did is shown; decide again.")
        return CONFLICT
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return UNPROCESSABLE
    return 0
