"""Assessments and questionnaires as lists show them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiproj.shared import format as show
from aiproj.shared import marks
from assessments.models import Assessment, PackVersion
from assessments.pack_schema import Pack
from assessments.participation import count_questions

STATE_ORDER = tuple(Assessment.State.values)


@dataclass(frozen=True)
class AssessmentRow:
    """One assessment: participation, and the frozen result once there is one."""

    public_id: str
    scope: str
    questionnaire: str
    state: str
    state_name: str
    ends: datetime | None
    has_ended: bool
    invited: int
    submitted: int
    started: int
    is_frozen: bool
    stage: int | None
    stage_name: str
    index: int | None
    likely: str
    stops: str

    @property
    def units(self) -> marks.Svg:
        """One square a person."""
        return marks.person_units(
            self.submitted, self.started, self.invited - self.submitted - self.started
        )

    @property
    def level_mark(self) -> marks.Svg:
        """The stage as a square with its digit."""
        return marks.level_mark(self.stage, f"Stage {self.stage}")

    @property
    def share(self) -> float:
        """Submitted of invited; 0 if nobody is invited."""
        return self.submitted / self.invited if self.invited else 0.0


SORTS: dict[str, Callable[[AssessmentRow], Any]] = {
    "scope": lambda row: row.scope.casefold(),
    "state": lambda row: STATE_ORDER.index(row.state),
    "answers": lambda row: row.share,
    "ends": lambda row: row.ends.timestamp() if row.ends else None,
    "stage": lambda row: row.stage,
    "index": lambda row: row.index,
}


def sorted_rows(rows: Iterable[AssessmentRow], sort: str) -> list[AssessmentRow]:
    """Return the rows by a column of SORTS, downward with a leading minus; empty values last.

    An unknown column leaves the order alone.
    """
    column, is_downward = sort.removeprefix("-"), sort.startswith("-")
    value = SORTS.get(column)
    if value is None:
        return list(rows)
    found = [(value(row), row) for row in rows]
    known = [pair for pair in found if pair[0] is not None]
    known.sort(key=lambda pair: pair[0], reverse=is_downward)
    return [row for _, row in known] + [row for key, row in found if key is None]


def assessment_row(assessment: Any) -> AssessmentRow:
    """Read one assessment that came `with_names`, `with_participation` and `with_headline`."""
    overall: Mapping[str, Any] = assessment.overall or {}
    stage = overall.get("stage")
    pack = assessment.pack if assessment.frozen else None
    return AssessmentRow(
        public_id=assessment.public_id,
        scope=assessment.scope,
        questionnaire=assessment.pack_version.title,
        state=assessment.state,
        state_name=assessment.get_state_display().lower(),
        ends=assessment.closed_at or assessment.closes_at,
        has_ended=assessment.closed_at is not None,
        invited=assessment.invited,
        submitted=assessment.submitted,
        started=0 if assessment.is_anonymous else assessment.started,
        is_frozen=assessment.frozen,
        stage=None if assessment.verdict else stage,
        stage_name=_stage_name(pack, assessment.verdict, stage),
        index=overall.get("index"),
        likely=show.span(overall.get("index_low"), overall.get("index_high")),
        stops=_stops(pack, overall, assessment.dimensions or {}, assessment.verdict),
    )


def _stage_name(pack: Pack | None, verdict: str | None, stage: int | None) -> str:
    if pack and verdict and pack.verdicts:
        label: str = getattr(pack.verdicts, verdict).label
        return label
    return pack.level_labels[stage] if pack and stage else ""


def _stops(
    pack: Pack | None,
    overall: Mapping[str, Any],
    dimensions: Mapping[str, Any],
    verdict: str | None,
) -> str:
    """What stops the next stage, shortly: items two levels below, then the number of gates."""
    if pack is None or verdict:
        return ""
    if not overall:
        return "Too few answers to say"
    blockers = [dimensions[key]["blockers"] or {} for key in overall["held_back_by"]]
    far, gates, share = (
        list(dict.fromkeys(key for found in blockers for key in found.get(rule, ())))
        for rule in ("two_below", "gate", "share")
    )
    parts = [show.join_words([pack.capability(key).name for key in far[:2]])] if far[:2] else []
    parts += [f"{show.number_word(len(far) - 2)} more"] if len(far) > 2 else []
    gates = [key for key in gates if key not in far]
    if gates:
        parts.append(f"{show.number_word(len(gates))} {show.plural(len(gates), 'gate')}")
    if not parts and share:
        parts.append(show.counted(len(share), "item below the next level", "items below it"))
    return show.sentence_case(", ".join(parts)) or "Nothing: this is the top stage"


@dataclass(frozen=True)
class PackCard:
    """One questionnaire version with what people choose it by."""

    row: PackVersion
    pack: Pack

    @property
    def questions(self) -> int:
        """All of its questions."""
        return len(self.pack.capabilities)

    @property
    def questions_for(self) -> dict[str, int]:
        """How many questions people of one side answer."""
        kinds = count_questions(item.audience for item in self.pack.capabilities)
        return {side: kinds[side] + kinds["both"] for side in ("business", "technical")}

    @property
    def kind_name(self) -> str:
        """What it assesses."""
        return "One project" if self.pack.kind == "project" else "Organization"


def pack_card(row: PackVersion) -> PackCard:
    """Read one questionnaire version from its own content, without another query."""
    return PackCard(row, Pack.from_json(row.content))
