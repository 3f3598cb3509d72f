"""Files that programs send in one request: kept whole and once, or not at all."""

from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import Any

from django.db import transaction

from accounts.models import Organization, User
from aiproj.shared import files
from metrics.asking import plain
from metrics.models import Predictions, Upload
from metrics.reading.columns import ColumnMapping, ForecastMapping, mapping_of
from metrics.services import reading_files, receiving, uploading

Mapping = ColumnMapping | ForecastMapping


def take(
    *,
    organization: Organization,
    actor: User,
    name: str,
    file_name: str,
    size: int,
    content: Iterable[bytes],
    mapping: Mapping | None,
    confirm: Callable[[], object],
) -> tuple[Predictions, bool]:
    """Keep a file with its columns, and say whether it is new.

    The room is held from the first byte on. `confirm` is called when all bytes are there, in the
    transaction that keeps them; what it raises keeps nothing. The person's file of the same
    content, name and columns is given back instead of a second one, so a request whose answer was
    lost can be sent again. Raises TooLarge, and Refused when the file is empty or cut.
    """
    if not size:
        raise uploading.Empty
    upload = receiving.start(
        organization=organization, actor=actor, name=name, file_name=file_name, size=size
    )
    try:
        upload = receiving.fill(upload=upload, content=content)
        sha256 = files.fingerprint(receiving.put_whole(upload))
        with transaction.atomic():
            confirm()  # locks the token before the organization, as taking it back does
            uploading.hold_room(organization)  # of two equal files the second sees the first
            known = _known(upload, sha256, mapping)
            if known is None:
                return _keep(upload, sha256, mapping), True
    except BaseException:
        receiving.cancel(upload=upload)
        raise
    receiving.cancel(upload=upload)
    return known, False


def _known(upload: Upload, sha256: str, mapping: Mapping | None) -> Predictions | None:
    """The same file of the same person; where no columns are named, whatever they are by now."""
    same = Predictions.objects.of(upload.organization).filter(
        created_by=upload.created_by, name=upload.name, sha256=sha256
    )
    for found in same.select_related("organization").order_by("pk"):
        if mapping is None or _as_before(found) == plain(asdict(mapping)):
            return found
    return None


def _as_before(found: Predictions) -> Any:
    """The columns of a file with what choices of before did not have yet; None without columns."""
    return plain(asdict(mapping_of(found.kind, found.mapping))) if found.mapping else None


def _keep(upload: Upload, sha256: str, mapping: Mapping | None) -> Predictions:
    actor = upload.created_by
    made = receiving.keep(upload=upload, actor=actor, sha256=sha256)
    if mapping is None:
        return made
    return reading_files.choose_columns(
        predictions=made, actor=actor, version=made.version, mapping=mapping
    )
