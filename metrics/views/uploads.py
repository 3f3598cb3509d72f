"""Uploads in pieces, for the page's script: start, go on, finish, cancel. Answers are JSON."""

from django.http import Http404, HttpResponse, JsonResponse, UnreadablePostError
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts import access
from accounts.access import Permission, SignedInRequest
from aiproj.shared.errors import Refused
from metrics.forms.uploads import FinishForm, StartForm
from metrics.models import Predictions, Upload
from metrics.services import receiving
from metrics.services.receiving import OtherOffset, TooMany
from metrics.services.uploading import TooLarge
from metrics.views import predictions

BAD_REQUEST = 400
CONFLICT = 409
TOO_LARGE = 413
UNPROCESSABLE = 422
OFFSET = "Upload-Offset"
LONGEST_NUMBER = 19  # digits that a 64-bit column always holds, and one


def _found(request: SignedInRequest, upload_id: str) -> Upload:
    visible = Upload.objects.visible_to(request.user).select_related("organization")
    return access.get(request, visible, Permission.EVALUATE, public_id=upload_id)


def _state(upload: Upload, status: int = 200) -> JsonResponse:
    body = {"id": upload.public_id, "offset": upload.received, "size": upload.size}
    return JsonResponse(body, status=status, headers={OFFSET: str(upload.received)})


def _refusal(status: int, message: str, **details: object) -> JsonResponse:
    return JsonResponse({"message": message, **details}, status=status)


@access.allow(Permission.EVALUATE)
@require_POST
def start(request: SignedInRequest) -> HttpResponse:
    """Announce a file; the answer says where its pieces go."""
    form = StartForm(request.POST)
    if not form.is_valid():
        first = next(iter(form.errors.values()))[0]
        return _refusal(UNPROCESSABLE, str(first), errors=form.errors)
    try:
        upload = receiving.start(
            organization=request.organization, actor=request.user, **form.cleaned_data
        )
    except TooLarge as refusal:
        return _refusal(TOO_LARGE, str(refusal))
    except TooMany as refusal:
        return _refusal(CONFLICT, str(refusal))
    return _state(upload, 201)


@access.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: SignedInRequest, upload_id: str) -> HttpResponse:
    """Say how far the file is, or take the piece that begins at Upload-Offset."""
    current = _found(request, upload_id)
    if request.method != "POST":
        return _state(current)
    offset = request.headers.get(OFFSET, "")
    if not (offset.isascii() and offset.isdigit() and len(offset) < LONGEST_NUMBER):
        return _refusal(BAD_REQUEST, f"Say in {OFFSET} where the piece begins.")
    try:
        piece = request.read(receiving.PIECE_MOST + 1)
    except UnreadablePostError:
        return _refusal(BAD_REQUEST, "The piece did not arrive whole. Send it again.")
    if len(piece) > receiving.PIECE_MOST:
        return _refusal(TOO_LARGE, f"A piece has at most {receiving.PIECE_MOST} bytes.")
    return _take(current, int(offset), piece)


def _take(current: Upload, offset: int, piece: bytes) -> HttpResponse:
    try:
        return _state(receiving.take_piece(upload=current, offset=offset, piece=piece))
    except OtherOffset as other:
        return _refusal(CONFLICT, str(other), offset=other.expected)
    except TooLarge as refusal:
        return _refusal(TOO_LARGE, str(refusal))
    except Upload.DoesNotExist:
        raise Http404 from None


@access.signed_in
@require_POST
def finish(request: SignedInRequest, upload_id: str) -> HttpResponse:
    """Make predictions of the file. Asked again after a lost answer, it says the same."""
    if not _is_finished(request, upload_id):
        form = FinishForm(request.POST)
        if not form.is_valid():
            return _refusal(UNPROCESSABLE, str(form.errors["name"][0]))
        try:
            receiving.finish(
                upload=_found(request, upload_id),
                actor=request.user,
                name=form.cleaned_data["name"],
            )
        except (Http404, Refused) as refusal:
            # The same request, sent twice, may have finished it in this moment
            if not _is_finished(request, upload_id):
                if isinstance(refusal, Http404):
                    raise
                return _refusal(UNPROCESSABLE, str(refusal))
    made = predictions.found(request, upload_id)
    return JsonResponse({"address": reverse("metrics:columns", args=[made.public_id])})


def _is_finished(request: SignedInRequest, upload_id: str) -> bool:
    visible = Predictions.objects.visible_to(request.user)
    return visible.filter(public_id=upload_id).exists()


@access.signed_in
@require_POST
def cancel(request: SignedInRequest, upload_id: str) -> HttpResponse:
    """Stop the upload and remove what has arrived."""
    if not receiving.cancel(upload=_found(request, upload_id)):
        raise Http404  # finished in this moment
    return HttpResponse(status=204)
