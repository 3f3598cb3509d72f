"""What predictions are worth: the curve, the payoff editor, and the history of answers."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts import access
from accounts.access import Permission, SignedInRequest
from aiproj.shared import versions
from aiproj.shared.chart_pages import chart_page
from aiproj.shared.errors import Refused, Stale
from aiproj.shared.exports import write_sheet_csv
from metrics.catalog.payoffs import PayoffTemplate
from metrics.forms.valuation import PayoffForm, initial_of
from metrics.models import Predictions, Valuation
from metrics.overview.payoff_templates import Start, chosen_template, start_of
from metrics.overview.repricing import sliders_of
from metrics.overview.valuation import page_of, points_table
from metrics.services import valuing
from metrics.services.valuing import question_of
from metrics.views.predictions import CONFLICT, UNPROCESSABLE, elsewhere, found


@access.signed_in
@require_safe
@chart_page
def predictions(request: SignedInRequest, predictions_id: str) -> HttpResponse:
    """The newest valuation, or the way to the first one."""
    shown = found(request, predictions_id, Permission.BELONG)
    if shown.is_ready_forecast:
        return redirect("metrics:forecast", shown.public_id)
    last = _standing(shown)
    template = chosen_template(shown, request.GET.get("template", ""))
    initial = initial_of(last.question) if last else {}
    filled = {**initial, **(template.fields if template else {})}
    version = {"version": last.number if last else 0}
    form = _form(shown, initial={**filled, **version})
    return _show(request, shown, last, form, 200, template)


def _standing(shown: Predictions) -> Valuation | None:
    """The newest valuation; none of a forecast, or of a file that can no longer be used."""
    is_refused = shown.state == Predictions.State.REFUSED
    is_other = shown.kind != Predictions.Kind.CLASSIFICATION
    return None if is_refused or is_other else shown.last_valuation()


def _form(shown: Predictions, **arguments: Any) -> PayoffForm:
    others = Predictions.objects.of(shown.organization).can_tune(shown).latest_first()
    return PayoffForm(by_amount=bool(shown.mapping.get("amount")), others=others, **arguments)


@access.signed_in
@require_POST
@versions.required
@chart_page
def value(request: SignedInRequest, predictions_id: str) -> HttpResponse:
    """Answer another question to the predictions and keep it."""
    shown = found(request, predictions_id)
    if shown.kind != Predictions.Kind.CLASSIFICATION:
        return elsewhere(request, shown, Predictions.Kind.CLASSIFICATION)
    form = _form(shown, data=request.POST)
    status = UNPROCESSABLE
    if form.is_valid():
        try:
            valuing.value(
                predictions=shown,
                actor=request.user,
                seen=form.cleaned_data["version"],
                question=form.question,
            )
            return redirect("metrics:predictions", shown.public_id)
        except Stale as stale:
            form.add_error(None, str(stale))
            status = CONFLICT
        except Refused as refusal:
            form.add_error(None, str(refusal))
    last = _standing(shown)
    versions.renew(form, last.number if last else 0)
    if status == CONFLICT and last:
        versions.show_stored(form, initial_of(last.question))
    return _show(request, shown, last, form, status)


def _show(
    request: SignedInRequest,
    shown: Predictions,
    last: Valuation | None,
    form: PayoffForm,
    status: int,
    template: PayoffTemplate | None = None,
) -> HttpResponse:
    may_evaluate = access.may(request.membership, Permission.EVALUATE)
    # Sliders compare with the stored valuation, which neither a template nor typed amounts are
    has_sliders = may_evaluate and not (template or form.is_bound)
    context: dict[str, Any] = {
        "sliders": sliders_of(shown, last) if last and has_sliders else None,
        "start": _start(shown, last, template),
        "predictions": shown,
        "valuation": last,
        "page": page_of(shown, last),
        "form": form,
        "job": shown.job if shown.state == Predictions.State.READING else None,
        "may_evaluate": may_evaluate,
        "section": "measure",
    }
    return render(request, "metrics/predictions.html", context, status=status)


def _start(shown: Predictions, last: Valuation | None, template: PayoffTemplate | None) -> Start:
    currency = last.question.get("currency", "USD") if last else "USD"
    return start_of(
        shown, template, currency, question_of(template.fields if template else {}).payoffs
    )


@access.signed_in
@require_safe
def points(request: SignedInRequest, predictions_id: str) -> HttpResponse:
    """Every drawn point of the newest curve as CSV."""
    shown = found(request, predictions_id, Permission.BELONG)
    last = shown.last_valuation()
    if last is None or shown.kind != Predictions.Kind.CLASSIFICATION:
        raise Http404
    answer = HttpResponse(write_sheet_csv(points_table(last)), content_type="text/csv")
    answer["Content-Disposition"] = 'attachment; filename="profit-curve.csv"'
    return answer
