"""Room for uploads is shared fairly: nobody holds all of it, and what is idle gives way."""

from datetime import UTC, datetime, timedelta

import factories
import predictions as data
import pytest
from api_client import make_token
from api_client import upload as send_file
from django.urls import reverse
from django.utils import timezone

from metrics.models import Upload
from metrics.services import receiving, uploading
from metrics.services.receiving import TooMany
from metrics.services.uploading import TooLarge

pytestmark = pytest.mark.django_db
CONTENT = data.churn_csv()
SIZE = len(CONTENT)


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands; the function moves it on."""
    now = [datetime(2026, 3, 2, 9, tzinfo=UTC)]
    monkeypatch.setattr(timezone, "now", lambda: now[0])

    def later(**passed):
        now[0] += timedelta(**passed)

    return later


@pytest.fixture
def colleague(organization):
    person = factories.make_user("colleague@example.org")
    factories.make_membership(person, organization, role="manager")
    return person


def start_all(organization, person):
    return [data.start_upload(organization, person, SIZE) for _ in range(receiving.MOST_OPEN)]


@pytest.mark.parametrize(("seconds", "left"), [(3599, 0), (3600, SIZE)])
def test_an_announced_upload_holds_its_room_for_an_hour(
    organization, manager, settings, clock, seconds, left
):
    settings.UPLOAD_QUOTA = SIZE
    data.start_upload(organization, manager, SIZE)
    clock(seconds=seconds)
    assert uploading.room_left(organization) == left


def test_an_upload_that_receives_pieces_holds_its_room(organization, manager, settings, clock):
    settings.UPLOAD_QUOTA = SIZE
    upload = data.start_upload(organization, manager, SIZE)
    for offset in range(0, SIZE - 1000, 1000):
        clock(minutes=59)
        upload = receiving.take_piece(
            upload=upload, offset=offset, piece=CONTENT[offset : offset + 1000]
        )
        assert uploading.room_left(organization) == 0


def test_of_an_idle_upload_only_what_has_arrived_counts(organization, manager, settings, clock):
    settings.UPLOAD_QUOTA = SIZE
    upload = data.start_upload(organization, manager, SIZE)
    receiving.take_piece(upload=upload, offset=0, piece=CONTENT[:1000])
    clock(hours=1)
    assert uploading.room_left(organization) == SIZE - 1000


def test_an_idle_upload_goes_on_where_there_is_room(organization, manager, settings, clock):
    settings.UPLOAD_QUOTA = SIZE
    upload = data.start_upload(organization, manager, SIZE)
    upload = receiving.take_piece(upload=upload, offset=0, piece=CONTENT[:1000])
    clock(hours=23)
    upload = receiving.take_piece(upload=upload, offset=1000, piece=CONTENT[1000:])
    made = receiving.finish(upload=upload, actor=manager)
    assert uploading.file_of(made).read_bytes() == CONTENT


def test_an_idle_upload_whose_room_was_taken_is_told_so_and_stays(
    organization, manager, colleague, settings, clock
):
    settings.UPLOAD_QUOTA = SIZE + 100
    upload = data.start_upload(organization, manager, SIZE)
    clock(hours=1)
    data.start_upload(organization, colleague, SIZE)
    with pytest.raises(TooLarge, match="others took the room; 100 bytes are left"):
        receiving.take_piece(upload=upload, offset=0, piece=CONTENT[:1000])
    clock(hours=1)  # theirs is idle as well
    assert receiving.take_piece(upload=upload, offset=0, piece=CONTENT[:1000]).received == 1000


def test_a_slow_request_that_lost_its_room_keeps_nothing(
    organization, manager, colleague, settings, clock
):
    settings.UPLOAD_QUOTA = SIZE
    upload = data.start_upload(organization, manager, SIZE)

    def slowly():
        yield CONTENT[:1000]
        clock(hours=2)
        data.start_upload(organization, colleague, SIZE)
        yield CONTENT[1000:]

    with pytest.raises(TooLarge, match="others took the room"):
        receiving.fill(upload=upload, content=slowly())


def test_one_person_has_so_many_uploads_and_leaves_the_rest_to_others(
    organization, manager, colleague, clock
):
    start_all(organization, manager)
    with pytest.raises(TooMany, match="sending 5 files already"):
        data.start_upload(organization, manager, SIZE)
    assert data.start_upload(organization, colleague, SIZE).pk


def test_the_limit_is_told_to_the_page(organization, manager, sign_in):
    start_all(organization, manager)
    fields = {"name": "Churn", "file_name": "churn.csv", "size": SIZE}
    answer = sign_in(manager).post(reverse("metrics:upload_start"), fields)
    assert answer.status_code == 409
    assert "Choose one of them again here to finish or cancel it" in answer.json()["message"]


def test_the_limit_is_told_to_programs(organization, manager):
    start_all(organization, manager)
    answer = send_file(make_token(manager, organization), CONTENT)
    assert (answer.status_code, answer.json()["error"]["code"]) == (429, "too_many")


def test_in_another_organization_the_person_starts_anew(organization, manager):
    start_all(organization, manager)
    other = factories.make_organization("Other")
    assert data.start_upload(other, manager, SIZE).pk


def test_the_oldest_idle_upload_gives_way_to_a_new_one(
    organization, manager, clock, django_capture_on_commit_callbacks
):
    _, *others = start_all(organization, manager)
    clock(minutes=1)
    receiving.take_piece(upload=others[-1], offset=0, piece=CONTENT[:10])
    clock(minutes=59)
    with django_capture_on_commit_callbacks(execute=True):
        fresh = data.start_upload(organization, manager, SIZE)
    kept = set(Upload.objects.values_list("pk", flat=True))
    assert kept == {upload.pk for upload in (*others, fresh)}


def test_what_receives_pieces_does_not_give_way(organization, manager, clock):
    uploads = start_all(organization, manager)
    clock(minutes=30)
    for upload in uploads:
        receiving.take_piece(upload=upload, offset=0, piece=CONTENT[:10])
    clock(minutes=59)
    with pytest.raises(TooMany):
        data.start_upload(organization, manager, SIZE)
    assert Upload.objects.count() == receiving.MOST_OPEN


def test_empty_pieces_do_not_keep_an_upload(organization, manager, settings, clock):
    settings.UPLOAD_QUOTA = SIZE
    upload = data.start_upload(organization, manager, SIZE)
    clock(minutes=59)
    receiving.take_piece(upload=upload, offset=0, piece=b"")
    clock(minutes=1)
    assert uploading.room_left(organization) == SIZE
