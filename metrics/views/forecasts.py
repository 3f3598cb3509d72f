"""What a forecast is worth: its page, the question to it, and its tables."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts import access
from accounts.access import Permission, SignedInRequest
from aiproj.shared import versions
from aiproj.shared.chart_pages import chart_page
from aiproj.shared.errors import Refused, Stale
from aiproj.shared.exports import Sheet, write_sheet_csv
from metrics.exports import Units, period_sheet, shift_sheet
from metrics.forms.forecasts import ForecastForm, initial_of
from metrics.models import Predictions, Valuation
from metrics.overview.forecasts import page_of
from metrics.services import forecasting
from metrics.views.predictions import CONFLICT, UNPROCESSABLE, elsewhere, found


@access.signed_in
@require_safe
@chart_page
def forecast(request: SignedInRequest, predictions_id: str) -> HttpResponse:
    """The newest valuation, or the way to the first one."""
    shown = found(request, predictions_id, Permission.BELONG)
    if not shown.is_ready_forecast:
        return redirect("metrics:predictions", shown.public_id)
    last = shown.last_valuation()
    initial = initial_of(last.question) if last else {}
    initial["version"] = last.number if last else 0
    return _show(request, shown, last, ForecastForm(forecast=shown, initial=initial), 200)


@access.signed_in
@require_POST
@versions.required
@chart_page
def value(request: SignedInRequest, predictions_id: str) -> HttpResponse:
    """Answer another question to the forecast and keep it."""
    shown = found(request, predictions_id)
    if not shown.is_ready_forecast:
        return elsewhere(request, shown, Predictions.Kind.FORECAST)
    form, status = ForecastForm(request.POST, forecast=shown), UNPROCESSABLE
    if form.is_valid():
        try:
            seen = form.cleaned_data["version"]
            forecasting.value(
                predictions=shown, actor=request.user, seen=seen, question=form.question
            )
            return redirect("metrics:forecast", shown.public_id)
        except Stale as stale:
            form.add_error(None, str(stale))
            status = CONFLICT
        except Refused as refusal:
            form.add_error(None, str(refusal))
    last = shown.last_valuation()
    versions.renew(form, last.number if last else 0)
    if status == CONFLICT and last:
        versions.show_stored(form, initial_of(last.question))
    return _show(request, shown, last, form, status)


def _show(
    request: SignedInRequest,
    shown: Predictions,
    last: Valuation | None,
    form: ForecastForm,
    status: int,
) -> HttpResponse:
    context: dict[str, Any] = {
        "predictions": shown,
        "valuation": last,
        "page": page_of(shown, last),
        "form": form,
        "may_evaluate": access.may(request.membership, Permission.EVALUATE),
        "section": "measure",
    }
    return render(request, "metrics/forecast.html", context, status=status)


@access.signed_in
@require_safe
def shifts(request: SignedInRequest, predictions_id: str) -> HttpResponse:
    """The cost at every shift of the newest valuation as CSV."""
    last = _newest(request, predictions_id)
    return _file(
        shift_sheet(last.result, Units.of(last.question, last.result)), "cost-by-shift.csv"
    )


@access.signed_in
@require_safe
def periods(request: SignedInRequest, predictions_id: str) -> HttpResponse:
    """Every period of the newest valuation as CSV."""
    last = _newest(request, predictions_id)
    return _file(period_sheet(last.result, Units.of(last.question, last.result)), "periods.csv")


def _newest(request: SignedInRequest, predictions_id: str) -> Valuation:
    shown = found(request, predictions_id, Permission.BELONG)
    last = shown.last_valuation()
    if last is None or shown.kind != Predictions.Kind.FORECAST:
        raise Http404
    return last


def _file(sheet: Sheet, name: str) -> HttpResponse:
    answer = HttpResponse(write_sheet_csv(sheet), content_type="text/csv")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
