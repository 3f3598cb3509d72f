"""CSV: dividers, quotes, line ends, encodings, numbers, packed files, and right line numbers."""

import csv
import gzip
import io

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from metrics.reading import content
from metrics.reading.columns import ColumnMapping
from metrics.reading.limits import Limits
from metrics.reading.outcome import Options

TWO = ["y,score", "1,0.9", "0,0.2"]


def errors(outcome):
    return [(item.code, item.first_line) for item in outcome.problems if item.level == "error"]


def read_array(tmp_path, role):
    return np.load(tmp_path / f"arrays/{role}.npy").tolist()


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_dividers_and_line_ends(outcome, tmp_path, end, delimiter):
    read = outcome(end.join(TWO).replace(",", delimiter))
    assert not errors(read)
    assert read_array(tmp_path, "score") == [0.9, 0.2]
    assert read.facts.delimiter == delimiter


def test_line_feeds_and_crlf_may_mix(outcome, tmp_path):
    assert not errors(outcome("y,score\r\n1,0.9\n0,0.2\r\n"))
    assert read_array(tmp_path, "label") == [1, 0]


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("y,score\n1,0.9\r0,0.2\n", "mixed_line_ends", 2),
        ('y,score,t\n1,0.9,"a"\n1,0.9,b\r0,0.2,c\n', "mixed_line_ends", 3),
        ("y,score\r1,0.9\r0,0.2\n", "mixed_line_ends", 1),
        ('y,score,t\n1,0.9,"a\nb"\n\n0,0.2\n', "row_width", 5),
        ('y,score,t\n1,0.9,a\n0,0.2,"b\n1,0.3,c\n', "unclosed_quote", 3),
        ('y,score,t\n1,0.9,"a\n0,0.2,"b"\n', "unclosed_quote", 2),
        ('y,score,t\n1,0.9,5" pipe\n0,x,b\n', "score_not_number", 3),
        ('y,score,t\n1,0.9,5" pipe\n\n0,2\n', "row_width", 4),
        ("y,score\n\n1,0.9\n\n\n0,1e400\n", "score_not_finite", 6),
        ('y,score,t\n1,0.9,"a\n\nb"\n\n0,90%,c\n', "score_not_number", 6),
        ("y,score\n1,0.9\n,0.2\n", "label_missing", 3),
        ("y,score\n1,0.9\n0,1_000\n", "score_not_number", 3),
        ("y,score\n1,0.9\n0,0x1p3\n", "score_not_number", 3),
        ('y,score\n1,0.9\n0,"0,2"\n', "score_not_number", 3),
        ("y;score\n1;0.9\n0;0,2\n", "score_not_number", 3),
        ("y;score\n1;0,9\n0;0,2\n1;3.5\n", "score_not_number", 2),
        ("y,score\n1,0.9\n0,\xe9\n".encode("latin-1"), "encoding", 3),
        ("y,score\n1,0.9\n0,0.2\0\n", "encoding", 3),
        ("y,score\n1,0.9\n".encode("utf-16-le"), "encoding", 1),
        ("y,score\n1,0.9\n".encode("utf-16")[:-1], "encoding", 2),
        ("\n\n", "file_empty", None),
    ],
)
def test_errors_name_their_line(outcome, text, code, line):
    assert errors(outcome(text)) == [(code, line)]


def test_numbers_in_every_plain_spelling(outcome, tmp_path):
    spellings = ["+0.5", " .5", "5.", "1e-3", "1E+2", '"7"', "-0"]
    rows = "".join(f"{at % 2},{text}\n" for at, text in enumerate(spellings))
    assert not errors(outcome(f"y,score\n{rows}"))
    assert read_array(tmp_path, "score") == [0.5, 0.5, 5.0, 0.001, 100.0, 7.0, 0.0]
    assert not np.signbit(np.load(tmp_path / "arrays/score.npy")).any()


def test_decimal_commas_that_begin_late(outcome, tmp_path):
    rows = [f"{at % 2};{at % 3}" for at in range(600_000)]
    read = outcome("\n".join(["y;score", *rows, "1;0,5"]), limits=Limits(rows=10**6))
    assert [item.code for item in read.problems] == ["decimal_comma"]
    assert read_array(tmp_path, "score")[-1] == 0.5


