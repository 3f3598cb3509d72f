"""U1 to U3 on the whole path: pieces, storage, first rows, the reading child, and the page.

What is refused says so in words; nothing is computed, nothing is left, other pages answer.
"""

import gzip
import io
import threading
import zipfile

import predictions as data
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from uploads import bring_in, page, words_about

from metrics.models import Upload
from metrics.services import receiving, uploading

MILLION = 1_000_000
pytestmark = pytest.mark.django_db


@pytest.fixture
def as_manager(sign_in, manager):
    return sign_in(manager)


def parquet(table, **options):
    target = io.BytesIO()
    pq.write_table(table, target, **options)
    return target.getvalue()


def constant_rows(groups=50):
    target = io.BytesIO()
    part = pa.table({"y": pa.repeat(pa.scalar(1, pa.int8()), MILLION)})
    part = part.append_column("score", pa.repeat(pa.scalar(0.5), MILLION))
    with pq.ParquetWriter(target, part.schema) as writer:
        for _ in range(groups):
            writer.write_table(part, row_group_size=MILLION)
    return target.getvalue()


def forged_pages():
    content = constant_rows(1)
    footer = len(content) - 8 - int.from_bytes(content[-8:-4], "little")
    honest, forged = b"\x15\xc0\xb8\x02", b"\x15\xfe\xff\x7f"  # 20,000 and 1,048,575 values
    assert honest in content[:footer]
    return content[:footer].replace(honest, forged) + content[footer:]


def nested():
    kind, value = pa.int8(), 1
    for _ in range(300):
        kind, value = pa.list_(kind), [value]
    return parquet(pa.table({"y": pa.array([value], kind), "score": [0.5]}))


def zipped():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("table.csv", "y,score\n1,0.5\n")
    return target.getvalue()


def packed_rows():
    target = io.BytesIO()
    with gzip.GzipFile(fileobj=target, mode="wb", compresslevel=1) as packed:
        packed.write(b"y,score\n")
        for _ in range(20):
            packed.write(b"1,0.5\n" * MILLION)
    return target.getvalue()


BOMBS = {
    "fifty million equal rows": (constant_rows, "50,000,000 rows in"),
    "more rows than a file may hold": (lambda: constant_rows(101), "101,000,000 rows or more"),
    "forged page counts": (forged_pages, "cannot be read"),
    "deep nesting": (nested, "nested too deeply"),
    "thirty thousand columns": (
        lambda: parquet(pa.table({f"c{at}": [1] for at in range(30_000)})),
        "30,000 columns; at most 2,000",
    ),
    "twenty million packed rows": (packed_rows, "over 100 times its size"),
    "one packed line": (lambda: gzip.compress(b"y" * (50 * MILLION), 1), "more than 1,000,000"),
}
TEXTS = {
    "one line": (lambda: b"y,score\n1," + b"a" * (20 * MILLION), "more than 1,000,000 bytes"),
    "NUL": (lambda: b"y,score\n1,0.5\0\n", "NUL byte"),
    "UTF-16 without its mark": (lambda: "y,score\n1,0.5\n".encode("utf-16-be"), "UTF-8"),
    "cut UTF-16": (lambda: "y,score\n1,0.5\n".encode("utf-16")[:-1], "utf-16"),
    "unclosed quote": (
        lambda: b'y,score\n1,"0.5\n' + b"0,0.2\n" * MILLION,
        "A quote opens on line 2",
    ),
    "columns": (lambda: b",".join(b"c%d" % at for at in range(MILLION)), "2,000"),
    "line ends": (lambda: b"y,score\n1,0.5\r0,0.2\r\n1,0.1\n", "bare carriage return"),
}
OTHERS = {
    "zip": (zipped, "a ZIP archive"),
    "workbook": (lambda: zipped().replace(b"table.csv", b"xl/wb.xml"), "an Excel workbook"),
    "zip behind a table": (lambda: b"y,score\n1,0.5\n" + zipped(), "UTF-8"),
    "PDF": (lambda: b"%PDF-1.7\n1 0 obj", "a PDF document"),
    "image": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(100), "a PNG image"),
    "page": (lambda: b"<html><script>alert(1)</script>", "a web page"),
    "bare script": (lambda: b"<script>alert(1)</script>,score\n1,0.5\n", "a web page"),
    "drawing": (lambda: b"<svg onload='alert(1)'/>", "an image"),
    "JSON": (lambda: b'[{"y": 1, "score": 0.5}]', "JSON"),
    "mark with garbage": (lambda: b"PAR1" + bytes(range(256)) + b"PAR1", "cannot be read"),
    "packed twice": (
        lambda: gzip.compress(gzip.compress(b"y,score\n1,0.5\n")),
        "a packed file inside a packed file",
    ),
    "text behind the packed part": (
        lambda: gzip.compress(b"y,score\n1,0.5\n") + b"<script>alert(1)</script>",
        "other data follow",
    ),
    "packed page": (lambda: gzip.compress(b"<!doctype html><script>"), "a web page"),
}


@pytest.mark.parametrize("name", [*BOMBS, *TEXTS, *OTHERS])
def test_what_cannot_be_read_is_refused_in_words(as_manager, name):
    make, words = {**BOMBS, **TEXTS, **OTHERS}[name]
    made = bring_in(as_manager, make())
    shown = words_about(as_manager, made)
    assert words in shown.replace("&#x27;", "'")
    assert "alert(1)" not in shown
    made.refresh_from_db()
    assert made.state in ("received", "refused")
    assert [path.name for path in uploading.file_of(made).parent.rglob("*")] == ["original"]
    assert as_manager.get(reverse("metrics:home")).status_code == 200


def test_the_plain_form_refuses_the_same(as_manager):
    file = SimpleUploadedFile("predictions.csv", b"<svg onload='alert(1)'/>")
    address = reverse("metrics:predictions_new")
    begun = as_manager.post(address, {"name": "Churn", "file": file})
    assert "an image" in as_manager.get(begun.url).content.decode()


def test_more_looks_than_the_server_has_threads_for_are_put_off(
    as_manager, organization, manager, monkeypatch
):
    made = data.make_upload(organization, manager)
    monkeypatch.setattr(uploading, "LOOKS", threading.BoundedSemaphore(1))
    monkeypatch.setattr(uploading, "LONGEST_WAIT", 0)
    with uploading.LOOKS:
        answer = as_manager.get(page(made, "columns"))
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "Try again" in answer.content.decode()
    assert as_manager.get(page(made, "columns")).status_code == 200


def test_a_hundred_aborted_uploads_meet_the_quota_first(
    as_manager, settings, organization, monkeypatch
):
    """U6: room that is promised counts; beyond it 413; after the sweep all of it is back."""
    monkeypatch.setattr(receiving, "MOST_OPEN", 100)
    settings.UPLOAD_QUOTA = 50_000
    fields = {"name": "Churn", "file_name": "churn.csv", "size": 1000}
    answers = [
        as_manager.post(reverse("metrics:upload_start"), fields).status_code for _ in range(100)
    ]
    assert answers == [201] * 50 + [413] * 50
    assert Upload.objects.count() == 50
    assert uploading.room_left(organization) == 0
