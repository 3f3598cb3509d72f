"""A long step keeps the lease of its job, from a thread of its own."""

from datetime import timedelta
from time import sleep

import pytest
from django.db import OperationalError, transaction
from django.utils import timezone

from aiproj.shared import jobs
from aiproj.shared.models import Job

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def job(monkeypatch) -> Job:
    """A running job whose lease is short."""
    monkeypatch.setattr(jobs, "LEASE", timedelta(seconds=0.3))
    return jobs.claim(Job.objects.create(kind="tests.work", key="long").pk, timezone.now())


def lease_of(job: Job):
    return Job.objects.values_list("lease_until", flat=True).get(pk=job.pk)


def until(happened) -> bool:
    """Whether it happens within ten seconds."""
    return any(happened() or sleep(0.02) for _ in range(500))


def test_a_long_step_keeps_its_lease_and_only_as_long_as_it_takes(job):
    with jobs.keeping(job):
        assert until(lambda: lease_of(job) > job.lease_until + 2 * jobs.LEASE)
    kept = lease_of(job)
    sleep(jobs.LEASE.total_seconds())
    assert lease_of(job) == kept


def test_a_step_that_fails_keeps_nothing_afterwards(job):
    with pytest.raises(ValueError, match="boom"), jobs.keeping(job):
        raise ValueError("boom")
    sleep(jobs.LEASE.total_seconds())
    assert lease_of(job) == job.lease_until


def test_the_lease_of_another_worker_is_left_alone(job):
    Job.objects.filter(pk=job.pk).update(attempts=2)
    with jobs.keeping(job):
        sleep(jobs.LEASE.total_seconds())
    assert lease_of(job) == job.lease_until


def test_a_database_that_is_away_for_a_moment_ends_nothing(job, monkeypatch):
    confirm, failures = jobs.confirm, [OperationalError("away")]

    def fail_once(job: Job) -> None:
        if failures:
            raise failures.pop()
        confirm(job)

    monkeypatch.setattr(jobs, "confirm", fail_once)
    with jobs.keeping(job):
        assert until(lambda: lease_of(job) > job.lease_until + jobs.LEASE)
    assert failures == []


def test_in_a_transaction_nobody_waits_for_the_row_that_it_holds(job):
    with transaction.atomic():
        jobs.confirm(job)
        held = lease_of(job)
        with jobs.keeping(job):
            sleep(jobs.LEASE.total_seconds())
        assert lease_of(job) == held
