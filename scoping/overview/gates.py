"""What the page of a gate shows: evidence, and stop criteria with what was measured."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import timezone

from aiproj.shared import format as formats
from scoping.calc.smart_target import amount
from scoping.checking.review import Review, review
from scoping.models import Charter, GateDecision, Project
from scoping.overview.cases import case_of
from scoping.overview.lacking import Lack, address_of, error_lacks, field_address, missing_lacks
from scoping.workflow import LINE, gate_of
from scoping.worksheet.model import Need

NEEDS = {"G1": Need.SUBMISSION, "G2": Need.GATE_2, "G3": Need.GATE_3}
CONDITIONS = frozenset({"SC-L20"})  # findings that let a project go on under conditions only

WITHOUT_GATE = {
    Project.Stage.IDEA: "No gate lies ahead yet",
    Project.Stage.BENEFITS: "Every gate has been decided",
    Project.Stage.CLOSED: "The project is closed",
    Project.Stage.PAUSED: "The project is paused",
    Project.Stage.STOPPED: "The project was stopped",
}


@dataclass(frozen=True)
class Criterion:
    """A stop criterion as it was signed, with the value that was measured."""

    text: str
    measured: str
    state: str  # met, not_met, open
    path: str

    @property
    def is_met(self) -> bool:
        return self.state == "met"


@dataclass(frozen=True)
class GatePage:
    """The gate that a project stands before; without one, `key` is empty and `label` says why."""

    key: str
    label: str
    evidence: Sequence[str]
    criteria: Sequence[Criterion]
    missing: Sequence[Lack]
    conditions: Sequence[Lack]
    charter: Charter | None

    @property
    def stop_met(self) -> list[str]:
        return [
            f"{each.text}: {each.measured} was measured" for each in self.criteria if each.is_met
        ]

    @property
    def heading(self) -> str:
        if not self.key:
            return self.label
        if self.stop_met:
            return f"{self.label}: a stop criterion is met"
        if self.missing:
            count = formats.counted(len(self.missing), "piece of evidence is", "things are")
            return f"{self.label}: {count} missing"
        return f"{self.label} can be decided"


@dataclass(frozen=True)
class StageMark:
    """One stage of the line: before, now or to come."""

    label: str
    state: str


@dataclass(frozen=True)
class AcceptedRisk:
    """The sponsor's word that a candidate starts unready, and whether it counts today."""

    reason: str
    said: str
    lapsed: bool


def accepted_risks(project: Project) -> list[AcceptedRisk]:
    """What was accepted, newest first; it lapses with the sponsor who gave their word."""
    names = {row.public_id: row.name for row in project.candidates.all()}
    sponsor, day = project.content_of("people").get("sponsor"), project.organization.local_date
    rows = project.risk_acceptances.filter(withdrawn_at=None).select_related("person")
    return [
        AcceptedRisk(
            row.reason,
            f"{names.get(row.candidate_id, 'A candidate')}: "
            f"{row.person or 'Somebody who left'}, {formats.date(day(row.accepted_at))}",
            row.person is None or row.person.public_id != sponsor,
        )
        for row in rows.order_by("-accepted_at", "-pk")
    ]


def stage_line(project: Project) -> list[StageMark]:
    """The stages in their order; a paused or stopped project shows where it was."""
    here = project.paused_from or project.stage
    place = LINE.index(here) if here in LINE else -1
    return [
        StageMark(
            str(Project.Stage(stage).label),
            "done" if number < place else "now" if number == place else "ahead",
        )
        for number, stage in enumerate(LINE)
    ]


def gate_page(project: Project) -> GatePage:
    """Evidence and criteria of the next gate: criteria as signed, values as measured since."""
    key = gate_of(project.stage)
    charter = project.charters.approved().first()
    rows = _signed_rows(project, charter, key)
    live = {row["id"]: row for row in project.content_of("plan").get("gates", [])}
    criteria = [_criterion(row, live.get(row["id"], {})) for row in rows if row.get("stop_value")]
    found = _reviewed(project, key)
    return GatePage(
        key,
        str(GateDecision.Gate(key).label) if key else WITHOUT_GATE[Project.Stage(project.stage)],
        [row["evidence"] for row in rows if row.get("evidence")],
        criteria,
        [*_missing(project, key, charter, criteria, found)] if key else [],
        [*_conditions(project, found)] if found else [],
        charter,
    )


def _reviewed(project: Project, key: str) -> Review | None:
    """What the checks say of the worksheet at this gate; None where they ask for nothing."""
    if key not in NEEDS:
        return None
    today = project.organization.local_date(timezone.now())
    return review(case_of(project, today, NEEDS[key]))


def _conditions(project: Project, found: Review) -> Iterator[Lack]:
    for each in found.findings:
        if each.rule in CONDITIONS:
            page, field = address_of(project, each.path), field_address(project, each.path)
            yield Lack(each.title, page, each.rule, field)


def _signed_rows(project: Project, charter: Charter | None, key: str) -> list[Mapping[str, Any]]:
    content = charter.content["sections"] if charter else {"plan": project.content_of("plan")}
    return [row for row in content.get("plan", {}).get("gates", []) if row.get("gate") == key]


def _criterion(row: Mapping[str, Any], live: Mapping[str, Any]) -> Criterion:
    limit, unit = Decimal(row["stop_value"]), row.get("stop_unit", "")
    words = f"{row.get('stop_metric', 'the metric')} is {row.get('stop_comparison', 'below')}"
    text = f"{words} {amount(limit, unit)}"
    if row.get("stop_on"):
        text += f" on {formats.date(datetime.date.fromisoformat(row['stop_on']))}"
    path = f"plan.gates.{row['id']}.measured"
    if live.get("measured") in (None, ""):
        return Criterion(text, "not measured yet", "open", path)
    value = Decimal(live["measured"])
    below = row.get("stop_comparison", "below") == "below"
    is_met = value < limit if below else value > limit
    shown = amount(value, unit)
    return Criterion(text, shown, "met" if is_met else "not_met", path)


def _missing(
    project: Project,
    key: str,
    charter: Charter | None,
    criteria: Sequence[Criterion],
    found: Review | None,
) -> Iterator[Lack]:
    if charter is None:
        yield Lack("A charter in force: have one signed", _charters(project))
    for criterion in criteria:
        if criterion.state == "open" and key != "G1":
            text, path = f"A measured value: {criterion.text}", criterion.path
            yield Lack(text, address_of(project, path), field=field_address(project, path))
    if found and key != "G1":  # what the charter needed was there when it was submitted
        yield from missing_lacks(project, found)
        yield from error_lacks(project, found)


def _charters(project: Project) -> str:
    return reverse("scoping:project_charter", args=[project.public_id])


def decisions_of(project: Project) -> list[GateDecision]:
    """Everything that was decided at gates, the newest first."""
    rows = project.gate_decisions.select_related("decided_by", "override_by")
    return list(rows.order_by("-pk"))
