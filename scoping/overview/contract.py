"""Clauses of a charter beside the metrics of the catalog: which are watched, and why others not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from accounts.models import Organization
from aiproj.shared import format as formats
from metrics.models import BusinessMetric, SignedLimit
from metrics.overview.following import newest_by_metric
from metrics.wording.figures import exact, with_unit
from scoping.checking.contract import Clause, clauses, units_agree
from scoping.models import Charter, Project


@dataclass(frozen=True)
class Match:
    """A clause and the metric that it is held against; `fault` says why there is none."""

    clause: Clause
    metric: BusinessMetric | None
    fault: str = ""


@dataclass(frozen=True)
class ClauseRow:
    """A clause as the page shows it."""

    words: str
    since: str
    owner: str
    measured: str
    state: str  # kept, broken, ahead, open
    said: str
    address: str


def matches(organization: Organization, content: Mapping[str, Any]) -> list[Match]:
    """Each clause with the metric of the catalog that it names: by its id, else by its name.

    Nothing is guessed: the name must be the same, and so must the unit, where the clause has one.
    """
    rows = BusinessMetric.objects.of(organization).current().select_related("organization")
    metrics = list(rows)
    by_id = {metric.public_id: metric for metric in metrics}
    by_name = {metric.name.casefold(): metric for metric in metrics}
    return [
        _match(clause, by_id.get(clause.metric) if clause.metric else None, by_name)
        for clause in clauses(content)
    ]


def _match(
    clause: Clause, metric: BusinessMetric | None, by_name: Mapping[str, BusinessMetric]
) -> Match:
    if clause.metric and metric is None:
        return Match(clause, None, "The metric was archived.")
    metric = metric or by_name.get(clause.name.casefold())
    if metric is None:
        return Match(clause, None, f"No metric of the catalog is called “{clause.name}”.")
    if not units_agree(clause.unit, metric.unit):
        fault = f"It is signed in {clause.unit}, the metric is measured in {metric.unit}."
        return Match(clause, None, fault)
    return Match(clause, metric)


def watched(project: Project, charter: Charter | None) -> Sequence[ClauseRow]:
    """What the charter in force promises of measured values; nothing without one."""
    if charter is None:
        return ()
    organization = project.organization
    rows = SignedLimit.objects.of_source(organization, project.public_id).standing()
    limits = {limit.path: limit for limit in rows.select_related("metric__organization", "owner")}
    newest = newest_by_metric(organization)
    return [
        _row(match, limits.get(match.clause.path), newest)
        for match in matches(organization, charter.content)
    ]


def _row(match: Match, limit: SignedLimit | None, newest: Mapping[int, Any]) -> ClauseRow:
    if match.fault or match.metric is None:
        said = f"{match.fault} Nobody is alerted."
        return ClauseRow(match.clause.words, "", "", formats.DASH, "open", said, "")
    address = reverse("metrics:metric", args=[match.metric.public_id])
    if limit is None:
        return ClauseRow(match.clause.words, "", "", formats.DASH, "ahead", "Watched soon", address)
    sample = newest.get(match.metric.pk)
    state, said, measured = "ahead", "No value yet", formats.DASH
    if sample:
        amount = with_unit(exact(sample.value), match.metric.unit)
        measured = f"{amount}, {formats.date(sample.day)}"
    if sample and sample.day < limit.starts_on:
        said = "Counts later"
    elif sample:
        is_broken = limit.is_broken_by(sample.value)
        state, said = ("broken", "Broken") if is_broken else ("kept", "Kept")
    owner = str(limit.owner or match.metric.owner or "nobody")
    return ClauseRow(
        limit.clause, formats.date(limit.starts_on), owner, measured, state, said, address
    )
