"""What the pages of a report have in common: its drawings, its files."""

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.text import slugify

from reports import charts
from reports.models import Report, ReportFile
from reports.services import storage

CONTENT_TYPES: dict[str, str] = {
    ReportFile.Format.PDF: "application/pdf",
    ReportFile.Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ReportFile.Format.CSV: "text/csv; charset=utf-8",
}


def report_context(report: Report) -> dict[str, Any]:
    """The stored content with its drawings; nothing is computed anew."""
    content = report.content
    return {
        "report": report,
        "content": content,
        "stairs": charts.stairs(content),
        "scores": charts.area_scores(content),
        "topic_drawings": charts.topic_drawings(content),
        "gap_drawings": charts.gap_drawings(content),
    }


def file_answer(report: Report, extension: str) -> HttpResponse:
    """One format as an attachment that nobody keeps a copy of."""
    file = report.files.filter(format=extension).first()
    content = storage.read_stored(file) if file else None
    if file is None or content is None:
        raise Http404
    disposition = content_disposition_header(True, file_name(report, extension))
    return HttpResponse(
        content,
        content_type=CONTENT_TYPES[file.format],
        headers={
            "Content-Disposition": disposition or "attachment",
            "Cache-Control": "private, no-store",
        },
    )


def file_name(report: Report, extension: str) -> str:
    """A name of plain letters, whatever people called the organization and the scope."""
    words = slugify(f"{report.organization.name} {report.assessment.scope}")[:80].strip("-_")
    name = f"readiness-report-{words}" if words else "readiness-report"
    return f"{name}-v{report.number}.{extension}"
