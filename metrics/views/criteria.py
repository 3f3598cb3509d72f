"""Criteria of a model: stating them, judging them, removing them."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts import access
from accounts.access import Permission, SignedInRequest
from accounts.models import User
from aiproj.shared import versions
from aiproj.shared.errors import Refused, Stale
from metrics.forms.criteria import CriterionForm, VerdictForm
from metrics.models import Criterion
from metrics.services import criteria as services
from metrics.views.predictions import CONFLICT, UNPROCESSABLE
from metrics.views.predictive_models import model_found


@access.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def criterion_new(request: SignedInRequest, model_id: str) -> HttpResponse:
    """State a criterion."""
    model = model_found(request, model_id)
    judges = User.objects.filter(
        memberships__organization=model.organization, memberships__is_active=True
    )
    form = CriterionForm(request.POST or None, judges=judges.order_by("name"))
    if request.method == "POST" and form.is_valid():
        try:
            services.add(model=model, actor=request.user, fields=form.cleaned_data)
            return redirect("metrics:model", model.public_id)
        except Refused as refusal:
            form.add_error("judge", str(refusal))
    context = {"form": form, "model": model, "section": "measure"}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "metrics/criterion_form.html", context, status=status)


def _found(request: SignedInRequest, criterion_id: str) -> Criterion:
    rows = Criterion.objects.visible_to(request.user).filter(removed_at=None)
    visible = rows.select_related("organization", "model__organization", "judge")
    return access.get(request, visible, Permission.BELONG, public_id=criterion_id)


@access.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@versions.required
def criterion_judge(request: SignedInRequest, criterion_id: str) -> HttpResponse:
    """Give the judge's verdict with its reason."""
    found = _found(request, criterion_id)
    now = {"verdict": found.verdict, "reason": found.reason, "version": found.version}
    form, status = VerdictForm(request.POST or None, initial=now), 200
    if request.method == "POST" and form.is_valid():
        try:
            services.give_verdict(criterion=found, actor=request.user, **form.cleaned_data)
            return redirect("metrics:model", found.model.public_id)
        except (Refused, Stale) as refusal:
            form.add_error(None, f"{refusal} Now it says: {found.reason or 'nothing yet'}.")
            versions.renew(form, found.version)
            status = CONFLICT
    context: dict[str, Any] = {"form": form, "criterion": found, "section": "measure"}
    status = UNPROCESSABLE if form.errors and status == 200 else status
    return render(request, "metrics/criterion_judge.html", context, status=status)


@access.signed_in
@require_POST
@versions.required
def criterion_remove(request: SignedInRequest, criterion_id: str) -> HttpResponse:
    """Take a criterion away."""
    found = _found(request, criterion_id)
    model_found(request, found.model.public_id)
    try:
        services.remove(criterion=found, actor=request.user, version=int(request.POST["version"]))
    except Stale as stale:
        messages.error(request, f"{stale} Nothing was removed.")
    return redirect("metrics:model", found.model.public_id)
