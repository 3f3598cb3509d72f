"""Checks of rows: labels, weights, amounts, ids, periods, decisions, left-out rows, warnings."""

import doctest
import importlib

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from metrics.reading import inputs, problems, reader
from metrics.reading.columns import ColumnMapping, Guess, guess_roles
from metrics.reading.preview import preview_file

ALL = ColumnMapping(
    "y", "p", "yes", "q", weight="w", amount="a", row_id="id", period="m", current_decision="d"
)
GOOD = {"y": "yes", "p": "0.9", "q": "0.8", "w": "2", "a": "-5", "id": "7", "m": "Jan", "d": "1"}
OTHER = GOOD | {"y": "no", "p": "0.1", "id": "8", "d": "0"}


def text_of(*rows):
    return "\n".join([",".join(GOOD), *(",".join(row.values()) for row in rows)])


def codes(outcome, level="error"):
    return [item.code for item in outcome.problems if item.level == level]


def read_array(tmp_path, role):
    return np.load(tmp_path / f"arrays/{role}.npy")


NO_NUMBERS = {
    "date": pa.array([0, 1], pa.date32()),
    "time": pa.array([0, 1], pa.time64("us")),
    "moment": pa.array([0, 1], pa.timestamp("ms", tz="UTC")),
    "span": pa.array([0, 1], pa.duration("s")),
}


@pytest.mark.parametrize("kind", NO_NUMBERS)
@pytest.mark.parametrize("role", ["score", "second_score", "weight", "amount"])
def test_a_parquet_column_that_holds_no_numbers(outcome, tmp_path, kind, role):
    columns = {"y": [1, 0], "score": [0.9, 0.1], role: NO_NUMBERS[kind]}
    pq.write_table(pa.table(columns), tmp_path / "upload.parquet")
    named = {} if role == "score" else {role: role}
    read = outcome(tmp_path / "upload.parquet", ColumnMapping("y", "score", "1", **named))
    (found,) = [item for item in read.problems if item.level == "error"]
    code = "amount" if role == "amount" else "weight" if role == "weight" else "score"
    assert (found.code, found.column, found.count) == (f"{code}_not_number", role, 2)
    assert found.samples


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("y", "", "label_missing"),
        ("y", "maybe", "label_not_binary"),
        ("p", "n/a", "score_missing"),
        ("q", "", "score_missing"),
        ("q", "-Infinity", "score_not_finite"),
        ("p", "90%", "score_not_number"),
        ("w", "-1", "weight_negative"),
        ("w", "", "weight_not_number"),
        ("a", "", "amount_not_number"),
        ("a", "5 €", "amount_not_number"),
        ("id", " ", "row_id_missing"),
        ("m", "", "period_missing"),
        ("d", "2", "decision_not_binary"),
        ("d", "", "decision_not_binary"),
    ],
)
def test_each_problem_of_a_row(outcome, column, cell, code):
    read = outcome(text_of(GOOD, OTHER, GOOD | {column: cell}), ALL)
    (found,) = [item for item in read.problems if item.level == "error"]
    assert (found.code, found.column, found.first_line) == (code, column, 4)
    assert found.count == (3 if code == "label_not_binary" else 1)
    assert found.message
    assert found.remedy


def test_all_columns(outcome, tmp_path):
    read = outcome(text_of(GOOD, OTHER), ALL)
    assert codes(read) == []
    assert read.facts.label_values == (("yes", 1), ("no", 1))
    assert {role: read_array(tmp_path, role).tolist() for role in read.facts.arrays} == {
        "label": [1, 0],
        "score": [0.9, 0.1],
        "second_score": [0.8, 0.8],
        "weight": [2.0, 2.0],
        "amount": [-5.0, -5.0],
        "row_id": read_array(tmp_path, "row_id").tolist(),
        "period": [0, 0],
        "current_decision": [1, 0],
    }
    assert len(set(read_array(tmp_path, "row_id").tolist())) == 2


