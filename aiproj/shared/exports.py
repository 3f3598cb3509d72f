"""Tables as CSV and XLSX files in which no text can act as a formula."""

import csv
import datetime
import io
import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import xlsxwriter

from aiproj.shared.text import clean_text

Cell = str | int | float | Decimal | bool | datetime.date | datetime.datetime | None

FORMULA_STARTS = frozenset("=+-@\u2212")
LINE_STARTS = frozenset("\t\r\n")
FORBIDDEN_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\\t\r\n]")
LONGEST_CELL = 32_767
LONGEST_SHEET_NAME = 31
EXACT_INTEGER = 10**15
FIRST_SPREADSHEET_YEAR = 1900
DATE_FORMAT = "yyyy-mm-dd"
TIME_FORMAT = "yyyy-mm-dd hh:mm"


@dataclass(frozen=True)
class Column:
    """A column: its heading, its width in characters, and a spreadsheet number format."""

    title: str
    width: float = 14
    number_format: str = ""


@dataclass(frozen=True)
class Sheet:
    """A table with typed values; rows have one cell a column."""

    title: str
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[Cell]] = field(default=())


def acts_as_formula(text: str) -> bool:
    """True if a spreadsheet may run the text instead of showing it.

    Spaces, control and zero-width characters at the start are looked through; full-width and
    other variants of = + - @ count as these; a tab or line end at the start counts by itself.
    Source: OWASP, CSV injection; reliability spec U5.

    >>> acts_as_formula(" \\u200b＝1+1"), acts_as_formula("a=1")
    (True, False)
    """
    for character in text:
        if character in LINE_STARTS:
            return True
        if character.isspace() or unicodedata.category(character) in {"Cc", "Cf", "Cn", "Mn"}:
            continue
        return unicodedata.normalize("NFKC", character)[:1] in FORMULA_STARTS
    return False


def csv_cell(value: Cell) -> str:
    """One value as it stands in a CSV file; numbers stay numbers.

    Text that acts as a formula gets a leading apostrophe. None, NaN and infinities are empty;
    dates are ISO 8601.

    >>> csv_cell("=1+1"), csv_cell(-1.5), csv_cell(None)
    ("'=1+1", '-1.5', '')
    """
    if value is None or _is_not_finite(value):
        return ""
    if isinstance(value, str):
        text = clean_text(value)
        return f"'{text}" if acts_as_formula(text) else text
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime.date):
        return value.isoformat()
    return str(value)


def write_csv(rows: Iterable[Sequence[Cell]]) -> bytes:
    """Rows (headings included) as CSV: UTF-8 with byte order mark, CRLF, formula-safe.

    >>> write_csv([("Name", "Score"), ("@a", 2.5)])
    b"\\xef\\xbb\\xbfName,Score\\r\\n'@a,2.5\\r\\n"
    """
    target = io.StringIO(newline="")
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerows([csv_cell(value) for value in row] for row in rows)
    return target.getvalue().encode("utf-8-sig")


def sheet_rows(sheet: Sheet) -> Iterator[Sequence[Cell]]:
    """The headings of a sheet, then its rows: what `write_csv` takes."""
    yield [column.title for column in sheet.columns]
    yield from sheet.rows


def write_sheet_csv(sheet: Sheet) -> bytes:
    """One sheet as a CSV file; the same values as in the workbook."""
    return write_csv(sheet_rows(sheet))


def write_workbook(sheets: Sequence[Sheet], created: datetime.datetime | None = None) -> bytes:
    """Sheets as an XLSX workbook with typed cells, frozen bold headings and no formula.

    `created` is written into the file's properties; give it to get the same bytes every time.
    Text that acts as a formula keeps its characters and carries the text mark of spreadsheets.
    Raises ValueError without a sheet.
    """
    if not sheets:
        raise ValueError("A workbook needs at least one sheet.")
    target = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "remove_timezone": True,
    }
    workbook = xlsxwriter.Workbook(target, options)
    if created is not None:
        workbook.set_properties({"created": created})
    taken: set[str] = set()
    for sheet in sheets:
        _SheetWriter(workbook, sheet, taken).write()
    workbook.close()
    return target.getvalue()


