"""J1: a worker is killed at twenty points of a report; one row and one file each remain."""

import os

import factories
import killing
import pytest
from django.conf import settings
from django.utils import timezone

from aiproj.shared import jobs
from aiproj.shared.models import Job
from assessments.models import Assessment
from reports.models import Report, ReportFile
from reports.services import publishing

POINTS = 20
pytestmark = pytest.mark.django_db(transaction=True)


def _publish(organization, manager) -> Report:
    assessment = factories.golden_assessment(organization, manager)
    return publishing.publish(
        assessment=assessment,
        actor=manager,
        version=Assessment.objects.get(pk=assessment.pk).version,
        decisions=[],
        shared_with_members=False,
    )


@pytest.fixture
def report(organization, manager) -> Report:
    return _publish(organization, manager)


def _files_on_disk(report: Report) -> list[str]:
    folder = settings.FILES_DIR / report.organization.public_id / report.public_id
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith(".new-"))


def test_killed_at_twenty_points_leaves_one_row_and_one_file_each(report, manager):
    total = killing.statements(report.job.pk)
    hashes = dict(report.files.values_list("format", "sha256"))
    for point in range(POINTS):
        again = publishing.make_version(report=report, actor=manager)
        at = 1 + point * (total - 1) // (POINTS - 1)
        ended = killing.in_a_child(lambda job=again.job, at=at: killing.run_and_die(job.pk, at))
        assert os.WIFSIGNALED(ended), f"statement {at} of {total} was never reached"
        killing.lease_runs_out(again.job)
        jobs.run(again.job.pk)
        again.refresh_from_db()
        assert again.rendered_at is not None
        assert again.job.state == Job.State.DONE
        assert set(again.files.values_list("format", flat=True)) == hashes.keys()
        assert _files_on_disk(again) == ["readiness.csv", "readiness.pdf", "readiness.xlsx"]


def test_a_task_that_kills_its_process_is_parked_and_others_finish(report, manager):
    job = report.job
    for _ in range(jobs.MAX_ATTEMPTS):
        assert os.WIFSIGNALED(killing.in_a_child(lambda: killing.run_and_die(job.pk, 8)))
        killing.lease_runs_out(job)
        jobs.sweep(timezone.now())
    job.refresh_from_db()
    assert job.state == Job.State.PARKED
    other = publishing.make_version(report=report, actor=manager)
    jobs.run(other.job.pk)
    assert other.job.state == Job.State.DONE
    assert ReportFile.objects.filter(report=other).count() == 3
