"""What the checks say beside a section, and the meanings of a target to choose from."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from accounts.models import Membership, Perspective, User
from aiproj.shared import format as formats
from scoping.calc.ambiguity import Reading, Scale, TargetWords, read_target
from scoping.calc.smart_facts import Check
from scoping.calc.smart_target import amount
from scoping.checking.findings import Case
from scoping.checking.reading import day_of, decimal_of, direction_of, text_of
from scoping.checking.review import Review, review
from scoping.models import Confirmation, Project
from scoping.overview.cases import case_of
from scoping.overview.lacking import field_address
from scoping.overview.worksheets import OutlineRow, outline
from scoping.worksheet.canonical import decimal_text
from scoping.worksheet.model import Content

PROBLEM, CANDIDATES = "problem", "candidates"
ORDER = {"fail": 0, "error": 0, "warn": 1, "open": 2, "pass": 3}


@dataclass(frozen=True)
class Row:
    """One check: how it ended, in words, what to do, and the way to its field."""

    status: str
    title: str
    remedy: str
    rule: str
    address: str
    fix: str = ""  # what a click would fill in, in words


@dataclass(frozen=True)
class Panel:
    """The checks beside a section. Letters and total stand beside the problem only."""

    total: str
    letters: Sequence[tuple[str, str, bool]]
    sentence: str
    rows: Sequence[Row]
    passed: Sequence[Row]
    missing: Sequence[tuple[str, str]]
    elsewhere: int  # what is missing in other sections


def panel(project: Project, found: Review, key: str, only: str = "") -> Panel:
    """The panel of one section; `only` is a candidate's id where it is the one shown."""
    rows = [_finding(project, each) for each in found.findings if _stands(each.path, key, only)]
    rows = [_check(project, check, key) for check in _smart(found, key)] + rows
    rows.sort(key=lambda row: ORDER[row.status])
    here = [each for each in found.missing if _stands(each.path, key, only)]
    return Panel(
        total=_total(found) if key == PROBLEM else "",
        letters=_letters(found) if key == PROBLEM else (),
        sentence=_sentence(rows, len(here)),
        rows=[row for row in rows if row.status != "pass"],
        passed=[row for row in rows if row.status == "pass"],
        missing=[(each.label, field_address(project, each.path)) for each in here],
        elsewhere=len(found.missing) - len(here),
    )


def _smart(found: Review, key: str) -> Sequence[Check]:
    """All SMART checks beside the problem; elsewhere those that look at a field of the section.

    There, what is still open is told as a missing field; candidates show their readiness.
    """
    if key == PROBLEM:
        return found.smart.checks
    empty = {each.path for each in found.missing}
    return [
        check
        for check in found.smart.checks
        if key != CANDIDATES
        and check.status != "open"
        and any(field.startswith(f"{key}.") for field in check.fields)
        and not empty & set(check.fields)
    ]


def reviewed(project: Project, today: datetime.date) -> tuple[Case, Review]:
    """All checks of a draft."""
    case = case_of(project, today)
    return case, review(case)


def reviewed_outline(project: Project, current: str, today: datetime.date) -> list[OutlineRow]:
    """Every section with how far it is, for pages that show no checks themselves."""
    return outline(project, current, reviewed(project, today)[1].states)


def _stands(path: str, key: str, only: str) -> bool:
    if key == CANDIDATES:
        return path.startswith(f"{only}:") if only else ":" in path or path.startswith(CANDIDATES)
    return path == key or path.startswith(f"{key}.")


def _check(project: Project, check: Check, key: str) -> Row:
    """A check beside a section, with the way to its field there; fixes are of the problem."""
    fixes = ", ".join(_shown(value) for value in check.fix.values()) if key == PROBLEM else ""
    here = [field for field in check.fields if field.startswith(f"{key}.")] or check.fields
    where = field_address(project, here[0]) if here else ""
    return Row(check.status, check.title, check.remedy, check.id, where, fixes)


def _shown(value: str) -> str:
    try:
        return formats.date(datetime.date.fromisoformat(value))
    except ValueError:
        return value


def _finding(project: Project, found: object) -> Row:
    severity, title, remedy, rule, path = (
        getattr(found, name) for name in ("severity", "title", "remedy", "rule", "path")
    )
    return Row(severity, title, remedy, rule, field_address(project, path))


def _total(found: Review) -> str:
    return "–" if found.smart.total is None else formats.number(found.smart.total)


def _letters(found: Review) -> list[tuple[str, str, bool]]:
    return [
        (
            letter,
            "–" if score is None else formats.number(score, 1),
            score is not None and score <= Decimal("0.5"),
        )
        for letter, score in found.smart.letters.items()
    ]


