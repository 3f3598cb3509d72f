"""What is missing for submission or for a gate: one list, and a state for each section."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from scoping.checking.classes import impact_of, legal_walk
from scoping.checking.findings import NEED_ORDER, Case
from scoping.checking.reading import DECISION, NOTHING, is_ai, kind_of, name_of, text_of
from scoping.rules.model import DIMENSION_NAMES
from scoping.worksheet.differences import EMPTY, row_name
from scoping.worksheet.loading import CANDIDATE, candidate_spec, sections
from scoping.worksheet.model import Content, FieldSpec, Kind, Need, RowsSpec, SectionSpec
from scoping.worksheet.state import CandidateState

SectionState = Literal["empty", "partial", "ready"]
CANDIDATES = "candidates"
# Of a candidate that does nothing, only these are asked
OF_NOTHING = frozenset({"name", "kind"})


@dataclass(frozen=True)
class Missing:
    """One thing that is not filled in: where it stands, what it is called, in which section."""

    path: str
    label: str
    section: str


def missing(case: Case) -> list[Missing]:
    """Return everything that is not filled in and needed by the case's step, in worksheet order.

    Fields that only AI needs are asked of candidates that learn; a candidate that does nothing
    needs name, kind and the reason of its decision. A row that exists must be complete by the later
    of its own and its fields' steps. Measures of a model are not asked where a candidate without
    AI is chosen, the size of a test only of an A/B test. Questions of law must lead to a class and
    those of impact must all be answered. A text that is too short counts as not filled in.
    Candidates come after the problem.
    """
    found: list[Missing] = []
    for key, spec in sections().items():
        found += _in_section(spec, case.section(key), case)
        if key == "problem":
            for candidate in case.state.candidates:
                found += _in_candidate(candidate, case)
    return found


def section_states(case: Case, found: Iterable[Missing]) -> dict[str, SectionState]:
    """Return for each section, and for the candidates together, how far it is.

    `found` is what is missing; a section that was begun and lacks nothing is ready.
    """
    lacking = {each.section for each in found}
    states: dict[str, SectionState] = {}
    for key in sections():
        states[key] = _state(bool(case.section(key)), key in lacking)
        if key == "problem":
            states[CANDIDATES] = _state(bool(case.state.candidates), CANDIDATES in lacking)
    return states


def _state(has_begun: bool, lacks: bool) -> SectionState:
    if not has_begun:
        return "empty"
    return "partial" if lacks else "ready"


def _in_section(spec: SectionSpec, content: Content, case: Case) -> Iterator[Missing]:
    for part in spec.parts:
        if not _applies(spec.key, part.key, case):
            continue
        if isinstance(part, RowsSpec):
            yield from _in_rows(part, content, case, spec.key, spec.key)
        elif _is_due(part.need, case) and not _is_filled(part, content.get(part.key), case):
            yield Missing(f"{spec.key}.{part.key}", _asked(part, content), spec.key)


def _asked(field: FieldSpec, content: Content) -> str:
    """What a field is called where it is not filled in; of a text that is too short, how long."""
    if field.min_length is None or content.get(field.key) in EMPTY:
        return field.label
    return f"{field.label} of at least {field.min_length} characters"


def _in_candidate(candidate: CandidateState, case: Case) -> Iterator[Missing]:
    spec = candidate_spec()
    base, name = f"{candidate.id}:{CANDIDATE}", name_of(candidate)
    for part in spec.parts:
        if isinstance(part, RowsSpec):
            for each in _in_rows(part, candidate.content, case, base, CANDIDATES):
                yield Missing(each.path, f"{name}: {each.label}", CANDIDATES)
            continue
        if not _asks(part, candidate) or not _is_due(part.need, case):
            continue
        if candidate.content.get(part.key) in EMPTY:
            yield Missing(f"{base}.{part.key}", f"{name}: {part.label}", CANDIDATES)
    if case.is_due(Need.SUBMISSION) and not text_of(_decision(candidate), "reason"):
        yield Missing(DECISION, f"{name}: Decision and its reason", CANDIDATES)


def _decision(candidate: CandidateState) -> dict[str, str]:
    return {"reason": candidate.decision_reason if candidate.decision else ""}


def _asks(field: FieldSpec, candidate: CandidateState) -> bool:
    if kind_of(candidate) == NOTHING:
        return field.key in OF_NOTHING
    return is_ai(candidate) or not field.only_ai


def _in_rows(
    group: RowsSpec, content: Content, case: Case, base: str, section: str
) -> Iterator[Missing]:
    rows = content.get(group.key) or []
    if _is_due(group.need, case) and len(rows) < group.least:
        yield Missing(f"{base}.{group.key}", group.label, section)
    for row in rows:
        for field in group.fields:
            need = max(group.need, field.need, key=_rank)
            if field.need is Need.OPTIONAL or not _is_due(need, case):
                continue
            if row.get(field.key) in EMPTY:
                path = f"{base}.{group.key}.{row.get('id')}.{field.key}"
                label = f"{group.label}: {row_name(group, row, DIMENSION_NAMES)}, {field.label}"
                yield Missing(path, label, section)


def _rank(need: Need) -> int:
    return NEED_ORDER.index(need) if need in NEED_ORDER else -1


def _is_due(need: Need, case: Case) -> bool:
    return need is not Need.OPTIONAL and case.is_due(need)


def _is_filled(field: FieldSpec, value: Any, case: Case) -> bool:
    if field.kind is Kind.LEGAL:
        return legal_walk(case.state, case.pack.legal).is_complete
    if field.kind is Kind.IMPACT:
        return impact_of(case.state, case.pack.impact).level is not None
    if field.min_length is not None:
        return len(str(value or "").strip()) >= field.min_length
    return value not in EMPTY


def _applies(section: str, key: str, case: Case) -> bool:
    match section, key:
        case "metrics", "technical" | "links":
            return case.chosen is None or is_ai(case.chosen)
        case "evaluation", "test_size":
            return text_of(case.section("evaluation"), "test_design") == "ab"
        case _:
            return True
