"""CSV files as checked chunks of columns."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from io import BytesIO
from itertools import islice
from typing import Any

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.csv as pa_csv  # type: ignore[import-untyped]

from metrics.reading.cells import MISSING_SPELLINGS
from metrics.reading.columns import ColumnType, check_names
from metrics.reading.limits import Limits
from metrics.reading.outcome import DELIMITERS
from metrics.reading.problems import Findings, refuse
from metrics.reading.records import (
    LINE_FEED,
    Piece,
    Record,
    count_lines,
    quote_positions,
)

ARROW_TYPES: dict[ColumnType, Any] = {
    "number": pa.float64(),
    "coded": pa.dictionary(pa.int32(), pa.string()),
    "text": pa.string(),
}


@dataclass(frozen=True)
class TextChunk:
    """Rows of one piece of text."""

    columns: Mapping[str, Any]
    names: tuple[str, ...]
    piece: Piece
    n_rows: int
    records: tuple[Record, ...] = ()

    def written(self, row: int, name: str) -> str:
        """A cell as it was written; a column of numbers lost that, so its row is read again."""
        column = self.columns[name]
        if not pa.types.is_floating(column.type):
            return str(column[row].as_py())
        record = next(islice(self.piece.parsed(), row, None))
        return record.cells[self.names.index(name)]

    def lines(self, rows: Sequence[int]) -> list[int]:
        """The lines on which the rows start; blank lines are no rows."""
        if self.records:
            return [self.records[row].line for row in rows]
        return [int(self._starts[row]) for row in rows]

    @cached_property
    def _starts(self) -> Any:
        first = self.piece.first_line
        if self.piece.quotes == "none" and count_lines(self.piece.data) == self.n_rows:
            return range(first, first + self.n_rows)
        text = np.frombuffer(self.piece.data, np.uint8)
        feeds = np.flatnonzero(text == LINE_FEED)
        ends = np.flatnonzero(np.searchsorted(quote_positions(self.piece.data), feeds) % 2 == 0)
        starts = np.concatenate([[0], feeds[ends][:-1] + 1])
        lines = first + np.concatenate([[0], ends[:-1] + 1])
        lengths = feeds[ends] - starts
        blank = (lengths == 0) | ((lengths == 1) & (text[starts] == ord("\r")))
        return lines[~blank]


@dataclass(frozen=True)
class Header:
    """The first record of a text, and what follows it in the first piece."""

    names: tuple[str, ...]
    rest: Piece


def read_header(piece: Piece, limits: Limits) -> Header | None:
    """Read the column names; None if the piece holds blank lines only."""
    head = _parse_first(piece)
    if head is None:
        return None
    names, lines = head
    check_names(names, limits)
    end = 0
    for _ in range(lines):
        end = piece.data.index(b"\n", end) + 1
    left = piece.data[end:]
    quotes = piece.quotes if b'"' in left else "none"
    rest = Piece(left, piece.first_line + lines, quotes, piece.delimiter, piece.records[1:])
    return Header(tuple(name.strip() for name in names), rest)


def _parse_first(piece: Piece) -> tuple[list[str], int] | None:
    lines = (line.decode() for line in BytesIO(piece.data))
    reader = csv.reader(lines, delimiter=piece.delimiter, strict=True)
    for cells in reader:
        if cells:
            return cells, reader.line_num
    return None


def detect_delimiter(text: str) -> str:
    """The divider that occurs most often outside quotes in the first line; commas by default.

    >>> detect_delimiter('"a,b";score')
    ';'
    """
    line = next((line for line in text.splitlines() if line.strip()), "")
    outside = "".join(line.split('"')[::2])
    return max(DELIMITERS, key=outside.count)


@dataclass
class TextReader:
    """Turns pieces into chunks of the chosen columns; a row of another width ends the values."""

    names: tuple[str, ...]
    types: Mapping[str, ColumnType]
    decimal: str
    widths: Findings = field(default_factory=lambda: Findings("line"))

    def chunks(self, pieces: Iterator[Piece]) -> Iterator[TextChunk]:
        """Yield chunks until a row has another width; after that only count such rows.

        A thread reads the next piece while the last chunk is checked; only one, so in order.
        """
        waiting: Future[TextChunk | None] | None = None
        with ThreadPoolExecutor(max_workers=1) as thread:
            for piece in pieces:
                if not piece.data:
                    continue
                last, waiting = waiting, thread.submit(self._read, piece)
                yield from _filled(last)
            yield from _filled(waiting)

    def _read(self, piece: Piece) -> TextChunk | None:
        if piece.quotes == "irregular":
            return self._from_records(piece)
        wrong: list[int] = []
        try:
            table = self._parse(piece, self.types, wrong)
        except pa.ArrowInvalid:
            wrong.clear()
            table = self._parse_texts(piece, wrong)
        if wrong and not self.widths:
            self._note_widths(tuple(piece.parsed()), len(wrong))
        elif wrong:
            self.widths.add("row_width", "", range(len(wrong)), lines=list)
        if self.widths:
            return None
        columns = {name: _joined(table.column(name)) for name in self.types}
        return TextChunk(columns, self.names, piece, table.num_rows)

    def _parse(self, piece: Piece, types: Mapping[str, ColumnType], wrong: list[int]) -> Any:
        def skip(row: Any) -> str:
            wrong.append(row.actual_columns)
            return "skip"

        return pa_csv.read_csv(
            pa.BufferReader(piece.data),
            read_options=pa_csv.ReadOptions(
                use_threads=False,
                block_size=len(piece.data) + 1,
                column_names=_distinct(self.names),
            ),
            parse_options=pa_csv.ParseOptions(
                delimiter=piece.delimiter,
                newlines_in_values=piece.quotes != "none",
                invalid_row_handler=skip,
            ),
            convert_options=pa_csv.ConvertOptions(
                include_columns=list(types),
                column_types={name: ARROW_TYPES[kind] for name, kind in types.items()},
                null_values=list(MISSING_SPELLINGS),
                strings_can_be_null=False,
                decimal_point=self.decimal,
            ),
        )

    def _parse_texts(self, piece: Piece, wrong: list[int]) -> Any:
        try:
            return self._parse(piece, dict.fromkeys(self.types, "text"), wrong)
        except pa.ArrowInvalid as error:
            detail = f"its rows near line {piece.first_line} have no clear shape"
            raise refuse("broken_file", first_line=piece.first_line, detail=detail) from error

    def _from_records(self, piece: Piece) -> TextChunk | None:
        wrong = sum(len(record.cells) != len(self.names) for record in piece.records)
        if wrong:
            self._note_widths(piece.records, wrong)
        if self.widths:
            return None
        columns = {
            name: pa.array([record.cells[at] for record in piece.records], pa.string())
            for name, at in ((name, self.names.index(name)) for name in self.types)
        }
        return TextChunk(columns, self.names, piece, len(piece.records), piece.records)

    def _note_widths(self, records: Sequence[Record], count: int) -> None:
        rows = [at for at, record in enumerate(records) if len(record.cells) != len(self.names)]
        self.widths.add(
            "row_width",
            "",
            rows,
            lines=lambda found: [records[row].line for row in found],
            text=lambda row: ", ".join(records[row].cells),
            detail=lambda row: (
                f"{_fields(len(records[row].cells))}, the header has {len(self.names)}"
            ),
            count=count,
        )


def _filled(reading: Future[TextChunk | None] | None) -> Iterator[TextChunk]:
    chunk = reading.result() if reading else None
    if chunk is not None and chunk.n_rows:
        yield chunk


def _fields(number: int) -> str:
    return f"{number} field{'' if number == 1 else 's'}"


def _joined(column: Any) -> Any:
    return column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)


def _distinct(names: Sequence[str]) -> list[str]:
    """The names, with blank ones numbered, since Arrow wants each column called differently."""
    return [name or f"\0{at}" for at, name in enumerate(names)]
