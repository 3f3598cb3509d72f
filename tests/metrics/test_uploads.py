"""Uploads in pieces: any cut, any repetition, the same file; what is given up leaves nothing."""

from datetime import timedelta

import predictions as data
import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.models import AuditEvent
from aiproj.shared.errors import Refused
from metrics import tasks
from metrics.models import Predictions, Upload
from metrics.services import receiving, uploading

pytestmark = pytest.mark.django_db
CONTENT = data.churn_csv()


@pytest.fixture
def as_manager(sign_in, manager):
    return sign_in(manager)


@pytest.fixture
def upload(organization, manager):
    return data.start_upload(organization, manager, len(CONTENT))


def page(upload, name="upload"):
    return reverse(f"metrics:{name}", args=[upload.public_id])


def send(client, upload, offset, piece):
    kind = "application/octet-stream"
    return client.post(
        page(upload), piece, content_type=kind, headers={"Upload-Offset": str(offset)}
    )


def start(client, **fields):
    sent = {"name": "Churn", "file_name": "churn.csv", "size": len(CONTENT), **fields}
    return client.post(reverse("metrics:upload_start"), sent)


def files_of(organization, root):
    return [path for path in (root / organization.public_id).rglob("*") if path.is_file()]


def test_pieces_become_predictions_as_the_plain_form_makes_them(as_manager, organization, manager):
    begun = start(as_manager)
    assert begun.status_code == 201
    upload = Upload.objects.get(public_id=begun.json()["id"])
    assert send(as_manager, upload, 0, CONTENT[:1000]).json()["offset"] == 1000
    assert as_manager.head(page(upload)).headers["Upload-Offset"] == "1000"
    send(as_manager, upload, 1000, CONTENT[1000:])
    ended = as_manager.post(page(upload, "upload_finish"))
    made = Predictions.objects.get()
    assert ended.json()["address"] == reverse("metrics:columns", args=[made.public_id])
    plain = data.make_upload(organization, manager, CONTENT)
    assert (made.size, made.state) == (plain.size, plain.state)
    assert uploading.file_of(made).read_bytes() == CONTENT
    assert AuditEvent.objects.filter(action="predictions.uploaded").count() == 2
    assert not Upload.objects.exists()


def test_finishing_again_after_a_lost_answer_says_the_same(as_manager, upload):
    send(as_manager, upload, 0, CONTENT)
    first = as_manager.post(page(upload, "upload_finish")).json()
    assert as_manager.post(page(upload, "upload_finish")).json() == first
    assert Predictions.objects.count() == 1


@pytest.mark.parametrize(("name", "kept"), [("Second", "Second"), ("", "Churn"), (" ", "Churn")])
def test_the_last_name_counts(as_manager, upload, name, kept):
    send(as_manager, upload, 0, CONTENT)
    assert as_manager.post(page(upload, "upload_finish"), {"name": name}).status_code == 200
    assert Predictions.objects.get().name == kept


def test_a_name_that_is_too_long_finishes_nothing(as_manager, upload):
    send(as_manager, upload, 0, CONTENT)
    answer = as_manager.post(page(upload, "upload_finish"), {"name": "n" * 201})
    assert answer.status_code == 422
    assert "200" in answer.json()["message"]
    assert Upload.objects.exists()


def test_a_piece_at_another_offset_learns_the_right_one(as_manager, upload):
    send(as_manager, upload, 0, CONTENT[:500])
    answer = send(as_manager, upload, 700, CONTENT[700:900])
    assert (answer.status_code, answer.json()["offset"]) == (409, 500)


def test_a_repeated_piece_changes_nothing_and_a_different_one_is_refused(as_manager, upload):
    send(as_manager, upload, 0, CONTENT[:500])
    assert send(as_manager, upload, 0, CONTENT[:500]).json()["offset"] == 500
    assert send(as_manager, upload, 0, b"x" * 500).status_code == 409
    assert receiving.part_of(upload).read_bytes() == CONTENT[:500]


def test_bytes_that_no_row_counts_are_written_over(upload):
    receiving.take_piece(upload=upload, offset=0, piece=CONTENT[:500])
    with receiving.part_of(upload).open("ab") as part:
        part.write(b"half a piece of a server that was killed")
    receiving.take_piece(upload=upload, offset=500, piece=CONTENT[500:])
    assert receiving.part_of(upload).read_bytes() == CONTENT


def test_finishing_goes_on_where_a_killed_server_stopped(upload, manager, monkeypatch):
    upload = receiving.take_piece(upload=upload, offset=0, piece=CONTENT)
    with monkeypatch.context() as killed:
        killed.setattr(uploading, "keep", _stop)
        with pytest.raises(KeyboardInterrupt):
            receiving.finish(upload=upload, actor=manager)
    made = receiving.finish(upload=upload, actor=manager)
    assert uploading.file_of(made).read_bytes() == CONTENT


def _stop(*_):
    raise KeyboardInterrupt


def test_an_unfinished_file_is_not_finished(as_manager, upload):
    send(as_manager, upload, 0, CONTENT[:-1])
    answer = as_manager.post(page(upload, "upload_finish"))
    assert answer.status_code == 422
    assert "1 bytes" in answer.json()["message"]
    assert not Predictions.objects.exists()


