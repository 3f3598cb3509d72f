"""Everything that can be wrong with an uploaded file, in words that say what to do."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Level = Literal["error", "warning", "notice"]
Lines = Callable[[Sequence[int]], list[int]]
MOST_SAMPLES = 5
LONGEST_SAMPLE = 40


@dataclass(frozen=True)
class Kind:
    """One code: its level, and its sentences with places for what was found."""

    level: Level
    message: str
    remedy: str


@dataclass(frozen=True)
class Problem:
    """One finding about a file. Lines count from 1 as an editor shows them; Parquet counts rows."""

    code: str
    level: Level
    message: str
    remedy: str
    column: str = ""
    count: int = 0
    first_line: int | None = None
    samples: tuple[str, ...] = ()

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> "Problem":
        """The problem out of JSON."""
        return cls(**(plain | {"samples": tuple(plain["samples"])}))


class Unreadable(Exception):
    """The file cannot be read any further."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def _error(message: str, remedy: str) -> Kind:
    return Kind("error", message, remedy)


def _warning(message: str, remedy: str) -> Kind:
    return Kind("warning", message, remedy)


FILL_OR_LEAVE_OUT = "Fill them in, or choose to leave out rows with missing scores."
PLAIN_NUMBERS = "Write plain numbers such as 0.25 or -3, without units, words or formulas."

NO_NUMBER = _error(
    "“{column}” is no number in {count} {row}, first in {at}: {samples}.", PLAIN_NUMBERS
)
AMOUNTS = ("actual", "forecast", "reference")
OF_AMOUNTS = {
    "missing": _error(
        "“{column}” is missing in {count} {row}, first in {at}.",
        "Fill them in, or choose to leave out rows with missing amounts.",
    ),
    "not_finite": _error(
        "“{column}” is infinite in {count} {row}, first in {at}.", "Give finite numbers."
    ),
    "not_number": NO_NUMBER,
    "too_large": _error(
        "“{column}” is beyond a million billions in {count} {row}, first in {at}: {samples}.",
        "Write the amounts in a larger unit, such as thousands.",
    ),
}

KINDS = {
    "file_empty": _error("The file is empty.", "Choose a file with a header and data rows."),
    "no_rows": _error("There are no data rows{detail}.", "Add the rows below the header."),
    "wrong_type": _error(
        "This is {detail}, not a CSV or Parquet file.",
        "Save the table as CSV or Parquet and choose that file.",
    ),
    "broken_file": _error("The file cannot be read: {detail}.", "Export the file again."),
    "encoding": _error(
        "{place} is not text in the encoding {detail}.",
        "Save the file as “CSV UTF-8”, or choose its encoding.",
    ),
    "mixed_line_ends": _error(
        "{place} holds a bare carriage return, while other lines end differently.",
        "Save the file with one kind of line end.",
    ),
    "row_width": _error(
        "{place} has {detail}. Rows like it: {count}.",
        "Give every row as many fields as the header; put text that holds the divider in quotes.",
    ),
    "unclosed_quote": _error(
        "A quote opens on line {line} and is not closed properly.",
        "Close it, or write a quote inside a cell as two quotes.",
    ),
    "duplicate_column": _error(
        "Several columns are called “{column}”.", "Give every column a name of its own."
    ),
    "missing_column": _error(
        "There is no column “{column}”. The columns are: {detail}.",
        "Choose one of the columns that are there.",
    ),
    "column_type": _error(
        "The column “{column}” holds {detail}, not single values.", "Choose another column."
    ),
    "label_missing": _error(
        "“{column}” is blank in {count} {row}, first in {at}.",
        "Give every row an outcome, or take these rows out of the file. Where periods are named, "
        "you may also say that their outcomes come later.",
    ),
    "label_not_binary": _error(
        "“{column}” must hold two values, one of them “{detail}”. It holds {samples}.",
        "Leave exactly two values, and name the positive one as it is written.",
    ),
    "score_missing": _error(
        "“{column}” is missing in {count} {row}, first in {at}.", FILL_OR_LEAVE_OUT
    ),
    "score_not_finite": _error(
        "“{column}” is infinite in {count} {row}, first in {at}.", "Give finite numbers."
    ),
    "score_not_number": NO_NUMBER,
    "weight_not_number": NO_NUMBER,
    "weight_negative": _error(
        "“{column}” is negative in {count} {row}, first in {at}: {samples}.",
        "Weights are zero or more.",
    ),
    "all_weights_zero": _error(
        "“{column}” is zero in every row.", "Choose another weight column, or none."
    ),
    "amount_not_number": NO_NUMBER,
    "weight_out_of_range": _error(
        "“{column}” is too large or too small to count with in {count} {row}, first in {at}: "
        "{samples}.",
        "Give weights between a billionth and a billion, or zero.",
    ),
    "amount_out_of_range": _error(
        "“{column}” is too large to count with in {count} {row}, first in {at}: {samples}.",
        "Give amounts up to a million billions, or in a larger unit.",
    ),
    "decision_not_binary": _error(
        "“{column}” is neither 0 nor 1 in {count} {row}, first in {at}: {samples}.",
        "Write 1 where the case was treated and 0 where it was not.",
    ),
    "row_id_missing": _error(
        "“{column}” is blank in {count} {row}, first in {at}.",
        "Give every row an id, or choose no id column.",
    ),
    "period_missing": _error(
        "“{column}” is blank in {count} {row}, first in {at}.",
        "Give every row a period, or choose no period column.",
    ),
    **{f"{role}_{what}": kind for role in AMOUNTS for what, kind in OF_AMOUNTS.items()},
    "series_missing": _error(
        "“{column}” is blank in {count} {row}, first in {at}.",
        "Give every row a series, or choose no series column.",
    ),
    "too_large": _error("Too large: {detail}.", "Take a sample of rows, or fewer columns."),
    "one_class": _warning(
        "Every row has the same outcome.",
        "Profit can be drawn; AUC and gains need both outcomes.",
    ),
    "few_positives": _warning(
        "There {are} only {count} positive {row}.",
        "Take figures from so few as a range, or upload more rows.",
    ),
    "score_is_label": _warning(
        "“{column}” {detail} in every row.",
        "Check that the score was made before the outcome was known.",
    ),
    "reversed_score": _warning(
        "Positive rows have lower scores in “{column}” than negative ones.",
        "If a low score means positive, have the file read with the score turned around.",
    ),
    "few_rows": _warning(
        "There {are} only {count} {row}.",
        "Take figures from so few as a range, or upload more rows.",
    ),
    "forecast_is_actual": _warning(
        "“{column}” equals the actual amount in every row.",
        "Check that the forecast was made before the amount was known.",
    ),
    "period_order": _warning(
        "The order of “{column}” does not show from how it is written: {samples}. The periods are "
        "taken in the order of the file.",
        "Write periods alike with the year first, such as 2026-03 or 2026-03-31, or sort the rows "
        "by time.",
    ),
    "period_repeated": _warning(
        "{count} {row} {have} the same “{column}” as another row of the series. References that "
        "look back take the mean of such rows.",
        "Choose the column that tells series apart, such as the store or the product.",
    ),
    "row_id_repeated": _warning(
        "{count} {row} {have} the same “{column}” as an earlier row.",
        "Give every row an id of its own to compare models row by row; nothing else needs it.",
    ),
    "decimal_comma": Kind(
        "notice",
        "Decimal commas were read as decimal points.",
        "Nothing to do if 0,5 means one half in this file.",
    ),
}


