"""The documents of a charter: asking for them, seeing them come, taking them."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.views.decorators.http import require_POST, require_safe

from accounts import access
from accounts.access import Permission, SignedInRequest
from aiproj.shared.errors import Refused
from reports.services import charters as service
from scoping.models import Charter

KINDS = {
    "pdf": ("PDF, tagged, with signatures", "application/pdf"),
    "docx": (
        "Word, an editable copy",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    "md": ("Markdown, the same to the byte each time", "text/markdown; charset=utf-8"),
    "model-card.md": ("Draft model card", "text/markdown; charset=utf-8"),
    "data-card.md": ("Draft data card", "text/markdown; charset=utf-8"),
    "ethics.md": ("Ethics answers", "text/markdown; charset=utf-8"),
}


def _found(request: SignedInRequest, charter_id: str) -> Charter:
    visible = Charter.objects.visible_to(request.user).select_related("project__organization")
    return access.get(request, visible, Permission.BELONG, public_id=charter_id)


@access.signed_in
@require_safe
def documents(request: SignedInRequest, charter_id: str) -> HttpResponse:
    """The newest set of documents, or how far it is."""
    charter = _found(request, charter_id)
    newest = charter.document_sets.order_by("-created_at", "-pk").first()
    context = {
        "section": "scope",
        "charter": charter,
        "found": newest,
        "job": newest.job if newest and newest.rendered_at is None else None,
        "kinds": [(name, label) for name, (label, _) in KINDS.items()],
    }
    return render(request, "reports/charter_documents.html", context)


@access.signed_in
@require_POST
def make(request: SignedInRequest, charter_id: str) -> HttpResponse:
    """Have the documents drawn as the charter stands now."""
    charter = _found(request, charter_id)
    try:
        service.ask(charter=charter, actor=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("reports:charter_documents", charter_id)


@access.signed_in
@require_safe
def download(request: SignedInRequest, charter_id: str, name: str) -> HttpResponse:
    """One document as an attachment that nobody keeps a copy of."""
    charter = _found(request, charter_id)
    newest = charter.document_sets.exclude(rendered_at=None).order_by("-created_at", "-pk").first()
    content = service.read_stored(newest, name) if newest and name in KINDS else None
    if content is None:
        raise Http404
    title = slugify(f"{charter.project.title} {charter.number}")[:80].strip("-_") or "charter"
    disposition = content_disposition_header(True, f"{title}.{name}")
    headers = {
        "Content-Disposition": disposition or "attachment",
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(content, content_type=KINDS[name][1], headers=headers)