def test_more_than_announced_is_refused(as_manager, upload):
    assert send(as_manager, upload, 0, CONTENT + b"x").status_code == 413
    assert not receiving.part_of(upload).exists()


def test_a_piece_is_never_read_beyond_its_limit(as_manager, organization, manager):
    upload = data.start_upload(organization, manager, 10**9)
    answer = send(as_manager, upload, 0, b"x" * (receiving.PIECE_MOST + 1))
    assert answer.status_code == 413


@pytest.mark.parametrize("offset", ["", "-1", "1.5", "²", "9" * 40])
def test_offsets_that_are_none_are_refused(as_manager, upload, offset):
    assert as_manager.post(page(upload), headers={"Upload-Offset": str(offset)}).status_code in (
        400,
        409,
    )


def test_uploads_under_way_count_in_the_quota(as_manager, settings):
    settings.UPLOAD_QUOTA = 2 * len(CONTENT) - 1
    assert start(as_manager).status_code == 201
    answer = start(as_manager)
    assert answer.status_code == 413
    assert "Nothing was kept" in answer.json()["message"]


def test_the_plain_form_leaves_the_room_that_others_hold(upload, organization, manager, settings):
    settings.UPLOAD_QUOTA = 2 * len(CONTENT) - 1
    with pytest.raises(Refused):
        data.make_upload(organization, manager, CONTENT)


def test_a_file_beyond_the_most_is_refused_before_its_first_byte(as_manager, settings):
    settings.UPLOAD_MOST = len(CONTENT) - 1
    assert start(as_manager).status_code == 413


@pytest.mark.parametrize("size", ["", "0", "-5", "1e9", "9" * 40])
def test_sizes_that_are_none_are_refused(as_manager, size):
    assert start(as_manager, size=size).status_code == 422
    assert not Upload.objects.exists()


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\data\\churn.csv", "churn.csv"),
        ("a\r\nSet-Cookie: b.csv", "aSet-Cookie: b.csv"),
        ("\u202evsc.exe", "vsc.exe"),
        ("x" * 300, "x" * 255),
        ("..", ".."),
        ("/", "file"),
    ],
)
def test_a_hostile_file_name_is_only_shown(as_manager, organization, sent, kept):
    upload = Upload.objects.get(public_id=start(as_manager, file_name=sent).json()["id"])
    assert upload.file_name == kept
    assert receiving.part_of(upload).parent == uploading.files.place(
        f"{organization.public_id}/predictions-{upload.public_id}"
    )


def test_canceling_leaves_nothing(
    as_manager, upload, organization, settings, django_capture_on_commit_callbacks
):
    send(as_manager, upload, 0, CONTENT[:500])
    with django_capture_on_commit_callbacks(execute=True):
        assert as_manager.post(page(upload, "upload_cancel")).status_code == 204
    assert not files_of(organization, settings.FILES_DIR)
    assert send(as_manager, upload, 500, CONTENT[500:]).status_code == 404


def test_a_hundred_aborted_uploads_leave_no_file(
    organization, manager, settings, django_capture_on_commit_callbacks
):
    kept = data.make_upload(organization, manager, CONTENT)
    people = [data.factories.make_user(f"{number}@example.org") for number in range(20)]
    for number in range(100):
        upload = data.start_upload(organization, people[number % 20], len(CONTENT))
        receiving.take_piece(upload=upload, offset=0, piece=CONTENT[: number * 10])
    fresh = data.start_upload(organization, manager, len(CONTENT))
    Upload.objects.exclude(pk=fresh.pk).update(expires_at=timezone.now())
    with django_capture_on_commit_callbacks(execute=True):
        assert tasks.sweep_uploads() == 100
    assert files_of(organization, settings.FILES_DIR) == [uploading.file_of(kept)]
    assert Upload.objects.get() == fresh


def test_files_that_no_row_knows_are_swept_after_a_day(organization, settings):
    lost = uploading.files.write_aside(
        f"{uploading.folder_named(organization, 'lost')}/original", [CONTENT]
    )
    receiving.sweep(timezone.now())
    assert lost.exists()
    receiving.sweep(timezone.now() + timedelta(days=1, minutes=1))
    assert not lost.parent.exists()


def test_roles_are_asked_again_with_each_piece(as_manager, upload, manager):
    manager.memberships.update(role="executive")
    assert send(as_manager, upload, 0, CONTENT).status_code == 403


class AnyCut(TestCase):
    @given(st.lists(st.integers(0, len(CONTENT)), max_size=8), st.data())
    @settings(max_examples=40, deadline=None)
    def test_any_cut_gives_the_same_file(self, cuts, draw):
        ends = [*sorted(cuts), len(CONTENT)]
        with transaction.atomic():
            organization = data.factories.make_organization()
            person = data.factories.make_user()
            upload = data.start_upload(organization, person, len(CONTENT))
            for begin, end in zip([0, *ends], ends, strict=False):
                for _ in range(draw.draw(st.integers(1, 2))):
                    upload = receiving.take_piece(
                        upload=upload, offset=begin, piece=CONTENT[begin:end]
                    )
            made = receiving.finish(upload=upload, actor=person)
        assert uploading.file_of(made).read_bytes() == CONTENT
