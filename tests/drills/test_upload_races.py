"""U6: pieces, ends and the sweep of one upload that meet in the same moment, on both engines."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import predictions as data
import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from metrics.models import Predictions, Upload
from metrics.services import receiving, uploading

pytestmark = pytest.mark.django_db(transaction=True)
CONTENT = data.churn_csv()
AT_ONCE = 4
PATIENCE = 30


@pytest.fixture
def upload(organization, manager) -> Upload:
    return data.start_upload(organization, manager, len(CONTENT))


def _all_at_once(tasks):
    """Start the tasks in the same moment, each with a connection of its own; their results."""
    ready = threading.Barrier(len(tasks))

    def alone(task):
        try:
            ready.wait(PATIENCE)
            return task()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(tasks)) as pool:
        return list(pool.map(alone, tasks))


def _send(client, upload, offset, piece):
    return client.post(
        reverse("metrics:upload", args=[upload.public_id]),
        piece,
        content_type="application/octet-stream",
        headers={"Upload-Offset": str(offset)},
    )


def test_the_sweep_leaves_an_upload_that_is_renewed_in_that_moment(upload, monkeypatch):
    receiving.take_piece(upload=upload, offset=0, piece=CONTENT[:500])
    Upload.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    writing, listed = threading.Event(), threading.Event()
    write, cancel = receiving._write, receiving.cancel

    def slow_write(*arguments):
        write(*arguments)
        writing.set()
        assert listed.wait(PATIENCE)

    def late_cancel(**arguments):
        listed.set()  # the sweep has seen the upload as expired
        return cancel(**arguments)

    monkeypatch.setattr(receiving, "_write", slow_write)
    monkeypatch.setattr(receiving, "cancel", late_cancel)

    def renew():
        receiving.take_piece(upload=upload, offset=500, piece=CONTENT[500:900])

    def sweep():
        assert writing.wait(PATIENCE)
        return receiving.sweep(timezone.now())

    _, swept = _all_at_once([renew, sweep])
    assert swept == 0
    assert Upload.objects.get().received == 900
    assert receiving.part_of(upload).read_bytes() == CONTENT[:900]


def test_of_different_pieces_at_one_offset_one_is_kept(upload, manager, sign_in):
    pieces = [bytes([65 + number]) * 1000 for number in range(AT_ONCE)]
    clients = [sign_in(manager) for _ in pieces]
    answers = _all_at_once(
        [
            lambda client=client, piece=piece: _send(client, upload, 0, piece).status_code
            for client, piece in zip(clients, pieces, strict=True)
        ]
    )
    assert sorted(answers) == [200] + [409] * (AT_ONCE - 1)
    assert receiving.part_of(upload).read_bytes() == pieces[answers.index(200)]


def test_the_same_piece_many_times_at_once_is_one_piece(upload, manager, sign_in):
    clients = [sign_in(manager) for _ in range(AT_ONCE)]
    answers = _all_at_once(
        [lambda client=client: _send(client, upload, 0, CONTENT).status_code for client in clients]
    )
    assert answers == [200] * AT_ONCE
    assert receiving.part_of(upload).read_bytes() == CONTENT


def test_the_end_many_times_at_once_makes_one_file(upload, manager, sign_in):
    receiving.take_piece(upload=upload, offset=0, piece=CONTENT)
    address = reverse("metrics:upload_finish", args=[upload.public_id])
    clients = [sign_in(manager) for _ in range(AT_ONCE)]
    answers = _all_at_once([lambda client=client: client.post(address) for client in clients])
    assert [answer.status_code for answer in answers] == [200] * AT_ONCE
    assert len({answer.json()["address"] for answer in answers}) == 1
    assert uploading.file_of(Predictions.objects.get()).read_bytes() == CONTENT
    assert not Upload.objects.exists()


def test_the_end_and_the_cancel_at_once_leave_all_or_nothing(upload, manager, sign_in):
    receiving.take_piece(upload=upload, offset=0, piece=CONTENT)
    names = ("upload_finish", "upload_cancel")
    pages = [reverse(f"metrics:{name}", args=[upload.public_id]) for name in names]
    clients = [sign_in(manager) for _ in pages]
    finished, canceled = _all_at_once(
        [
            lambda client=client, page=page: client.post(page).status_code
            for client, page in zip(clients, pages, strict=True)
        ]
    )
    made = Predictions.objects.first()
    assert (finished, canceled) == ((200, 404) if made else (404, 204)) or (
        made is None and (finished, canceled) == (422, 204)
    )
    folder = receiving.part_of(upload).parent
    left = sorted(path.name for path in folder.iterdir()) if folder.exists() else []
    assert left == (["original"] if made else [])


def test_rooms_promised_at_once_do_not_exceed_the_quota(organization, manager, settings):
    settings.UPLOAD_QUOTA = 2 * len(CONTENT) + 1

    def start():
        try:
            return data.start_upload(organization, manager, len(CONTENT))
        except uploading.TooLarge:
            return None

    kept = [found for found in _all_at_once([start] * (2 * AT_ONCE)) if found]
    assert len(kept) == Upload.objects.count() == 2
