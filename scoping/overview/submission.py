"""The dry run before a charter is submitted: signatures, likely days, what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aiproj.shared import format as formats
from scoping.models import Charter, Involvement
from scoping.models import settings_of as rules_of
from scoping.overview.charter_page import usual_words
from scoping.overview.lacking import Lack, LackGroup, grouped
from scoping.overview.slots import usual_days
from scoping.worksheet.editions import Edit, edits


@dataclass(frozen=True)
class Expected:
    """A signature that would be asked for."""

    label: str
    person: str
    reason: str
    usual: str


@dataclass(frozen=True)
class DryRun:
    """What submitting now would come to."""

    lacks: Sequence[Lack]
    groups: Sequence[LackGroup]
    slots: Sequence[Expected]
    likely: str
    changes: Sequence[Edit]
    may_publish: bool
    approved: Charter | None

    @property
    def heading(self) -> str:
        if not self.lacks:
            return "Nothing is missing"
        return f"{formats.sentence_case(formats.number_word(len(self.lacks)))} " + (
            "thing is missing" if len(self.lacks) == 1 else "things are missing"
        )


def dry_run(charter: Charter, content: Mapping[str, Any], lacks: Sequence[Lack]) -> DryRun:
    """Signatures with what is usual; all at once the slowest counts, in sequence their sum."""
    usual = usual_days(charter.organization)
    names = {key: row["name"] for key, row in content["references"].items()}
    slots = [
        Expected(
            str(Involvement.Part(slot["part"]).label),
            names.get(slot["person"], "nobody yet"),
            slot["reason"],
            usual_words(usual.get(slot["part"])),
        )
        for slot in content["slots"]
    ]
    approved = charter.project.charters.approved().first()
    changes = edits(approved.content, content) if approved else []
    may_publish = bool(changes) and not any(edit.material for edit in changes)
    days = [usual.get(slot["part"]) for slot in content["slots"]]
    groups = grouped(charter.project, lacks)
    return DryRun(lacks, groups, slots, _likely(charter, days), changes, may_publish, approved)


def _likely(charter: Charter, days: Sequence[float | None]) -> str:
    known = [each for each in days if each is not None]
    if not known or len(known) < len(days):
        return "How long it takes is not known yet: too few signatures were given so far."
    in_turn = rules_of(charter.organization).signing == "sequential"
    whole = max(1, round(sum(known) if in_turn else max(known)))
    order = "one after the other" if in_turn else "in any order"
    return f"Likely {formats.counted(whole, 'day')}: {len(days)} signatures, {order}."
