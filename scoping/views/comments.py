"""Comments of a project: the list, asking, answering, settling."""

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from accounts import access
from accounts.access import Permission, SignedInRequest
from aiproj.shared import format as formats
from aiproj.shared.errors import Refused
from aiproj.shared.text import clean_text
from scoping.forms.choices import told_apart
from scoping.forms.comments import AnswerForm, CommentForm
from scoping.models import Comment, Project
from scoping.overview import comments as overview
from scoping.services import comments as service
from scoping.views.sheets import UNPROCESSABLE
from scoping.views.worksheets import found_project


def found_comment(request: SignedInRequest, project_id: str, comment_id: str) -> Comment:
    """A comment of a project that this person may see."""
    project = found_project(request, project_id, Permission.BELONG)
    rows = project.comments.select_related("project__organization", "parent__project")
    found: Comment = get_object_or_404(rows, public_id=comment_id)
    return found


@access.signed_in
@require_safe
def comments(request: SignedInRequest, project_id: str) -> HttpResponse:
    """All threads of a project, or those about one place."""
    project = found_project(request, project_id, Permission.BELONG)
    path = clean_text(request.GET.get("path", ""))
    return _page(request, project, _form(project, path), path)


def _form(project: Project, path: str, data: QueryDict | None = None) -> CommentForm:
    places = overview.places_for(project, path)
    return CommentForm(overview.readers(project), places, data, initial={"path": path})


def _page(
    request: SignedInRequest,
    project: Project,
    form: CommentForm,
    path: str,
    status: int = 200,
    **more: object,
) -> HttpResponse:
    people = overview.readers(project)
    context = {
        "section": "scope",
        "project": project,
        "form": form,
        "path": path,
        "place": overview.Places(project).find(path),
        "shown": overview.shown_threads(project, path),
        "people": told_apart(people),
        **more,
    }
    return render(request, "scoping/comments.html", context, status=status)


def _to(project: Project, path: str) -> HttpResponse:
    here = reverse("scoping:comments", args=[project.public_id])
    return redirect(f"{here}?{urlencode({'path': path})}")


@access.signed_in
@require_POST
def comment_add(request: SignedInRequest, project_id: str) -> HttpResponse:
    """Begin a thread."""
    project = found_project(request, project_id, Permission.BELONG)
    path = clean_text(request.POST.get("path", ""))
    form = _form(project, path, request.POST)
    if not form.is_valid():
        return _page(request, project, form, path, UNPROCESSABLE)
    try:
        made = service.add_comment(
            project=project,
            actor=request.user,
            path=path,
            text=form.cleaned_data["text"],
            mentions=form.mentions(),
        )
    except Refused as refusal:
        form.add_error("path", str(refusal))
        return _page(request, project, form, path, UNPROCESSABLE)
    _say_who_is_told(request, made)
    return _to(project, path)


def _say_who_is_told(request: SignedInRequest, made: Comment) -> None:
    """Whom a mail goes to, and which words after an @ call nobody."""
    told = [str(person) for person in made.mentions.all() if person != made.author]
    if told:
        messages.success(request, f"A message goes to {formats.join_words(told)}.")
    if unknown := overview.called(made.text, overview.readers(made.project))[1]:
        names = formats.join_words([f"@{word}" for word in unknown])
        messages.warning(request, f"{names}: nobody of that name sees this project.")


@access.signed_in
@require_POST
def comment_answer(request: SignedInRequest, project_id: str, comment_id: str) -> HttpResponse:
    """Answer in a thread."""
    found = found_comment(request, project_id, comment_id)
    people = overview.readers(found.project)
    form = AnswerForm(people, request.POST, auto_id="answer_%s")
    if form.is_valid() and _answered(request, found, form):
        return _to(found.project, found.path)
    root = found.parent or found
    more = {"answered": root.public_id, "answer": form}
    asking = _form(found.project, found.path)
    return _page(request, found.project, asking, found.path, UNPROCESSABLE, **more)


def _answered(request: SignedInRequest, comment: Comment, form: AnswerForm) -> bool:
    text, mentions = form.cleaned_data["text"], form.mentions()
    try:
        made = service.answer_comment(
            comment=comment, actor=request.user, text=text, mentions=mentions
        )
    except Refused as refusal:
        form.add_error("text", str(refusal))
        return False
    _say_who_is_told(request, made)
    return True


@access.signed_in
@require_POST
def comment_resolve(request: SignedInRequest, project_id: str, comment_id: str) -> HttpResponse:
    """Settle a thread."""
    return _settle(request, found_comment(request, project_id, comment_id), resolved=True)


@access.signed_in
@require_POST
def comment_reopen(request: SignedInRequest, project_id: str, comment_id: str) -> HttpResponse:
    """Take a thread up again."""
    return _settle(request, found_comment(request, project_id, comment_id), resolved=False)


def _settle(request: SignedInRequest, comment: Comment, *, resolved: bool) -> HttpResponse:
    try:
        service.set_resolved(comment=comment, actor=request.user, resolved=resolved)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return _to(comment.project, comment.path)
