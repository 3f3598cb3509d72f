"""A charter with its signatures, changes and overrides, as pages and documents show it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from aiproj.shared import format as formats
from scoping.exports.charter import Edition, Signed
from scoping.models import Charter, Project, Slot
from scoping.worksheet.canonical import digest
from scoping.worksheet.editions import Edit, edits, names_of
from scoping.worksheet.portable import CHARTER_FORMAT


def previous_of(charter: Charter) -> Charter | None:
    """The version that was in force before this one, for the list of changes."""
    rows = (
        charter.project.charters.frozen().exclude(pk=charter.pk).filter(approved_at__isnull=False)
    )
    earlier = [row for row in rows if (row.major, row.minor) < (charter.major, charter.minor)]
    return max(earlier, key=lambda row: (row.major, row.minor), default=None)


def edition_of(charter: Charter, content: Mapping[str, Any]) -> Edition:
    """Everything that a document of this charter shows; the content may be a preview."""
    previous = previous_of(charter)
    changes = edits(previous.content, content) if previous else []
    return Edition(
        content=content,
        content_hash=charter.content_hash,
        state=str(charter.get_state_display()),
        number=charter.number,
        signatures=tuple(_signed(slot) for slot in charter.standing_slots()),
        changes=tuple(_change(edit) for edit in changes),
        since=previous.number if previous else "",
        overrides=tuple(overrides(charter.project)),
        names=names_of(content),
    )


def _signed(slot: Slot) -> Signed:
    if slot.state != Slot.State.SIGNED or slot.signed_at is None:
        return Signed(slot.get_part_display(), str(slot.person or "nobody any more"))
    day = slot.charter.project.organization.local_date(slot.signed_at)
    return Signed(
        slot.get_part_display(), signer_of(slot), formats.date(day), slot.condition,
        slot.content_hash,
    )  # fmt: skip


def signer_of(slot: Slot) -> str:
    """Who signed, and for whom where it was a deputy."""
    if slot.person is None or slot.signed_by_id == slot.person_id:
        return slot.signer_name
    return f"{slot.signer_name} for {slot.person}"


def _change(edit: Edit) -> dict[str, str]:
    return {
        "label": edit.label,
        "before": edit.before,
        "after": edit.after,
        "change_class": "material" if edit.material else "editorial",
    }


def overrides(project: Project) -> list[str]:
    """Every gate that was passed although a stop criterion was met, in words."""
    rows = project.gate_decisions.exclude(override_reason="").select_related("override_by")
    return [
        f"{row.get_gate_display()}: {'; '.join(row.stop_met)}. {row.override_by or 'The sponsor'}: "
        f"{row.override_reason}"
        for row in rows.order_by("pk")
    ]


def exported(charter: Charter) -> dict[str, Any]:
    """The charter as JSON that can be verified without the app."""
    signed = charter.signed_version()
    found: dict[str, Any] = {
        "format": CHARTER_FORMAT,
        "version": charter.number,
        "state": charter.state,
        "charter": charter.content,
        "content_hash": charter.content_hash,
        "signatures": [
            _signature(slot, slot.signed_at)
            for slot in charter.standing_slots()
            if slot.state == Slot.State.SIGNED and slot.signed_at
        ],
    }
    if signed != charter:
        found["signed_charter"] = signed.content
        found["signed_hash"] = charter.signed_hash
    return found


def _signature(slot: Slot, at: datetime) -> dict[str, str]:
    """One signature with the hash of what it says."""
    said = {
        "part": slot.part,
        "signer": signer_of(slot),
        "signed_at": at.isoformat(),
        "condition": slot.condition,
        "content_hash": slot.content_hash,
    }
    return {**said, "seal": digest(said)}
