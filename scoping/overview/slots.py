"""Who must sign a charter, and how long they usually take."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from statistics import median
from typing import Any

from accounts.models import Organization
from scoping.models import Involvement, Slot

Part = Involvement.Part
PERSONAL = frozenset({"pseudonymous", "personal", "special"})
HIGH_LEVELS = frozenset({"III", "IV"})
FEWEST_FOR_USUAL = 3  # signatures; fewer say nothing about what is usual


@dataclass(frozen=True)
class NeededSlot:
    """A signature that a charter needs, why, and of whom; `person` is empty while nobody is."""

    part: str
    reason: str
    person: str

    @property
    def label(self) -> str:
        return str(Part(self.part).label)


def needed_slots(content: Mapping[str, Any], finance_threshold: Decimal) -> list[NeededSlot]:
    """Return the signatures that a charter needs, in the order in which they are asked for.

    Technical lead and sponsor always; the data owner for personal data; finance from above the
    threshold on; legal and ethics for a high legal class or impact III and IV; the workers where
    more of a role's hours are automated than the rules allow without a plan. The sponsor comes
    last, with all others in view.
    """
    people = content["sections"].get("people", {})
    found = dict(_reasons(content, finance_threshold))
    order = (Part.DATA_OWNER, Part.TECHNICAL_LEAD, Part.WORKERS, Part.LEGAL, Part.ETHICS,
             Part.FINANCE, Part.SPONSOR)  # fmt: skip
    return [
        NeededSlot(part.value, found[part], people.get(part.value, ""))
        for part in order
        if part in found
    ]


def _reasons(content: Mapping[str, Any], threshold: Decimal) -> Iterator[tuple[Part, str]]:
    yield Part.SPONSOR, "Decides and pays"
    yield Part.TECHNICAL_LEAD, "Builds it"
    datasets = content["sections"].get("data", {}).get("datasets", [])
    if any(row.get("personal_class") in PERSONAL for row in datasets):
        yield Part.DATA_OWNER, "Personal data"
    total = (content.get("totals") or {}).get("total")
    if total is not None and Decimal(total) > threshold:
        currency = content["project"]["currency"]
        yield Part.FINANCE, f"Cost above {currency} {threshold.normalize():,f}"
    classes = content.get("classes") or {}
    legal, impact = (classes.get(key) or {} for key in ("legal", "impact"))
    reason = ""
    if legal.get("needs_sign_off"):
        reason = f"Legal class: {legal.get('class')}"
    elif impact.get("level") in HIGH_LEVELS:
        reason = f"Internal impact {impact['level']}"
    if reason:
        yield Part.LEGAL, reason
        yield Part.ETHICS, reason
    jobs = content.get("job_effect") or {}
    if jobs.get("needs_plan"):
        share = jobs.get("plan_above", "10")
        yield Part.WORKERS, f"More than {share}% of a role's hours are automated"


def usual_days(organization: Organization) -> dict[str, float]:
    """The median of days from asking to signing, by part; only where enough is known."""
    rows = Slot.objects.signed().of(organization).exclude(asked_at=None)
    taken: dict[str, list[timedelta]] = {}
    for part, asked, signed in rows.values_list("part", "asked_at", "signed_at"):
        if asked and signed:
            taken.setdefault(part, []).append(signed - asked)
    day = timedelta(days=1)
    return {
        part: median(each / day for each in times)
        for part, times in taken.items()
        if len(times) >= FEWEST_FOR_USUAL
    }
