"""Predictions period by period."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts import access
from accounts.access import Permission, SignedInRequest
from aiproj.shared.chart_pages import chart_page
from aiproj.shared.errors import Refused
from aiproj.shared.exports import write_sheet_csv
from metrics.forms.periods import PeriodReviewForm
from metrics.models import PeriodReview, Predictions
from metrics.overview.period_sheet import period_sheet
from metrics.overview.periods import period_page, threshold_in_use
from metrics.services import reviewing
from metrics.views.predictions import UNPROCESSABLE, elsewhere
from metrics.views.predictions import found as predictions_found


@access.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def periods(request: SignedInRequest, predictions_id: str) -> HttpResponse:
    """Ask for a review by period, and see the earlier ones."""
    predictions = predictions_found(request, predictions_id)
    if predictions.kind != Predictions.Kind.CLASSIFICATION:
        return elsewhere(request, predictions, Predictions.Kind.CLASSIFICATION)
    context: dict[str, Any] = {
        "predictions": predictions,
        "reason": reviewing.why_not(predictions),
        "alerts": predictions.alerts.standing(),
        "reviews": predictions.period_reviews.latest_first(),
        "section": "measure",
    }
    if not context["reason"]:
        threshold, source = threshold_in_use(predictions)
        form = PeriodReviewForm(
            request.POST or None, predictions=predictions, threshold=threshold, source=source
        )
        context["form"] = form
        if request.method == "POST" and form.is_valid():
            try:
                made = reviewing.ask(predictions=predictions, actor=request.user, **form.order())
                return redirect("metrics:period_review", made.public_id)
            except Refused as refusal:
                form.add_error(None, str(refusal))
    failed = request.method == "POST"
    return render(request, "metrics/periods.html", context, status=UNPROCESSABLE if failed else 200)


@access.signed_in
@require_safe
@chart_page
def period_review(request: SignedInRequest, review_id: str) -> HttpResponse:
    """What a review found, or how far it is."""
    found = _found_review(request, review_id)
    context: dict[str, Any] = {
        "review": found,
        "predictions": found.predictions,
        "section": "measure",
    }
    if found.state == PeriodReview.State.READY:
        context["page"] = period_page(found)
    elif found.state == PeriodReview.State.WAITING:
        context["job"] = found.job
    return render(request, "metrics/period_review.html", context)


@access.signed_in
@require_safe
def as_csv(request: SignedInRequest, review_id: str) -> HttpResponse:
    """Every period of a review as CSV."""
    found = _found_review(request, review_id)
    if found.state != PeriodReview.State.READY:
        raise Http404
    answer = HttpResponse(write_sheet_csv(period_sheet(found)), content_type="text/csv")
    answer["Content-Disposition"] = 'attachment; filename="period-review.csv"'
    return answer


def _found_review(request: SignedInRequest, review_id: str) -> PeriodReview:
    visible = PeriodReview.objects.visible_to(request.user).select_related(
        "predictions__organization"
    )
    return access.get(request, visible, Permission.BELONG, public_id=review_id)
