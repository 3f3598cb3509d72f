"""Predictions: bringing a file in, naming its columns, what it is worth, deleting it."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts import access
from accounts.access import Permission, SignedInRequest
from aiproj.shared import body_limit, versions
from aiproj.shared.errors import Refused, Stale
from metrics.forms.predictions import (
    COLUMN_FORMS,
    ColumnsForm,
    EncodingForm,
    ForecastColumnsForm,
    UploadForm,
)
from metrics.models import Predictions
from metrics.overview.predictions import head_of
from metrics.reading.outcome import Preview
from metrics.reading.problems import Unreadable
from metrics.services import reading_files, uploading

Form = ColumnsForm | ForecastColumnsForm

CONFLICT = 409
TOO_LARGE = 413
UNPROCESSABLE = 422
BUSY = 503
ROOM_FOR_FIELDS = 1024**2


def found(
    request: SignedInRequest, predictions_id: str, permission: Permission = Permission.EVALUATE
) -> Predictions:
    """The predictions, for people who may evaluate them; 404 or 403 for others."""
    visible = Predictions.objects.visible_to(request.user).select_related("organization")
    return access.get(request, visible, permission, public_id=predictions_id)


def elsewhere(
    request: SignedInRequest, predictions: Predictions, kind: Predictions.Kind
) -> HttpResponse:
    """Send people from a page about one kind of file to the page of this one, and say why."""
    if predictions.kind == kind:
        said = "This file has not been read yet."
    else:
        said = f"This file holds {predictions.get_kind_display()}; that page is for {kind.label}."
    messages.error(request, said)
    return redirect("metrics:predictions", predictions.public_id)


@body_limit.takes(lambda: settings.UPLOAD_MOST + ROOM_FOR_FIELDS)
@access.allow(Permission.EVALUATE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    """Take a file in, then ask for its columns."""
    form = UploadForm(request.POST or None, request.FILES or None)
    status = UNPROCESSABLE if form.errors else 200
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            made = uploading.take_in(
                organization=request.organization,
                actor=request.user,
                name=form.cleaned_data["name"],
                file_name=file.name,
                content=file.chunks(),
            )
        except Refused as refusal:
            form.add_error("file", str(refusal))
            status = TOO_LARGE if isinstance(refusal, uploading.TooLarge) else UNPROCESSABLE
        else:
            return redirect("metrics:columns", made.public_id)
    context = {"form": form, "section": "measure"}
    return render(request, "metrics/predictions_new.html", context, status=status)


@access.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@versions.required
def columns(request: SignedInRequest, predictions_id: str) -> HttpResponse:
    """Show the head of the file with proposals, and have it read as the person says."""
    predictions = found(request, predictions_id)
    if predictions.file_deleted_at:
        messages.error(request, "The file was deleted, so its columns cannot be chosen again.")
        return redirect("metrics:predictions", predictions.public_id)
    written = _written(request, predictions)
    try:
        preview = uploading.look_into(predictions, written.chosen)
    except uploading.Busy as busy:
        return _put_off(request, busy)
    except Unreadable as unreadable:
        return _unreadable(request, predictions, unreadable, written)
    form = _columns_form(request, predictions, preview, written)
    if form and request.method == "POST" and form.is_valid():
        return _choose(request, predictions, form, preview)
    status = UNPROCESSABLE if written.errors or (form and form.errors) else 200
    return _ask(request, predictions, form, preview, status)


def _written(request: SignedInRequest, predictions: Predictions) -> EncodingForm:
    """The encoding: as said now, or before."""
    said = request.POST if request.method == "POST" else request.GET
    before = predictions.mapping.get("encoding") or ""
    return EncodingForm({"encoding": said.get("encoding", before)}, auto_id="written_%s")


def _unreadable(
    request: SignedInRequest, predictions: Predictions, found: Unreadable, written: EncodingForm
) -> HttpResponse:
    context = {"predictions": predictions, "problem": found.problem, "section": "measure"}
    if found.problem.code == "encoding":
        context["written"] = written
    return render(request, "metrics/predictions_unreadable.html", context, status=UNPROCESSABLE)


def _kind(request: SignedInRequest, predictions: Predictions, preview: Preview) -> str:
    """What the file holds: as said now, or before, or as its columns propose; else empty."""
    if request.method == "POST":
        return request.POST.get("holds", Predictions.Kind.CLASSIFICATION)
    proposed = preview.kind.value if preview.kind else ""
    return request.GET.get("holds") or (predictions.kind if predictions.mapping else proposed)


def _columns_form(
    request: SignedInRequest, predictions: Predictions, preview: Preview, written: EncodingForm
) -> Form | None:
    kind = _kind(request, predictions, preview)
    if kind not in COLUMN_FORMS:
        return None
    before = predictions.mapping if predictions.kind == kind else {}
    initial = {**before, "version": predictions.version, "encoding": written.chosen or ""}
    return COLUMN_FORMS[kind](request.POST or None, initial=initial, preview=preview)


def _put_off(request: SignedInRequest, busy: uploading.Busy) -> HttpResponse:
    context = {"heading": "The file was not looked into yet", "text": str(busy)}
    answer = render(request, "errors/error.html", context, status=BUSY)
    answer.headers["Retry-After"] = "5"
    return answer


def _choose(
    request: SignedInRequest, predictions: Predictions, form: Form, preview: Preview
) -> HttpResponse:
    try:
        reading_files.choose_columns(
            predictions=predictions,
            actor=request.user,
            version=form.cleaned_data["version"],
            mapping=form.mapping,
        )
    except Stale as stale:
        form.add_error(None, f"{stale} Look at the page of the predictions before you go on.")
        return _ask(request, predictions, form, preview, CONFLICT)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _ask(request, predictions, form, preview, UNPROCESSABLE)
    return redirect("metrics:predictions", predictions.public_id)


def _ask(
    request: SignedInRequest,
    predictions: Predictions,
    form: Form | None,
    preview: Preview,
    status: int,
) -> HttpResponse:
    context = {
        "predictions": predictions,
        "form": form,
        "kind": form.kind if form else "",
        "written": _written(request, predictions) if preview.encoding else None,
        "kinds": Predictions.Kind.choices,
        "preview": preview,
        "head": head_of(preview),
        "section": "measure",
    }
    return render(request, "metrics/predictions_columns.html", context, status=status)


@access.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: SignedInRequest, predictions_id: str) -> HttpResponse:
    """Ask, then delete predictions with everything that was made of them."""
    predictions = found(request, predictions_id)
    if request.method == "POST":
        uploading.delete(predictions=predictions, actor=request.user)
        messages.success(request, f"{predictions} is deleted.")
        return redirect("metrics:home")
    context = {"predictions": predictions, "section": "measure"}
    return render(request, "metrics/predictions_delete.html", context)


@access.signed_in
@require_POST
def delete_file(request: SignedInRequest, predictions_id: str) -> HttpResponse:
    """Delete the original only; the numbers stay."""
    predictions = found(request, predictions_id)
    try:
        uploading.delete_file(predictions=predictions, actor=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "The file is deleted. Its tables go on answering.")
    return redirect("metrics:predictions", predictions.public_id)
