"""What programs do: upload predictions, follow them, bring values in and read them."""

import json
import sys
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from django.conf import settings
from django.http import HttpResponse, JsonResponse, UnreadablePostError
from django.urls import reverse

from accounts.access import Permission
from accounts.bearer import ProgramRequest, confirm, error, program
from accounts.models import ApiToken
from aiproj.shared import body_limit
from aiproj.shared.errors import Refused
from metrics.forms.amounts import MOST_DIGITS
from metrics.forms.api import UploadQuery
from metrics.forms.samples import plain_entry, read_entries
from metrics.models import Measured, MetricSample, Predictions
from metrics.services import samples as sample_service
from metrics.services import sending
from metrics.services.receiving import TooMany
from metrics.services.samples import LineRefused
from metrics.services.uploading import Empty, TooLarge
from metrics.views.measured import find_measured
from metrics.views.predictions import found

BLOCK = 64 * 1024
MOST_JSON = 2 * 1024**2
MOST_PROBLEMS = 100
FIELDS = ("day", "value", "note")
TWICE = "Entries {} and {} are both about {}. Keep one of them."
LIST = 'Send {"values": [{"day": "2026-11-28", "value": "12.5", "note": "..."}]}.'


@body_limit.takes(lambda: sys.maxsize)  # told in JSON, before a byte is read as well
@program(ApiToken.Scope.PREDICTIONS, "PUT", "POST")
def predictions(request: ProgramRequest) -> HttpResponse:
    """Take a file in as the body of the request; columns are named in the address."""
    if (request.content_type or "").startswith("multipart/"):
        remedy = "Send the file itself as the body, as curl -T does."
        return error(415, "form", "This is a form with a file in it.", remedy)
    length = request.headers.get("Content-Length", "")
    if not (length.isascii() and length.isdigit()):
        return error(411, "length", "The length of the file is missing.", "Send a file, no pipe.")
    query = UploadQuery(request.GET)
    if not query.is_valid():
        return _wrong_query(query)
    return _taken(request, query, int(length))


def _wrong_query(query: UploadQuery) -> HttpResponse:
    name, messages = next(iter(query.errors.items()))
    where = "" if name == "__all__" else f"{name}: "
    remedy = "Name the columns in the address: ?name=...&label=...&positive_label=...&score=..."
    return error(422, "query", f"{where}{messages[0]}", remedy)


def _taken(request: ProgramRequest, query: UploadQuery, size: int) -> HttpResponse:
    name = query.cleaned_data["name"]
    try:
        made, is_new = sending.take(
            organization=request.organization,
            actor=request.user,
            name=name,
            file_name=query.cleaned_data["file_name"] or name,
            size=size,
            content=_whole(request, size),
            mapping=query.mapping,
            confirm=lambda: confirm(request, ApiToken.Scope.PREDICTIONS),
        )
    except UnreadablePostError:
        return error(
            400, "cut", "The file did not arrive whole. Nothing was kept.", "Send it again."
        )
    except Refused as refusal:
        return _not_taken(refusal)
    return JsonResponse(_told(made), status=201 if is_new else 200)


def _not_taken(refusal: Refused) -> HttpResponse:
    if isinstance(refusal, TooLarge):
        return error(413, "too_large", str(refusal), "Send fewer rows or columns.")
    if isinstance(refusal, TooMany):
        return error(429, "too_many", str(refusal), "Send it again when others have arrived.")
    if isinstance(refusal, Empty):
        return error(422, "file_empty", str(refusal), "Send a file with a header and data rows.")
    return error(422, "file", str(refusal), "Look at the file, then send it again.")


def _whole(request: ProgramRequest, size: int) -> Iterator[bytes]:
    """The body, block by block; an error when it ends early."""
    left = size
    while left:
        block = request.read(min(BLOCK, left))
        if not block:
            raise UnreadablePostError
        left -= len(block)
        yield block


@program(ApiToken.Scope.PREDICTIONS, "GET")
def state(request: ProgramRequest, predictions_id: str) -> HttpResponse:
    """How far reading is, what it found, and the last valuation's headline."""
    return JsonResponse(_told(found(request, predictions_id)))


