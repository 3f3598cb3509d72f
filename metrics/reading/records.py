"""A stream of text cut into pieces that end where a record ends, whatever the quotes do."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from metrics.reading.encodings import check_utf8
from metrics.reading.limits import Limits
from metrics.reading.problems import Unreadable, refuse

Quotes = Literal["none", "regular", "irregular"]
Positions = npt.NDArray[np.int64]

LINE_FEED, RETURN, QUOTE = 10, 13, 34


@dataclass(frozen=True)
class Record:
    """One record of the text, and the line it starts on."""

    line: int
    cells: list[str]


@dataclass(frozen=True)
class Piece:
    """Whole records as UTF-8 with line feeds or CRLF; `records` only where quotes are irregular."""

    data: bytes
    first_line: int
    quotes: Quotes
    delimiter: str
    records: tuple[Record, ...] = ()

    def parsed(self) -> Iterator[Record]:
        """Every record that is not a blank line, read by the csv module: exact, and slow."""
        if self.quotes == "irregular":
            return iter(self.records)
        found = _parsed(self.data, self.first_line, self.delimiter)
        return (record for record, _ in found if record)


def pieces(blocks: Iterable[bytes], delimiter: str, limits: Limits) -> Iterator[Piece]:
    """Cut UTF-8 blocks into pieces.

    Raises Unreadable for text that is not UTF-8, lines over the limit, bare carriage returns among
    other line ends, and quotes that are not closed.
    """
    csv.field_size_limit(2**31 - 1)
    carry, line, returns = b"", 1, None
    for block in blocks:
        if returns is None and block:
            returns = b"\n" not in block and b"\r" in block
        data = carry + (_without_returns(block, line) if returns else block)
        piece, carry = _cut(data, line, delimiter)
        if piece is not None:
            yield piece
            line += count_lines(piece.data)
        if len(carry) > limits.line_bytes:
            raise _too_long(carry, line, delimiter, limits)
    if carry:
        check_utf8(carry, line)
        piece, left = _cut(carry + b"\n", line, delimiter)
        if left or piece is None:
            raise _unclosed(left, line, delimiter)
        yield piece


def count_lines(data: bytes) -> int:
    """The number of line feeds; faster than bytes.count when there are many."""
    return int(np.count_nonzero(np.frombuffer(data, np.uint8) == LINE_FEED))


def _without_returns(block: bytes, line: int) -> bytes:
    if b"\n" in block:
        at = line + block.count(b"\r", 0, block.index(b"\n"))
        raise refuse("mixed_line_ends", count=1, first_line=at)
    return block.replace(b"\r", b"\n")


def _cut(data: bytes, line: int, delimiter: str) -> tuple[Piece | None, bytes]:
    """The whole records at the start of data, and the rest."""
    end = data.rfind(b"\n") + 1
    if not end:
        return None, data
    if b'"' not in data:
        return _checked(data[:end], line, "none", delimiter, None), data[end:]
    marks = quote_positions(data)
    if not _regular(data, marks, delimiter):
        return _cut_irregular(data[:end], data[end:], line, delimiter)
    feeds = np.flatnonzero(np.frombuffer(data, np.uint8) == LINE_FEED)
    outside = feeds[np.searchsorted(marks, feeds) % 2 == 0]
    if not len(outside):
        return None, data
    end = int(outside[-1]) + 1
    return _checked(data[:end], line, "regular", delimiter, marks), data[end:]


def _checked(
    lines: bytes, line: int, quotes: Quotes, delimiter: str, marks: Positions | None
) -> Piece:
    check_utf8(lines, line)
    _refuse_bare_returns(lines, line, marks)
    return Piece(lines, line, quotes, delimiter)


def quote_positions(data: bytes) -> Positions:
    """Where the quotes stand."""
    return np.flatnonzero(np.frombuffer(data, np.uint8) == QUOTE)


def _regular(data: bytes, marks: Positions, delimiter: str) -> bool:
    """Whether every quote encloses a whole cell or is doubled, so that counting tells inside."""
    text = np.frombuffer(data, np.uint8)
    opening, closing = marks[::2], marks[1::2]
    border = np.zeros(256, dtype=bool)
    border[[ord(delimiter), LINE_FEED, RETURN, QUOTE]] = True
    before = np.ones(len(opening), dtype=bool)
    inner = opening > 0
    before[inner] = border[text[opening[inner] - 1]]
    after = np.ones(len(closing), dtype=bool)
    inner = closing < len(text) - 1
    after[inner] = border[text[closing[inner] + 1]]
    return bool(before.all() and after.all())


def _refuse_bare_returns(data: bytes, line: int, marks: Positions | None) -> None:
    if b"\r" not in data or data.count(b"\r") == data.count(b"\r\n"):
        return
    text = np.frombuffer(data, np.uint8)
    returns = np.flatnonzero(text == RETURN)
    bare = returns[text[np.minimum(returns + 1, len(text) - 1)] != LINE_FEED]
    if marks is not None:
        bare = bare[np.searchsorted(marks, bare) % 2 == 0]
    if len(bare):
        at = line + data.count(b"\n", 0, int(bare[0]))
        raise refuse("mixed_line_ends", count=len(bare), first_line=at)


def _cut_irregular(
    lines: bytes, rest: bytes, line: int, delimiter: str
) -> tuple[Piece | None, bytes]:
    check_utf8(lines, line)
    records, done = _parse(lines, line, delimiter)
    if not done:
        return None, lines + rest
    data = _first_lines(lines, done)
    return Piece(data, line, "irregular", delimiter, records), lines[len(data) :] + rest


def _first_lines(data: bytes, number: int) -> bytes:
    feeds = np.flatnonzero(np.frombuffer(data, np.uint8) == LINE_FEED)
    return data[: int(feeds[number - 1]) + 1]


def _parse(data: bytes, first_line: int, delimiter: str) -> tuple[tuple[Record, ...], int]:
    """The records, and how many lines hold them; an open quote at the end is left over."""
    records: list[Record] = []
    done = 0
    for record, lines in _parsed(data, first_line, delimiter):
        done = lines
        if record:
            records.append(record)
    return tuple(records), done


def _parsed(data: bytes, first_line: int, delimiter: str) -> Iterator[tuple[Record | None, int]]:
    """Each record, None for a blank line, and how many lines were read with it."""
    lines = data.decode().removesuffix("\n").split("\n")
    reader = csv.reader((f"{line}\n" for line in lines), delimiter=delimiter, strict=True)
    done = 0
    try:
        for cells in reader:
            start, done = first_line + done, reader.line_num
            yield Record(start, cells) if cells else None, done
    except csv.Error as error:
        if "new-line" in str(error):
            at = first_line + reader.line_num - 1
            raise refuse("mixed_line_ends", count=1, first_line=at) from error
        if "unexpected end" not in str(error):
            raise refuse("unclosed_quote", count=1, first_line=first_line + done) from error


def _too_long(carry: bytes, line: int, delimiter: str, limits: Limits) -> Unreadable:
    if count_lines(carry):
        return _unclosed(carry, line, delimiter)
    check_utf8(carry[: limits.line_bytes].rpartition(delimiter.encode())[0], line)
    fields = carry.count(delimiter.encode()) + 1
    if fields > limits.columns:
        detail = f"line {line} has more than {limits.columns:,} fields"
    else:
        detail = f"line {line} has more than {limits.line_bytes:,} bytes"
    return refuse("too_large", first_line=line, count=1, detail=detail)


def _unclosed(data: bytes, line: int, delimiter: str) -> Unreadable:
    marks = quote_positions(data)
    if len(marks) % 2 and _regular(data, marks, delimiter):
        line += data.count(b"\n", 0, int(marks[-1]))
    return refuse("unclosed_quote", count=1, first_line=line)
