"""Files below FILES_DIR, written whole or not at all."""

import hashlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

ASIDE = ".new-"


def place(path: str) -> Path:
    """Where a stored path lies on the disk."""
    return Path(settings.FILES_DIR) / path


def write_aside(path: str, content: Iterable[bytes]) -> Path:
    """Write the whole file beside its place and have the disk confirm it."""
    folder = place(path).parent
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, prefix=ASIDE, delete=False) as target:
        try:
            for part in content:
                target.write(part)
            target.flush()
            os.fsync(target.fileno())
        except BaseException:
            Path(target.name).unlink()
            raise
    return Path(target.name)


def put_in_place(aside: Path, path: str) -> None:
    """Move a finished file to its place; readers see the old one or the new one."""
    final = place(path)
    aside.replace(final)
    folder = os.open(final.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def clear_aside(folder: str) -> None:
    """Remove what workers that were killed left beside the finished files of a folder."""
    for left in place(folder).glob(f"{ASIDE}*"):
        left.unlink(missing_ok=True)


def fingerprint(path: Path) -> str:
    """The SHA-256 of a file, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
