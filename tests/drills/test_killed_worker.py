"""J1: a worker is killed at twenty points of a report; one row and one file each remain."""

import os
import signal
from datetime import timedelta

import factories
import pytest
from django.conf import settings
from django.db import connection, connections
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


def _in_a_child(work) -> int:
    """Do the work in a forked process with a connection of its own; how it ended."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0)
    return os.waitpid(child, 0)[1]


def _run_and_die(job_id: int, at_statement: int) -> None:
    seen = 0

    def count(execute, sql, params, many, context):
        nonlocal seen
        seen += 1
        if seen == at_statement:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        jobs.run(job_id)


def _statements(job_id: int) -> int:
    """How many statements a whole run takes, measured by killing at none."""
    seen = 0

    def count(execute, sql, params, many, context):
        nonlocal seen
        seen += 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        jobs.run(job_id)
    return seen


def _lease_runs_out(job: Job) -> None:
    Job.objects.filter(pk=job.pk, state=Job.State.RUNNING).update(
        lease_until=timezone.now() - timedelta(seconds=1)
    )


@pytest.fixture
def report(organization, manager) -> Report:
    return _publish(organization, manager)


def _files_on_disk(report: Report) -> list[str]:
    folder = settings.FILES_DIR / report.organization.public_id / report.public_id
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith(".new-"))


def test_killed_at_twenty_points_leaves_one_row_and_one_file_each(report, manager):
    total = _statements(report.job.pk)
    hashes = dict(report.files.values_list("format", "sha256"))
    for point in range(POINTS):
        again = publishing.make_version(report=report, actor=manager)
        at = 1 + point * (total - 1) // (POINTS - 1)
        ended = _in_a_child(lambda job=again.job, at=at: _run_and_die(job.pk, at))
        assert os.WIFSIGNALED(ended), f"statement {at} of {total} was never reached"
        _lease_runs_out(again.job)
        jobs.run(again.job.pk)
        again.refresh_from_db()
        assert again.rendered_at is not None
        assert again.job.state == Job.State.DONE
        assert set(again.files.values_list("format", flat=True)) == hashes.keys()
        assert _files_on_disk(again) == ["readiness.csv", "readiness.pdf", "readiness.xlsx"]


def test_a_task_that_kills_its_process_is_parked_and_others_finish(report, manager):
    job = report.job
    for _ in range(jobs.MAX_ATTEMPTS):
        assert os.WIFSIGNALED(_in_a_child(lambda: _run_and_die(job.pk, 8)))
        _lease_runs_out(job)
        jobs.sweep(timezone.now())
    job.refresh_from_db()
    assert job.state == Job.State.PARKED
    other = publishing.make_version(report=report, actor=manager)
    jobs.run(other.job.pk)
    assert other.job.state == Job.State.DONE
    assert ReportFile.objects.filter(report=other).count() == 3
