"""Uploads in pieces: each piece at its offset, until the file is whole and becomes predictions."""

import os
import shutil
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import Organization, User
from aiproj.shared import files
from aiproj.shared.errors import Refused
from aiproj.shared.format import file_size
from metrics.models import Predictions, Upload
from metrics.models.uploads import HOLDS_FOR, KEPT_FOR
from metrics.services import uploading
from metrics.services.uploading import TooLarge

PIECE_MOST = 1024**2  # larger ones leave the web server with more memory than it gives back
PART = f"{files.ASIDE}part"
FOLDERS = "*/predictions-*"
MOST_OPEN = 5  # uploads of one person in an organization
EARLY = timedelta(minutes=5)  # a piece asks for the room before others may take it
LONGEST_WORK = timedelta(hours=1)  # far beyond the time limit of any job


class TooMany(Refused):
    """The person has as many uploads under way as one may have."""


class OtherOffset(Refused):
    """The piece does not begin where the last one ended."""

    def __init__(self, expected: int) -> None:
        super().__init__(f"The next piece begins at byte {expected}.")
        self.expected = expected


def part_of(upload: Upload) -> Path:
    return _folder(upload) / PART


def _folder(upload: Upload) -> Path:
    return files.place(uploading.folder_named(upload.organization, upload.public_id))


@transaction.atomic
def start(
    *, organization: Organization, actor: User, name: str, file_name: str, size: int
) -> Upload:
    """Keep room for a file that will come in pieces. Raises TooLarge when there is none.

    Nobody may hold all the room: beyond MOST_OPEN the person's uploads without a piece for an
    hour are canceled, the oldest first; raises TooMany when there are none of these.
    """
    uploading.hold_room(organization)
    _make_way(organization, actor, timezone.now())
    most = min(settings.UPLOAD_MOST, uploading.room_left(organization))
    if size > most:
        has, left = file_size(size), file_size(max(most, 0))
        if has == left:
            has, left = f"{size:,} bytes", f"{most:,} bytes"
        raise TooLarge(
            f"The file has {has}; {left} are left for it. "
            "Nothing was kept. Delete files that are not needed, or upload fewer rows."
        )
    return Upload.objects.create(
        organization=organization,
        name=name,
        file_name=uploading.plain_file_name(file_name),
        size=size,
        created_by=actor,
    )


def _make_way(organization: Organization, actor: User, now: datetime) -> None:
    """Let there be less than MOST_OPEN uploads of the person."""
    own = Upload.objects.of(organization).filter(created_by=actor)
    beyond = own.count() + 1 - MOST_OPEN
    if beyond <= 0:
        return
    canceled = sum(
        cancel(upload=upload, expired_at=now - HOLDS_FOR + KEPT_FOR)
        for upload in own.idle(now).select_related("organization")[:beyond]
    )
    if canceled < beyond:
        raise TooMany(
            f"You are sending {MOST_OPEN} files already. Choose one of them again here to finish "
            "or cancel it; one that nothing came for in an hour gives way by itself."
        )


@transaction.atomic
def take_piece(*, upload: Upload, offset: int, piece: bytes) -> Upload:
    """Write one piece and say how far the file is. The same piece again changes nothing.

    The disk has the bytes before the row counts them, so a crash between the two only makes the
    sender repeat a piece. Raises OtherOffset and TooLarge.
    """
    _hold_again(upload)
    current = Upload.objects.select_for_update().get(pk=upload.pk)
    end = offset + len(piece)
    if end > current.size:
        raise TooLarge(f"The file was announced with {file_size(current.size)}; this is more.")
    if end <= current.received and _read(current, offset, len(piece)) == piece:
        return current
    if offset != current.received:
        raise OtherOffset(current.received)
    _write(current, offset, piece)
    current.advance(end)
    return current


def _hold_again(upload: Upload) -> None:
    """Keep the room until this transaction ends where nothing came for so long that it was free.

    Raises TooLarge when others have taken it meanwhile.
    """
    if not upload.is_idle(timezone.now() + EARLY):
        return
    uploading.hold_room(upload.organization)
    current = Upload.objects.filter(pk=upload.pk).first()
    if current is None or not current.is_idle(timezone.now()):
        return
    left = uploading.room_left(upload.organization)
    if current.size - current.received > left:
        raise TooLarge(
            f"Nothing came for so long that others took the room; {file_size(max(left, 0))} are "
            "left. Delete files that are not needed, or go on later."
        )


def _read(upload: Upload, offset: int, length: int) -> bytes:
    part = part_of(upload)
    if not length or not part.exists():
        return b""
    with part.open("rb") as file:
        file.seek(offset)
        return file.read(length)


