"""The job that draws a report: whole or not at all, once however often it runs."""

import hashlib
import threading

import factories
import pytest
from django.conf import settings
from django.db import connection

from accounts.models import AuditEvent, Membership
from aiproj.shared import files, jobs
from aiproj.shared.models import Job
from reports import dossier
from reports.models import ReportFile
from reports.services import publishing, rendering, storage


def folder(report):
    return settings.FILES_DIR / report.organization.public_id / report.public_id


def names(report):
    place = folder(report)
    return sorted(file.name for file in place.iterdir()) if place.exists() else []


@pytest.fixture
def waiting(frozen, manager):
    """A report whose job has not run yet."""
    return publishing.publish(
        assessment=frozen,
        actor=manager,
        version=frozen.version,
        decisions=[],
        shared_with_members=False,
    )


def claimed(report):
    return jobs.claim(report.job.pk, report.job.not_before)


def test_job_keeps_one_row_and_one_file_for_each_format(published):
    assert names(published) == ["readiness.csv", "readiness.pdf", "readiness.xlsx"]
    assert sorted(published.files.values_list("format", flat=True)) == ["csv", "pdf", "xlsx"]
    assert len(published.inputs_hash) == 64
    assert published.job.state == Job.State.DONE
    assert AuditEvent.objects.filter(action="report.rendered").count() == 1


def test_rows_tell_the_hash_and_size_of_their_files(published):
    for file in published.files.all():
        content = storage.read_stored(file)
        assert file.size == len(content)
        assert file.sha256 == hashlib.sha256(content).hexdigest()


def test_running_twice_changes_nothing(published):
    before = list(published.files.order_by("pk").values())
    rendering.render(published.job)
    assert list(published.files.order_by("pk").values()) == before
    assert AuditEvent.objects.filter(action="report.rendered").count() == 1


def test_drawing_twice_gives_the_same_bytes(published):
    found = dossier.collect(published)
    for extension, (_, draw) in rendering.DRAW.items():
        assert draw(found) == storage.read_stored(published.files.get(format=extension))


def test_a_worker_killed_before_the_end_leaves_work_that_another_finishes(waiting, monkeypatch):
    class Killed(BaseException):
        pass

    def kill(*_):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(rendering, "_keep", kill)
        with pytest.raises(Killed):
            rendering.render(claimed(waiting))
    assert not ReportFile.objects.exists()
    Job.objects.update(lease_until=None, state=Job.State.WAITING)
    factories.run_jobs()
    assert waiting.files.count() == len(names(waiting)) == 3


def test_what_a_killed_worker_left_is_removed(waiting):
    files.write_aside(storage.place(waiting, "pdf"), [b"half a fi"])
    assert len(names(waiting)) == 1
    factories.run_jobs()
    assert names(waiting) == ["readiness.csv", "readiness.pdf", "readiness.xlsx"]


@pytest.mark.parametrize("step", [1, 2, 3, 4])
def test_a_lost_lease_leaves_no_row_and_no_file(waiting, monkeypatch, step):
    job = claimed(waiting)
    progress = jobs.progress

    def lose(current, done, total, message):
        if done == step:
            Job.objects.filter(pk=current.pk).update(attempts=2)
        progress(current, done, total, message)

    monkeypatch.setattr(jobs, "progress", lose)
    with pytest.raises(jobs.LostLease):
        rendering.render(job)
    waiting.refresh_from_db()
    assert names(waiting) == []
    assert (waiting.rendered_at, waiting.files.count()) == (None, 0)


def test_a_lease_lost_at_the_very_end_keeps_nothing_in_the_database(waiting, monkeypatch):
    job = claimed(waiting)
    confirm = jobs.confirm

    def lose(current):
        Job.objects.filter(pk=current.pk).update(attempts=2)
        confirm(current)

    monkeypatch.setattr(jobs, "confirm", lose)
    with pytest.raises(jobs.LostLease):
        rendering.render(job)
    assert not ReportFile.objects.exists()
    assert not [name for name in names(waiting) if name.startswith(".")]


def test_permission_is_asked_again_when_the_job_runs(waiting, manager):
    Membership.objects.filter(user=manager).update(role="member")
    with pytest.raises(rendering.NotAllowed):
        rendering.render(claimed(waiting))
    assert names(waiting) == []


def test_a_report_that_cannot_be_drawn_is_parked_after_three_tries(waiting, monkeypatch):
    def fail(_):
        raise RuntimeError("no typst")

    monkeypatch.setitem(rendering.DRAW, "pdf", ("Drawing", fail))
    for _ in range(4):
        Job.objects.update(not_before=waiting.created_at)
        jobs.run(waiting.job.pk)
    assert waiting.job.state == Job.State.PARKED
    assert names(waiting) == []
    assert publishing.make_version(report=waiting, actor=waiting.created_by).number == 2


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_make_one_report(waiting):
    def work():
        jobs.run(job_id)
        connection.close()

    job_id = waiting.job.pk
    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    waiting.refresh_from_db()
    assert waiting.rendered_at is not None
    assert waiting.job.attempts == 1
    assert waiting.files.count() == len(names(waiting)) == 3


def test_hash_of_the_inputs_depends_on_what_is_drawn(published, manager):
    first = dossier.collect(published).edition.inputs_hash
    assert first == published.inputs_hash
    published.organization.name = "Renamed"
    published.organization.save()
    assert dossier.collect(published).edition.inputs_hash != first