def test_rows_without_scores_are_left_out_only_when_chosen(outcome, tmp_path):
    text = "y,p,q\n1,0.9,1\n0,,2\n,NA,3\n0,0.1,\n0,0.2,4\n"
    assert codes(outcome(text, ColumnMapping("y", "p", "1", "q"))) == [
        "score_missing",
        "score_missing",
        "label_missing",
    ]
    chosen = ColumnMapping("y", "p", "1", "q", leave_out_missing_scores=True)
    read = outcome(text, chosen)
    assert (read.facts.rows, read.facts.left_out) == (2, 3)
    assert read_array(tmp_path, "second_score").tolist() == [1.0, 4.0]
    assert codes(outcome("y,p,q\n1,,1\n", chosen)) == ["no_rows"]


@pytest.mark.parametrize(
    ("labels", "positive", "expected"),
    [
        (["1.0", "0.0"], "1", []),
        (["1", "1.0", "0"], "1", []),
        (["good", "bad"], "yes", ["label_not_binary"]),
        (["1", "0", "NA"], "1", ["label_missing"]),
        (["none", "churn"], "churn", []),
        ([str(at) for at in range(2_000)], "1", ["label_not_binary"]),
        (["a", "b", "c", "d", "e", "f"], "a", ["label_not_binary"]),
    ],
)
def test_labels(outcome, labels, positive, expected):
    rows = "".join(f"{label},0.{at}\n" for at, label in enumerate(labels))
    read = outcome(f"y,p\n{rows}", ColumnMapping("y", "p", positive))
    assert codes(read) == expected
    assert all(len(item.samples) <= 5 for item in read.problems)


def test_warnings(outcome):
    same = ColumnMapping("y", "y", "1")
    assert codes(outcome("y,p\n1,1\n0,0\n", same), "warning") == ["few_positives", "score_is_label"]
    copied = ColumnMapping("y", "p", "1")
    rows = "1,1\n0,0\n" * 30
    assert codes(outcome(f"y,p\n{rows}", copied), "warning") == ["score_is_label"]
    assert codes(outcome(f"y,p\n{rows}1,0\n", copied), "warning") == []
    weighted = ColumnMapping("y", "p", "1", weight="p")
    assert codes(outcome("y,p\n1,0\n0,0\n", weighted)) == ["all_weights_zero"]


@pytest.mark.parametrize(
    ("text", "samples"),
    [
        ("y,p\n1,0.5\n\n0, 1e400\n1,-Inf\n", ("1e400", "-Inf")),
        ('y,p\n1,0.5\n"0","1e400"\n', ("1e400",)),
        ('y,p,t\n1,0.5,5" x\n0,1e400,\n', ("1e400",)),
        ("y;p\n1;0,5\n0;1,5e400\n", ("1,5e400",)),
    ],
)
def test_samples_stand_as_they_are_written(outcome, text, samples):
    read = outcome(text, ColumnMapping("y", "p", "1"))
    found = {item.code: item.samples for item in read.problems}
    assert found["score_not_finite"] == samples


def test_ids_that_occur_again_are_counted(outcome):
    mapping = ColumnMapping("y", "p", "1", row_id="id")
    rows = [f"{at % 2},0.{at % 7 + 1},c{at % 97}" for at in range(100)]
    read = outcome("\n".join(["y,p,id", *rows]), mapping)
    assert [(item.code, item.count) for item in read.problems] == [("row_id_repeated", 3)]
    assert read.problems[0].message == "3 rows have the same “id” as an earlier row."
    assert not outcome("\n".join(["y,p,id", *rows[:97]]), mapping).problems


