"""Models: naming them, their evaluation history, the champion of a decision."""

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
from metrics.forms.predictive_models import ModelForm, ModelPredictionsForm
from metrics.models import Predictions, PredictiveModel
from metrics.overview.criteria import criteria_of
from metrics.overview.predictive_models import model_page
from metrics.overview.watching import check_rows, drift_rows, outcomes_said
from metrics.services import predictive_models as services
from metrics.views.predictions import CONFLICT, UNPROCESSABLE


def model_found(
    request: SignedInRequest, model_id: str, permission: Permission = Permission.EVALUATE
) -> PredictiveModel:
    visible = PredictiveModel.objects.visible_to(request.user).select_related("organization")
    return access.get(request, visible, permission, public_id=model_id)


@access.allow(Permission.EVALUATE)
@require_http_methods(["GET", "HEAD", "POST"])
def model_new(request: SignedInRequest) -> HttpResponse:
    """Name a model and its decision."""
    form = ModelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.create(
                organization=request.organization,
                actor=request.user,
                **{name: value for name, value in form.cleaned_data.items() if name != "version"},
            )
            return redirect("metrics:model", made.public_id)
        except Refused as refusal:
            form.add_error("name", str(refusal))
    context = {"form": form, "section": "measure"}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "metrics/model_form.html", context, status=status)


@access.signed_in
@require_safe
def model(request: SignedInRequest, model_id: str) -> HttpResponse:
    """A model with its evaluation history."""
    return _show(request, model_found(request, model_id, Permission.BELONG), None, 200)


def _show(
    request: SignedInRequest,
    found: PredictiveModel,
    form: ModelPredictionsForm | None,
    status: int,
) -> HttpResponse:
    today = found.organization.local_date(timezone.now())
    checks = check_rows(found, today)
    may_read = access.may(request.membership, Permission.READ_METRICS)
    context: dict[str, Any] = {
        "model": found,
        "page": model_page(found),
        "criteria": criteria_of(found),
        "checks": checks,
        "outcomes": outcomes_said(found, today),
        "drift": drift_rows(found, checks, may_read_metrics=may_read),
        "form": form or _predictions_form(found),
        "may_evaluate": access.may(request.membership, Permission.EVALUATE),
        "section": "measure",
    }
    return render(request, "metrics/model.html", context, status=status)


def _predictions_form(found: PredictiveModel, data: Any = None) -> ModelPredictionsForm:
    choices = Predictions.objects.of(found.organization).classifications().latest_first()
    chosen = found.predictions.values_list("public_id", flat=True)
    initial = {"predictions": list(chosen), "version": found.version}
    return ModelPredictionsForm(data, choices=choices, initial=initial)


@access.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@versions.required
def model_edit(request: SignedInRequest, model_id: str) -> HttpResponse:
    """Rename a model, or give it another decision."""
    found = model_found(request, model_id)
    names = ("name", "decision", "outcome_lag", "join_key", "version")
    now = {name: getattr(found, name) for name in names}
    form, status = ModelForm(request.POST or None, initial=now), 200
    if request.method == "POST" and form.is_valid():
        try:
            services.change(model=found, actor=request.user, **form.cleaned_data)
            return redirect("metrics:model", found.public_id)
        except Stale as stale:
            stored = PredictiveModel.objects.get(pk=found.pk)
            theirs = f"Theirs: {stored.name}, for {stored.decision}."
            form.add_error(None, f"{stale} {theirs} What you typed is kept.")
            versions.renew(form, stored.version)
            status = CONFLICT
        except Refused as refusal:
            form.add_error("name", str(refusal))
    context = {"form": form, "model": found, "section": "measure"}
    status = UNPROCESSABLE if form.errors and status == 200 else status
    return render(request, "metrics/model_form.html", context, status=status)


@access.signed_in
@require_POST
@versions.required
def model_predictions(request: SignedInRequest, model_id: str) -> HttpResponse:
    """Say which uploads evaluate the model."""
    found = model_found(request, model_id)
    form = _predictions_form(found, request.POST)
    if not form.is_valid():
        return _show(request, found, form, UNPROCESSABLE)
    try:
        services.set_predictions(
            model=found,
            actor=request.user,
            version=form.cleaned_data["version"],
            predictions=list(form.cleaned_data["predictions"]),
        )
    except Stale as stale:
        form.add_error(None, f"{stale} The history shows theirs; what you chose is kept below.")
        versions.renew(form, PredictiveModel.objects.get(pk=found.pk).version)
        return _show(request, found, form, CONFLICT)
    return redirect("metrics:model", found.public_id)


@access.signed_in
@require_POST
@versions.required
def model_champion(request: SignedInRequest, model_id: str) -> HttpResponse:
    """Mark the model as champion, or take the mark back where it is one."""
    found = model_found(request, model_id)
    act = services.end_champion if found.champion_since else services.make_champion
    try:
        act(model=found, actor=request.user, version=int(request.POST["version"]))
    except Stale as stale:
        messages.error(request, f"{stale} Nothing was changed. Look at it and decide again.")
        return _show(request, PredictiveModel.objects.get(pk=found.pk), None, CONFLICT)
    return redirect("metrics:model", found.public_id)