def _write(upload: Upload, offset: int, piece: bytes) -> None:
    part = part_of(upload)
    part.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
        file.seek(offset)
        file.write(piece)
        file.truncate()
        file.flush()
        os.fsync(file.fileno())


def fill(*, upload: Upload, content: Iterable[bytes]) -> Upload:
    """Write the whole file as it comes. Raises TooLarge, Refused when it is not as announced.

    Where that takes more than an hour, the room may have gone to others.
    """
    part = part_of(upload)
    aside = files.write_aside(_path(part), uploading.within(content, upload.size))
    received = aside.stat().st_size
    if received != upload.size:
        raise Refused("The file has fewer bytes than announced.")
    files.put_in_place(aside, _path(part))
    with transaction.atomic():
        _hold_again(upload)
        current = Upload.objects.select_for_update().filter(pk=upload.pk).first()
        if current is None:
            raise Refused("The upload was finished or canceled meanwhile.")
        current.advance(received)
    return current


@transaction.atomic
def finish(*, upload: Upload, actor: User, name: str = "") -> Predictions:
    """Make predictions of the whole file, by another name if one is given. Raises Refused while
    bytes are missing.

    The file is not hashed here but when it is read: a gigabyte would hold the request up.
    """
    current = Upload.objects.select_for_update().filter(pk=upload.pk).first()
    if current is None:
        raise Refused("The upload was finished or canceled meanwhile.")
    put_whole(current)
    current.name = name or current.name
    return keep(upload=current, actor=actor)


def put_whole(upload: Upload) -> Path:
    """Put the whole file where predictions have it. Raises Refused while bytes are missing."""
    missing = upload.size - upload.received
    if missing:
        raise Refused(f"{missing} bytes of the file have not arrived yet.")
    whole = _folder(upload) / "original"
    try:
        files.put_in_place(part_of(upload), _path(whole))
    except FileNotFoundError:
        if not whole.exists():  # else it was moved before the server stopped
            raise Refused("The pieces of the file are gone. Upload it again.") from None
    return whole


@transaction.atomic
def keep(*, upload: Upload, actor: User, sha256: str = "") -> Predictions:
    """Let predictions take the place of an upload. Raises Refused when it is gone."""
    kept = Upload.objects.select_for_update().filter(pk=upload.pk)
    if not kept.exists():
        raise Refused("The upload was finished or canceled meanwhile.")
    kept.delete()
    return uploading.keep(_predictions(upload, actor, sha256), actor)


def _path(place: Path) -> str:
    return str(place.relative_to(settings.FILES_DIR))


def _predictions(upload: Upload, actor: User, sha256: str) -> Predictions:
    return Predictions(
        public_id=upload.public_id,
        organization=upload.organization,
        name=upload.name,
        file_name=upload.file_name,
        size=upload.size,
        sha256=sha256,
        created_by=actor,
    )


@transaction.atomic
def cancel(*, upload: Upload, expired_at: datetime | None = None) -> bool:
    """Give the room back and remove what has arrived; whether there was anything to cancel.

    With a moment, only if the upload has expired by then: a piece may have renewed it meanwhile.
    """
    found = Upload.objects.select_for_update().filter(pk=upload.pk)
    current = (found.expired(expired_at) if expired_at else found).first()
    if current is None:
        return False
    folder = _folder(upload)
    current.delete()
    transaction.on_commit(lambda: shutil.rmtree(folder, ignore_errors=True))
    return True


def sweep(now: datetime) -> int:
    """Remove uploads that nobody went on with, and what no row or worker knows of.

    Returns how many uploads, folders without a row, and leavings of killed workers there were.
    """
    expired = list(Upload.objects.expired(now).select_related("organization"))
    canceled = sum(cancel(upload=upload, expired_at=now) for upload in expired)
    lost = [*_folders_without_row(now - KEPT_FOR), *_left_by_workers(now - LONGEST_WORK)]
    for place in lost:
        shutil.rmtree(place, ignore_errors=True)
    return canceled + len(lost)


def _folders_without_row(before: datetime) -> list[Path]:
    old = [place for place in files.place("").glob(FOLDERS) if _is_older(place, before)]
    ids = {place.name.removeprefix("predictions-"): place for place in old}
    known = {
        public_id
        for model in (Upload, Predictions)
        for public_id in model.objects.filter(public_id__in=ids).values_list("public_id", flat=True)
    }
    return [place for public_id, place in ids.items() if public_id not in known]


def _left_by_workers(before: datetime) -> list[Path]:
    left = files.place("").glob(f"{FOLDERS}/{files.ASIDE}*/")
    return [place for place in left if _is_older(place, before)]


def _is_older(place: Path, moment: datetime) -> bool:
    try:
        return place.stat().st_mtime < moment.timestamp()
    except FileNotFoundError:  # deleted meanwhile
        return False
