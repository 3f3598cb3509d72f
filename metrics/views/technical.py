"""Technical metrics: watching one, its page with its values, putting it aside."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import access
from accounts.access import Permission, SignedInRequest
from aiproj.shared.errors import Refused
from metrics.forms.definitions import TechnicalForm
from metrics.forms.samples import SampleForm
from metrics.models import TechnicalMetric
from metrics.overview.following import newest_rows, values_chart
from metrics.services import definitions as service
from metrics.views.definitions import UNPROCESSABLE, act, defining
from metrics.views.measured import find, places_of
from metrics.wording.figures import between


@defining
@require_http_methods(["GET", "HEAD", "POST"])
def technical_new(request: SignedInRequest) -> HttpResponse:
    """Watch a technical metric from the catalog, or one of their own."""
    form = TechnicalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = service.add_technical(
                organization=request.organization, actor=request.user, fields=form.values()
            )
        except Refused as refusal:
            form.add_error(
                "catalog_key" if form.cleaned_data["catalog_key"] else "name", str(refusal)
            )
        else:
            messages.success(request, f"{made} is watched. Link it to a business metric next.")
            return redirect("metrics:home")
    status = UNPROCESSABLE if request.method == "POST" else 200
    context = {"section": "measure", "form": form}
    return render(request, "metrics/technical_new.html", context, status=status)


@access.signed_in
@require_safe
def technical(request: SignedInRequest, technical_id: str) -> HttpResponse:
    """One technical metric: what it says, what was measured, and what it moves."""
    found = find(request, TechnicalMetric, Permission.READ_METRICS, technical_id)
    return technical_page(request, found, SampleForm(found))


def technical_page(
    request: SignedInRequest, found: TechnicalMetric, form: SampleForm, status: int = 200
) -> HttpResponse:
    """The page of a technical metric, with the form of a new value."""
    context = {
        "section": "measure",
        "metric": found,
        "at": places_of(found),
        "bounds": between(found.minimum, found.maximum),
        "chart": values_chart(found),
        "moves": found.links.counting().order_by("metric__name", "pk"),
        "samples": newest_rows(found),
        "form": form,
    }
    return render(request, "metrics/technical.html", context, status=status)


@access.signed_in
@require_POST
def technical_archive(request: SignedInRequest, technical_id: str) -> HttpResponse:
    """Watch a technical metric no more."""
    found = find(request, TechnicalMetric, Permission.DEFINE_METRICS, technical_id)
    return act(
        request,
        lambda: service.archive_technical(metric=found, actor=request.user),
        f"{found} is archived. You can restore it below.",
    )


@access.signed_in
@require_POST
def technical_restore(request: SignedInRequest, technical_id: str) -> HttpResponse:
    """Watch a technical metric again."""
    found = find(request, TechnicalMetric, Permission.DEFINE_METRICS, technical_id)
    return act(
        request,
        lambda: service.restore_technical(metric=found, actor=request.user),
        f"{found} is watched again.",
    )
