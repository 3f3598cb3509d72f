"""How far all metrics have come together."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts import access
from accounts.access import Permission, SignedInRequest
from metrics.forms.overall import WeightsForm
from metrics.overview.overall import metrics_of, overall_of
from metrics.views.definitions import UNPROCESSABLE


@access.allow(Permission.READ_METRICS)
@require_safe
def overall(request: SignedInRequest) -> HttpResponse:
    """The overall attainment by the weights of the address; without any, only the form."""
    metrics = metrics_of(request.organization)
    is_asked = "weigh" in request.GET and bool(metrics)
    form = WeightsForm(metrics, request.GET if is_asked else None)
    is_wrong = is_asked and not form.is_valid()
    weights = form.weights if is_asked and not is_wrong else None
    today = request.organization.local_date(timezone.now())
    found = overall_of(metrics, weights, request.organization, today)
    rows = list(zip(found.parts, form, strict=True))
    context = {"section": "measure", "form": form, "overall": found, "rows": rows}
    return render(
        request, "metrics/overall.html", context, status=UNPROCESSABLE if is_wrong else 200
    )
