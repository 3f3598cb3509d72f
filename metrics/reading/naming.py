"""Rows found again by the numbers that stand for their ids, as people know them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from metrics.reading import cells
from metrics.reading.chunks import Chunk
from metrics.reading.columns import ColumnMapping, column_types
from metrics.reading.content import form_of
from metrics.reading.delimited import TextReader
from metrics.reading.limits import LIMITS, Limits
from metrics.reading.outcome import NamedRow, Options
from metrics.reading.reader import open_text
from metrics.reading.row_ids import hash_texts

LONGEST_ID = 200
MOST_OF_ONE = 2  # rows of an id that repeats


def name_rows(
    path: Path, mapping: ColumnMapping, wanted: Sequence[int], *, limits: Limits = LIMITS
) -> list[NamedRow]:
    """Return the first two rows of each id that has one of these numbers, as the file has them.

    The file was read before without an error by the same mapping, which names a column of ids.
    Raises Unreadable.
    """
    column = mapping.column("row_id") or ""
    numbers = np.array(wanted, dtype=np.uint64)
    times: Counter[int] = Counter()
    found: list[NamedRow] = []
    for chunk in _chunks(path, mapping, column, limits):
        texts = cells.trimmed(cells.texts(chunk.columns[column], column))
        hashes = hash_texts(texts)
        for row in np.flatnonzero(np.isin(hashes, numbers)).tolist():
            number = int(hashes[row])
            times[number] += 1
            if times[number] <= MOST_OF_ONE:
                found.append(_named(texts[row], chunk, row))
    return found


def _named(text: Any, chunk: Chunk, row: int) -> NamedRow:
    return NamedRow(text.as_py()[:LONGEST_ID], chunk.lines([row])[0])


def _chunks(path: Path, mapping: ColumnMapping, column: str, limits: Limits) -> Iterator[Chunk]:
    form = form_of(path)
    if form == "parquet":
        from metrics.reading.parquet import ParquetReader  # only these files wait for it

        yield from ParquetReader(path, limits).chunks([column])
        return
    text = open_text(path, form, Options(encoding=mapping.encoding), limits)
    types = {column: column_types(mapping)[column]}
    yield from TextReader(text.header.names, types, ".").chunks(text.pieces())
