"""The job-effect sheet in a charter, from its frozen rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from scoping.checking.job_sheet import HOURS, PLANS, job_sheet, reskilling_words
from scoping.checking.reading import decimal_of
from scoping.exports.blocks import Block, Paragraph, Table
from scoping.worksheet.editions import chosen_of

PLAN_ABOVE = Decimal(10)  # percent, of charters that do not name it


def job_blocks(content: Mapping[str, Any]) -> Iterator[Block]:
    """Return hours by role, plans and talks, and what reskilling costs; nothing without roles.

    >>> row = {"id": "a", "role": "Agent", "people": "1", "hours": "40",
    ...     "automated_hours": "2", "redeployed_hours": "2"}
    >>> found = list(job_blocks({"sections": {"risks": {"jobs": [row]}}, "candidates": [],
    ...     "project": {"currency": "EUR"}}))
    >>> found[0].text, [table.title for table in found[1:]]
    ('2 hours a week are automated: 2 redeployed, 0 removed.', ['Hours by role', 'Plans and talks'])
    """
    currency = str(content["project"]["currency"])
    frozen = content.get("job_effect") or {}
    plan_above = decimal_of(frozen, "plan_above") or PLAN_ABOVE
    found = job_sheet(content["sections"].get("risks", {}), currency, plan_above)
    if found is None:
        return
    yield Paragraph(f"{found.finding}.")
    if found.hours:
        yield Table("Hours by role", HOURS, found.hours)
    yield Table("Plans and talks", PLANS, found.plans)
    chosen = chosen_of(content)
    if chosen and found.reskilling:
        counted = decimal_of(chosen["content"], "reskilling_cost") or Decimal(0)
        yield Paragraph(reskilling_words(found.reskilling, counted, currency))