def sheet_name(title: str, taken: set[str]) -> str:
    """A name that spreadsheets accept: at most 31 characters, unique, no forbidden ones.

    `taken` holds the lower-case names in use and receives the new one.

    >>> sheet_name("Plan: now/next", {"plan now next"})
    'Plan now next 2'
    """
    plain = " ".join(FORBIDDEN_IN_SHEET_NAMES.sub(" ", clean_text(title)).strip("' ").split())
    base = plain[:LONGEST_SHEET_NAME].strip("' ") or "Sheet"
    name, count = base, 1
    while name.lower() in taken or name.lower() == "history":
        count += 1
        ending = f" {count}"
        name = base[: LONGEST_SHEET_NAME - len(ending)] + ending
    taken.add(name.lower())
    return name


class _SheetWriter:
    """Writes one sheet; keeps one cell format a column and kind."""

    def __init__(self, workbook: Any, sheet: Sheet, taken: set[str]) -> None:
        self.workbook = workbook
        self.sheet = sheet
        self.page = workbook.add_worksheet(sheet_name(sheet.title, taken))
        self.formats: dict[tuple[tuple[str, Any], ...], Any] = {}

    def write(self) -> None:
        for position, column in enumerate(self.sheet.columns):
            self.page.set_column(position, position, column.width)
            self._write_text(0, position, column.title, {"bold": True, "bottom": 1})
        for row_number, row in enumerate(self.sheet.rows, start=1):
            for position, value in enumerate(row):
                self._write_cell(row_number, position, value)
        self.page.freeze_panes(1, 0)

    def _write_cell(self, row: int, position: int, value: Cell) -> None:
        if value is None or _is_not_finite(value):
            return
        if isinstance(value, bool):
            self.page.write_boolean(row, position, value)
        elif isinstance(value, datetime.date):
            self._write_date(row, position, value)
        elif isinstance(value, str):
            self._write_text(row, position, value, {"text_wrap": True, "valign": "top"})
        elif not -EXACT_INTEGER < value < EXACT_INTEGER:
            # A spreadsheet keeps 15 digits; longer numbers are kept whole as text
            self._write_text(row, position, str(value), {})
        else:
            number_format = self._column_format(position)
            look = {"num_format": number_format} if number_format else {}
            self.page.write_number(row, position, value, self._format({"valign": "top", **look}))

    def _write_date(self, row: int, position: int, value: datetime.date) -> None:
        if value.year < FIRST_SPREADSHEET_YEAR:
            self._write_text(row, position, value.isoformat(), {})
            return
        default = TIME_FORMAT if isinstance(value, datetime.datetime) else DATE_FORMAT
        look = {"num_format": self._column_format(position) or default, "valign": "top"}
        self.page.write_datetime(row, position, value, self._format(look))

    def _write_text(self, row: int, position: int, text: str, look: dict[str, Any]) -> None:
        shown = clean_text(text)
        if len(shown) > LONGEST_CELL:
            shown = shown[: LONGEST_CELL - 1] + "…"
        mark = {"quote_prefix": True} if acts_as_formula(shown) else {}
        self.page.write_string(row, position, shown, self._format({**look, **mark}))

    def _column_format(self, position: int) -> str:
        columns = self.sheet.columns
        return columns[position].number_format if position < len(columns) else ""

    def _format(self, look: dict[str, Any]) -> Any:
        key = tuple(sorted(look.items()))
        if key not in self.formats:
            self.formats[key] = self.workbook.add_format(look)
        return self.formats[key]


def _is_not_finite(value: Cell) -> bool:
    return isinstance(value, float | Decimal) and not math.isfinite(value)
