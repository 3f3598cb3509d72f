"""J1: a worker is killed while it reads or counts predictions; one set of tables remains."""

import os
from datetime import timedelta
from functools import partial
from pathlib import Path

import killing
import numpy as np
import predictions as data
import pytest
from django.utils import timezone

from aiproj.shared import jobs
from metrics import counting
from metrics.models import Predictions
from metrics.reading import process
from metrics.services import reading_files, receiving, uploading

POINTS = 12
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def made(organization, manager) -> Predictions:
    return data.make_upload(organization, manager)


def _choose(made, manager):
    return reading_files.choose_columns(
        predictions=made, actor=manager, version=made.version, mapping=data.MAPPING
    )


def _end_well(made):
    """Let another worker take over; what it leaves when the leavings are swept."""
    killing.lease_runs_out(made.job)
    jobs.run(made.job.pk)
    made.refresh_from_db()
    assert made.state == Predictions.State.READY
    receiving.sweep(timezone.now() + timedelta(hours=2))
    return sorted(path.name for path in uploading.file_of(made).parent.rglob("*"))


def _tables(made):
    with np.load(uploading.tables_of(made)) as stored:
        return {name: stored[name].tolist() for name in stored.files}


def _read_in_silence(read, path, mapping, folder, **_):
    return read(path, mapping, folder)


def test_killed_at_any_statement_leaves_one_set_of_tables(made, manager, monkeypatch):
    # How often it tells its progress depends on the clock, and so would the number of statements
    monkeypatch.setattr(process, "run", partial(_read_in_silence, process.run))
    _choose(made, manager)
    total = killing.statements(made.job.pk)
    made.refresh_from_db()
    undisturbed = _tables(made)
    for point in range(POINTS):
        _choose(made, manager)
        at = 1 + point * (total - 1) // (POINTS - 1)
        ended = killing.in_a_child(lambda at=at: killing.run_and_die(made.job.pk, at))
        assert os.WIFSIGNALED(ended), f"statement {at} of {total} was never reached"
        assert _end_well(made) == ["original", "tables.npz"]
        assert _tables(made) == undisturbed


def _die_reading(path, mapping, folder, **_):
    (folder / "score.npy").write_bytes(b"half an array")
    killing.die()


def _die_counting(folder: Path, target: Path, _ahead):
    target.write_bytes(b"half of the tables")
    killing.die()


@pytest.mark.parametrize(
    ("module", "name", "stand_in"),
    [(process, "run", _die_reading), (counting, "count_in_child", _die_counting)],
    ids=["reading", "counting"],
)
def test_killed_midway_leaves_one_set_of_tables(made, manager, monkeypatch, module, name, stand_in):
    _choose(made, manager)
    with monkeypatch.context() as killed:
        killed.setattr(module, name, stand_in)
        assert os.WIFSIGNALED(killing.in_a_child(lambda: jobs.run(made.job.pk)))
    assert not uploading.tables_of(made).exists()
    assert _end_well(made) == ["original", "tables.npz"]
    assert made.facts["rows"] == 400


def test_what_kills_every_worker_is_given_up_and_can_be_chosen_anew(
    made, manager, monkeypatch, sign_in
):
    _choose(made, manager)
    with monkeypatch.context() as killed:
        killed.setattr(process, "run", _die_reading)
        for _ in range(jobs.MAX_ATTEMPTS):
            killing.in_a_child(lambda: jobs.run(made.job.pk))
            killing.lease_runs_out(made.job)
        jobs.sweep(timezone.now())
    assert made.is_given_up
    page = sign_in(manager).get(f"/measure/predictions/{made.public_id}/").content.decode()
    assert "did not work after three tries" in page
    assert "Choose the columns again" in page
    _choose(made, manager)
    assert _end_well(made) == ["original", "tables.npz"]
