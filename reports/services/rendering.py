"""Rendering: one version of a report as page, PDF and tables, kept together or not at all."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from accounts import access, audit
from aiproj.shared import files, jobs
from aiproj.shared.documents import compile_pdf
from aiproj.shared.exports import write_sheet_csv, write_workbook
from aiproj.shared.models import Job
from reports import dossier
from reports.dossier import Dossier
from reports.exports import one_table, workbook_sheets
from reports.models import Report, ReportFile
from reports.services import storage

TEMPLATE = Path(__file__).resolve().parents[1] / "typst" / "readiness.typ"


class NotAllowed(Exception):
    """Whoever asked for the report may not have it made any more."""


def _pdf(found: Dossier) -> bytes:
    return compile_pdf(TEMPLATE, found.report.as_dict(), created=found.created)


def _xlsx(found: Dossier) -> bytes:
    return write_workbook(workbook_sheets(found.report, found.edition), created=found.created)


def _csv(found: Dossier) -> bytes:
    return write_sheet_csv(one_table(workbook_sheets(found.report, found.edition)))


DRAW: dict[str, tuple[str, Callable[[Dossier], bytes]]] = {
    ReportFile.Format.PDF: ("Drawing the PDF", _pdf),
    ReportFile.Format.XLSX: ("Filling the workbook", _xlsx),
    ReportFile.Format.CSV: ("Writing the CSV file", _csv),
}


def render(job: Job) -> None:
    """Draw every format and keep them with the page; a second run changes nothing."""
    report = Report.objects.select_related("organization").get(pk=job.payload["report"])
    if report.rendered_at is not None:
        return
    needed = access.Permission.MANAGE_ASSESSMENTS
    if not access.user_may(job.user_id, report.organization_id, needed):
        raise NotAllowed("The person who asked for this report may not make reports any more.")
    steps = len(DRAW) + 2
    jobs.progress(job, 0, steps, "Writing the report")
    found = dossier.collect(report)
    with _aside() as written:
        for number, (extension, (message, draw)) in enumerate(DRAW.items(), start=1):
            jobs.progress(job, number, steps, message)
            with jobs.keeping(job):
                content = draw(found)
            file = _describe(report, extension, content)
            written.append((file, files.write_aside(file.path, [content])))
        jobs.progress(job, steps - 1, steps, "Keeping the report")
        for file, aside in written:
            files.put_in_place(aside, file.path)
    _keep(job, report, found, [file for file, _ in written])
    storage.clear_aside(report)


def _describe(report: Report, extension: str, content: bytes) -> ReportFile:
    return ReportFile(
        report=report,
        format=extension,
        path=storage.place(report, extension),
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
    )


@contextmanager
def _aside() -> Iterator[list[tuple[ReportFile, Path]]]:
    """Files that wait beside their place; whatever is still there at the end is removed."""
    written: list[tuple[ReportFile, Path]] = []
    try:
        yield written
    finally:
        for _, aside in written:
            aside.unlink(missing_ok=True)


@transaction.atomic
def _keep(job: Job, report: Report, found: Dossier, drawn: list[ReportFile]) -> None:
    jobs.confirm(job)
    for file in drawn:
        ReportFile.objects.update_or_create(
            report=report,
            format=file.format,
            defaults={"path": file.path, "sha256": file.sha256, "size": file.size},
        )
    report.content = found.report.as_dict()
    report.inputs_hash = found.edition.inputs_hash
    report.rendered_at = timezone.now()
    report.save(update_fields=["content", "inputs_hash", "rendered_at"])
    audit.record(
        report.organization,
        report.created_by,
        "report.rendered",
        f"report {report.public_id}",
        after={
            "inputs_hash": report.inputs_hash,
            "files": {file.format: file.sha256 for file in drawn},
        },
    )
