"""Taking predictions in, renaming them, and deleting the file or all of it."""

import shutil
import tempfile
import threading
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from accounts import audit
from accounts.models import Organization, User
from aiproj.shared import files
from aiproj.shared.errors import Refused
from aiproj.shared.format import file_size
from metrics.models import Predictions, Upload
from metrics.reading import process
from metrics.reading.outcome import Options, Preview

LONGEST_NAME = 255


LOOKS = threading.BoundedSemaphore(2)  # of the four threads of a web process
LONGEST_WAIT = 2  # seconds


class Busy(Refused):
    """There is too much to do in this moment."""


class Empty(Refused):
    """A file without a byte."""

    def __init__(self) -> None:
        super().__init__("The file is empty: it has no data rows.")


class TooLarge(Refused):
    """More bytes than there is room for."""


def folder_named(organization: Organization, public_id: str) -> str:
    """Where the files of predictions lie: random ids only, nothing that people typed."""
    return f"{organization.public_id}/predictions-{public_id}"


def folder_of(predictions: Predictions) -> str:
    return folder_named(predictions.organization, predictions.public_id)


def file_of(predictions: Predictions) -> Path:
    return files.place(f"{folder_of(predictions)}/original")


def tables_of(predictions: Predictions) -> Path:
    return files.place(f"{folder_of(predictions)}/tables.npz")


def room_left(organization: Organization) -> int:
    """How many bytes the organization may still bring in; uploads under way hold theirs.

    An upload without a piece for an hour holds no more than what has arrived.
    """
    kept = Predictions.objects.of(organization).filter(file_deleted_at=None)
    stored = kept.aggregate(total=Sum("size"))["total"] or 0
    promised = Upload.objects.of(organization).promised(timezone.now())
    return settings.UPLOAD_QUOTA - stored - promised


def hold_room(organization: Organization) -> None:
    """Let no other upload of the organization take room until this transaction ends."""
    Organization.objects.select_for_update().get(pk=organization.pk)


def plain_file_name(name: str) -> str:
    """What people see of a file's name: no folders, nothing invisible, at most 255 characters."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(each for each in last if unicodedata.category(each)[0] != "C").strip()
    return shown[:LONGEST_NAME] or "file"


def take_in(
    *, organization: Organization, actor: User, name: str, file_name: str, content: Iterable[bytes]
) -> Predictions:
    """Store a file of predictions as it came. Raises TooLarge, and Refused when it is empty.

    The file is in place before the row is; a row never points at half a file.
    """
    predictions = Predictions(
        organization=organization,
        name=name,
        file_name=plain_file_name(file_name),
        size=0,
        created_by=actor,
    )
    path = f"{folder_of(predictions)}/original"
    most = min(settings.UPLOAD_MOST, room_left(organization))
    aside = files.write_aside(path, within(content, most))
    try:
        predictions.size = aside.stat().st_size
        if not predictions.size:
            raise Empty
        files.put_in_place(aside, path)
        with transaction.atomic():
            hold_room(organization)
            if predictions.size > room_left(organization):
                raise TooLarge(_no_room(room_left(organization)))
            keep(predictions, actor)
    except BaseException:
        shutil.rmtree(aside.parent, ignore_errors=True)
        raise
    return predictions


@transaction.atomic
def keep(predictions: Predictions, actor: User) -> Predictions:
    """Save the row of a file that lies in its place."""
    predictions.save()
    _note(predictions, actor, "predictions.uploaded", after={"size": predictions.size})
    return predictions


def _no_room(most: int) -> str:
    return (
        f"The file is larger than the {file_size(max(most, 0))} that are left for it. "
        "Nothing was kept. Delete files that are not needed, or upload fewer rows."
    )


def within(content: Iterable[bytes], most: int) -> Iterator[bytes]:
    total = 0
    for part in content:
        total += len(part)
        if total > most:
            raise TooLarge(_no_room(most))
        yield part


@contextmanager
def scratch(predictions: Predictions) -> Iterator[Path]:
    """A folder beside the file for one reading, removed at the end."""
    place = files.place(folder_of(predictions))
    with tempfile.TemporaryDirectory(dir=place, prefix=files.ASIDE) as folder:
        yield Path(folder)


@contextmanager
def turn() -> Iterator[None]:
    """A turn of a request to have a child process work.

    Raises Busy while too many are at work: each takes memory, and the thread of a request.
    """
    if not LOOKS.acquire(timeout=LONGEST_WAIT):
        raise Busy("Many files are being looked into. Try again in a few seconds.")
    try:
        yield
    finally:
        LOOKS.release()


def look_into(predictions: Predictions, encoding: str | None = None) -> Preview:
    """The head of the file, as a text of this encoding, with proposals for its columns.

    Raises metrics.reading's Unreadable, and Busy.
    """
    with turn():
        return process.preview(file_of(predictions), options=Options(encoding=encoding))


@transaction.atomic
def delete_file(*, predictions: Predictions, actor: User) -> None:
    """Delete the original; its tables go on answering. Raises Refused before it was read."""
    if predictions.state != Predictions.State.READY:
        raise Refused("The file has not been read yet. Delete the predictions instead.")
    deleted = Predictions.objects.filter(pk=predictions.pk, file_deleted_at=None).update(
        file_deleted_at=timezone.now()
    )
    if deleted:
        _note(predictions, actor, "predictions.file_deleted")
        original = file_of(predictions)
        transaction.on_commit(lambda: original.unlink(missing_ok=True))


@transaction.atomic
def delete(*, predictions: Predictions, actor: User) -> None:
    """Delete predictions with their file, tables and valuations."""
    folder = files.place(folder_of(predictions))
    _note(predictions, actor, "predictions.deleted", before={"name": predictions.name})
    predictions.delete()
    transaction.on_commit(lambda: _forget(folder))


def _forget(folder: Path) -> None:
    with suppress(FileNotFoundError):
        shutil.rmtree(folder)


def _note(
    predictions: Predictions,
    actor: User,
    what: str,
    *,
    before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
) -> None:
    subject = f"predictions {predictions.public_id}"
    audit.record(predictions.organization, actor, what, subject, before=before, after=after)
