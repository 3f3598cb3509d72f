"""Where the files of reports lie: written whole or not at all."""

import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from django.conf import settings

from accounts.models import Organization
from reports.models import Report, ReportFile

ASIDE = ".new-"


def place(report: Report, extension: str) -> str:
    """The file's path below FILES_DIR: random ids only, nothing that people typed."""
    return f"{report.organization.public_id}/{report.public_id}/readiness.{extension}"


def write_aside(path: str, content: bytes) -> Path:
    """Write the whole file beside its place and have the disk confirm it."""
    folder = (settings.FILES_DIR / path).parent
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, prefix=ASIDE, delete=False) as target:
        try:
            target.write(content)
            target.flush()
            os.fsync(target.fileno())
        except BaseException:
            Path(target.name).unlink()
            raise
    return Path(target.name)


def put_in_place(aside: Path, path: str) -> None:
    """Move a finished file to its place; readers see the old one or the new one."""
    final = settings.FILES_DIR / path
    aside.replace(final)
    folder = os.open(final.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def clear_aside(report: Report) -> None:
    """Remove what workers that were killed left beside the finished files."""
    folder = (settings.FILES_DIR / place(report, "pdf")).parent
    for left in folder.glob(f"{ASIDE}*"):
        left.unlink(missing_ok=True)


def read_stored(file: ReportFile) -> bytes | None:
    """The file's content; None where it was removed from the disk."""
    try:
        return (settings.FILES_DIR / file.path).read_bytes()
    except FileNotFoundError:
        return None


def forget(organization: Organization) -> None:
    """Remove every file of an organization."""
    with suppress(FileNotFoundError):
        shutil.rmtree(settings.FILES_DIR / organization.public_id)
