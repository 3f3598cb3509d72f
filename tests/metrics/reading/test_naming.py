"""Ids and lines of rows, found by the numbers that stand for them."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from metrics.reading import process
from metrics.reading.columns import ColumnMapping
from metrics.reading.naming import name_rows
from metrics.reading.outcome import NamedRow
from metrics.reading.row_ids import hash_texts

MAPPING = ColumnMapping("churned", "score", "1", row_id=" id ")
CSV = 'id,churned,score\n a1 ,1,0.5\n\n"b,\n2",0,0.4\na1,1,0.2\nc3,0,0.1\na1,0,0.3\n'


def numbers(*ids):
    return [int(number) for number in hash_texts(pa.array(ids))]


@pytest.mark.parametrize("find", [name_rows, process.name_rows])
def test_rows_of_text_have_the_lines_they_stand_on(tmp_path, find):
    (tmp_path / "rows.csv").write_text(CSV)
    found = find(tmp_path / "rows.csv", MAPPING, numbers("a1", "b,\n2", "absent"))
    assert found == [NamedRow("a1", 2), NamedRow("b,\n2", 4), NamedRow("a1", 6)]


@pytest.mark.parametrize("find", [name_rows, process.name_rows])
def test_rows_are_named_in_the_encoding_that_was_chosen(tmp_path, find):
    (tmp_path / "rows.csv").write_bytes("id,churned,score\nMüller,1,0.5\n".encode("windows-1252"))
    mapping = ColumnMapping("churned", "score", "1", row_id="id", encoding="windows-1252")
    found = find(tmp_path / "rows.csv", mapping, numbers("Müller"))
    assert found == [NamedRow("Müller", 2)]


def test_rows_of_parquet_are_counted_from_one(tmp_path):
    table = pa.table({"id": [10, 11, 12], "churned": [1, 0, 1], "score": [0.1, 0.2, 0.3]})
    pq.write_table(table, tmp_path / "rows.parquet")
    assert name_rows(tmp_path / "rows.parquet", MAPPING, numbers("12")) == [NamedRow("12", 3)]


def test_long_ids_are_cut(tmp_path):
    (tmp_path / "rows.csv").write_text(f"id,churned,score\n{'x' * 900},1,0.5\n")
    found = name_rows(tmp_path / "rows.csv", MAPPING, numbers("x" * 900))
    assert found == [NamedRow("x" * 200, 2)]
