"""U1 to U3: bombs, broken text and wrong kinds of files end as a typed problem of the child."""

import gzip
import io
import resource
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from metrics.reading.columns import ColumnMapping
from metrics.reading.limits import LIMITS, PREVIEW_LIMITS, Limits, limits_for
from metrics.reading.preview import preview_file
from metrics.reading.problems import Unreadable
from metrics.reading.process import preview, run

MAPPING = ColumnMapping("y", "score", "1")
MILLION = 1_000_000


@pytest.fixture
def refused(tmp_path):
    """Read a file in a child: the code of its one error, with nothing left in the folder."""

    def refused(path, mapping=MAPPING, limits=None, cpu_seconds=10):
        folder = tmp_path / "arrays"
        folder.mkdir()
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        reading = run(path, mapping, folder, limits=limits)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        assert used <= cpu_seconds
        assert reading.facts is None
        assert list(folder.iterdir()) == []
        (problem,) = reading.problems
        assert problem.level == "error"
        return problem.code

    return refused


@pytest.fixture
def parquet(tmp_path):
    def parquet(table, **options):
        pq.write_table(table, tmp_path / "bomb.parquet", **options)
        return tmp_path / "bomb.parquet"

    return parquet


def write_constant(path, groups):
    part = pa.table({"y": pa.repeat(pa.scalar(1, pa.int8()), MILLION)})
    part = part.append_column("score", pa.repeat(pa.scalar(0.5), MILLION))
    with pq.ParquetWriter(path, part.schema) as writer:
        for _ in range(groups):
            writer.write_table(part, row_group_size=MILLION)


def test_the_child_has_a_gigabyte():
    assert LIMITS.memory == 1024**3


def test_equal_rows_that_take_no_room(refused, tmp_path):
    path = tmp_path / "bomb.parquet"
    write_constant(path, 50)
    assert path.stat().st_size < MILLION / 2
    assert refused(path) == "too_large"


def test_more_equal_rows_than_a_file_may_hold(refused, tmp_path):
    path = tmp_path / "bomb.parquet"
    write_constant(path, 101)
    assert path.stat().st_size < 4 * MILLION
    assert refused(path) == "too_large"


@pytest.mark.parametrize("part", ["pages", "footer"])
def test_forged_counts(refused, tmp_path, part):
    path = tmp_path / "forged.parquet"
    write_constant(path, 1)
    content = path.read_bytes()
    footer = len(content) - 8 - int.from_bytes(content[-8:-4], "little")
    pages, rest = content[:footer], content[footer:]
    if part == "pages":
        # 20,000 and 1,048,575 values, as the zigzag varint of a page's header
        honest, forged = b"\x15\xc0\xb8\x02", b"\x15\xfe\xff\x7f"
        assert honest in pages
        pages = pages.replace(honest, forged)
    else:
        # A million rows and 15 million more, as zigzag varints
        honest, forged = b"\x80\x89\x7a", b"\x80\x89\xfa\x0e"
        assert honest in rest
        rest = rest[:-8].replace(honest, forged)
        rest += len(rest).to_bytes(4, "little") + b"PAR1"
    path.write_bytes(pages + rest)
    assert refused(path) in ("broken_file", "too_large")


def test_deep_nesting(refused, parquet):
    kind, value = pa.int8(), 1
    for _ in range(300):
        kind, value = pa.list_(kind), [value]
    table = pa.table({"y": pa.array([value], kind), "score": [0.5]})
    assert refused(parquet(table)) in ("column_type", "broken_file")


def test_thirty_thousand_columns(refused, parquet):
    table = pa.table({f"c{at}": [1] for at in range(30_000)} | {"y": [1], "score": [0.5]})
    assert refused(parquet(table)) == "too_large"


def test_fifty_gigabytes_of_one_text(refused, parquet):
    rows = 50_000
    text = pa.DictionaryArray.from_arrays(pa.array([0] * rows, pa.int32()), ["x" * MILLION])
    table = pa.table({"y": [1] * rows, "score": [0.5] * rows, "id": text.cast(text.type)})
    path = parquet(table, store_schema=False)
    assert path.stat().st_size < 5 * MILLION
    assert refused(path, ColumnMapping("y", "score", "1", row_id="id")) == "too_large"


def test_unpacked_bomb(refused, tmp_path):
    path = tmp_path / "bomb.csv.gz"
    path.write_bytes(gzip.compress(b"y,score\n" + b"1,0.5\n" * (10 * MILLION), 1))
    limits = Limits(bytes=8 * MILLION)
    assert refused(path, limits=limits) == "too_large"


TEXTS = {
    "one line": (lambda: b"y,score\n1," + b"a" * (200 * MILLION), "too_large"),
    "NUL": (lambda: b"y,score\n1,0.5\0\n", "encoding"),
    "UTF-16": (lambda: "y,score\n1,0.5\n".encode("utf-16-be"), "encoding"),
    "unclosed quote": (lambda: b'y,score\n1,"0.5\n' + b"0,0.2\n" * MILLION, "unclosed_quote"),
    "columns": (lambda: b",".join(b"c%d" % at for at in range(MILLION)), "too_large"),
    "line ends": (lambda: b"y,score\n1,0.5\r0,0.2\r\n1,0.1\n", "mixed_line_ends"),
}


@pytest.mark.parametrize("name", TEXTS)
def test_broken_text(refused, tmp_path, name):
    make, code = TEXTS[name]
    path = tmp_path / "upload.csv"
    path.write_bytes(make())
    assert refused(path, cpu_seconds=5) == code


def zipped():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("table.csv", "y,score\n1,0.5\n")
    return buffer.getvalue()


