"""Background work survives a dead broker and a killed worker."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from aiproj.shared import jobs, tasks
from aiproj.shared.models import Job

KIND = "tests.work"
State = Job.State
pytestmark = pytest.mark.django_db


@pytest.fixture
def handler(monkeypatch):
    """What jobs of the tests' own kind do; a test puts its function here."""
    work = {"do": lambda job: None, "done": 0}

    def handle(job: Job) -> None:
        """Do what the test says. Nothing else."""
        work["done"] += 1
        work["do"](job)

    monkeypatch.setitem(jobs.HANDLERS, KIND, handle)
    return work


@pytest.fixture
def published(monkeypatch) -> list[int]:
    """The ids that were told to the broker."""
    told: list[int] = []
    monkeypatch.setattr(tasks.run_job, "apply_async", lambda args, **_: told.append(args[0]))
    return told


def make_job(**overrides) -> Job:
    return Job.objects.create(**{"kind": KIND, "key": f"k{Job.objects.count()}", **overrides})


def age(job: Job, **fields) -> Job:
    Job.objects.filter(pk=job.pk).update(**fields)
    job.refresh_from_db()
    return job


def past(seconds: int = 60):
    return timezone.now() - timedelta(seconds=seconds)


# Asking for work


def test_the_same_work_is_one_row():
    first = jobs.enqueue(kind=KIND, key="one", payload={"a": 1})
    again = jobs.enqueue(kind=KIND, key="one", payload={"a": 2})
    assert first.pk == again.pk
    assert again.payload == {"a": 1}


@pytest.mark.django_db(transaction=True)
def test_work_is_published_after_the_commit_only(published):
    with transaction.atomic():
        job = jobs.enqueue(kind=KIND, key="one")
        assert published == []
    assert published == [job.pk]


@pytest.mark.django_db(transaction=True)
def test_a_hundred_rolled_back_transactions_leave_no_job(published):
    """J6: no ghost of a hundred."""
    for number in range(100):
        with transaction.atomic():
            jobs.enqueue(kind=KIND, key=f"ghost {number}")
            transaction.set_rollback(True)
    assert (Job.objects.count(), published) == (0, [])


@pytest.mark.parametrize("error", [ConnectionError, TimeoutError, OSError, RuntimeError])
@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_away_stops_nobody(monkeypatch, error):
    def fail(*args, **kwargs):
        raise error("away")

    monkeypatch.setattr(tasks.run_job, "apply_async", fail)
    jobs.enqueue(kind=KIND, key="one")
    assert Job.objects.get().state == State.WAITING


# Doing it


def test_a_job_is_done_once(handler):
    job = make_job()
    jobs.run(job.pk)
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (handler["done"], job.state, job.is_over) == (1, State.DONE, True)


def test_one_worker_wins_the_claim():
    job, now = make_job(), timezone.now()
    assert jobs.claim(job.pk, now) is not None
    assert jobs.claim(job.pk, now) is None


def test_work_is_not_claimed_before_its_time():
    job = make_job(not_before=timezone.now() + timedelta(minutes=1))
    assert jobs.claim(job.pk, timezone.now()) is None


def test_a_lost_lease_is_claimed_and_counted():
    job = make_job(not_before=past(3600))
    jobs.claim(job.pk, past())
    assert jobs.claim(job.pk, timezone.now()).attempts == 2


def test_work_that_killed_three_workers_is_not_claimed_again():
    job = age(make_job(), state=State.RUNNING, attempts=3, lease_until=past())
    assert jobs.claim(job.pk, timezone.now()) is None


def test_a_held_lease_is_not_claimed():
    job, now = make_job(), timezone.now()
    jobs.claim(job.pk, now)
    assert jobs.claim(job.pk, now + jobs.LEASE - timedelta(seconds=1)) is None


def test_a_failure_waits_longer_each_time_and_parks_after_three(handler):
    def fail(job):
        raise ValueError("boom")

    handler["do"] = fail
    job = make_job()
    for attempt in (1, 2, 3):
        jobs.run(age(job, not_before=past()).pk)
        job.refresh_from_db()
        assert job.attempts == attempt
        assert "boom" in job.error
    assert (job.state, job.is_over) == (State.PARKED, True)
    assert jobs.claim(job.pk, timezone.now() + timedelta(days=1)) is None


