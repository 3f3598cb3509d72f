"""Where the files of reports lie."""

import shutil
from contextlib import suppress

from accounts.models import Organization
from aiproj.shared import files
from reports.models import Report, ReportFile


def place(report: Report, extension: str) -> str:
    """The file's path below FILES_DIR: random ids only, nothing that people typed."""
    return f"{_folder(report)}/readiness.{extension}"


def clear_aside(report: Report) -> None:
    """Remove what workers that were killed left beside the finished files."""
    files.clear_aside(_folder(report))


def read_stored(file: ReportFile) -> bytes | None:
    """The file's content; None where it was removed from the disk."""
    try:
        return files.place(file.path).read_bytes()
    except FileNotFoundError:
        return None


def forget(organization: Organization) -> None:
    """Remove every file of an organization."""
    with suppress(FileNotFoundError):
        shutil.rmtree(files.place(organization.public_id))


def _folder(report: Report) -> str:
    return f"{report.organization.public_id}/{report.public_id}"
