"""Where the profit of a stored valuation comes from."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts import access
from accounts.access import Permission, SignedInRequest
from aiproj.shared.chart_pages import chart_page
from metrics.calc.payoff_grid import default_axes
from metrics.forms.money import AxesForm
from metrics.models import Predictions
from metrics.overview.money import is_complete, money_page, priced
from metrics.overview.sensitivity import amounts_of, sensitivity
from metrics.services.valuing import question_of
from metrics.views.predictions import UNPROCESSABLE, elsewhere, found


@access.signed_in
@require_safe
@chart_page
def money(request: SignedInRequest, predictions_id: str, number: int) -> HttpResponse:
    """Charts of money, and the best profit for two other amounts that one can choose."""
    shown = found(request, predictions_id, Permission.BELONG)
    if shown.kind != Predictions.Kind.CLASSIFICATION:
        return elsewhere(request, shown, Predictions.Kind.CLASSIFICATION)
    valuation = shown.valuation(number)
    if valuation is None:
        raise Http404
    if not is_complete(valuation):
        messages.error(request, "This valuation was made before this page was. Compute it again.")
        return redirect("metrics:predictions", shown.public_id)
    question = question_of(valuation.question)
    names = amounts_of(question.payoffs)
    initial = dict(zip(("rows", "columns"), default_axes(question.payoffs), strict=True))
    form = AxesForm(request.GET or None, names=names, initial=initial)
    axes = (form.cleaned_data["rows"], form.cleaned_data["columns"]) if form.is_valid() else None
    curve = priced(valuation, question)
    context: dict[str, Any] = {
        "predictions": shown,
        "page": money_page(valuation, curve),
        "sensitivity": sensitivity(curve, axes),
        "form": form if len(names) > 1 else None,
        "section": "measure",
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "metrics/money.html", context, status=status)
