"""Workers that are killed at a chosen point, in processes of their own."""

import os
import signal
from collections.abc import Callable
from datetime import timedelta

from django.db import connection, connections
from django.utils import timezone

from aiproj.shared import jobs
from aiproj.shared.models import Job


def in_a_child(work: Callable[[], object]) -> int:
    """Do the work in a forked process with a connection of its own; how it ended."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0)
    return os.waitpid(child, 0)[1]


def die() -> None:
    """What the kernel does to a worker when memory runs out."""
    os.kill(os.getpid(), signal.SIGKILL)


def run_and_die(job_id: int, at_statement: int) -> None:
    """Do the job and be killed before this statement."""
    seen = 0

    def count(execute, sql, params, many, context):
        nonlocal seen
        seen += 1
        if seen == at_statement:
            die()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        jobs.run(job_id)


def statements(job_id: int) -> int:
    """How many statements a whole run takes, measured by killing at none."""
    seen = 0

    def count(execute, sql, params, many, context):
        nonlocal seen
        seen += 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        jobs.run(job_id)
    return seen


def lease_runs_out(job: Job) -> None:
    """Let another worker take the job over."""
    Job.objects.filter(pk=job.pk, state=Job.State.RUNNING).update(
        lease_until=timezone.now() - timedelta(seconds=1)
    )
