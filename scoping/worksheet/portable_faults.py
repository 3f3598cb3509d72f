"""What is wrong with a worksheet that a file holds, in words that name the place."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from metrics.calc.unit_words import CURRENCIES
from scoping.calc.rubric import Evidence
from scoping.worksheet.loading import candidate_spec, sections
from scoping.worksheet.model import MOST_CANDIDATES, Content
from scoping.worksheet.strict_json import cut
from scoping.worksheet.validating import NUMBER, content_faults, line_fault

KEYS = ("title", "currency", "template", "example_levels", "assessment", "readiness_check",
        "sections", "candidates")  # fmt: skip
CANDIDATE_KEYS = ("decision", "reason", "content", "ratings")
RATING_KEYS = ("factor", "side", "score", "evidence", "note")
DECISIONS = ("", "chosen", "rejected", "parked")
SIDES = ("business", "technical")
MOST_TITLE, MOST_REASON, MOST_KEY = 120, 600, 64
MOST_RATINGS = 2000
TOP_SCORE = 4
TOP_LEVEL = 5


def worksheet_faults(worksheet: Any) -> list[str]:
    """Return what keeps a worksheet from being stored, a line each; empty if nothing does.

    What references point at is not looked up.

    >>> worksheet_faults({"title": ""})[0]
    'assessment: is missing'
    """
    if not isinstance(worksheet, dict):
        return ["worksheet: must be a group"]
    odd = list(_odd_keys(worksheet, KEYS, ""))
    if odd:
        return odd
    return [
        *_header_faults(worksheet),
        *_section_faults(worksheet["sections"]),
        *_candidates_faults(worksheet["candidates"]),
    ]


def _odd_keys(found: Content, keys: Collection[str], path: str) -> Iterator[str]:
    """Keys that are missing, and keys that nobody knows."""
    yield from (f"{path}{key}: is missing" for key in sorted(set(keys) - found.keys()))
    yield from (f"{path}{cut(key)}: is not known" for key in sorted(found.keys() - set(keys)))


def _header_faults(worksheet: Content) -> Iterator[str]:
    for key, longest in (("title", MOST_TITLE), ("template", MOST_KEY), ("assessment", MOST_KEY),
                         ("readiness_check", MOST_KEY)):  # fmt: skip
        if fault := line_fault(worksheet[key], longest):
            yield f"{key}: {fault}"
    if worksheet["title"] == "":
        yield "title: is empty"
    if worksheet["currency"] not in list(CURRENCIES):
        yield "currency: must be the ISO code of a currency"
    levels = worksheet["example_levels"]
    if not isinstance(levels, dict) or not all(map(_is_level, levels.values())):
        yield f"example_levels: must be levels from 1 to {TOP_LEVEL}, written as text"


def _is_level(value: Any) -> bool:
    written = isinstance(value, str) and NUMBER.fullmatch(value)
    return bool(written) and 1 <= float(value) <= TOP_LEVEL


def _section_faults(found: Any) -> Iterator[str]:
    if not isinstance(found, dict):
        yield "sections: must be a group"
        return
    for key in sorted(found):
        if key not in sections():
            yield f"sections.{cut(key)}: is not known"
        else:
            yield from content_faults(sections()[key], found[key])


def _candidates_faults(found: Any) -> Iterator[str]:
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        yield "candidates: must be a list of groups"
        return
    if len(found) > MOST_CANDIDATES:
        yield f"candidates: at most {MOST_CANDIDATES} can be kept, the file has {len(found):,}"
        return
    for place, row in enumerate(found):
        path = f"candidates[{place}]."
        odd = list(_odd_keys(row, CANDIDATE_KEYS, path))
        yield from odd or _candidate_faults(row, path)
    if [row.get("decision") for row in found].count("chosen") > 1:
        yield "candidates: only one can be chosen"


def _candidate_faults(row: Content, path: str) -> Iterator[str]:
    if row["decision"] not in DECISIONS:
        yield f"{path}decision: must be chosen, rejected, parked or empty"
    if fault := line_fault(row["reason"], MOST_REASON):
        yield f"{path}reason: {fault}"
    yield from (f"{path}{fault}" for fault in content_faults(candidate_spec(), row["content"]))
    ratings = row["ratings"]
    if not isinstance(ratings, list) or len(ratings) > MOST_RATINGS:
        yield f"{path}ratings: must be a list of at most {MOST_RATINGS:,} rows"
        return
    for number, each in enumerate(ratings):
        if fault := _rating_fault(each):
            yield f"{path}ratings[{number}]: {fault}"


def _rating_fault(row: Any) -> str:
    if not isinstance(row, dict) or set(row) != set(RATING_KEYS):
        return f"must hold {', '.join(RATING_KEYS)}"
    if not isinstance(row["factor"], str) or line_fault(row["factor"], 2) or not row["factor"]:
        return "the factor must be a key such as V1"
    if row["side"] not in SIDES:
        return f"the side must be {' or '.join(SIDES)}"
    if type(row["score"]) is not int or not 0 <= row["score"] <= TOP_SCORE:
        return f"the score must be a whole number from 0 to {TOP_SCORE}"
    if row["evidence"] not in list(Evidence):
        return f"the evidence must be {', '.join(Evidence)}"
    return line_fault(row["note"], MOST_REASON)
