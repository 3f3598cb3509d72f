"""Value reports: writing one from a stored valuation, and drawing its files."""

from dataclasses import asdict
from functools import partial
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from accounts import access, audit
from accounts.models import User
from aiproj.shared import files, jobs
from aiproj.shared.documents import compile_pdf
from aiproj.shared.errors import Refused
from aiproj.shared.exports import write_workbook
from aiproj.shared.models import Job
from metrics.models import BusinessMetric, Valuation
from reports import value_dossier
from reports.models import ValueReport
from reports.services.drawing import Drawn, NotAllowed, draw_all
from reports.value_exports import value_sheets

RENDER = "reports.render_value"
TEMPLATE = Path(__file__).resolve().parents[1] / "typst" / "value.typ"


@transaction.atomic
def create(
    *, valuation: Valuation, actor: User, metric: BusinessMetric | None, counted: str
) -> ValueReport:
    """Write the report and have its files drawn. Raises Refused for a foreign metric."""
    organization = valuation.predictions.organization
    if metric is not None and metric.organization_id != organization.pk:
        raise Refused("This metric is not one of the organization.")
    now = timezone.now()
    story = value_dossier.write(valuation, metric, counted, organization.local_date(now))
    report = ValueReport.objects.create(
        organization=organization,
        valuation=valuation,
        metric=metric,
        content=story.as_dict(),
        curve=value_dossier.curve_of(valuation),
        inputs_hash=valuation.inputs_hash,
        created_by=actor,
        created_at=now,
    )
    audit.record(
        organization,
        actor,
        "value_report.created",
        f"value report {report.public_id}",
        after={"valuation": valuation.public_id, "metric": metric.public_id if metric else None},
    )
    jobs.enqueue(
        kind=RENDER,
        key=report.job_key,
        organization_id=organization.pk,
        user_id=actor.pk,
        payload={"value_report": report.pk},
    )
    return report


def folder_of(report: ValueReport) -> str:
    """Where the files lie: random ids only, nothing that people typed."""
    return f"{report.organization.public_id}/value-{report.public_id}"


def read_stored(report: ValueReport, extension: str) -> bytes | None:
    """A file's content; None where there is none."""
    found = report.files.get(extension)
    try:
        return files.place(found["path"]).read_bytes() if found else None
    except FileNotFoundError:
        return None


def render(job: Job) -> None:
    """Draw every format from the stored content; a second run changes nothing."""
    rows = ValueReport.objects.select_related("organization", "created_by")
    report = rows.filter(pk=job.payload["value_report"]).first()
    if report is None or report.rendered_at is not None:
        return
    needed = access.Permission.DEFINE_METRICS
    if not access.user_may(job.user_id, report.organization_id, needed):
        raise NotAllowed("The person who asked for this report may not make reports any more.")
    formats = {
        "pdf": ("Drawing the PDF", partial(_pdf, report)),
        "xlsx": ("Filling the workbook", partial(_xlsx, report)),
    }
    drawn = draw_all(job, formats, lambda extension: f"{folder_of(report)}/value.{extension}")
    _keep(job, report, drawn)
    files.clear_aside(folder_of(report))


def _pdf(report: ValueReport) -> bytes:
    content = value_dossier.with_paper_charts(report.content)
    return compile_pdf(TEMPLATE, content, created=report.created_at.replace(microsecond=0))


def _xlsx(report: ValueReport) -> bytes:
    created = report.created_at.replace(microsecond=0)
    return write_workbook(value_sheets(report.content, report.curve), created=created)


@transaction.atomic
def _keep(job: Job, report: ValueReport, drawn: dict[str, Drawn]) -> None:
    jobs.confirm(job)
    report.files = {extension: asdict(file) for extension, file in drawn.items()}
    report.rendered_at = timezone.now()
    report.save(update_fields=["files", "rendered_at"])
    audit.record(
        report.organization,
        report.created_by,
        "value_report.rendered",
        f"value report {report.public_id}",
        after={"files": {extension: file.sha256 for extension, file in drawn.items()}},
    )
