"""Somebody else's uploads: other organizations, colleagues, the lowest role, and replays."""

import predictions as data
import pytest
from django.urls import reverse

from aiproj.shared import body_limit
from aiproj.shared.ids import new_public_id
from metrics.models import Predictions, Upload
from metrics.services import receiving, uploading

pytestmark = pytest.mark.django_db
CONTENT = data.churn_csv()
VERBS = ("upload", "upload_finish", "upload_cancel")


@pytest.fixture
def upload(organization, manager):
    found = data.start_upload(organization, manager, len(CONTENT))
    return receiving.take_piece(upload=found, offset=0, piece=CONTENT[:1000])


def send(client, upload_id, offset, piece, **headers):
    return client.post(
        reverse("metrics:upload", args=[upload_id]),
        piece,
        content_type="application/octet-stream",
        headers={"Upload-Offset": str(offset), **headers},
    )


def untouched(upload):
    current = Upload.objects.get(pk=upload.pk)
    part = receiving.part_of(upload).read_bytes()
    return (current.received, part) == (1000, CONTENT[:1000])


@pytest.mark.parametrize("actor", ["outsider", "admin", "member", "executive"])
def test_nobody_else_gets_at_an_upload_under_way(request, sign_in, upload, actor):
    client = sign_in(request.getfixturevalue(actor))
    known, unknown = upload.public_id, new_public_id()
    for attempt in (
        lambda name: client.get(reverse("metrics:upload", args=[name])),
        lambda name: send(client, name, 1000, CONTENT[1000:]),
        lambda name: send(client, name, 0, b"x" * 1000),
        *(
            lambda name, verb=verb: client.post(reverse(f"metrics:{verb}", args=[name]))
            for verb in VERBS
        ),
    ):
        foreign, missing = attempt(known), attempt(unknown)
        assert foreign.status_code == missing.status_code == 404
        assert foreign.content == missing.content
    assert untouched(upload)
    assert not Predictions.objects.exists()


def test_the_lowest_role_starts_no_upload(sign_in, executive):
    fields = {"name": "Churn", "file_name": "churn.csv", "size": 10}
    assert sign_in(executive).post(reverse("metrics:upload_start"), fields).status_code == 403
    assert not Upload.objects.exists()


def test_a_person_who_has_left_goes_on_with_nothing(sign_in, manager, upload):
    client = sign_in(manager)
    manager.memberships.update(is_active=False)
    assert send(client, upload.public_id, 1000, CONTENT[1000:]).status_code in (302, 404)
    assert untouched(upload)


def test_a_finish_that_is_replayed_makes_nothing_anew(
    sign_in, manager, outsider, upload, django_capture_on_commit_callbacks
):
    client = sign_in(manager)
    send(client, upload.public_id, 1000, CONTENT[1000:])
    finish = reverse("metrics:upload_finish", args=[upload.public_id])
    assert client.post(finish).status_code == 200
    assert sign_in(outsider).post(finish).status_code == 404
    made = Predictions.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        uploading.delete(predictions=made, actor=manager)
    assert client.post(finish).status_code == 404
    assert send(client, upload.public_id, 0, CONTENT).status_code == 404
    assert not Predictions.objects.exists()
    assert not receiving.part_of(upload).parent.exists()


def test_a_finished_file_takes_no_more_pieces(sign_in, manager, upload):
    client = sign_in(manager)
    send(client, upload.public_id, 1000, CONTENT[1000:])
    client.post(reverse("metrics:upload_finish", args=[upload.public_id]))
    assert send(client, upload.public_id, 0, b"x" * 1000).status_code == 404
    assert uploading.file_of(Predictions.objects.get()).read_bytes() == CONTENT


@pytest.mark.parametrize(
    "offset", ["0" * 10_000, "1000\r\nX: y", "0x10", "1_000", "+1000", " 1000 1000"]
)
def test_offsets_of_attackers_are_refused(sign_in, manager, upload, offset):
    answer = send(sign_in(manager), upload.public_id, offset, CONTENT[1000:])
    assert answer.status_code == 400
    assert untouched(upload)


def test_a_declared_giant_is_refused_unread(sign_in, manager, upload, settings):
    """L2: before its first byte, whatever the form; only the page for files takes one."""
    client = sign_in(manager)

    class Unread:
        def read(self, *_):
            raise AssertionError("a byte of the body was read")

        readline = read

    def post(address, size):
        declared = {"CONTENT_LENGTH": str(size), "wsgi.input": Unread()}
        kind = "multipart/form-data; boundary=x"
        return client.generic("POST", address, b"", kind, **declared)

    others = [reverse("metrics:upload", args=[upload.public_id]), reverse("metrics:metric_new")]
    for address in (*others, reverse("account_login")):
        assert post(address, body_limit.MOST + 1).status_code == 413
    new = reverse("metrics:predictions_new")
    assert post(new, settings.UPLOAD_MOST + 2 * 1024**2).status_code == 413
    assert untouched(upload)