def _told(predictions: Predictions) -> dict[str, Any]:
    is_ready = predictions.state == Predictions.State.READY
    valuation = predictions.last_valuation() if is_ready else None
    known = predictions.facts
    return {
        "id": predictions.public_id,
        "name": predictions.name,
        "state": predictions.state,
        "rows": known.get("rows"),
        "positives": known.get("positives"),
        "left_out": known.get("left_out"),
        "pending": known.get("pending"),
        "problems": predictions.problems,
        "finding": valuation.finding if valuation else None,
        "page": _address("metrics:predictions", predictions.public_id),
        "self": _address("metrics:api_state", predictions.public_id),
    }


def _address(name: str, public_id: str) -> str:
    return settings.PUBLIC_URL + reverse(name, args=[public_id])


@program(ApiToken.Scope.VALUES, "GET", "POST", reading=ApiToken.Scope.READ_VALUES)
def values(request: ProgramRequest, **address: str) -> HttpResponse:
    """The values of a metric of either kind; posted ones are kept all or none, known ones once."""
    needed = Permission.ENTER_VALUES if request.method == "POST" else Permission.READ_METRICS
    metric = find_measured(request, needed, address)
    if request.method != "POST":
        listed = [_plain(sample) for sample in metric.samples.newest()]
        return JsonResponse({"metric": metric.name, "unit": metric.unit, "values": listed})
    try:
        rows = _listed(request)
    except TooLarge as refusal:
        return error(413, "too_large", str(refusal), "Send it in parts.")
    except ValueError as wrong:
        return error(400, "json", str(wrong), LIST)
    return _kept(request, metric, rows)


def _plain(sample: MetricSample) -> dict[str, str]:
    value = f"{sample.value.normalize():f}"
    return {"day": sample.day.isoformat(), "value": value, "note": sample.note}


def _listed(request: ProgramRequest) -> list[list[str]]:
    """The cells of each value, with the digits that were sent. Raises ValueError, TooLarge."""
    try:
        body = request.read(MOST_JSON + 1)
    except UnreadablePostError as cut:
        raise ValueError("The list did not arrive whole.") from cut
    if len(body) > MOST_JSON:
        raise TooLarge(f"The list has more than {MOST_JSON:,} bytes. Nothing was kept.")
    try:
        said = json.loads(body, parse_float=_digits, parse_int=str)
    except (ValueError, RecursionError, InvalidOperation) as wrong:
        raise ValueError("This is not JSON.") from wrong
    rows = said.get("values") if isinstance(said, dict) else None
    if not isinstance(rows, list) or not rows:
        raise ValueError("There is no list of values.")
    for place, row in enumerate(rows, 1):
        if not isinstance(row, dict):
            raise ValueError(f"Entry {place} holds no day with its value.")
        if unknown := sorted(set(row) - set(FIELDS)):
            raise ValueError(f"Entry {place} has “{unknown[0][:40]}”, which is not known.")
        if not all(isinstance(cell, str) for cell in row.values()):
            raise ValueError(f"Entry {place} holds something that is neither text nor number.")
    return [[row.get(field, "").strip() for field in FIELDS] for row in rows]


def _digits(number: str) -> str:
    """A number without an exponent: programs write 0.00001 as 1e-05."""
    value = Decimal(number)
    return f"{value:f}" if abs(value.adjusted()) <= MOST_DIGITS else number


def _kept(request: ProgramRequest, metric: Measured, rows: list[list[str]]) -> HttpResponse:
    entries, places, problems = read_entries(enumerate(rows, 1), TWICE, plain_entry)
    found_wrong = [(each.line, each.message) for each in problems]
    if not found_wrong:
        try:
            kept = sample_service.add_all(metric=metric, actor=request.user, entries=entries)
            return JsonResponse({"added": kept.added, "known": kept.known})
        except LineRefused as refused:
            found_wrong = [(places[at], text) for at, text in refused.problems]
        except Refused as refusal:
            return error(409, "locked", str(refusal))
    listed = [{"entry": at, "message": text} for at, text in found_wrong[:MOST_PROBLEMS]]
    remedy = "Mend the entries that are named and send all again."
    return error(422, "values", "Nothing was kept.", remedy, problems=listed)
