"""How many rows of a file were left out, as every chart of it says; plain data in and out."""

from collections.abc import Mapping, Sequence
from typing import Any

from aiproj.shared import format as show

MISSING = {"classification": "a score", "forecast": "an amount"}
FILES = ("first", "second")


def left_out_note(result: Mapping[str, Any], facts: Mapping[str, Any], kind: str) -> str:
    """The count of the reading that a result was made from; results of before have the file's.

    >>> left_out_note({"left_out": 12}, {"left_out": 0}, "classification")
    '12 rows without a score left out'
    """
    count = result.get("left_out", facts.get("left_out", 0))
    return f"{show.counted(count, 'row')} without {MISSING[kind]} left out" if count else ""


def left_out_of_both(counts: Sequence[int]) -> str:
    """The counts of two files of scores that are drawn together, or of the one that has both.

    >>> left_out_of_both([12, 0])
    'Left out without a score: 12 rows of the first file, 0 rows of the second file'
    """
    if len(counts) == 1:
        return left_out_note({"left_out": counts[0]}, {}, "classification")
    files = zip(counts, FILES, strict=True)
    said = ", ".join(f"{show.counted(count, 'row')} of the {name} file" for count, name in files)
    return f"Left out without a score: {said}" if any(counts) else ""
