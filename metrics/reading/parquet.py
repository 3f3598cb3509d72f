"""Parquet files as chunks of columns, under limits that do not trust what the file declares."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from metrics.reading.cells import texts
from metrics.reading.columns import check_names
from metrics.reading.limits import (
    BATCH_BYTES,
    BATCH_ROWS,
    FOOTER_BYTES,
    HEAD_BYTES,
    HEAD_CELLS,
    Limits,
)
from metrics.reading.problems import refuse

FEW_ROWS = 25
FEW_TO_READ = 1_000_000
ROWS_PER_BYTE = 20  # outcomes and scores that differ take far more room
BROKEN = (pa.ArrowInvalid, pa.ArrowNotImplementedError, pa.ArrowKeyError, OSError, EOFError)


@dataclass(frozen=True)
class ParquetChunk:
    """Rows of one batch."""

    columns: Mapping[str, Any]
    rows_before: int

    def written(self, row: int, name: str) -> str:
        """A cell as it prints."""
        return str(self.columns[name][row].as_py())

    def lines(self, rows: Sequence[int]) -> list[int]:
        """The numbers of the rows in the file, from 1."""
        return [self.rows_before + row + 1 for row in rows]


class ParquetReader:
    """An open Parquet file whose footer is within the limits."""

    def __init__(self, path: Path, limits: Limits) -> None:
        self._limits = limits
        self._path = path
        _check_footer(path)
        try:
            self._file = pq.ParquetFile(
                path,
                pre_buffer=False,
                memory_map=False,
                thrift_string_size_limit=FOOTER_BYTES,
                thrift_container_size_limit=1_000_000,
            )
            self._check_size()
            self._schema = self._file.schema_arrow
        except BROKEN as error:
            raise _unopened(error) from error
        self.total_rows: int = self._file.metadata.num_rows
        raw = [str(name) for name in self._schema.names]
        self.names = tuple(name.strip() for name in raw)
        self._raw_names = dict(zip(reversed(self.names), reversed(raw), strict=True))

    def _check_size(self) -> None:
        leaves = self._file.metadata.num_columns
        check_names([self._file.schema.column(at).path for at in range(leaves)], self._limits)
        rows, size = self._file.metadata.num_rows, self._path.stat().st_size
        self._check_rows(rows)
        if rows > FEW_TO_READ and rows > ROWS_PER_BYTE * size:
            detail = f"{rows:,} rows in {size:,} bytes, which only equal rows can fill"
            raise refuse("too_large", count=rows, detail=detail)

    def _check_rows(self, rows: int) -> None:
        if rows > self._limits.rows:
            detail = f"{rows:,} rows or more; at most {self._limits.rows:,} can be read"
            raise refuse("too_large", count=rows, detail=detail)

    def check_types(self, chosen: Sequence[str]) -> None:
        """Raise Unreadable when a chosen column holds lists, records or bytes."""
        for name in chosen:
            kind = self._schema.field(self.names.index(name)).type
            if pa.types.is_nested(kind) or pa.types.is_binary(kind):
                what = "bytes" if pa.types.is_binary(kind) else "lists or records"
                raise refuse("column_type", column=name, count=1, detail=what)

    def first_rows(self, number: int) -> list[list[str]]:
        """The first rows as text, with what is no single value blank.

        Fewer than asked for where they are wide, but ten at least.
        """
        single = [name for name in self.names if name and not self._is_nested(name)]
        rows: list[list[str]] = []
        size = 0
        for chunk in self.chunks(single, FEW_ROWS):
            found = {name: texts(cells, name).to_pylist() for name, cells in chunk.columns.items()}
            blank = [""] * len(next(iter(found.values()), []))
            rows += map(list, zip(*(found.get(name, blank) for name in self.names), strict=True))
            size += sum(column.nbytes for column in chunk.columns.values())
            wide = size > HEAD_BYTES or len(rows) * len(self.names) >= HEAD_CELLS
            if len(rows) >= number or wide:
                break
        return rows[:number]

    def _is_nested(self, name: str) -> bool:
        kind = self._schema.field(self.names.index(name)).type
        return bool(pa.types.is_nested(kind) or pa.types.is_binary(kind))

    def chunks(self, chosen: Sequence[str], batch_rows: int = BATCH_ROWS) -> Iterator[ParquetChunk]:
        """Yield the chosen columns (all when none is chosen) in batches."""
        raw = {name: self._raw_names[name] for name in chosen}
        rows = 0
        batches = self._file.iter_batches(
            batch_size=batch_rows, columns=list(raw.values()), use_threads=False
        )
        try:
            for batch in batches:
                if batch.nbytes > BATCH_BYTES:
                    most = BATCH_BYTES // 1024**2
                    detail = f"more than {most} MB in {batch.num_rows:,} rows"
                    raise refuse("too_large", detail=detail)
                self._check_rows(rows + batch.num_rows)
                columns = {name: _plain(batch.column(raw[name])) for name in chosen}
                yield ParquetChunk(columns, rows)
                rows += batch.num_rows
        except BROKEN as error:
            raise _broken(error) from error
        if rows != self.total_rows:
            detail = f"it holds {rows:,} rows and declares {self.total_rows:,}"
            raise refuse("broken_file", detail=detail)


def _check_footer(path: Path) -> None:
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(size - 8, 0))
        declared = int.from_bytes(file.read(4), "little")
    if declared > size - 8:
        raise refuse("broken_file", detail="its footer is longer than the file")
    if declared > FOOTER_BYTES:
        most = FOOTER_BYTES // 1024**2
        raise refuse("too_large", detail=f"the description of its columns exceeds {most} MB")


def _plain(column: Any) -> Any:
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_boolean(column.type) or not pa.types.is_string_view(column.type):
        return column
    return column.cast(pa.string())


def _unopened(error: Exception) -> Exception:
    if isinstance(error, MemoryError):
        return error
    nested = "nested" in str(error)
    detail = "its columns are nested too deeply" if nested else "its description is damaged"
    return refuse("broken_file", detail=detail)


def _broken(error: Exception) -> Exception:
    if isinstance(error, MemoryError):
        return error
    words = str(error).strip().splitlines() or [type(error).__name__]
    return refuse("broken_file", detail=words[0][:120].rstrip("."))
