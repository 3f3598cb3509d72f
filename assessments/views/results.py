"""Results of a closed assessment: the page, its filters, and why each number is what it is."""

from typing import Any, Literal, cast

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts import access
from accounts.access import Permission, SignedInRequest
from accounts.models import User
from aiproj.shared import format as show
from assessments.models import Assessment, Response, Result, first_comments
from assessments.presentation.answers import answer_sheets
from assessments.presentation.explain import explain
from assessments.presentation.explanation import provenance
from assessments.presentation.frozen import Facts, Frozen, Selection, for_readers
from assessments.presentation.page import results_page, slice_page, title

COMMENTS_A_PAGE = 50
PEOPLE_A_PAGE = 20


@access.allow(Permission.READ_RESULTS)
@require_safe
def results(request: SignedInRequest, assessment_id: str) -> HttpResponse:
    """The whole result, or the view of one group; progress while it is being computed."""
    assessment = _get(request, assessment_id)
    if assessment.is_open:
        return redirect("assessments:participation", assessment.public_id)
    found = _result(assessment)
    if found is None:
        context = {"job": assessment.freeze_job, **_names(assessment)}
        return render(request, "assessments/results_waiting.html", context)
    frozen = _frozen(assessment, found, request.user)
    selection, sort = _selection(request), request.GET.get("sort", "")
    page = slice_page(frozen, selection, sort) if selection else results_page(frozen, sort)
    if page is None:
        raise Http404
    context = {
        "page": page,
        "provenance": provenance(frozen),
        "comments": [] if selection else _first_comments(frozen, found),
        "names_visible": assessment.names_visible_to(request.user),
        "report": assessment.reports.last(),
        **_names(assessment),
    }
    return render(request, "assessments/results.html", context)


@access.allow(Permission.READ_RESULTS)
@require_safe
def results_why(
    request: SignedInRequest, assessment_id: str, subject: str, key: str
) -> HttpResponse:
    """Why one number is what it is; nothing that the page hides."""
    assessment, frozen = _get_frozen(request, assessment_id)
    selection = _selection(request)
    explanation = explain(frozen, subject, key, selection)
    if explanation is None:
        raise Http404
    context = {
        "explanation": explanation,
        "provenance": provenance(frozen),
        "parameters": frozen.evaluation["parameters"],
        "selection": selection,
        **_names(assessment),
    }
    return render(request, "assessments/results_why.html", context)


@access.allow(Permission.READ_RESULTS)
@require_safe
def results_comments(request: SignedInRequest, assessment_id: str, key: str) -> HttpResponse:
    """All comments on one capability, in their frozen random order."""
    assessment, frozen = _get_frozen(request, assessment_id)
    texts = assessment.result.comments.get(key, []) if frozen.shows_comments(key) else []
    if not texts:
        raise Http404
    page = Paginator(texts, COMMENTS_A_PAGE).get_page(request.GET.get("page"))
    context = {"capability": frozen.capabilities[key], "page": page, **_names(assessment)}
    return render(request, "assessments/results_comments.html", context)


@access.allow(Permission.READ_RESULTS)
@require_safe
def results_answers(request: SignedInRequest, assessment_id: str) -> HttpResponse:
    """Who answered what: attributed mode only, for the managers of this assessment only."""
    assessment = _get(request, assessment_id, Permission.MANAGE_ASSESSMENTS)
    if not assessment.has_result or not assessment.names_visible_to(request.user):
        raise Http404
    responses = Response.objects.filter(assessment=assessment).submitted_by_name()
    page = Paginator(responses, PEOPLE_A_PAGE).get_page(request.GET.get("page"))
    sheets = answer_sheets(assessment.pack, assessment.asked_of, page.object_list)
    context = {"page": page, "sheets": sheets, **_names(assessment)}
    return render(request, "assessments/results_answers.html", context)


def _get(
    request: SignedInRequest,
    assessment_id: str,
    permission: Permission = Permission.READ_RESULTS,
) -> Assessment:
    """The assessment behind the door; a draft has no results for anybody."""
    visible = Assessment.objects.visible_to(request.user).with_result()
    found = access.get(request, visible, permission, public_id=assessment_id)
    if found.is_draft:
        raise Http404
    return found


def _get_frozen(request: SignedInRequest, assessment_id: str) -> tuple[Assessment, Frozen]:
    assessment = _get(request, assessment_id)
    found = _result(assessment)
    if found is None:
        raise Http404
    return assessment, _frozen(assessment, found, request.user)


def _result(assessment: Assessment) -> Result | None:
    return getattr(assessment, "result", None)


def _frozen(assessment: Assessment, result: Result, user: User) -> Frozen:
    opened, closed = assessment.opened_at, assessment.closed_at or result.created_at
    facts = Facts(
        scope=assessment.scope,
        closed_on=timezone.localdate(closed),
        targets_set_on=timezone.localdate(opened) if opened else None,
        frozen_on=timezone.localdate(result.created_at),
        invited=result.invited,
        privacy_mode=assessment.privacy_mode,
        code_version=result.code_version,
        inputs_hash=result.inputs_hash,
        reasons={k: found.get("reason", "") for k, found in assessment.item_settings.items()},
    )
    frozen = Frozen(result.evaluation, assessment.pack, facts)
    return frozen if assessment.groups_visible_to(user) else for_readers(frozen)


def _selection(request: HttpRequest) -> Selection | None:
    """The one group that the address names; two filters at once lead nowhere."""
    chosen = [kind for kind in ("audience", "team") if kind in request.GET]
    if len(chosen) > 1:
        raise Http404
    if not chosen:
        return None
    kind = cast(Literal["audience", "team"], chosen[0])
    return Selection(kind, request.GET[kind])


def _first_comments(frozen: Frozen, result: Result) -> list[dict[str, Any]]:
    found = first_comments(result.pk, result.inputs_hash)
    return [
        {
            "key": key,
            "name": item.name,
            "comments": show.counted(found[key][0], "comment"),
            "texts": found[key][1],
            "has_more": found[key][0] > len(found[key][1]),
        }
        for key, item in frozen.capabilities.items()
        if key in found and frozen.shows_comments(key)
    ]


def _names(assessment: Assessment) -> dict[str, Any]:
    heading = title(assessment.pack, assessment.scope)
    return {"assessment": assessment, "title": heading, "section": "assess"}
