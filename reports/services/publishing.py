"""Publishing a frozen result, and making further versions of its report."""

from django.db import transaction

from accounts import audit
from accounts.models import User
from aiproj.shared import jobs
from aiproj.shared.errors import Refused
from aiproj.shared.models import Job
from assessments.models import Assessment
from assessments.services import lifecycle
from reports.models import Report

RENDER = "reports.render"


@transaction.atomic
def publish(
    *,
    assessment: Assessment,
    actor: User,
    version: int,
    decisions: list[dict[str, str]],
    shared_with_members: bool,
) -> Report:
    """Publish the result and have its report made. Raises Refused, Stale."""
    published = lifecycle.publish(
        assessment=assessment,
        actor=actor,
        version=version,
        decisions=decisions,
        shared_with_members=shared_with_members,
    )
    return _create(published, actor, number=1)


@transaction.atomic
def make_version(*, report: Report, actor: User) -> Report:
    """Make the report's next version from the same frozen result. Raises Refused."""
    rows = Assessment.objects.select_for_update(of=("self",)).select_related("organization")
    assessment = rows.get(pk=report.assessment_id)
    last = Report.objects.filter(assessment=assessment).order_by("-number").first()
    if last is None or assessment.published_at is None:
        raise Refused("Publish the assessment first.")
    if last.rendered_at is None and not _given_up(last):
        raise Refused(f"Version {last.number} is being made already.")
    return _create(assessment, actor, number=last.number + 1)


def _given_up(report: Report) -> bool:
    job = report.job
    return job is None or job.state == Job.State.PARKED


def _create(assessment: Assessment, actor: User, *, number: int) -> Report:
    report = Report.objects.create(
        organization=assessment.organization,
        assessment=assessment,
        number=number,
        created_by=actor,
    )
    audit.record(
        assessment.organization,
        actor,
        "report.created",
        f"report {report.public_id}",
        after={"assessment": assessment.public_id, "number": number},
    )
    jobs.enqueue(
        kind=RENDER,
        key=report.job_key,
        organization_id=assessment.organization_id,
        user_id=actor.pk,
        payload={"report": report.pk},
    )
    return report
