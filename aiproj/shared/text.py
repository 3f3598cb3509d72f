"""Text that every file format can hold."""

import re
from collections.abc import Callable, Mapping
from typing import Any

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
UNWRITABLE = re.compile(r"[\ud800-\udfff\ufffe\uffff]")


def clean_text(text: str) -> str:
    """Text without control characters and lone surrogates.

    Control characters other than tab and line ends are removed; lone surrogates and
    noncharacters become U+FFFD.

    >>> clean_text("a\\x00b\\ud800")
    'ab\ufffd'
    """
    return UNWRITABLE.sub("\ufffd", CONTROL.sub("", text))


def one_direction(text: str) -> str:
    """Text without the marks that turn the direction of all that follows.

    One of them in a name would turn the amounts of a sentence around. Scripts from right to left
    need none, and the marks that turn nothing beside them stay.

    >>> one_direction("a\\u202eb\\u200fc") == "ab\\u200fc"
    True
    """
    return DIRECTION.sub("", text)


def map_texts(value: Any, change: Callable[[str], str]) -> Any:
    """The same data with every text inside mappings and lists changed; keys stay.

    >>> map_texts({"a": ["b", 1]}, str.upper)
    {'a': ['B', 1]}
    """
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {key: map_texts(item, change) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [map_texts(item, change) for item in value]
    return value