def _sentence(rows: Sequence[Row], missing: int) -> str:
    faults = sum(row.status in ("fail", "error") for row in rows)
    parts = []
    if faults:
        verb = "check must" if faults == 1 else "checks must"
        parts.append(f"{formats.number_word(faults).capitalize()} {verb} be fixed")
    if missing:
        parts.append(f"{formats.counted(missing, 'field')} still to fill in")
    if not parts:
        return "Nothing stands in the way of submitting here."
    return f"{formats.join_words(parts)} before you can submit."


@dataclass(frozen=True)
class Choice:
    """One meaning of the target's words, as a card."""

    key: str
    label: str
    value: str
    note: str
    is_chosen: bool
    is_possible: bool


@dataclass(frozen=True)
class Meanings:
    """What the words can mean: values, and days."""

    words: str
    values: Sequence[Choice]
    days: Sequence[Choice]


def meanings(content: Content, today: datetime.date) -> Meanings | None:
    """The meanings of the target's words; None where nothing can be read in them."""
    words = text_of(content, "target_words")
    if not words:
        return None
    found = _read(content, words, today)
    if not found.readings and not found.days:
        return None
    chosen, deadline = text_of(content, "target_kind"), day_of(content, "deadline")
    start, unit = decimal_of(content, "baseline"), text_of(content, "unit")
    return Meanings(
        words,
        [_choice(each, chosen, start, unit) for each in found.readings],
        [
            Choice(
                each.day.isoformat(), formats.date(each.day), each.words, "",
                each.day == deadline, is_possible=True,
            )
            for each in found.days
        ],
    )  # fmt: skip


def _read(content: Content, words: str, today: datetime.date) -> TargetWords:
    """What the words can mean; where they name no direction, the one that is said to be better."""
    better = direction_of(content)
    return read_target(words, scale=_scale(content), today=today, better=better)


def _scale(content: Content) -> Scale:
    return Scale(
        text_of(content, "unit"),
        decimal_of(content, "baseline"),
        decimal_of(content, "minimum"),
        decimal_of(content, "maximum"),
    )


def _choice(each: Reading, chosen: str, start: Decimal | None, unit: str) -> Choice:
    number = decimal_text(each.amount)
    label = {
        "relative": f"{number}% of the value",
        "points": f"{number} points",
        "absolute": "The value to reach",
    }[each.kind]
    value = "" if each.value is None else amount(each.value, unit)
    if start is not None and value:
        value = f"{amount(start, '')} → {value}"
    note = each.problem or each.kind
    return Choice(each.kind, label, value, note, each.kind == chosen, each.is_possible)


def mended(content: Content, wanted: Mapping[str, str], case: Case | None) -> Content:
    """The content with the meaning, the day or the fix that a person has clicked.

    Only what the words or the checks offer is taken; anything else leaves the content as it is.
    """
    found = dict(content)
    words, today = text_of(content, "target_words"), wanted.get("today", "")
    if words and today and (wanted.get("meaning") or wanted.get("day")):
        day = datetime.date.fromisoformat(today)
        read = _read(content, words, day)
        for each in read.possible:
            if each.kind == wanted.get("meaning"):
                found["target_kind"], found["direction"] = each.kind, each.direction
                found["target_amount"] = decimal_text(each.amount)
        if wanted.get("day") in {each.day.isoformat() for each in read.days}:
            found["deadline"] = wanted["day"]
    if case is not None and wanted.get("fix"):
        for check in review(case).smart.checks:
            if check.id == wanted["fix"]:
                found.update(_own(check.fix))
    return found


def _own(fix: Mapping[str, str]) -> dict[str, str]:
    start = f"{PROBLEM}."
    return {key.removeprefix(start): value for key, value in fix.items() if key.startswith(start)}


@dataclass(frozen=True)
class Confirmed:
    """One side's confirmation, or that it waits; offered to whoever may give it."""

    side: str
    person: User | None
    on: datetime.datetime | None
    is_offered: bool


def confirmations(project: Project, membership: Membership) -> list[Confirmed]:
    """Both sides of the problem's confirmation."""
    standing = project.confirmations.filter(withdrawn_at=None).select_related("person")
    found = {each.side: each for each in standing}
    has_given = any(each.person_id == membership.user_id for each in found.values())
    rows = []
    for side in Confirmation.Side.values:
        given = found.get(side)
        may = membership.perspective in (side, Perspective.BOTH) and not has_given
        rows.append(
            Confirmed(
                side,
                given.person if given else None,
                given.confirmed_at if given else None,
                given is None and may,
            )
        )
    return rows
