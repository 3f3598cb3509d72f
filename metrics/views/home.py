"""Where measuring begins: what is defined, what was uploaded."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts import access
from accounts.access import Permission, SignedInRequest
from metrics.overview.definitions import definitions_of
from metrics.overview.predictions import predictions_of
from metrics.overview.predictive_models import models_of


@access.allow(Permission.BELONG)
@require_safe
def home(request: SignedInRequest) -> HttpResponse:
    """Business metrics and predictions of the organization."""
    context: dict[str, Any] = {
        "predictions": predictions_of(request.organization),
        "models": models_of(request.organization),
        "section": "measure",
    }
    if access.may(request.membership, Permission.READ_METRICS):
        today = request.organization.local_date(timezone.now())
        context["definitions"] = definitions_of(request.organization, today)
    return render(request, "metrics/home.html", context)
