"""How two frozen charters differ, and whether the differences ask for new signatures."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from scoping.worksheet.differences import Change, row_name, section_changes
from scoping.worksheet.loading import candidate_spec, sections
from scoping.worksheet.model import Content, Kind, RowsSpec, SectionSpec
from scoping.worksheet.showing import MISSING, Names, shown

Frozen = Mapping[str, Any]
BUDGET_LIMIT = Decimal("0.10")  # of the budget that was signed
END_LIMIT_DAYS = 30
ANSWERS = {"risks.legal_answers": "legal", "risks.impact_answers": "impact"}
DECISIONS = {"chosen": "chosen", "rejected": "rejected", "parked": "parked", "": "open"}


@dataclass(frozen=True)
class Edit:
    """One difference between two charters, in words. `why` says what made it material, or not."""

    section: str  # the key of a section, "candidate" or "classes"
    path: str
    label: str
    before: str
    after: str
    material: bool
    why: str = ""


def names_of(content: Frozen) -> dict[str, str]:
    """The name of everything that the content refers to, datasets and candidates among them."""
    found = {key: row["name"] for key, row in content.get("references", {}).items()}
    for row in content["sections"].get("data", {}).get("datasets", []):
        found[row["id"]] = row.get("name", "Dataset without a name")
    for row in content["candidates"]:
        found[row["id"]] = row["content"].get("name", "Candidate without a name")
    return found


def chosen_of(content: Frozen) -> Mapping[str, Any] | None:
    """The chosen candidate of a frozen content."""
    return next((row for row in content["candidates"] if row["decision"] == "chosen"), None)


def edits(before: Frozen, after: Frozen) -> list[Edit]:
    """Return what differs between two frozen charters in the order of the worksheet.

    Material: what the worksheet marks so, in candidates only of the chosen one; another choice;
    another legal class or impact level; a budget that moved by more than 10% of what was signed;
    an end that moved by more than 30 days. Everything else is editorial.
    """
    names = {**names_of(before), **names_of(after)}
    return [
        *_section_edits(before, after, names),
        *_budget(before, after),
        *_candidate_edits(before, after, names),
        *_class_edits(before, after),
    ]


def is_material(found: Sequence[Edit]) -> bool:
    """Whether any of the differences asks for new signatures."""
    return any(edit.material for edit in found)


def _section_edits(before: Frozen, after: Frozen, names: Names) -> Iterator[Edit]:
    currency = str(after["project"]["currency"])
    for key, spec in sections().items():
        old, new = (each["sections"].get(key, {}) for each in (before, after))
        for change in section_changes(spec, old, new):
            edit = _edit(spec, change, names, currency)
            if change.path == "plan.end":
                edit = _end(change, edit)
            elif change.path in ANSWERS:
                edit = _answered(edit, ANSWERS[change.path], before, after)
            yield edit


def _edit(
    spec: SectionSpec, change: Change, names: Names, currency: str, *, counts: bool = True
) -> Edit:
    label = f"{spec.label}: {change.label[:1].lower()}{change.label[1:]}"
    old, new = (
        _words(spec, change, value, names, currency, beside)
        for value, beside in zip(_sides(change), change.beside, strict=True)
    )
    return Edit(spec.key, change.path, label, old, new, change.material and counts)


def _sides(change: Change) -> tuple[Any, Any]:
    return change.before, change.after


def _words(
    spec: SectionSpec, change: Change, value: Any, names: Names, currency: str, beside: Content
) -> str:
    """A value in words; a whole row by its name."""
    if change.field is None:
        return row_name(_group(spec, change.path), value, names) if value else MISSING
    if change.field.kind in (Kind.LEGAL, Kind.IMPACT):
        return "; ".join(f"{key}: {answer}" for key, answer in sorted((value or {}).items()))
    return shown(change.field, value, names, currency, beside)


def _group(spec: SectionSpec, path: str) -> RowsSpec:
    tail = path.rsplit(":", 1)[-1].split(".")
    return next(group for group in spec.groups if group.rows == tail[1])


def _answered(edit: Edit, kind: str, before: Frozen, after: Frozen) -> Edit:
    """The questions that were answered otherwise, as they were asked."""
    old, new = (
        {step["question"]: step["answer"] for step in _classified(each, kind).get("path", [])}
        for each in (before, after)
    )
    first = "; ".join(f"{key} {said}" for key, said in old.items() if new.get(key) != said)
    last = "; ".join(f"{key} {said}" for key, said in new.items() if old.get(key) != said)
    if not first and not last:
        return edit  # frozen before the questions were kept
    return replace(edit, before=first or MISSING, after=last or MISSING)


def _end(change: Change, edit: Edit) -> Edit:
    """The end of the project: material from a month on."""
    if not change.before or not change.after:
        return edit
    first, last = (datetime.date.fromisoformat(value) for value in _sides(change))
    days = (last - first).days
    why = f"Moved by {abs(days)} days. More than {END_LIMIT_DAYS} are material."
    material = abs(days) > END_LIMIT_DAYS
    return Edit(edit.section, edit.path, edit.label, edit.before, edit.after, material, why)


def _budget(before: Frozen, after: Frozen) -> Iterator[Edit]:
    old, new = ((each.get("totals") or {}).get("total") for each in (before, after))
    if old == new:
        return
    currency = str(after["project"]["currency"])
    first, last = (f"{currency} {Decimal(each):,f}" if each else MISSING for each in (old, new))
    material, why = True, ""
    if old and new and Decimal(old):
        share = abs(Decimal(new) - Decimal(old)) / Decimal(old)
        material = share > BUDGET_LIMIT
        why = f"Moved by {share * 100:.1f}%. More than 10% is material."
    yield Edit("money", "money.total", "Money: build budget", first, last, material, why)


def _candidate_edits(before: Frozen, after: Frozen, names: Names) -> Iterator[Edit]:
    spec, currency = candidate_spec(), str(after["project"]["currency"])
    old, new = ({row["id"]: row for row in each["candidates"]} for each in (before, after))
    for key in [*old, *(each for each in new if each not in old)]:
        was, now = old.get(key), new.get(key)
        name = names[key]
        if was is None or now is None:
            chosen = "chosen" in [row["decision"] for row in (was, now) if row]
            old_name, new_name = (name if row else MISSING for row in (was, now))
            yield Edit("candidate", f"{key}:candidate", "Candidate", old_name, new_name, chosen)
            continue
        yield from _decision(key, name, was, now)
        counts = "chosen" in (was["decision"], now["decision"])
        for change in section_changes(spec, was["content"], now["content"], prefix=f"{key}:"):
            edit = _edit(spec, change, names, currency, counts=counts)
            label = f"{name}: {change.label[:1].lower()}{change.label[1:]}"
            yield Edit("candidate", edit.path, label, edit.before, edit.after, edit.material)


def _decision(key: str, name: str, was: Content, now: Content) -> Iterator[Edit]:
    if was["decision"] != now["decision"]:
        old, new = (DECISIONS[row["decision"]] for row in (was, now))
        material = "chosen" in (was["decision"], now["decision"])
        yield Edit("candidate", f"{key}:decision", f"{name}: decision", old, new, material)
    if was["reason"] != now["reason"]:
        old, new = (row["reason"] or MISSING for row in (was, now))
        yield Edit("candidate", f"{key}:reason", f"{name}: reason", old, new, False)


def _class_edits(before: Frozen, after: Frozen) -> Iterator[Edit]:
    for kind, key, label in (("legal", "class", "Legal class"), ("impact", "level", "Impact")):
        old, new = (_class(each, kind, key) for each in (before, after))
        if old != new:
            yield Edit("classes", f"classes.{kind}", label, old or MISSING, new or MISSING, True)


def _class(content: Frozen, kind: str, key: str) -> str:
    return str(_classified(content, kind).get(key) or "")


def _classified(content: Frozen, kind: str) -> Mapping[str, Any]:
    return (content.get("classes") or {}).get(kind) or {}
