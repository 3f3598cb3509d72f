"""JSON that somebody sends: read so that no value in it surprises whoever keeps it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NoReturn

from aiproj.shared.text import one_direction

MOST_BYTES = 4_000_000
MOST_DEPTH = 12
MOST_DIGITS = 15
UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")  # neither database takes them


class FileFault(ValueError):
    """Why a file cannot be read, in a sentence for whoever sent it."""


def read_json(raw: bytes) -> Any:
    """Return what a JSON file holds: groups, lists, texts, whole numbers, true, false and null.

    At most 4 MB in UTF-8, 12 levels, 15 digits. A key stands once in its group. Errors: FileFault
    for anything else, among it NaN, numbers with a fraction, NUL and half characters.

    >>> read_json(b'{"plan": {"end": "2027-07-31"}}')
    {'plan': {'end': '2027-07-31'}}
    >>> read_json(b'{"a": 1, "a": 2}')
    Traceback (most recent call last):
    scoping.worksheet.strict_json.FileFault: The key “a” stands twice in one group.
    """
    if len(raw) > MOST_BYTES:
        raise FileFault(f"The file is larger than {MOST_BYTES // 1_000_000} MB.")
    try:
        found = json.loads(
            raw.decode("utf-8-sig"),
            object_pairs_hook=_group,
            parse_int=_whole,
            parse_float=_no_number,
            parse_constant=_no_number,
        )
    except UnicodeDecodeError as error:
        raise FileFault("The file is not text in UTF-8.") from error
    except json.JSONDecodeError as error:
        place = f"line {error.lineno:,}, character {error.colno:,}"
        raise FileFault(f"The file is not JSON: {place} cannot be read.") from error
    except RecursionError as error:
        raise FileFault(_TOO_DEEP) from error
    _check(found)
    return found


_TOO_DEEP = f"Groups and lists of the file lie more than {MOST_DEPTH} deep."


def cut(text: object) -> str:
    """A text of a file as a message may show it: short, without what cannot be kept.

    >>> cut("x" * 60) == "x" * 40 + "…"
    True
    """
    shown = one_direction(UNKEEPABLE.sub("\ufffd", str(text)))
    return shown if len(shown) <= 40 else f"{shown[:40]}…"


def _group(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise FileFault(f"The key “{cut(key)}” stands twice in one group.")
        found[key] = value
    return found


def _whole(text: str) -> int:
    if len(text.lstrip("-")) > MOST_DIGITS:
        raise FileFault(f"The number {cut(text)} has more than {MOST_DIGITS} digits.")
    return int(text)


def _no_number(text: str) -> NoReturn:
    raise FileFault(f"{cut(text)} is no whole number. Others are written as text, such as “1.5”.")


def _check(found: Any) -> None:
    """Walk without recursion: how deep a file lies is not known yet."""
    waiting: list[tuple[Any, str, int]] = [(found, "", 1)]
    while waiting:
        value, path, depth = waiting.pop()
        if depth > MOST_DEPTH:
            raise FileFault(_TOO_DEEP)
        for text in _texts(value):
            if UNKEEPABLE.search(text):
                raise FileFault(f"{path or 'The file'} holds a character that cannot be kept.")
        if isinstance(value, dict):
            waiting += [(each, f"{path}.{cut(key)}".lstrip("."), depth + 1)
                        for key, each in value.items()]  # fmt: skip
        elif isinstance(value, list):
            waiting += [(each, f"{path}[{place}]", depth + 1) for place, each in enumerate(value)]


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from value
