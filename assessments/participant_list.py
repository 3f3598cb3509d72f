"""Reading a pasted or uploaded list of people, with every fault named by its line."""

import csv
import io
import re
from collections.abc import Collection
from dataclasses import dataclass

from aiproj.shared.line_lists import LineProblem
from assessments.calc.questionnaire import AUDIENCES

MAX_LINES = 10_000
HEADER = {"email", "e-mail", "mail"}
ADDRESS = re.compile(r"[^\s@,;<>()\[\]\\\"]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,63}")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u2028\u2029]")


@dataclass(frozen=True)
class Person:
    """One accepted line."""

    email: str
    audience: str
    team: str


@dataclass(frozen=True)
class ParticipantList:
    """All people, or all problems: a list with a problem is not imported in part."""

    people: tuple[Person, ...]
    problems: tuple[LineProblem, ...]


def read_people(
    text: str, *, default_audience: str = "", already: Collection[str] = ()
) -> ParticipantList:
    """Read lines of `address, audience, team`; commas, semicolons or tabs divide.

    A first line of column names is skipped. The audience may be left out when there is a default.

    >>> read_people("ana@example.org, business, Sales").people
    (Person(email='ana@example.org', audience='business', team='Sales'),)
    >>> [str(problem) for problem in read_people("ana, business").problems]
    ['Line 1: “ana” is not an e-mail address.']
    """
    people: list[Person] = []
    problems: list[LineProblem] = []
    seen: dict[str, int] = {}
    for number, cells in _rows(text):
        if number == 1 and cells[0].lower() in HEADER:
            continue
        found = _read_line(cells, default_audience)
        if isinstance(found, Person):
            found = _refuse_twice(found, number, seen, already)
        if isinstance(found, Person):
            people.append(found)
        else:
            problems.append(LineProblem(number, found))
    if len(people) > MAX_LINES:
        problems.append(LineProblem(MAX_LINES + 1, f"At most {MAX_LINES:,} people at a time."))
    return ParticipantList(() if problems else tuple(people), tuple(problems[:200]))


def _rows(text: str) -> list[tuple[int, list[str]]]:
    rows = []
    for number, line in enumerate(io.StringIO(text.replace("\r\n", "\n").replace("\r", "\n")), 1):
        divider = next((mark for mark in ("\t", ";") if mark in line), ",")
        cells = next(csv.reader([line.rstrip("\n")[:2000]], delimiter=divider), [])
        cells = [cell.strip() for cell in cells]
        if any(cells):
            rows.append((number, cells))
    return rows


def _read_line(cells: list[str], default_audience: str) -> Person | str:
    email, audience, team = [*cells, "", ""][:3]
    if any(CONTROL.search(cell) or _has_surrogate(cell) for cell in cells):
        return "There are characters in it that are not text."
    if len(email) > 254 or not ADDRESS.fullmatch(email):
        return f"“{_short(email)}” is not an e-mail address."
    audience = audience.lower() or default_audience
    if audience not in AUDIENCES:
        given = f"“{_short(audience)}” is none of" if audience else "Add"
        return f"{given} business, technical or both after the address."
    if len(team) > 80:
        return "The team has more than 80 characters."
    if len([cell for cell in cells if cell]) > 3:
        return "There are more than three values: address, audience, team."
    return Person(email.lower(), audience, team)


def _refuse_twice(
    person: Person, number: int, seen: dict[str, int], already: Collection[str]
) -> Person | str:
    if person.email in already:
        return f"{person.email} is invited already."
    first = seen.setdefault(person.email, number)
    return person if first == number else f"{person.email} stands in line {first} too."


def _has_surrogate(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}…"