def test_parquet_reads_the_same_as_csv(outcome, tmp_path):
    generator = np.random.default_rng(4)
    n = 120_000
    table = pa.table(
        {
            "y": generator.random(n) < 0.1,
            "p": generator.random(n),
            "id": np.arange(n),
            "m": pa.array([f"2026-0{at % 9 + 1}" for at in range(n)]).dictionary_encode(),
        }
    )
    pq.write_table(table, tmp_path / "table.parquet")
    mapping = ColumnMapping("y", "p", "true", row_id="id", period="m")
    assert codes(outcome(tmp_path / "table.parquet", mapping)) == []
    arrays = {role: read_array(tmp_path, role) for role in ("label", "score", "row_id", "period")}
    rows = zip(*(column.to_pylist() for column in table.columns), strict=True)
    text = "".join(f"{str(y).lower()},{p!r},{key},{m}\n" for y, p, key, m in rows)
    assert codes(outcome(f"y,p,id,m\n{text}", mapping)) == []
    for role, values in arrays.items():
        assert np.array_equal(values, read_array(tmp_path, role))
    assert len(np.unique(arrays["row_id"])) == n


def test_parquet_problems_name_rows(outcome, tmp_path):
    table = pa.table({"y": [1, 0, None], "p": [0.5, None, float("inf")]})
    pq.write_table(table, tmp_path / "table.parquet")
    read = outcome(tmp_path / "table.parquet", ColumnMapping("y", "p", "1"))
    assert [(item.code, item.first_line) for item in read.problems] == [
        ("score_missing", 2),
        ("score_not_finite", 3),
        ("label_missing", 3),
    ]
    assert "row 2" in read.problems[0].message


def test_guesses_give_their_reason(tmp_path):
    rows = [["x", "good", "0.3"], ["z", "bad", "0.7"], ["w", "bad", "0.1"]]
    found = guess_roles(["who", "state", "likely"], rows)
    assert found["score"] == Guess("likely", "its values between 0 and 1, in the first 3 rows")
    assert found["label"] == Guess("state", "its two values, in the first 3 rows")
    pq.write_table(pa.table({"y": [True, False], "nest": [[1], [2]]}), tmp_path / "t.parquet")
    seen = preview_file(tmp_path / "t.parquet")
    assert seen.rows == (("true", ""), ("false", ""))
    assert seen.positive_label.value == "true"


@pytest.mark.parametrize(
    "name", ["cells", "columns", "delimited", "encodings", "labels", "problems", "row_ids"]
)
def test_examples(name):
    assert doctest.testmod(importlib.import_module(f"metrics.reading.{name}")).failed == 0


def test_every_code_has_words():
    for code in problems.KINDS:
        made = problems.problem(code, column="c", count=1, first_line=2, detail="d", samples=["s"])
        assert made.message.endswith(".")
        assert made.remedy.endswith(".")


def test_inputs_may_hold_numbers_words_blanks_and_infinities(tmp_path):
    lines = ["y,p,x", "1,0.5,3", "0,0.4,old", "1,0.3,", "0,0.2,inf", "1,0.1,old", "0,0.6,new"]
    file, folder = tmp_path / "x.csv", tmp_path / "out"
    file.write_text("\n".join([*lines, ""]))
    folder.mkdir()
    mapping = ColumnMapping(label="y", score="p", positive_label="1", inputs=(" x ",))
    assert reader.read_file(file, mapping, folder).facts.rows == 6
    numbers, codes = (np.load(folder / f"{role}.npy") for role in inputs.roles_of(("x",)))
    assert numbers[0] == 3
    assert np.isnan(numbers[1:]).all()
    words = [inputs.NUMBER, 0, inputs.MISSING, inputs.MISSING, 0, 1]
    assert codes.tolist() == words
    assert inputs.read_words(folder) == {"x": ["old", "new"]}


def test_words_beyond_the_most_are_other_words(tmp_path, monkeypatch):
    monkeypatch.setattr(inputs, "MOST_WORDS", 2)
    file, folder = tmp_path / "x.csv", tmp_path / "out"
    file.write_text("y,p,x\n1,0.5,a\n0,0.4,b\n1,0.3,c\n0,0.2,a\n")
    folder.mkdir()
    mapping = ColumnMapping(label="y", score="p", positive_label="1", inputs=("x",))
    reader.read_file(file, mapping, folder)
    codes = np.load(folder / f"{inputs.code_role(0)}.npy")
    assert codes.tolist() == [0, 1, inputs.OTHER, 0]
