"""Rows without an outcome, where the person said that outcomes come later."""

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from metrics.reading.columns import ColumnMapping

LATER = ColumnMapping(
    "y", "p", "1", weight="w", period="m", outcomes_come_later=True, inputs=("x",)
)
TEXT = "m,y,p,w,x\nMay,1,0.9,1,5\nMay,0,0.2,1,6\nJune,,0.7,2,7\nJune,NA,0.3,2,red\nJune,0,0.1,1,8\n"


def codes(read, level="error"):
    return [item.code for item in read.problems if item.level == level]


def test_pending_rows_go_to_arrays_of_their_own(outcome, tmp_path):
    read = outcome(TEXT, LATER)
    assert (read.facts.rows, read.facts.pending, read.facts.positives) == (3, 2, 1)
    assert read.facts.periods == ("May", "June")
    arrays = {path.stem: np.load(path).tolist() for path in (tmp_path / "arrays").glob("*.npy")}
    assert arrays["score"] == [0.9, 0.2, 0.1]
    assert arrays["pending_score"] == [0.7, 0.3]
    assert (arrays["period"], arrays["pending_period"]) == ([0, 0, 1], [1, 1])
    assert (arrays["weight"], arrays["pending_weight"]) == ([1, 1, 1], [2, 2])
    assert arrays["input_0_number"] == [5, 6, 8]
    assert arrays["pending_input_0_code"] == [-3, 0]


def test_a_file_in_many_chunks_keeps_the_order_of_its_rows(outcome, tmp_path):
    count = 150_000
    random = np.random.default_rng(1)
    scores, known = random.random(count), random.random(count) < 0.7
    labels = [int(score > 0.5) if told else None for score, told in zip(scores, known, strict=True)]
    table = pa.table({"m": ["May"] * count, "y": labels, "p": scores, "w": np.ones(count),
                      "x": np.arange(count)})  # fmt: skip
    pq.write_table(table, tmp_path / "t.parquet", row_group_size=40_000)
    read = outcome(tmp_path / "t.parquet", LATER)
    folder = tmp_path / "arrays"
    assert (read.facts.rows, read.facts.pending) == (known.sum(), (~known).sum())
    assert (np.load(folder / "score.npy") == scores[known]).all()
    assert (np.load(folder / "pending_score.npy") == scores[~known]).all()
    assert (np.load(folder / "label.npy") == (scores[known] > 0.5)).all()


def test_problems_of_pending_rows_are_found_in_their_line(outcome):
    read = outcome(TEXT.replace("0.7,2", "high,2").replace("0.1,1", "low,1"), LATER)
    assert codes(read) == ["score_not_number"]
    assert (read.problems[0].first_line, read.problems[0].count) == (4, 2)


def test_a_file_without_any_outcome_has_no_rows(outcome):
    read = outcome("m,y,p,w,x\nMay,,0.9,1,5\n", LATER)
    assert codes(read) == ["no_rows"]
    assert "with an outcome: 1 have none yet" in read.problems[0].message


def test_a_positive_value_is_never_taken_for_missing(outcome):
    mapping = ColumnMapping("y", "p", "none", period="m", outcomes_come_later=True)
    read = outcome("m,y,p\nMay,none,0.9\nMay,bought,0.2\nMay,,0.4\n", mapping)
    assert (read.facts.positives, read.facts.pending) == (1, 1)


def test_weights_of_pending_rows_alone_are_not_enough(outcome):
    assert codes(outcome(TEXT.replace(",1,", ",0,"), LATER)) == ["all_weights_zero"]


def test_a_score_that_equals_known_outcomes_is_doubted(outcome):
    mapping = ColumnMapping("y", "p", "1", period="m", outcomes_come_later=True)
    read = outcome("m,y,p\nMay,1,1\nMay,0,0\nJune,,0.4\n", mapping)
    assert "score_is_label" in codes(read, "warning")