def test_wide_rows_are_counted_over_the_whole_file(outcome):
    rows = ["1,0.5,7" if at % 100_000 == 99_999 else "0,0.25" for at in range(1_200_000)]
    problem = outcome("\n".join(["y,score", *rows])).problems[0]
    assert (problem.code, problem.count, problem.first_line) == ("row_width", 12, 100_001)
    assert "3 fields, the header has 2" in problem.message


def test_lines_far_into_a_file(outcome):
    rows = [f'"{at % 2}","0.5"' for at in range(900_000)]
    rows[700_000] = '"1","a"'
    rows[800_000] = '"1","b"'
    problem = outcome("\n".join(['"y","score"', *rows])).problems[0]
    assert (problem.first_line, problem.count, problem.samples) == (700_002, 2, ("a", "b"))


def test_another_encoding_can_be_chosen(outcome):
    text = "y,score,größe\n1,0.9,a\n0,0.2,b\n".encode("windows-1252")
    assert errors(outcome(text)) == [("encoding", 1)]
    read = outcome(text, options=Options(encoding="windows-1252"))
    assert read.facts.columns == ("y", "score", "größe")
    with pytest.raises(ValueError, match="unknown encoding"):
        outcome(text, options=Options(encoding="unicode_escape"))


@pytest.mark.parametrize("block", [1, 2, 3, 7])
def test_any_block_size_reads_the_same(outcome, tmp_path, monkeypatch, block):
    monkeypatch.setattr(content, "BLOCK_BYTES", block)
    text = 'y,score,t\r\n1,0.9,"a ""b"",\r\nc"\r\n0,0.2,ü\r\n1,0.25,5" x\r\n0,1,\r\n'
    assert not errors(outcome(text))
    assert read_array(tmp_path, "score") == [0.9, 0.2, 0.25, 1.0]


def test_packed(outcome, tmp_path):
    half = [gzip.compress(b"y,score\n1,0.9\n"), gzip.compress(b"0,0.2\n")]
    assert outcome(b"".join(half)).facts.form == "gzip"
    assert read_array(tmp_path, "label") == [1, 0]
    assert errors(outcome(half[0][:-6])) == [("broken_file", None)]
    assert errors(outcome(half[0][:15] + b"xx" + half[0][17:])) == [("broken_file", None)]
    assert errors(outcome(gzip.compress(half[0]))) == [("wrong_type", None)]


cells = st.text(st.sampled_from("ab \"',;\t\n0é"), max_size=5)
scores = st.floats(allow_nan=False, allow_infinity=False).map(repr)
tables = st.lists(st.tuples(st.sampled_from(["yes", "no"]), scores, cells), min_size=1, max_size=8)


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    rows=tables,
    delimiter=st.sampled_from([",", ";", "\t"]),
    end=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    block=st.sampled_from([5, 64, 4096]),
)
def test_equals_the_csv_module(
    outcome, tmp_path, monkeypatch, rows, delimiter, end, quoting, block
):
    monkeypatch.setattr(content, "BLOCK_BYTES", block)
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=quoting)
    writer.writerows([("y", "score", "t"), *rows])
    expected = list(csv.reader(io.StringIO(text.getvalue(), newline=""), delimiter=delimiter))[1:]
    mapping = ColumnMapping("y", "score", "yes", period="t")
    read = outcome(text.getvalue(), mapping, options=Options(delimiter=delimiter))
    blank = [row for row in expected if not row[2].strip()]
    if blank:
        assert [(item.code, item.count) for item in read.problems if item.level == "error"] == [
            ("period_missing", len(blank))
        ]
        return
    assert not errors(read)
    assert read_array(tmp_path, "score") == [float(row[1]) for row in expected]
    assert read_array(tmp_path, "label") == [row[0] == "yes" for row in expected]
    codes = read_array(tmp_path, "period")
    assert [read.facts.periods[code] for code in codes] == [row[2].strip() for row in expected]
