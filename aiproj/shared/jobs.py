"""Background work that survives a dead broker and a killed worker.

A job is a row written in the transaction that needs it. Publishing to the broker after the
commit only makes it quick; the sweeper re-queues what was not picked up or lost its lease.
A handler claims its row by compare-and-set and may run twice without harm.
"""

import logging
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import takewhile
from threading import Event, Thread
from typing import Any

from celery import current_app
from django.db import Error, connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from aiproj.shared.models import Job

logger = logging.getLogger("aiproj.jobs")

Handler = Callable[[Job], None]
HANDLERS: dict[str, Handler] = {}
LEASE = timedelta(seconds=30)
MAX_ATTEMPTS = 3
# While a request waits for it: one attempt, a second.
QUICKLY = {"socket_timeout": 1, "socket_connect_timeout": 1, "max_retries": 0}
PICK_UP_GRACE = timedelta(seconds=8)  # the broker's own chance before the sweeper steps in


class LostLease(Exception):
    """Another worker has taken this job over; whatever this one did must not be kept."""


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Register the function that does jobs of this kind."""

    def register(handler: Handler) -> Handler:
        HANDLERS[kind] = handler
        return handler

    return register


def describe(kind: str) -> str:
    """What this kind of work does, in words: the first sentence of its handler's docstring."""
    handler = HANDLERS.get(kind)
    return (handler.__doc__ or kind).split("\n")[0].rstrip(".") if handler else kind


def enqueue(
    *,
    kind: str,
    key: str,
    organization_id: int | None = None,
    user_id: int | None = None,
    payload: dict[str, Any] | None = None,
) -> Job:
    """Write the job in the caller's transaction and publish it after the commit.

    `key` names the piece of work: asking for the same work again returns the same row.
    """
    job, created = Job.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "organization_id": organization_id,
            "user_id": user_id,
            "payload": payload or {},
        },
    )
    if created:
        transaction.on_commit(lambda: publish(job.pk))
    return job


def publish(job_id: int) -> bool:
    """Tell the broker, in a second or not at all; then the sweeper will find the row."""
    from aiproj.shared.tasks import run_job

    try:
        # A connection of its own: those of the pool wait as long as workers may.
        with current_app.connection_for_write(transport_options=QUICKLY) as connection:
            run_job.apply_async((job_id,), connection=connection, retry=False)
    except Exception as error:  # whatever the broker's client raises, the row is safe
        logger.warning("job not published, the sweeper will", extra={"error": str(error)})
        return False
    return True


def claim(job_id: int, now: datetime) -> Job | None:
    """Take a waiting or abandoned job by compare-and-set; None when it is not to be had."""
    free = Q(state=Job.State.WAITING, not_before__lte=now) | Q(
        state=Job.State.RUNNING, lease_until__lt=now
    )
    taken = (Job.objects.filter(free, pk=job_id, attempts__lt=MAX_ATTEMPTS)).update(
        state=Job.State.RUNNING, attempts=F("attempts") + 1, lease_until=now + LEASE
    )
    return Job.objects.get(pk=job_id) if taken else None


def progress(job: Job, done: int, total: int, message: str) -> None:
    """Show how far the job is, and keep its lease. Raises LostLease when it was taken over."""
    _update_own(
        job,
        done_steps=done,
        total_steps=total,
        message=message,
        lease_until=timezone.now() + LEASE,
    )


def confirm(job: Job) -> None:
    """Call first in the transaction that keeps a result. Raises LostLease."""
    _update_own(job, lease_until=timezone.now() + LEASE)


@contextmanager
def keeping(job: Job) -> Iterator[None]:
    """Renew the lease while a step runs that may outlast it; a killed process renews nothing."""
    if connection.in_atomic_block:  # nobody else sees the job as running yet
        yield
        return
    over = Event()
    keeper = Thread(target=_keep, args=(job, over), daemon=True)
    keeper.start()
    try:
        yield
    finally:
        over.set()
        keeper.join()


def _keep(job: Job, over: Event) -> None:
    try:
        while not over.wait(LEASE.total_seconds() / 3):
            try:
                confirm(job)
            except LostLease:  # the step's own confirmation will say so
                return
            except Error as error:
                logger.warning("lease not renewed", extra={"error": str(error)})
    finally:
        connection.close()


def _update_own(job: Job, **changes: Any) -> None:
    own = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, attempts=job.attempts)
    if not own.update(**changes):
        raise LostLease(job.public_id)


def run(job_id: int) -> None:
    """Claim the job and do it; put it back or park it when it fails."""
    job = claim(job_id, timezone.now())
    if job is None:
        return
    try:
        HANDLERS[job.kind](job)
        _update_own(job, state=Job.State.DONE, finished_at=timezone.now(), lease_until=None)
    except LostLease:
        logger.warning("job was taken over", extra={"job": job.public_id})
    except Exception:
        logger.exception("job failed", extra={"job": job.public_id, "kind": job.kind})
        _put_back(job, traceback.format_exc(limit=3))


def _put_back(job: Job, error: str) -> None:
    now = timezone.now()
    parked = job.attempts >= MAX_ATTEMPTS
    Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, attempts=job.attempts).update(
        state=Job.State.PARKED if parked else Job.State.WAITING,
        finished_at=now if parked else None,
        not_before=now + timedelta(seconds=2**job.attempts),
        lease_until=None,
        error=error[-4000:],
    )


def sweep(now: datetime) -> int:
    """Re-queue what was not picked up or lost its lease, park what was tried three times."""
    abandoned = Job.objects.filter(state=Job.State.RUNNING, lease_until__lt=now)
    abandoned.filter(attempts__gte=MAX_ATTEMPTS).update(
        state=Job.State.PARKED,
        finished_at=now,
        error="The worker was lost three times while it did this.",
    )
    late = Q(state=Job.State.WAITING, not_before__lt=now - PICK_UP_GRACE) | Q(
        state=Job.State.RUNNING, lease_until__lt=now
    )
    overdue = list(
        Job.objects.filter(late).order_by("not_before").values_list("pk", flat=True)[:500]
    )
    # A broker that is away for one job is away for all.
    return len(list(takewhile(publish, overdue)))


def retry_parked(job: Job) -> bool:
    """Give a parked job three new tries. False when it is not parked any more."""
    retried = Job.objects.filter(pk=job.pk, state=Job.State.PARKED).update(
        state=Job.State.WAITING,
        attempts=0,
        error="",
        finished_at=None,
        not_before=timezone.now(),
    )
    if retried:
        transaction.on_commit(lambda: publish(job.pk))
    return bool(retried)


def oldest_wait(now: datetime) -> timedelta:
    """How long the oldest job that could run has been waiting; zero when none waits."""
    oldest = (
        Job.objects.filter(state=Job.State.WAITING, not_before__lte=now)
        .order_by("not_before")
        .values_list("not_before", flat=True)
        .first()
    )
    return now - oldest if oldest else timedelta(0)
