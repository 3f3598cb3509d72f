"""How well the scores of predictions tell positives from negatives."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts import access
from accounts.access import Permission, SignedInRequest
from aiproj.shared.chart_pages import chart_page
from aiproj.shared.errors import Refused
from metrics.forms.quality import ShareForm
from metrics.overview.calibration import calibration_part
from metrics.overview.quality import outcomes_at, points_of, quality_page
from metrics.services import quality as services
from metrics.views.predictions import UNPROCESSABLE, found
from metrics.wording.left_out import left_out_note


@access.signed_in
@require_safe
@chart_page
def quality(request: SignedInRequest, predictions_id: str) -> HttpResponse:
    """The curves of the scores, and the four outcomes at a share that one can choose."""
    shown = found(request, predictions_id, Permission.BELONG)
    asked = "treated" in request.GET
    form = ShareForm(request.GET if asked else None, initial={"treated": 10})
    share = float(form.cleaned_data["treated"]) / 100 if asked and form.is_valid() else 0.1
    try:
        summary = services.summary_of(shown, share)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("metrics:predictions", shown.public_id)
    context: dict[str, Any] = {
        "predictions": shown,
        "form": form,
        "page": quality_page(summary, left_out_note({}, shown.facts, shown.kind)),
        "points": points_of(summary.few),
        "calibration": calibration_part(shown),
        "section": "measure",
    }
    if not form.errors:
        context["outcomes"] = outcomes_at(summary.few, share)
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "metrics/quality.html", context, status=status)
