"""Predictions: bringing a file in, naming its columns, what it is worth, deleting it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts import access
from accounts.access import Permission, SignedInRequest
from aiproj.shared import versions
from aiproj.shared.errors import Refused, Stale
from metrics.forms.predictions import ColumnsForm, UploadForm
from metrics.models import Predictions
from metrics.reading.outcome import Preview
from metrics.reading.problems import Unreadable
from metrics.services import reading_files, uploading

CONFLICT = 409
UNPROCESSABLE = 422


def found(
    request: SignedInRequest, predictions_id: str, permission: Permission = Permission.EVALUATE
) -> Predictions:
    """The predictions, for people who may evaluate them; 404 or 403 for others."""
    visible = Predictions.objects.visible_to(request.user).select_related("organization")
    return access.get(request, visible, permission, public_id=predictions_id)


@access.allow(Permission.EVALUATE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    """Take a file in, then ask for its columns."""
    form = UploadForm(request.POST or None, request.FILES or None)
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
        else:
            return redirect("metrics:columns", made.public_id)
    context = {"form": form, "section": "measure"}
    status = UNPROCESSABLE if form.errors else 200
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
    try:
        preview = uploading.look_into(predictions)
    except Unreadable as unreadable:
        context = {"predictions": predictions, "problem": unreadable.problem, "section": "measure"}
        return render(request, "metrics/predictions_unreadable.html", context, status=UNPROCESSABLE)
    initial = {**predictions.mapping, "version": predictions.version}
    form = ColumnsForm(request.POST or None, initial=initial, preview=preview)
    if request.method == "POST" and form.is_valid():
        return _choose(request, predictions, form, preview)
    return _ask(request, predictions, form, preview, UNPROCESSABLE if form.errors else 200)


def _choose(
    request: SignedInRequest, predictions: Predictions, form: ColumnsForm, preview: Preview
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
    return redirect("metrics:predictions", predictions.public_id)


def _ask(
    request: SignedInRequest,
    predictions: Predictions,
    form: ColumnsForm,
    preview: Preview,
    status: int,
) -> HttpResponse:
    context = {"predictions": predictions, "form": form, "preview": preview, "section": "measure"}
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
