"""A worksheet as a file: what leaves, and what of a file can begin a project again.

Ids of projects and candidates do not travel: whatever is begun from a file gets its own. Ids of
rows do, because a worksheet refers to its rows by them. So the same worksheet gives the same file,
to the byte, however often it leaves and comes back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from scoping.worksheet.canonical import digest
from scoping.worksheet.loading import VERSION
from scoping.worksheet.model import Content
from scoping.worksheet.portable_faults import worksheet_faults
from scoping.worksheet.state import CandidateState, WorksheetState
from scoping.worksheet.strict_json import FileFault, cut, read_json

FORMAT = "aiproj.worksheet/1"
CHARTER_FORMAT = "aiproj.signed-charter/1"
CHARTER_SCHEMA = "aiproj.charter/1"
KEYS = {"format", "worksheet_version", "worksheet", "references", "content_hash"}
MOST_SAID = 3
NOT_OURS = "The file is neither a worksheet nor a charter that AIProj exported."


@dataclass(frozen=True)
class Header:
    """What a project says of itself beside its worksheet. Levels are decimals as text.

    `assessment` and `readiness_check` are public ids; empty where none is named.
    """

    title: str
    template: str = ""
    example_levels: Mapping[str, str] = field(default_factory=dict)
    assessment: str = ""
    readiness_check: str = ""


@dataclass(frozen=True)
class Origin:
    """What a file says of where it comes from; `holds` if its text is the one of its hash.

    Version, state and the number of signatures are those of a charter.
    """

    content_hash: str
    holds: bool
    version: str = ""
    state: str = ""
    signatures: int = 0


@dataclass(frozen=True)
class Portable:
    """A file that was read: candidates have their places as ids; names are by reference."""

    origin: Origin
    header: Header
    state: WorksheetState
    names: Mapping[str, str]


def exported(state: WorksheetState, header: Header, references: Mapping[str, Content]) -> Content:
    """Return a worksheet as it leaves: with schema version, names of references, and its hash.

    The hash is the SHA-256 of the canonical JSON under `worksheet`.

    >>> found = exported(WorksheetState({}, (), "EUR"), Header("Late parcels"), {})
    >>> found["format"], found["worksheet"]["title"], len(found["content_hash"])
    ('aiproj.worksheet/1', 'Late parcels', 64)
    """
    worksheet = _worksheet(state, header)
    return {
        "format": FORMAT,
        "worksheet_version": VERSION,
        "worksheet": worksheet,
        "references": {
            key: {"kind": row["kind"], "name": row["name"]} for key, row in references.items()
        },
        "content_hash": digest(worksheet),
    }


def _worksheet(state: WorksheetState, header: Header) -> Content:
    return {
        "title": header.title,
        "currency": state.currency,
        "template": header.template,
        "example_levels": dict(header.example_levels),
        "assessment": header.assessment,
        "readiness_check": header.readiness_check,
        "sections": dict(state.sections),
        "candidates": [
            {
                "decision": each.decision,
                "reason": each.decision_reason,
                "content": each.content,
                "ratings": in_order(each.ratings),
            }
            for each in state.candidates
        ],
    }


def in_order(ratings: Iterable[Mapping[str, Any]]) -> list[Content]:
    """Ratings by factor, side and what they say: raters have no order."""
    keys = ("factor", "side", "score", "note", "evidence")
    return sorted((dict(row) for row in ratings), key=lambda row: [row[key] for key in keys])


def read_portable(raw: bytes) -> Portable:
    """Read an exported worksheet or charter. Errors: FileFault, in one sentence or some.

    What a charter computed from its worksheet is left: it is computed anew.

    >>> read_portable(b"{}")
    Traceback (most recent call last):
    scoping.worksheet.strict_json.FileFault: The file is neither a worksheet nor a charter \
