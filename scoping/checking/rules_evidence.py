"""Rules of evidence: what is said to have happened has happened."""

from __future__ import annotations

from collections.abc import Iterator

from aiproj.shared.format import date
from scoping.checking.findings import Case, Finding
from scoping.checking.reading import day_of
from scoping.worksheet.model import Content, Need

# Where the day stands, its rule, what it says, and from when on it counts
FIELDS = (
    ("evaluation", "explanation_accepted_on", "SC-L17", "The explanation is accepted", Need.GATE_2),
    ("operations", "load_tested_on", "SC-L98", "The load is tested", Need.GATE_3),
    ("operations", "rollback_tested_on", "SC-L106", "Going back is tried", Need.GATE_3),
)  # fmt: skip
ROWS = (
    ("risks.risks", "control_tested_on", "SC-X9", "A control is tested", Need.SUBMISSION),
    ("risks.concerns", "closed_on", "SC-L83", "A concern is settled", Need.GATE_2),
    ("risks.jobs", "consulted_on", "SC-L86", "A role is consulted", Need.GATE_2),
    ("money.rates", "day", "SC-X14", "A rate of exchange is read", Need.SUBMISSION),
)


def evidence_is_not_to_come(case: Case) -> Iterator[Finding]:
    """L17, L83, L86, L98, L106, X9, X14: a day to come is a plan, and no evidence."""
    for section, key, rule, what, need in FIELDS:
        yield from _to_come(case, case.section(section), f"{section}.{key}", (rule, what, need))
    for place, key, rule, what, need in ROWS:
        for row in case.rows(*place.split(".")):
            path = f"{place}.{row.get('id')}.{key}"
            yield from _to_come(case, row, path, (rule, what, need))


def _to_come(
    case: Case, content: Content, path: str, said: tuple[str, str, Need]
) -> Iterator[Finding]:
    rule, what, need = said
    day = day_of(content, path.rpartition(".")[2])
    if day and day > case.around.today:
        title = f"{what} on {date(day)}, which is still to come"
        yield Finding(rule, case.later(need), title, "Give the day on which it happened.", path)


RULES = (evidence_is_not_to_come,)
