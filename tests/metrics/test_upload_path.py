"""U1 to U4 on the whole path: pieces, storage, first rows, the reading child, and the page.

What is refused says so in words; nothing is computed, nothing is left, other pages answer.
"""

import gzip
import io
import re
import zipfile
from html.parser import HTMLParser

import factories
import predictions as data
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from access_table import ROWS
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from payloads import MARK, PAYLOADS

from metrics import children, counting
from metrics.models import Predictions, Upload
from metrics.reading.columns import ColumnMapping
from metrics.services import reading_files, receiving, uploading

pytestmark = pytest.mark.django_db
MILLION = 1_000_000
COLUMNS = {"label": "y", "score": "score", "positive_label": "1", "version": "1"}


@pytest.fixture
def as_manager(sign_in, manager):
    return sign_in(manager)


def page(made, name="predictions"):
    return reverse(f"metrics:{name}", args=[made.public_id])


def bring_in(client, content, file_name="predictions.csv"):
    """Send a file as the page's script does; the predictions that it becomes."""
    fields = {"name": "Churn", "file_name": file_name, "size": len(content)}
    begun = client.post(reverse("metrics:upload_start"), fields)
    address = reverse("metrics:upload", args=[begun.json()["id"]])
    for offset in range(0, len(content), receiving.PIECE_MOST):
        piece = content[offset : offset + receiving.PIECE_MOST]
        headers = {"Upload-Offset": str(offset)}
        kind = "application/octet-stream"
        sent = client.post(address, piece, content_type=kind, headers=headers)
        assert sent.status_code == 200
    assert client.post(f"{address}finish/").status_code == 200
    return Predictions.objects.get(public_id=begun.json()["id"])


def words_about(client, made, columns=COLUMNS):
    """What the pages say of the file, once its columns were chosen where they can be."""
    asked = client.get(page(made, "columns"))
    if asked.status_code == 200:
        chosen = client.post(page(made, "columns"), columns)
        assert chosen.status_code == 302, chosen.content.decode()
        factories.run_jobs()
        asked = client.get(page(made))
        assert asked.status_code == 200
        assert "The file cannot be used as it is" in asked.content.decode()
    else:
        assert asked.status_code == 422
    return asked.content.decode()


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
        for _ in range(30):
            packed.write(b"1,0.5\n" * MILLION)
    return target.getvalue()


