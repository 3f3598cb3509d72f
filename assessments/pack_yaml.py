"""Reads the YAML of a pack file into plain data and remembers the line of every key.

Pack files come from people we do not know, so this reads YAML's events itself: no anchor, alias
or tag is followed, depth and size are bounded, and nothing is built but text, numbers, truth
values, lists and mappings. Keys are always text; `yes` and dates stay text, as in YAML 1.2.
"""

import json
import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NoReturn

import yaml

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 20
MAX_EVENTS = 50_000
MAX_PROBLEMS = 500

KeyPath = tuple[str | int, ...]

_PLAIN_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,14})")
_FLOAT = re.compile(r"[-+]?[0-9]{0,15}\.[0-9]{1,17}([eE][-+]?[0-9]{1,3})?")
_WORDS: dict[str, bool | None] = {"": None, "~": None, "null": None, "true": True, "false": False}
_NOT_IN_FILES = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]"
)
_NOT_IN_TEXTS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, order=True)
class PackProblem:
    """One fault of a pack file: where it stands and what is wrong."""

    file: str
    line: int
    key: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}, line {self.line}"
        return f"{place}, {self.key}: {self.message}" if self.key else f"{place}: {self.message}"


class PackError(ValueError):
    """A pack file that cannot be loaded, with everything that is wrong, up to a readable number."""

    def __init__(self, problems: Iterable[PackProblem]) -> None:
        found = sorted(set(problems))
        more = [] if len(found) <= MAX_PROBLEMS else [_omitted(found[MAX_PROBLEMS:])]
        self.problems = (*found[:MAX_PROBLEMS], *more)
        super().__init__("\n".join(map(str, self.problems)))


def _omitted(rest: list[PackProblem]) -> PackProblem:
    return PackProblem(rest[0].file, rest[0].line, "", f"{len(rest):,} more problems")


@dataclass(frozen=True)
class PackSource:
    """Plain data of a file, the line of every key path, and faults that did not stop reading."""

    file: str
    data: Any
    lines: dict[KeyPath, int]
    faults: tuple[PackProblem, ...]

    def problem(self, path: KeyPath, message: str) -> PackProblem:
        """A fault at a key path; what is missing gets the line of what should hold it."""
        known = path
        while known not in self.lines:
            known = known[:-1]
        return PackProblem(self.file, self.lines[known], dotted(path), message)


def dotted(path: KeyPath) -> str:
    """Write a key path for people.

    >>> dotted(("dimensions", 0, "levels", "4"))
    'dimensions[0].levels.4'
    """
    return "".join(_steps(path)).removeprefix(".")


def _steps(path: KeyPath) -> Iterator[str]:
    for step in path:
        if isinstance(step, int):
            yield f"[{step}]"
        else:
            yield "." + (step if _PLAIN_NAME.fullmatch(step) else json.dumps(step[:64]))


def read_pack_yaml(text: str | bytes, *, file_name: str) -> PackSource:
    """Read one YAML document; PackError if it cannot be read at all."""
    content = _decoded(text, file_name)
    reader = _EventReader(content, file_name)
    data = reader.document()
    return PackSource(file_name, data, reader.lines, tuple(reader.faults))


def _decoded(text: str | bytes, file_name: str) -> str:
    raw = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    if len(raw) > MAX_BYTES:
        raise PackError([PackProblem(file_name, 1, "", "the file is larger than 1 MiB")])
    try:
        content = text if isinstance(text, str) else raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        message = f"the file is not UTF-8 text (byte {error.start + 1})"
        raise PackError([PackProblem(file_name, line, "", message)]) from None
    if found := _NOT_IN_FILES.search(content):
        line = content.count("\n", 0, found.start()) + 1
        message = f"the file holds {_character(found)}, which is not allowed"
        raise PackError([PackProblem(file_name, line, "", message)])
    return content


def _character(found: re.Match[str]) -> str:
    return f"the character U+{ord(found.group()):04X}"


class _EventReader:
    """Builds plain data from YAML events and notes faults on the way."""

    def __init__(self, content: str, file_name: str) -> None:
        self.file = file_name
        self.lines: dict[KeyPath, int] = {(): 1}
        self.faults: list[PackProblem] = []
        self._events = yaml.parse(content, Loader=yaml.SafeLoader)
        self._line = 1
        self._count = 0

    def document(self) -> Any:
        self._next()  # the stream's start
        if isinstance(self._next(), yaml.StreamEndEvent):
            self._stop("the file is empty")
        data = self._value(self._next(), ())
        self._next()  # the document's end
        if not isinstance(self._next(), yaml.StreamEndEvent):
            self._stop("the file holds more than one YAML document")
        return data

    def _next(self) -> Any:
        self._count += 1
        if self._count > MAX_EVENTS:
            self._stop(f"the file holds more than {MAX_EVENTS:,} parts")
        try:
            event: Any = next(self._events)
        except yaml.MarkedYAMLError as error:
            self._line = error.problem_mark.line + 1 if error.problem_mark else self._line
            self._stop(f"the file is not valid YAML: {str(error.problem)[:200]}")
        except (yaml.YAMLError, ValueError, OverflowError):
            # PyYAML leaves impossible escapes and version numbers to chr() and int().
            self._stop("the file is not valid YAML: an escape or a number is out of range")
        self._line = event.start_mark.line + 1
        return event

    def _value(self, event: Any, path: KeyPath) -> Any:
        self._refuse_references(event, path)
        if isinstance(event, yaml.AliasEvent):
            return None
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, path)
        if len(path) >= MAX_DEPTH:
            self._stop(f"the file is nested deeper than {MAX_DEPTH} levels")
        return self._list(path) if isinstance(event, yaml.SequenceStartEvent) else self._map(path)

    def _list(self, path: KeyPath) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            place = (*path, len(items))
            self.lines[place] = self._line
            items.append(self._value(event, place))
        return items

    def _map(self, path: KeyPath) -> dict[str, Any]:
        entries: dict[str, Any] = {}
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                self._stop("a key must be a plain name")
            self._refuse_references(event, path)
            key = self._clean(event.value, path)
            place = (*path, key)
            if key in entries:
                self._note(place, f"the key is given twice, first in line {self.lines[place]}")
            self.lines[place] = self._line
            entries[key] = self._value(self._next(), place)
        return entries

    def _scalar(self, event: Any, path: KeyPath) -> Any:
        is_block = event.style in ("|", ">")
        text = self._clean(event.value.rstrip("\n") if is_block else event.value, path)
        is_plain = event.implicit[0]
        return _typed(text) if is_plain else text

    def _clean(self, text: str, path: KeyPath) -> str:
        if found := _NOT_IN_TEXTS.search(text):
            self._note(path, f"the text holds {_character(found)}, which is not allowed")
        return _NOT_IN_TEXTS.sub("?", text)

    def _refuse_references(self, event: Any, path: KeyPath) -> None:
        if event.anchor is not None:
            self._note(path, "anchors (&) and aliases (*) are not allowed")
        if getattr(event, "tag", None) is not None:
            self._note(path, "tags (!) are not allowed")

    def _note(self, path: KeyPath, message: str) -> None:
        self.faults.append(PackProblem(self.file, self._line, dotted(path), message))

    def _stop(self, message: str) -> NoReturn:
        raise PackError([*self.faults, PackProblem(self.file, self._line, "", message)])


def _typed(text: str) -> str | int | float | bool | None:
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text) and math.isfinite(number := float(text)):
        return number
    return text
