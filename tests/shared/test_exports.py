"""No text in an exported file can act as a formula, and values keep their types."""

import csv
import datetime
import io

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiproj.shared.exports import (
    Column,
    Sheet,
    acts_as_formula,
    clean_text,
    csv_cell,
    sheet_name,
    write_csv,
    write_sheet_csv,
    write_workbook,
)

HOSTILE = [
    "=1+1",
    '+HYPERLINK("https://example.org","x")',
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(A1:A2)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    " =1+1",
    "\x00=1+1",
    "\uff1d1+1",
    "\uff0b1+1",
    "\uff0d1+1",
    "\uff20SUM(A1)",
    "\u200b\ufeff=1+1",
]


def read_csv(data):
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def read_cells(data):
    book = openpyxl.load_workbook(io.BytesIO(data))
    return [cell for page in book for row in page.iter_rows() for cell in row]


@pytest.mark.parametrize("text", HOSTILE)
def test_csv_shows_hostile_cells_and_headings_as_text(text):
    """U5: fourteen payloads in cells and headings of CSV files."""
    rows = read_csv(write_csv([(text, text), (text, -1.5)]))
    assert [cell[0] for cell in (rows[0][0], rows[0][1], rows[1][0])] == ["'", "'", "'"]
    assert rows[1][1] == "-1.5"


@pytest.mark.parametrize("text", HOSTILE)
def test_a_workbook_holds_no_formula_in_cells_or_headings(text):
    """U5: and of workbooks."""
    data = write_workbook([Sheet(text, (Column(text), Column("n")), ((text, -1.5),))])
    cells = read_cells(data)
    assert {cell.data_type for cell in cells} == {"s", "n"}
    assert cells[3].value == -1.5
    assert cells[0].quotePrefix
    assert cells[2].quotePrefix


@given(st.text())
def test_no_csv_cell_begins_with_a_formula_sign(text):
    shown = csv_cell(text)
    assert not acts_as_formula(shown)
    assert shown in {clean_text(text), "'" + clean_text(text)}


@given(st.lists(st.text(min_size=1), min_size=1, max_size=5))
def test_any_text_survives_a_workbook_without_formula(texts):
    columns = tuple(Column(text) for text in texts)
    cells = read_cells(write_workbook([Sheet("All", columns, (texts,))]))
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert all(isinstance(cell.value, str) or cell.value is None for cell in cells)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_csv_gives_back_what_was_written(text):
    written = read_csv(write_csv([("x", text)]))[0][1]
    assert written.removeprefix("'") == clean_text(text).removeprefix("'")


@pytest.mark.parametrize("text", ["a=1", "1-2", "mail@example.org", "", "3 + 4", "'=1"])
def test_ordinary_text_is_left_alone(text):
    assert csv_cell(text) == text


def test_null_and_lone_surrogates_are_replaced():
    assert csv_cell("a\x00b\ud83dc\ufffe") == "ab\ufffdc\ufffd"
    assert read_cells(write_workbook([Sheet("x", (Column("a\x00\ud83d"),))]))[0].value == "a\ufffd"


def test_csv_has_a_byte_order_mark_and_windows_line_ends():
    assert write_csv([("a", None), (True, float("nan"))]) == b"\xef\xbb\xbfa,\r\ntrue,\r\n"


def test_dates_and_numbers_keep_their_types_and_formats():
    day = datetime.date(2026, 11, 27)
    columns = (Column("Day"), Column("Share", 8, "0%"), Column("Id"))
    sheet = Sheet("Data", columns, ((day, 0.59, 10**18),))
    cells = read_cells(write_workbook([sheet]))[3:]
    assert [cell.value for cell in cells] == [datetime.datetime(2026, 11, 27), 0.59, str(10**18)]
    assert [cell.number_format for cell in cells[:2]] == ["yyyy-mm-dd", "0%"]
    assert read_csv(write_sheet_csv(sheet))[1] == ["2026-11-27", "0.59", str(10**18)]


def test_headings_are_bold_and_frozen_and_columns_have_their_width():
    data = write_workbook([Sheet("x", (Column("Name", 40),), (("a",),))])
    page = openpyxl.load_workbook(io.BytesIO(data))["x"]
    assert page["A1"].font.bold
    assert page.freeze_panes == "A2"
    assert 39 < page.column_dimensions["A"].width < 42


def test_sheet_names_are_short_unique_and_allowed():
    taken = set()
    names = [sheet_name(title, taken) for title in ("A/B", "a b", "'", "x" * 40, "X" * 40)]
    assert names == ["A B", "a b 2", "Sheet", "x" * 31, "X" * 29 + " 2"]


def test_text_beyond_the_cell_limit_is_cut_visibly():
    cell = read_cells(write_workbook([Sheet("x", (Column("y" * 40_000),))]))[0]
    assert len(cell.value) == 32_767
    assert cell.value.endswith("…")


def test_the_same_sheets_give_the_same_bytes():
    made = datetime.datetime(2026, 11, 30)
    sheets = [Sheet("x", (Column("a"),), ((1,),))]
    assert write_workbook(sheets, made) == write_workbook(sheets, made)


def test_a_workbook_without_sheets_is_refused():
    with pytest.raises(ValueError, match="at least one sheet"):
        write_workbook([])