that AIProj exported.
    """
    found = read_json(raw)
    if not isinstance(found, dict):
        raise FileFault(NOT_OURS)
    kind = found.get("format")
    if kind == FORMAT:
        return _from_worksheet(found)
    if kind == CHARTER_FORMAT:
        return _from_charter(found)
    raise FileFault(_other_version(kind))


def _other_version(kind: Any) -> str:
    parts = re.fullmatch(r"(aiproj\.(?:worksheet|signed-charter))/([0-9]{1,6})", str(kind))
    if parts is None:
        return NOT_OURS
    age = "a newer" if int(parts[2]) > 1 else "an older"
    return f"The file was written by {age} AIProj, as {parts[0]}. This one reads {parts[1]}/1."


def _from_worksheet(found: Content) -> Portable:
    unknown = sorted(found.keys() - KEYS)
    if unknown:
        raise FileFault(f"{cut(unknown[0])}: is not known.")
    _check_version(found)
    worksheet = found.get("worksheet")
    names = _names(found.get("references"))
    stated = str(found.get("content_hash", ""))
    return _checked(worksheet, names, lambda: Origin(cut64(stated), digest(worksheet) == stated))


def _from_charter(found: Content) -> Portable:
    charter = found.get("charter")
    if not isinstance(charter, dict) or charter.get("schema") != CHARTER_SCHEMA:
        raise FileFault(f"The charter in the file must be of the schema {CHARTER_SCHEMA}.")
    _check_version(charter)
    names, assessment = _names(charter.get("references")), charter.get("assessment")
    named = assessment if isinstance(assessment, dict) else {}
    if isinstance(named.get("id"), str):
        names[named["id"]] = _name(named.get("scope"))
    signatures = found.get("signatures")
    stated = str(found.get("content_hash", ""))
    return _checked(
        _worksheet_of(charter, named),
        names,
        lambda: Origin(
            cut64(stated),
            digest(charter) == stated,
            cut(found.get("version", "")),
            cut(found.get("state", "")),
            len(signatures) if isinstance(signatures, list) else 0,
        ),
    )


def _worksheet_of(charter: Content, assessment: Content) -> Content:
    """What of a charter was typed."""
    about = charter.get("project")
    project = about if isinstance(about, dict) else {}
    rows = charter.get("candidates")
    typed = ("decision", "reason", "content", "ratings")
    return {
        "title": project.get("title"),
        "currency": project.get("currency"),
        "template": project.get("template", ""),
        "example_levels": {},
        "assessment": assessment.get("id", ""),
        "readiness_check": "",
        "sections": charter.get("sections"),
        "candidates": [
            {key: row[key] for key in typed if key in row} if isinstance(row, dict) else row
            for row in (rows if isinstance(rows, list) else [rows])
        ],
    }


def _check_version(found: Content) -> None:
    """Refuse fields of another time: what this version does not know would be lost."""
    version = found.get("worksheet_version")
    if version != VERSION:
        raise FileFault(f"The file has the worksheet's version {cut(version)}, not {VERSION}.")


def cut64(text: str) -> str:
    """A hash as it was stated, no longer than a hash is."""
    return cut(text) if len(text) != 64 else text


def _names(references: Any) -> dict[str, str]:
    if not isinstance(references, dict):
        raise FileFault("references: must be a group of names.")
    return {key: _name(row.get("name")) for key, row in references.items() if isinstance(row, dict)}


def _name(value: Any) -> str:
    return " ".join(cut(value).split()) if isinstance(value, str) else ""


def _checked(worksheet: Any, names: dict[str, str], origin: Callable[[], Origin]) -> Portable:
    faults = worksheet_faults(worksheet)
    if faults:
        more = len(faults) - MOST_SAID
        rest = f" {more} more things are wrong." if more > 1 else " One more thing is wrong."
        raise FileFault(f"{'; '.join(faults[:MOST_SAID])}.{rest if more > 0 else ''}")
    header = Header(
        worksheet["title"],
        worksheet["template"],
        worksheet["example_levels"],
        worksheet["assessment"],
        worksheet["readiness_check"],
    )
    return Portable(origin(), header, _state(worksheet), names)


def _state(worksheet: Content) -> WorksheetState:
    return WorksheetState(
        worksheet["sections"],
        tuple(
            CandidateState(
                str(place), row["content"], row["decision"], row["reason"], tuple(row["ratings"])
            )
            for place, row in enumerate(worksheet["candidates"])
        ),
        worksheet["currency"],
    )
