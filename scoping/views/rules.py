"""The organization's rules: what holds, changing it, and what a change did."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe
from pydantic import BaseModel

from accounts import access
from accounts.access import Permission, SignedInRequest
from aiproj.shared import versions
from aiproj.shared.errors import Refused, Stale
from scoping.forms.rules import RuleForm, form_of
from scoping.models import RuleSet
from scoping.overview import rule_words
from scoping.overview import rules as overview
from scoping.services import rules as service

CONFLICT, UNPROCESSABLE, PAGE_SIZE = 409, 422, 100


def _kind(key: str) -> RuleSet.Kind:
    if key not in RuleSet.Kind.values:
        raise Http404
    return RuleSet.Kind(key)


@access.allow(Permission.READ_PROJECTS)
@require_safe
def rules(request: SignedInRequest) -> HttpResponse:
    """Every kind of rules with the version that holds."""
    context = {"section": "scope", "rows": overview.kind_rows(request.organization)}
    return render(request, "scoping/rules.html", context)


@access.allow(Permission.READ_PROJECTS)
@require_safe
def rule_kind(request: SignedInRequest, kind: str) -> HttpResponse:
    """What holds of one kind, and its versions."""
    found = _kind(kind)
    model, own = overview.in_force(request.organization, found)
    context = {
        "section": "scope",
        "kind": found,
        "says": overview.SAYS[found],
        "model": model,
        "own": own,
        "lines": overview.setting_lines(model),
        "blocks": rule_words.blocks(model),
        "techniques": rule_words.technique_rows(model),
        "text": overview.text_of(model, found),
        "versions": overview.versions_of(request.organization, found),
    }
    return render(request, "scoping/rule_kind.html", context)


@access.allow(Permission.SCOPE)
@require_http_methods(["GET", "HEAD", "POST"])
@versions.required
def rule_edit(request: SignedInRequest, kind: str) -> HttpResponse:
    """Change the rules of one kind."""
    found = _kind(kind)
    model, own = overview.in_force(request.organization, found)
    initial = {"version": overview.next_version(own)}
    form = form_of(found)(model, request.POST or None, initial=initial)
    if request.method != "POST":
        return _form_page(request, found, form, 200)
    if not form.is_valid():
        return _form_page(request, found, form, UNPROCESSABLE)
    return _change(request, found, form, model)


def _change(
    request: SignedInRequest, kind: RuleSet.Kind, form: RuleForm, model: BaseModel
) -> HttpResponse:
    try:
        made = service.change_rules(
            organization=request.organization,
            actor=request.user,
            kind=kind,
            version=form.cleaned_data["version"],
            content=form.content,
            reason=form.cleaned_data["reason"],
        )
    except Stale as stale:
        newest = overview.newest(request.organization, kind)
        versions.renew(form, overview.next_version(newest))
        form.add_error(None, str(stale))
        form.stored = {"In force": f"version {overview.version_of(model)}"}
        return _form_page(request, kind, form, CONFLICT)
    except Refused as refusal:
        form.add_error("reason", str(refusal))
        return _form_page(request, kind, form, UNPROCESSABLE)
    return redirect("scoping:rule_version", kind, made.version)


def _form_page(
    request: SignedInRequest, kind: RuleSet.Kind, form: RuleForm, status: int
) -> HttpResponse:
    context = {"section": "scope", "kind": kind, "form": form}
    return render(request, "scoping/rule_edit.html", context, status=status)


@access.allow(Permission.READ_PROJECTS)
@require_safe
def rule_version(request: SignedInRequest, kind: str, version: int) -> HttpResponse:
    """One version: who changed it, why, and what that does to open projects."""
    rows = overview.versions_of(request.organization, _kind(kind))
    made = next((row for row in rows if row.version == version), None)
    if made is None:
        raise Http404
    found = overview.differences_for(request.user, made)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "section": "scope",
        "kind": RuleSet.Kind(kind),
        "made": made,
        "page": page,
        "projects": overview.touched(found),
    }
    return render(request, "scoping/rule_version.html", context)
