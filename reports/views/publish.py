"""Publishing a closed assessment: what the report will say, and the decisions asked."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts import access
from accounts.access import Permission, SignedInRequest
from aiproj.shared.errors import Refused
from assessments.models import Assessment
from reports import dossier
from reports.forms import PublishForm
from reports.services import publishing


@access.allow(Permission.BELONG)
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: SignedInRequest, assessment_id: str) -> HttpResponse:
    """Show the verdict and the form; publish by POST and have the report made."""
    visible = Assessment.objects.visible_to(request.user).with_names()
    needed = Permission.MANAGE_ASSESSMENTS
    assessment = access.get(request, visible, needed, public_id=assessment_id)
    report = assessment.reports.order_by("-number").first()
    if report is not None:
        return redirect("reports:report", report.public_id)
    if assessment.state != Assessment.State.CLOSED or not dossier.is_frozen(assessment):
        context = {"assessment": assessment, "section": "assess"}
        return render(request, "reports/not_publishable.html", context, status=409)
    form = PublishForm(request.POST or None, initial={"version": assessment.version})
    if request.method == "POST" and "version" not in request.POST:
        return _show(request, assessment, form, 428)
    if form.is_valid():
        return _publish(request, assessment, form)
    return _show(request, assessment, form, 422 if form.errors else 200)


def _publish(request: SignedInRequest, assessment: Assessment, form: PublishForm) -> HttpResponse:
    try:
        report = publishing.publish(
            assessment=assessment,
            actor=request.user,
            version=form.cleaned_data["version"],
            decisions=form.decisions,
            shared_with_members=form.cleaned_data["shared_with_members"],
        )
    except Refused as refusal:
        form.add_error(None, f"{refusal} What you typed is kept; look at it and publish again.")
        return _show(request, assessment, form, 409)
    return redirect("reports:report", report.public_id)


def _show(
    request: SignedInRequest, assessment: Assessment, form: PublishForm, status: int
) -> HttpResponse:
    context = {
        "assessment": assessment,
        "form": form,
        "preview": dossier.preview(assessment),
        "section": "assess",
    }
    return render(request, "reports/publish.html", context, status=status)
