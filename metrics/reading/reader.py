"""A whole file into arrays, problems and facts, in this process."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any

from metrics.reading import inputs
from metrics.reading.arrays import ArrayFiles, array_path
from metrics.reading.checking import Checker, DecimalComma
from metrics.reading.columns import (
    ChosenColumns,
    ColumnMapping,
    ForecastMapping,
    check_columns,
    column_types,
)
from metrics.reading.content import Form, Source, form_of
from metrics.reading.delimited import Header, TextReader, detect_delimiter, read_header
from metrics.reading.encodings import encoding_of, utf8_blocks
from metrics.reading.forecast_rows import ForecastChecker
from metrics.reading.limits import LIMITS, Limits
from metrics.reading.outcome import DETECT, Facts, Options, Outcome
from metrics.reading.problems import Problem, Unreadable, problem, refuse
from metrics.reading.records import Piece, pieces
from metrics.reading.row_ids import repeated
from metrics.reading.rows import RowChecker

Progress = Callable[[int, int, int], None]
HEAD_CHARACTERS = 100_000
CHECKERS: dict[str, Any] = {
    ColumnMapping.kind: RowChecker,
    ForecastMapping.kind: ForecastChecker,
}


@dataclass(frozen=True)
class OpenText:
    """A text file whose header is read."""

    source: Source
    header: Header
    more: Iterator[Piece]
    encoding: str
    delimiter: str

    def pieces(self) -> Iterator[Piece]:
        """The text below the header."""
        return chain([self.header.rest], self.more)


def read_file(
    path: Path,
    mapping: ChosenColumns,
    folder: Path,
    *,
    options: Options = DETECT,
    limits: Limits = LIMITS,
    on_progress: Progress | None = None,
) -> Outcome:
    """Read the mapped columns of a file into .npy files inside `folder`.

    Without an encoding in the options the mapping's counts.
    Nothing is dropped: any error leaves the facts None and the arrays without meaning. Memory
    does not grow with the number of rows. `on_progress` gets rows read, bytes (Parquet: rows) done
    and their total. Raises ValueError for options that do not exist, MemoryError under a limit.
    Source: metrics spec 2 and 3.1, reliability spec 1.
    """
    options = replace(options, encoding=options.encoding or mapping.encoding)
    options.check()
    progress = on_progress or (lambda rows, done, total: None)
    try:
        form = form_of(path)
        if form == "parquet":
            return _read_parquet(path, mapping, folder, limits, progress)
        try:
            return _read_text(path, form, mapping, folder, options, limits, progress, ".")
        except DecimalComma:
            return _read_text(path, form, mapping, folder, options, limits, progress, ",")
    except Unreadable as refused:
        return Outcome(None, (refused.problem,))


def open_text(path: Path, form: Form, options: Options, limits: Limits) -> OpenText:
    """Open a CSV file and read its header. Raises Unreadable."""
    source = Source(path, form, limits)
    raw = iter(source)
    first = next(raw, b"")
    encoding = encoding_of(first, options.encoding)
    blocks = utf8_blocks(chain([first], raw), options.encoding)
    head = next(blocks, b"")
    delimiter = options.delimiter or detect_delimiter(
        head[:HEAD_CHARACTERS].decode(errors="replace")
    )
    stream = pieces(chain([head], blocks), delimiter, limits)
    header = next((found for piece in stream if (found := read_header(piece, limits))), None)
    if header is None:
        raise refuse("file_empty")
    return OpenText(source, header, stream, encoding, delimiter)


def _array_files(folder: Path, mapping: ChosenColumns) -> ArrayFiles:
    roles = mapping.roles() + inputs.roles_of(mapping.inputs)
    splits = isinstance(mapping, ColumnMapping) and mapping.outcomes_come_later
    return ArrayFiles(folder, roles, splits=splits)


def _read_text(
    path: Path,
    form: Form,
    mapping: ChosenColumns,
    folder: Path,
    options: Options,
    limits: Limits,
    progress: Progress,
    decimal: str,
) -> Outcome:
    text = open_text(path, form, options, limits)
    names = text.header.names
    if found := check_columns(names, mapping):
        return Outcome(None, tuple(found))
    reader = TextReader(names, column_types(mapping), decimal)
    with _array_files(folder, mapping) as arrays:
        checker: Checker = CHECKERS[mapping.kind](
            mapping,
            arrays,
            limits,
            unit="line",
            decimal=decimal,
            may_be_comma=decimal == "." and text.delimiter != ",",
        )
        for chunk in reader.chunks(text.pieces()):
            checker.add(chunk)
            progress(checker.rows, text.source.done, text.source.total)
    checker.inputs.write(folder)
    if reader.widths:
        return Outcome(None, tuple(reader.widths.problems()))
    notice = [problem("decimal_comma", count=1)] if decimal == "," else []
    return _outcome(
        checker,
        [*notice, *_repeated_ids(mapping, folder)],
        mapping,
        columns=names,
        form=form,
        encoding=text.encoding,
        delimiter=text.delimiter,
        decimal=decimal,
    )


def _read_parquet(
    path: Path, mapping: ChosenColumns, folder: Path, limits: Limits, progress: Progress
) -> Outcome:
    from metrics.reading.parquet import ParquetReader  # only these files wait for it

    reader = ParquetReader(path, limits)
    if found := check_columns(reader.names, mapping):
        return Outcome(None, tuple(found))
    reader.check_types(mapping.chosen())
    with _array_files(folder, mapping) as arrays:
        checker: Checker = CHECKERS[mapping.kind](mapping, arrays, limits, unit="row")
        for chunk in reader.chunks(mapping.chosen()):
            checker.add(chunk)
            done = checker.rows + checker.left_out
            progress(checker.rows, done, reader.total_rows)
    checker.inputs.write(folder)
    more: Mapping[str, Any] = {"encoding": "", "delimiter": "", "decimal": "."}
    ids = _repeated_ids(mapping, folder)
    return _outcome(checker, ids, mapping, columns=reader.names, form="parquet", **more)


def _repeated_ids(mapping: ChosenColumns, folder: Path) -> list[Problem]:
    """A warning where rows share an id, so that no other file can be joined with them."""
    if "row_id" not in mapping.roles():
        return []
    count, column = repeated(array_path(folder, "row_id")), mapping.column("row_id") or ""
    return [problem("row_id_repeated", column=column, count=count)] if count else []


def _outcome(
    checker: Checker, notices: list[Problem], mapping: ChosenColumns, **facts: Any
) -> Outcome:
    problems = tuple(checker.problems() + notices)
    if any(item.level == "error" for item in problems):
        return Outcome(None, problems)
    read = Facts(
        **checker.facts(),
        **facts,
        arrays=mapping.roles(),
    )
    return Outcome(read, problems)
