"""Questionnaires: what they ask, bringing one in, putting it aside."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import access
from accounts.access import Permission, SignedInRequest
from aiproj.shared.errors import Refused
from assessments.forms.packs import PackForm
from assessments.models import PackVersion
from assessments.overview import pack_card
from assessments.pack_schema import PackError, PackProblem
from assessments.services import packs as service
from assessments.views.managed import UNPROCESSABLE, act

packs_only = access.allow(Permission.MANAGE_PACKS)


@packs_only
@require_safe
def packs(request: SignedInRequest) -> HttpResponse:
    """Every questionnaire that the organization may use, and those put aside."""
    rows = PackVersion.objects.known_in(request.organization).in_order()
    cards = [pack_card(row) for row in rows.with_uses_in(request.organization)]
    context = {
        "current": [card for card in cards if not card.row.archived_at],
        "archived": [card for card in cards if card.row.archived_at],
    }
    return render(request, "assessments/packs.html", context)


def _pack(request: SignedInRequest, pack_id: str) -> PackVersion:
    """A built-in questionnaire, or one of an organization in which the person manages packs."""
    visible = PackVersion.objects.visible_to(request.user)
    built_in = visible.built_in().filter(public_id=pack_id).first()
    if built_in is None:
        return access.get(request, visible, Permission.MANAGE_PACKS, public_id=pack_id)
    if not access.may(request.membership, Permission.MANAGE_PACKS):
        raise Http404
    return built_in


@access.signed_in
@require_safe
def pack(request: SignedInRequest, pack_id: str) -> HttpResponse:
    """All questions with their levels."""
    card = pack_card(_pack(request, pack_id))
    return render(request, "assessments/pack.html", {"card": card, "pack": card.pack})


@packs_only
@require_http_methods(["GET", "HEAD", "POST"])
def pack_new(request: SignedInRequest) -> HttpResponse:
    """Bring a questionnaire in, or learn everything that is wrong with the file."""
    if request.method != "POST":
        return render(request, "assessments/pack_new.html", {"form": PackForm()})
    form = PackForm(request.POST, request.FILES)
    made, problems = _bring_in(request, form) if form.is_valid() else (None, ())
    if made is None:
        context = {"form": form, "problems": problems}
        return render(request, "assessments/pack_new.html", context, status=UNPROCESSABLE)
    messages.success(request, f"{made} is ready to use.")
    return redirect("assessments:pack", made.public_id)


def _bring_in(
    request: SignedInRequest, form: PackForm
) -> tuple[PackVersion | None, Sequence[PackProblem]]:
    """The new questionnaire, or what is wrong with the file."""
    file = form.cleaned_data["file"]
    try:
        made = service.bring_in(
            organization=request.organization,
            actor=request.user,
            text=file.read(),
            file_name=file.name,
        )
    except PackError as error:
        return None, error.problems
    except Refused as refusal:
        form.add_error("file", str(refusal))
        return None, ()
    return made, ()


@access.signed_in
@require_POST
def pack_archive(request: SignedInRequest, pack_id: str) -> HttpResponse:
    """Offer a questionnaire no more; running assessments keep it."""
    return _set_archived(request, pack_id, archived=True)


@access.signed_in
@require_POST
def pack_restore(request: SignedInRequest, pack_id: str) -> HttpResponse:
    """Offer a questionnaire again."""
    return _set_archived(request, pack_id, archived=False)


def _set_archived(request: SignedInRequest, pack_id: str, *, archived: bool) -> HttpResponse:
    found = _pack(request, pack_id)
    return act(
        request,
        lambda: service.set_archived(pack_version=found, actor=request.user, archived=archived),
        f"{found} is {'put aside' if archived else 'offered again'}.",
        then="assessments:packs",
        ids=[],
    )
