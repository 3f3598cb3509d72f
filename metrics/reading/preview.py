"""What a person sees of a file before mapping its columns: the first rows, and proposals."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from metrics.reading.columns import (
    first_values,
    guess_forecast_roles,
    guess_kind,
    guess_positive,
    guess_roles,
)
from metrics.reading.content import Form, form_of
from metrics.reading.limits import HEAD_BYTES, HEAD_CELLS, LIMITS, Limits
from metrics.reading.outcome import DETECT, Options, Preview
from metrics.reading.reader import open_text

SHOWN_ROWS = 10
LOOKED_AT = 1_000
LONGEST_CELL = 200


def preview_file(path: Path, *, options: Options = DETECT, limits: Limits = LIMITS) -> Preview:
    """Read the first ten rows as text, and propose columns from the first thousand,
    or from fewer where they are wide.

    Rows of another width than the header are shown as they are. Raises Unreadable for what cannot
    be shown at all, and ValueError for options that do not exist.
    """
    options.check()
    form = form_of(path)
    if form == "parquet":
        from metrics.reading.parquet import ParquetReader  # only these files wait for it

        reader = ParquetReader(path, limits)
        return _preview(form, "", "", reader.names, reader.first_rows(LOOKED_AT))
    return _preview_text(path, form, options, limits)


def _preview_text(path: Path, form: Form, options: Options, limits: Limits) -> Preview:
    text = open_text(path, form, options, limits)
    rows = _head(record.cells for piece in text.pieces() for record in piece.parsed())
    return _preview(form, text.encoding, text.delimiter, text.header.names, rows)


def _head(records: Iterable[list[str]]) -> list[list[str]]:
    """The first thousand rows, fewer where they are wide."""
    rows: list[list[str]] = []
    size = 0
    for cells in records:
        rows.append(cells)
        size += sum(map(len, cells))
        wide = size > HEAD_BYTES or len(rows) * len(cells) >= HEAD_CELLS
        if len(rows) == LOOKED_AT or (wide and len(rows) >= SHOWN_ROWS):
            break
    return rows


def _preview(
    form: str, encoding: str, delimiter: str, names: Sequence[str], rows: Sequence[Sequence[str]]
) -> Preview:
    full = [row for row in rows if len(row) == len(names)]
    guesses, forecast_guesses = guess_roles(names, full), guess_forecast_roles(names)
    values: tuple[str, ...] = ()
    if "label" in guesses:
        at = list(names).index(guesses["label"].value)
        values = first_values([row[at].strip() for row in full])
    return Preview(
        form=form,
        encoding=encoding,
        delimiter=delimiter,
        columns=tuple(names),
        rows=tuple(tuple(cell[:LONGEST_CELL] for cell in row) for row in rows[:SHOWN_ROWS]),
        guesses=guesses,
        label_values=values,
        positive_label=guess_positive(values),
        forecast_guesses=forecast_guesses,
        kind=guess_kind(names, full, guesses, forecast_guesses),
    )
