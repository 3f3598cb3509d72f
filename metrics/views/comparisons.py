"""Comparing two models in money."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts import access
from accounts.access import Permission, SignedInRequest
from aiproj.shared.chart_pages import chart_page
from aiproj.shared.errors import Refused
from metrics.forms.predictive_models import ComparisonForm
from metrics.models import Comparison, Predictions
from metrics.overview.predictive_models import comparison_page
from metrics.services import comparing
from metrics.views.predictions import UNPROCESSABLE, elsewhere
from metrics.views.predictions import found as predictions_found


@access.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def compare(request: SignedInRequest, predictions_id: str) -> HttpResponse:
    """Choose the other model, and have both compared under these payoffs."""
    first = predictions_found(request, predictions_id)
    if first.kind != Predictions.Kind.CLASSIFICATION:
        return elsewhere(request, first, Predictions.Kind.CLASSIFICATION)
    others = Predictions.objects.of(first.organization).classifications()
    others = others.filter(state=Predictions.State.READY)
    form = ComparisonForm(
        request.POST or None,
        choices=others.exclude(pk=first.pk).latest_first(),
        has_second_score=bool(first.mapping.get("second_score")),
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = comparing.ask(
                first=first,
                second=form.second,
                actor=request.user,
                thresholds=form.thresholds,
            )
            return redirect("metrics:comparison", made.public_id)
        except Refused as refusal:
            form.add_error("other", str(refusal))
    context = {"form": form, "predictions": first, "valuation": first.last_valuation()}
    status = UNPROCESSABLE if form.errors else 200
    context["section"] = "measure"
    return render(request, "metrics/compare.html", context, status=status)


@access.signed_in
@require_safe
@chart_page
def comparison(request: SignedInRequest, comparison_id: str) -> HttpResponse:
    """What the comparison found, or how far it is."""
    visible = Comparison.objects.visible_to(request.user).select_related(
        "organization", "first", "second"
    )
    found = access.get(request, visible, Permission.BELONG, public_id=comparison_id)
    context: dict[str, Any] = {"comparison": found, "section": "measure"}
    if found.state == Comparison.State.READY:
        context["page"] = comparison_page(found)
    elif found.state == Comparison.State.WAITING:
        context["job"] = found.job
    return render(request, "metrics/comparison.html", context)
