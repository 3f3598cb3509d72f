"""Cells to values, a whole column at a time."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa  # type: ignore[import-untyped]

from metrics.reading.problems import check_words, printable, refuse

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.integer[Any]]

MISSING_WORDS = ("", "na", "n/a", "nan", "-nan", "null", "none", "nil", "<na>", "#n/a", "#na")
MISSING_SPELLINGS = tuple(
    dict.fromkeys(
        spelling
        for word in MISSING_WORDS
        for spelling in (word, word.upper(), word.capitalize(), word.replace("nan", "NaN"))
    )
)
NUMBER = r"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,9})?$"
INFINITE = r"^[+-]?[iI][nN][fF]([iI][nN][iI][tT][yY])?$"
COMMA_NUMBER = r"^[+-]?([0-9]+,[0-9]*|,[0-9]+)([eE][+-]?[0-9]{1,9})?$"


@cache
def _compute() -> Any:
    """Arrow's functions on columns; they take as long to load as a small file to read."""
    import pyarrow.compute  # type: ignore[import-untyped]

    return pyarrow.compute


@dataclass(frozen=True)
class Numbers:
    """A column of numbers: not a number where `missing` or `wrong`; `commas` could be decimal."""

    values: Floats
    missing: Flags
    wrong: Flags
    commas: bool = False


def numbers(column: Any, *, decimal: str = ".") -> Numbers:
    """Read an Arrow column as numbers: numeric columns as they are, text cell by cell.

    Blank cells and words such as NA are missing, as is NaN; infinities stay in the values. Dates
    and whatever else is no number are read as the texts that they print as, and so are wrong.
    """
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if _is_number(column.type):
        return _from_numeric(column)
    if not is_text(column.type):
        printed = [None if cell is None else str(cell) for cell in column.to_pylist()]
        column = pa.array(printed, pa.string())
    pc = _compute()
    text = pc.fill_null(pc.utf8_trim_whitespace(column), "")
    missing = flags(pc.is_in(pc.utf8_lower(text), value_set=pa.array(MISSING_WORDS)))
    pattern = NUMBER.replace(r"\.", re.escape(decimal))
    good = pc.or_(pc.match_substring_regex(text, pattern), pc.match_substring_regex(text, INFINITE))
    wrong = ~flags(good) & ~missing
    commas = False
    if decimal == "." and wrong.any():
        comma = flags(pc.match_substring_regex(text, COMMA_NUMBER))
        commas = bool(comma.any()) and not flags(pc.match_substring(text, ".")).any()
    plain = text if decimal == "." else pc.replace_substring(text, decimal, ".")
    plain = pc.utf8_ltrim(plain, "+")
    plain = pc.if_else(pa.array(wrong | missing), "nan", plain)
    return Numbers(as_floats(pc.cast(plain, pa.float64())), missing, wrong, commas)


def _is_number(kind: Any) -> bool:
    """Whether an Arrow type can be computed with; truth values are 1 and 0, null is missing."""
    kinds = pa.types
    known = (kinds.is_integer, kinds.is_floating, kinds.is_decimal, kinds.is_boolean, kinds.is_null)
    return any(is_kind(kind) for is_kind in known)


def _from_numeric(column: Any) -> Numbers:
    values = as_floats(column)
    missing = np.isnan(values)
    return Numbers(values, missing, np.zeros(len(values), dtype=bool))


def texts(column: Any, name: str) -> Any:
    """An Arrow column as text: numbers as they print, truth values as true and false."""
    if pa.types.is_null(column.type):
        return pa.array([""] * len(column))
    pc = _compute()
    if pa.types.is_floating(column.type):
        whole = pc.all(pc.equal(pc.round(column), column)).as_py()
        column = pc.cast(column, pa.int64(), safe=False) if whole else column
    try:
        return pc.fill_null(pc.cast(column, pa.string()), "")
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise refuse("column_type", column=name, detail=f"values of type {column.type}") from error


@dataclass(frozen=True)
class Factor:
    """A column of few texts: which of the names each row has."""

    codes: Codes
    names: tuple[str, ...]


def factor(column: Any, name: str) -> Factor:
    """Number the different texts of a column, trimmed, in the order of first sight."""
    coded, every = _coded(column, name)
    check_words(every, f"column {printable(name)}")
    places: dict[str, int] = {}
    # Texts that differ in blanks only get one number
    place = np.array([places.setdefault(text, len(places)) for text in every], dtype=np.int64)
    codes: Codes = np.asarray(np.from_dlpack(coded.indices), dtype=np.int32)
    if len(places) == len(every):
        return Factor(codes, tuple(places))
    return Factor(place[codes] if len(codes) else np.zeros(0, np.int64), tuple(places))


def _coded(column: Any, name: str) -> tuple[Any, list[str]]:
    """The column as a dictionary of texts, and these trimmed."""
    known = pa.types.is_dictionary(column.type) and is_text(column.type.value_type)
    if known and not column.null_count and not column.dictionary.null_count:
        return column, [text.strip() for text in column.dictionary.to_pylist()]
    coded = _compute().dictionary_encode(column, null_encoding="encode")
    return coded, trimmed(texts(coded.dictionary, name)).to_pylist()


def trimmed(text: Any) -> Any:
    """A text column without blanks around its cells, as one array."""
    return _compute().utf8_trim_whitespace(text)


def blank(text: Any) -> Flags:
    """Which cells of a text column are empty."""
    return flags(_compute().equal(text, ""))


def canonical(text: str) -> str:
    """The same text for equal numbers, so that 1, 1.0 and 01 are one label.

    >>> canonical(" 1.0 "), canonical("yes")
    ('1', 'yes')
    """
    stripped = text.strip()
    if not re.match(NUMBER, stripped):
        return stripped
    number = float(stripped)
    return str(int(number)) if number.is_integer() and abs(number) < 2**53 else repr(number)


def is_missing(text: str) -> bool:
    """Whether a text says that there is no value.

    >>> is_missing("NaN"), is_missing("0")
    (True, False)
    """
    return text.strip().lower() in MISSING_WORDS


def is_text(kind: Any) -> bool:
    """Whether an Arrow type is text."""
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def as_floats(column: Any) -> Floats:
    """An Arrow column of numbers as float64, null as NaN."""
    if not pa.types.is_float64(column.type):
        column = _compute().cast(column, pa.float64(), safe=False)
    if column.null_count:
        column = _compute().fill_null(column, np.nan)
    # Not to_numpy: that loads pandas, which takes longer than to read a million rows
    return np.asarray(np.from_dlpack(column), dtype=np.float64)


def flags(column: Any) -> Flags:
    """An Arrow column of truth values without null as an array."""
    return np.from_dlpack(_compute().cast(column, pa.uint8())).view(bool)