def problem(
    code: str,
    *,
    column: str = "",
    count: int = 0,
    first_line: int | None = None,
    samples: Iterable[str] = (),
    detail: str = "",
    unit: str = "line",
) -> Problem:
    """Return the problem of this code in words; texts from the file are cut and made printable.

    >>> problem("score_missing", column="p", count=2, first_line=3).message
    '“p” is missing in 2 rows, first in line 3.'
    """
    kind = KINDS[code]
    shown = tuple(printable(sample) for sample in list(samples)[:MOST_SAMPLES])
    words = {
        "column": printable(column),
        "count": f"{count:,}",
        "row": "row" if count == 1 else "rows",
        "are": "is" if count == 1 else "are",
        "have": "has" if count == 1 else "have",
        "line": first_line,
        "at": f"{unit} {first_line}",
        "place": "The file" if first_line is None else f"{unit.capitalize()} {first_line}",
        "samples": ", ".join(f"“{sample}”" for sample in shown),
        "detail": detail,
    }
    message = kind.message.format_map(words)
    return Problem(code, kind.level, message, kind.remedy, column, count, first_line, shown)


def refuse(code: str, **found: object) -> Unreadable:
    """The problem of this code as an exception; takes what `problem` takes."""
    return Unreadable(problem(code, **found))  # type: ignore[arg-type]


def printable(text: str) -> str:
    """The text short enough to quote, with characters that cannot be shown replaced.

    >>> printable("a\\x00b")
    'a\ufffdb'
    """
    cut = text if len(text) <= LONGEST_SAMPLE else f"{text[: LONGEST_SAMPLE - 1]}…"
    return "".join(character if character.isprintable() else "\ufffd" for character in cut)


def check_words(words: Iterable[str], what: str) -> None:
    """Raise Unreadable for words with a NUL: no page and not every database can hold it."""
    if any("\0" in word for word in words):
        raise refuse("encoding", count=1, detail=f"UTF-8 ({what} holds a NUL character)")


@dataclass
class _Found:
    count: int = 0
    first_line: int | None = None
    samples: list[str] = field(default_factory=list)


class Findings:
    """Problems of rows, counted over all chunks, with the first line and a few samples."""

    def __init__(self, unit: str) -> None:
        self.unit = unit
        self.details: dict[tuple[str, str], str] = {}
        self._found: dict[tuple[str, str], _Found] = {}

    def add(
        self,
        code: str,
        column: str,
        rows: Sequence[int],
        *,
        lines: Lines,
        text: Callable[[int], str] | None = None,
        detail: Callable[[int], str] | None = None,
        count: int | None = None,
    ) -> None:
        """Count rows (numbers inside a chunk, ascending) under a code; none adds nothing."""
        if not len(rows):
            return
        found = self._found.setdefault((code, column), _Found())
        found.count += len(rows) if count is None else count
        if found.first_line is None:
            found.first_line = lines([int(rows[0])])[0]
            if detail is not None:
                self.details[(code, column)] = detail(int(rows[0]))
        if text is not None and len(found.samples) < MOST_SAMPLES:
            wanted = [int(row) for row in rows[: MOST_SAMPLES - len(found.samples)]]
            found.samples.extend(text(row) for row in wanted)

    def __bool__(self) -> bool:
        return bool(self._found)

    def problems(self) -> list[Problem]:
        """One problem for each code and column, in the order of first sight."""
        return [
            problem(
                code,
                column=column,
                count=found.count,
                first_line=found.first_line,
                samples=found.samples,
                detail=self.details.get((code, column), ""),
                unit=self.unit,
            )
            for (code, column), found in self._found.items()
        ]