BOMBS = {
    "fifty million equal rows": (constant_rows, "50,000,000 rows or more"),
    "forged page counts": (forged_pages, "cannot be read"),
    "deep nesting": (nested, "nested too deeply"),
    "thirty thousand columns": (
        lambda: parquet(pa.table({f"c{at}": [1] for at in range(30_000)})),
        "30,000 columns; at most 2,000",
    ),
    "thirty million packed rows": (packed_rows, "more than 20,000,000 rows"),
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


def test_what_takes_too_much_to_count_is_refused_and_not_tried_again(
    as_manager, organization, manager, monkeypatch
):
    made = data.make_upload(organization, manager)

    def give_up(*_):
        raise children.TooMuch("it takes more than 1 MB of memory")

    monkeypatch.setattr(counting, "count_in_child", give_up)
    reading_files.choose_columns(predictions=made, actor=manager, version=1, mapping=data.MAPPING)
    factories.run_jobs()
    shown = as_manager.get(page(made)).content.decode()
    assert "counted at every score, it takes more than 1 MB of memory" in shown
    assert made.job.attempts == 1


NUMBERS = {
    "amount": ("1e300", "-1e16", "1e308"),
    "weight": ("1e300", "1e-300", "1e10"),
}


@pytest.mark.parametrize(
    ("column", "value"), [(name, value) for name, values in NUMBERS.items() for value in values]
)
def test_numbers_that_no_sum_can_hold_are_refused(as_manager, column, value):
    rows = "".join(f"{at % 2},0.{at:03},{value if at % 5 else 1}\n" for at in range(100))
    made = bring_in(as_manager, f"y,score,{column}\n{rows}".encode())
    shown = words_about(as_manager, made, {**COLUMNS, column: column})
    assert "to count with in 80 rows" in shown


@pytest.mark.parametrize("column", ["amount", "weight"])
def test_the_largest_numbers_give_finite_pages(as_manager, column):
    largest = {"amount": ("1e15", "-1e15"), "weight": ("1e9", "1e-9")}[column]
    rows = "".join(
        f"{int(at % 3 == 0)},{(at * 37 % 200 + 90 * (at % 3 == 0)) / 300:.3f},{largest[at % 2]}\n"
        for at in range(200)
    )
    made = bring_in(as_manager, f"y,score,{column}\n{rows}".encode())
    as_manager.post(page(made, "columns"), {**COLUMNS, column: column})
    factories.run_jobs()
    most = "999999999999"
    form = {**data.QUESTION, "version": "0", "population": most, "prevalence": "0.0001"}
    amounts = ("true_positive", "false_negative", "cost_per_action", "fixed_cost", "budget")
    form |= dict.fromkeys(amounts, most)
    if column == "amount":
        form["true_positive_per_amount"] = most
    beyond = as_manager.post(page(made, "value"), form)
    assert beyond.status_code == 422
    assert "too large to compute with" in beyond.content.decode()
    form["population"] = "1000" if column == "weight" else "1"
    form |= dict.fromkeys(amounts, "1000")
    form["true_positive_per_amount"] = "1"
    assert as_manager.post(page(made, "value"), form).status_code == 302
    for name in ("predictions", "quality", "points"):
        answer = as_manager.get(page(made, name))
        assert answer.status_code == 200
        assert not re.search(r"\b(nan|inf|NaN|Infinity)\b", answer.content.decode())


NAMES = {
    "../../../etc/passwd": "passwd",
    "a\r\nSet-Cookie: x=1\r\n\r\n<script>.csv": "script&gt;.csv",
    "x" * 300 + ".csv": "x" * 255,
    "invoice\u202evsc.exe": "invoicevsc.exe",
}


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_name_reaches_no_header_and_no_path(as_manager, settings, name):
    before = set(settings.FILES_DIR.rglob("*"))
    made = bring_in(as_manager, data.churn_csv(), file_name=name)
    new = set(settings.FILES_DIR.rglob("*")) - before
    assert all(re.fullmatch(r"[\w-]+", path.name) for path in new)
    answer = as_manager.get(page(made, "columns"))
    assert NAMES[name] in answer.content.decode()
    assert "x=1" not in answer.headers.values()
    assert not any("\n" in value or "\r" in value for value in answer.headers.values())


class Alive(HTMLParser):
    """Tags and handlers that a text became."""

    def __init__(self):
        super().__init__()
        self.found = []
        self.data_block = False

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.data_block = tag == "script" and given.get("type") == "application/json"
        handlers = [name for name in given if name.startswith(("on", "hx-", "data-hx"))]
        links = [
            given[name]
            for name in ("href", "src", "srcdoc", "action", "formaction")
            if MARK in (given.get(name) or "")
        ]
        if handlers or links:
            self.found.append((tag, attrs))

    def handle_data(self, text):
        if self.cdata_elem == "script" and not self.data_block and MARK in text:
            self.found.append((self.cdata_elem, text))


def markup_csv(names):
    """Four months of rows whose header, outcomes, periods and words are all markup."""
    positive, negative, word = PAYLOADS[7], PAYLOADS[3], PAYLOADS[11]
    quoted = [f'"{name.replace(chr(34), chr(34) * 2)}"' for name in (*names, positive, negative)]
    header, (yes, no) = quoted[: len(names)], quoted[len(names) :]
    rows = [
        ",".join(
            [
                yes if at % 3 == 0 else no,
                f"{(at * 37 % 200 + 90 * (at % 3 == 0)) / 300:.3f}",
                f'"2026-0{at % 4 + 1} {word}"',
                *([f'"{word}"'] * (len(names) - 3)),
            ]
        )
        for at in range(400)
    ]
    return "\n".join([",".join(header), *rows, ""]).encode()


def test_markup_in_names_of_columns_stays_text_on_every_page(as_manager, organization, manager):
    """H4: the header, outcomes, periods and words of a file, on pages, charts and tables."""
    names = list(dict.fromkeys(payload.strip() for payload in PAYLOADS))
    mapping = ColumnMapping(names[0], names[1], PAYLOADS[7], period=names[2])
    made = data.make_upload(organization, manager, markup_csv(names))
    addresses = [page(made, "columns")]
    missing = {"label": names[0], "score": names[1], "amount": names[5], "version": "1"}
    as_manager.post(addresses[0], {**missing, "positive_label": PAYLOADS[7]})
    factories.run_jobs()
    made.refresh_from_db()
    assert made.state == "refused"  # the words of an amount are no numbers
    bodies = [as_manager.get(page(made)).content.decode()]
    ready = data.make_predictions(organization, manager, markup_csv(names), mapping)
    data.make_valuation(ready, manager, doing=PAYLOADS[7][:40], people=PAYLOADS[11][:40])
    review = data.reviewing.ask(
        predictions=ready,
        actor=manager,
        threshold=0.5,
        grouping="as_it_is",
        reference=1,
        inputs=names[3:9],
    )
    factories.run_jobs()
    addresses += [page(ready, name) for name in ("predictions", "quality", "periods", "columns")]
    addresses.append(reverse("metrics:period_review", args=[review.public_id]))
    answers = [as_manager.get(address) for address in addresses]
    assert {answer.status_code for answer in answers} == {200}
    bodies += [answer.content.decode() for answer in answers]
    assert MARK in bodies[-1]
    for body in bodies:
        alive = Alive()
        alive.feed(body)
        assert alive.found == []


def _downloads():
    return [row for row in ROWS if row.name.startswith(("metrics:", "reports:value"))]


def test_whatever_is_no_page_is_an_attachment(as_manager):
    """U3: nothing that came from people can be opened as a page of ours."""
    import world as worlds

    world = worlds.build()
    as_manager.force_login(world.users["manager"])
    seen = 0
    for row in _downloads():
        if "GET" not in row.methods or row.public:
            continue
        kwargs = {name: worlds.value(world, key) for name, key in row.given.items()}
        answer = as_manager.get(reverse(row.name, kwargs=kwargs))
        kind = answer.headers.get("Content-Type", "").split(";")[0]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        if answer.status_code == 200 and kind not in ("text/html", "application/json"):
            assert answer.headers["Content-Disposition"].startswith("attachment"), row.name
            seen += 1
    assert seen >= 2


def test_a_hundred_aborted_uploads_meet_the_quota_first(as_manager, settings, organization):
    """U6: room that is promised counts; beyond it 413; after the sweep all of it is back."""
    settings.UPLOAD_QUOTA = 50_000
    fields = {"name": "Churn", "file_name": "churn.csv", "size": 1000}
    answers = [
        as_manager.post(reverse("metrics:upload_start"), fields).status_code for _ in range(100)
    ]
    assert answers == [201] * 50 + [413] * 50
    assert Upload.objects.count() == 50
    assert uploading.room_left(organization) == 0