OTHER_KINDS = {
    "pdf": b"%PDF-1.7\ny,score\n1,0.5\n",
    "pdf behind a header": b"y,score\n%PDF-1.7\n1,0.5\n",
    "zip": zipped(),
    "png": b"\x89PNG\r\n\x1a\ny,score\n",
    "page": b"\xef\xbb\xbf <!DOCTYPE html><p>y,score\n1,0.5\n",
    "script": b"#!/bin/sh\n",
    "packed pdf": gzip.compress(b"%PDF-1.7\ny,score\n1,0.5\n"),
    "packed twice": gzip.compress(gzip.compress(b"y,score\n1,0.5\n")),
    "drawing": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "script in a page": b"\n\n<script>alert(1)</script>\n1,0.5\n",
    "part of a page": b"<p>y or score</p>\n1,0.5\n",
    "page on one line": b"<html><p>y,score</p></html>\n",
    "image": b"GIF89a\x01\0\x01\0,\n",
    "encrypted Parquet": b"PARE\x15\x04\x15PARE",
    "comment before a page": b"<!-- y,score --><html>",
    "JSON": b'[{"y": 1, "score": 0.5}]',
    "JSON lines": b'{"y": 1}\n{"y": 0}\n',
}


@pytest.mark.parametrize("name", OTHER_KINDS)
def test_other_kinds_named_csv(outcome, name):
    problems = outcome(OTHER_KINDS[name]).problems
    assert [item.code for item in problems] == ["wrong_type"]
    assert "not a CSV or Parquet file" in problems[0].message


NAMES = ("<none>", "<b>x</b>", "<img src=x onerror=alert(1)>", "GIF89a", "BZh", "RIFF", "PARENT")


@pytest.mark.parametrize("name", NAMES)
def test_a_first_column_of_any_name_is_a_table(outcome, name):
    found = outcome(f"{name},größe,y,score\na,b,1,0.5\na,b,0,0.2\n")
    assert found.facts.rows == 2
    assert [item.code for item in found.problems] == ["few_positives"]


def test_text_behind_what_is_compressed(outcome):
    (problem,) = outcome(gzip.compress(b"y,score\n1,0.5\n") + b"<script>").problems
    assert problem.code == "broken_file"
    assert "other data follow" in problem.message


GARBAGE = {
    "nothing but the mark": b"PAR1",
    "noise": b"PAR1" + bytes(range(256)) * 4 + (500).to_bytes(4, "little") + b"PAR1",
    "zeros": b"PAR1" + bytes(1000) + (500).to_bytes(4, "little") + b"PAR1",
}


@pytest.mark.parametrize("name", GARBAGE)
def test_the_mark_of_parquet_with_garbage(outcome, name):
    (problem,) = outcome(GARBAGE[name]).problems
    assert problem.code == "broken_file"
    assert "thrift" not in problem.message.lower()  # the reader's words are not people's


def test_a_name_longer_than_anybody_can_choose_from(outcome, parquet):
    name = "n" * 300
    for content in (f"y,score,{name}\n1,0.5,\n", parquet(pa.table({"y": [1], name: [1]}))):
        (problem,) = outcome(content).problems
        assert problem.code == "too_large"
        assert "300 characters" in problem.message


@pytest.mark.parametrize("role", ["y", "day"])
def test_words_that_would_fill_the_database(outcome, role):
    words = {"y": "1", "day": "Jan"} | {role: "w" * 201}
    content = f"y,score,day\n{words['y']},0.5,{words['day']}\n"
    (problem,) = outcome(content, ColumnMapping("y", "score", "1", period="day")).problems
    assert (problem.code, problem.column) == ("too_large", role)


def test_a_small_file_gets_few_seconds():
    assert limits_for(400_000).cpu_seconds <= 10
    assert limits_for(10**12).cpu_seconds == LIMITS.cpu_seconds
    assert PREVIEW_LIMITS.cpu_seconds < PREVIEW_LIMITS.wall_seconds < 10


def test_a_preview_of_wide_rows_holds_ten(tmp_path, parquet):
    path = tmp_path / "wide.csv"
    row = ",".join(["1", "0.5"] + ["x" * 40_000] * 20)
    path.write_text("\n".join([",".join(["y", "score", *map(str, range(20))]), *[row] * 200]))
    seen = preview_file(path)
    assert len(seen.rows) == 10
    assert max(map(len, seen.rows[0])) == 200
    text = pa.DictionaryArray.from_arrays(pa.array([0] * 1000, pa.int32()), ["x" * MILLION])
    seen = preview(parquet(pa.table({"y": [1] * 1000, "score": [0.5] * 1000, "id": text})))
    assert len(seen.rows) == 10


def test_a_preview_looks_for_a_header_no_longer_than_its_limits(tmp_path):
    path = tmp_path / "blank.csv.gz"
    path.write_bytes(gzip.compress(b"\n" * (20 * MILLION), 1))
    with pytest.raises(Unreadable) as refused:
        preview(path, limits=Limits(bytes=8 * MILLION))
    assert refused.value.problem.code == "too_large"


def test_csv_with_an_archive_behind_it(outcome):
    problems = outcome(b"y,score\n1,0.5\n" + zipped()).problems
    assert [item.code for item in problems] == ["encoding"]


def test_parquet_without_its_end(outcome, parquet):
    content = parquet(pa.table({"y": [1], "score": [0.5]})).read_bytes()
    assert [item.code for item in outcome(content[:-9]).problems] == ["broken_file"]
    longer = content[:-8] + (10**9).to_bytes(4, "little") + b"PAR1"
    assert [item.code for item in outcome(longer).problems] == ["broken_file"]