def test_a_failed_job_does_not_begin_again_at_once(handler):
    def fail(job):
        raise ValueError("boom")

    handler["do"] = fail
    job = make_job()
    jobs.run(job.pk)
    job.refresh_from_db()
    assert job.not_before > timezone.now() + timedelta(seconds=1)
    assert jobs.claim(job.pk, timezone.now()) is None


def test_an_unknown_kind_is_parked_with_its_reason():
    job = make_job(kind="nobody.knows")
    for _ in range(3):
        jobs.run(age(job, not_before=past()).pk)
    job.refresh_from_db()
    assert job.state == State.PARKED
    assert "nobody.knows" in job.error


# A worker that was taken over


def test_the_old_worker_learns_it_and_keeps_nothing(handler):
    def slow(job):
        Job.objects.filter(pk=job.pk).update(attempts=2)  # another worker claimed it meanwhile
        jobs.confirm(job)

    handler["do"] = slow
    job = make_job()
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts, job.error) == (State.RUNNING, 2, "")


def test_progress_keeps_the_lease_and_tells():
    job = jobs.claim(make_job(not_before=past(3600)).pk, past(20))
    before = job.lease_until
    jobs.progress(job, 2, 5, "2 of 5")
    job.refresh_from_db()
    assert job.lease_until > before
    assert (job.done_steps, job.total_steps, job.message) == (2, 5, "2 of 5")


@pytest.mark.parametrize("state", [State.WAITING, State.DONE, State.PARKED])
def test_progress_of_a_job_that_is_not_running_is_refused(state):
    job = jobs.claim(make_job().pk, timezone.now())
    Job.objects.update(state=state)
    with pytest.raises(jobs.LostLease):
        jobs.progress(job, 1, 2, "x")


# The sweeper


def test_the_sweeper_queues_what_nobody_picked_up(published):
    late = make_job(not_before=past(9))
    make_job(not_before=past(5))
    assert jobs.sweep(timezone.now()) == 1
    assert published == [late.pk]


def test_the_sweeper_queues_what_lost_its_lease(published):
    job = make_job(not_before=past(3600))
    jobs.claim(job.pk, past())
    jobs.sweep(timezone.now())
    assert published == [job.pk]


def test_the_sweeper_parks_what_killed_three_workers(published):
    job = age(make_job(), state=State.RUNNING, attempts=3, lease_until=past())
    jobs.sweep(timezone.now())
    job.refresh_from_db()
    assert (job.state, published) == (State.PARKED, [])
    assert "lost three times" in job.error


@pytest.mark.parametrize("state", [State.DONE, State.PARKED])
def test_the_sweeper_leaves_what_is_over(published, state):
    make_job(state=state, not_before=past())
    assert (jobs.sweep(timezone.now()), published) == (0, [])


def test_a_parked_job_gets_three_new_tries_once(handler):
    job = make_job(state=State.PARKED, attempts=3, error="boom")
    assert jobs.retry_parked(job)
    assert not jobs.retry_parked(job)
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (State.DONE, 1)


def test_the_oldest_wait_counts_only_what_could_run():
    assert jobs.oldest_wait(timezone.now()) == timedelta(0)
    make_job(not_before=timezone.now() + timedelta(hours=1))
    make_job(not_before=past(), state=State.DONE)
    assert jobs.oldest_wait(timezone.now()) == timedelta(0)
    make_job(not_before=past(90))
    assert 90 <= jobs.oldest_wait(timezone.now()).total_seconds() < 95


def test_a_kind_is_described_by_its_handler(handler):
    assert jobs.describe(KIND) == "Do what the test says. Nothing else"
    assert jobs.describe("nobody.knows") == "nobody.knows"


def test_the_database_refuses_a_fourth_attempt():
    with pytest.raises(IntegrityError), transaction.atomic():
        make_job(attempts=4)
