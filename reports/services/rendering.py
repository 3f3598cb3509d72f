"""Rendering: one version of a report as page, PDF and tables, kept together or not at all."""

from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from accounts import access, audit
from aiproj.shared import jobs
from aiproj.shared.documents import compile_pdf
from aiproj.shared.exports import write_sheet_csv, write_workbook
from aiproj.shared.models import Job
from reports import dossier
from reports.dossier import Dossier
from reports.exports import one_table, workbook_sheets
from reports.models import Report, ReportFile
from reports.services import storage
from reports.services.drawing import Drawn, NotAllowed, draw_all

TEMPLATE = Path(__file__).resolve().parents[1] / "typst" / "readiness.typ"


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
    jobs.progress(job, 0, len(DRAW) + 2, "Writing the report")
    found = dossier.collect(report)
    formats = {name: (said, partial(draw, found)) for name, (said, draw) in DRAW.items()}
    drawn = draw_all(job, formats, partial(storage.place, report))
    _keep(job, report, found, drawn)
    storage.clear_aside(report)


@transaction.atomic
def _keep(job: Job, report: Report, found: Dossier, drawn: dict[str, Drawn]) -> None:
    jobs.confirm(job)
    for extension, file in drawn.items():
        ReportFile.objects.update_or_create(report=report, format=extension, defaults=asdict(file))
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
            "files": {extension: file.sha256 for extension, file in drawn.items()},
        },
    )
