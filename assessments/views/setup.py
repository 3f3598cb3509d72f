"""A draft becomes an open assessment: settings, check, opening."""

from typing import Any

from django.conf import settings as configuration
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts import access
from accounts.access import SignedInRequest
from aiproj.shared import format as show
from aiproj.shared import versions
from aiproj.shared.errors import Refused, Stale
from assessments.forms.setup import SettingsForm
from assessments.models import Assessment
from assessments.privacy_notice import MODE_EXPLANATIONS, TITLES, full_notice
from assessments.services import lifecycle
from assessments.services.setup import save_settings
from assessments.settings_facts import differences, settings_facts
from assessments.views.managed import CONFLICT, UNPROCESSABLE, managed

AFTER_SAVING = {"people": "assessments:people", "open": "assessments:open"}


@access.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@versions.required
def settings(request: SignedInRequest, assessment_id: str) -> HttpResponse:
    """The settings: a form in the draft, facts afterwards."""
    found = managed(request, assessment_id)
    if not found.is_draft:
        return _fixed(request, found)
    if request.method != "POST":
        return _settings_page(request, found, SettingsForm(found))
    form = SettingsForm(found, request.POST)
    if not form.is_valid():
        return _settings_page(request, found, form, status=UNPROCESSABLE)
    return _save(request, found, form)


def _save(request: SignedInRequest, found: Assessment, form: SettingsForm) -> HttpResponse:
    changes = form.changes()
    try:
        save_settings(
            assessment=found,
            actor=request.user,
            version=form.cleaned_data["version"],
            changes=changes,
            managers=form.chosen_managers(),
        )
    except Stale as stale:
        stored = managed(request, found.public_id)
        versions.renew(form, stored.version)
        form.add_error(None, f"{stale} Both states are shown below.")
        found_differences = differences(stored, changes)
        return _settings_page(request, stored, form, CONFLICT, differences=found_differences)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("assessments:assessment", found.public_id)
    messages.success(request, "The settings are saved.")
    following = AFTER_SAVING.get(request.POST.get("then", ""), "assessments:settings")
    return redirect(following, found.public_id)


def _settings_page(
    request: SignedInRequest, found: Assessment, form: SettingsForm, status: int = 200, **more: Any
) -> HttpResponse:
    context = {
        "section": "assess",
        "assessment": found,
        "form": form,
        "explanations": MODE_EXPLANATIONS,
        "asked": found.participants.count(),
        **more,
    }
    return render(request, "assessments/settings.html", context, status=status)


def _fixed(request: SignedInRequest, found: Assessment) -> HttpResponse:
    """What was fixed at opening, to read."""
    if request.method == "POST":
        messages.error(request, "The assessment was opened. Its settings are fixed now.")
        return redirect("assessments:settings", found.public_id)
    context = {
        "section": "assess",
        "assessment": found,
        "facts": settings_facts(found),
        "explanation": MODE_EXPLANATIONS[found.privacy_mode],
        "managers": found.managers.order_by("name", "email"),
    }
    return render(request, "assessments/settings_fixed.html", context)


@access.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@versions.required
def open_assessment(request: SignedInRequest, assessment_id: str) -> HttpResponse:
    """Show what opening fixes and sends; open when asked to."""
    found = managed(request, assessment_id)
    if not found.is_draft:
        return redirect("assessments:assessment", found.public_id)
    if request.method != "POST":
        return _check_page(request, found)
    try:
        opened = lifecycle.open_assessment(
            assessment=found, actor=request.user, version=int(request.POST["version"])
        )
    except Refused as refusal:
        status = CONFLICT if isinstance(refusal, Stale) else UNPROCESSABLE
        fresh = managed(request, assessment_id)
        return _check_page(request, fresh, status=status, refusal=str(refusal))
    people = show.counted(opened.participants.count(), "person gets", "people get")
    messages.success(request, f"Open. {people} a personal link.")
    return redirect("assessments:participation", found.public_id)


def _check_page(
    request: SignedInRequest, found: Assessment, status: int = 200, refusal: str = ""
) -> HttpResponse:
    people = found.participants.counted_by_audience()
    context = {
        "section": "assess",
        "assessment": found,
        "facts": settings_facts(found),
        "notice_title": TITLES[found.privacy_mode],
        "notice": full_notice(found.privacy_mode, found.minimum_group),
        "asked": sum(people.values()),
        "people": people,
        "warnings": found.group_size_warnings(people),
        "empty_dimensions": found.dimensions_without_questions(),
        "has_mail_server": bool(configuration.EMAIL_HOST),
        "refusal": refusal,
    }
    return render(request, "assessments/open.html", context, status=status)
