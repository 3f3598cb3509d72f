"""The regular checks of models with their due dates, and what watches each source of drift."""

import datetime
from dataclasses import dataclass

from accounts.models import Organization
from aiproj.shared import format as show
from metrics.calc.schedule import Check, DueCheck, due_check, outcomes_known
from metrics.models import DriftWatch, PredictiveModel, RegularCheck
from metrics.wording import watching as wording

Signal = DriftWatch.Signal
OF_CHECKS = {Signal.DATA, Signal.MODEL, Signal.ALIGNMENT}
HIDDEN_METRIC = "a business metric"


@dataclass(frozen=True)
class CheckRow:
    """One kind of check of a model; `check` is None where it is not scheduled."""

    kind: str
    name: str
    asks: str
    check: RegularCheck | None
    every: str = ""
    due: str = ""
    is_due: bool = False
    note: str = ""


@dataclass(frozen=True)
class DriftRow:
    """One source of drift: what watches it, from which limit on, and what is wrong with that."""

    source: str
    name: str
    says: str
    watch: DriftWatch | None
    signal: str
    limit: str
    fault: str


def due_of(check: RegularCheck, today: datetime.date) -> DueCheck:
    """When a check is due, seen from today."""
    return due_check(
        Check(check.public_id, check.every_days, check.first_due, check.last_done), today
    )


def due_checks(
    organization: Organization, today: datetime.date
) -> list[tuple[RegularCheck, DueCheck]]:
    """Every check of the organization that is due, the longest overdue first."""
    rows = RegularCheck.objects.of(organization).running().select_related("model", "owner")
    found = [(check, due_of(check, today)) for check in rows]
    due = [pair for pair in found if pair[1].state != "upcoming"]
    return sorted(due, key=lambda pair: (pair[1].next_due, pair[0].model.name, pair[0].kind))


def due_lines(organization: Organization, today: datetime.date) -> list[tuple[RegularCheck, str]]:
    """The due list in words."""
    return [(check, wording.due_said(due)) for check, due in due_checks(organization, today)]


def check_rows(model: PredictiveModel, today: datetime.date) -> list[CheckRow]:
    """The three kinds of checks of a model, scheduled or not."""
    rows = model.checks.running().select_related("owner", "last_done_by")
    running = {check.kind: check for check in rows}
    return [_check_row(model, kind, running.get(kind), today) for kind in RegularCheck.Kind]


def _check_row(
    model: PredictiveModel,
    kind: RegularCheck.Kind,
    check: RegularCheck | None,
    today: datetime.date,
) -> CheckRow:
    asks = wording.CHECKS[kind]
    if check is None:
        return CheckRow(kind.value, kind.label, asks, None)
    due = due_of(check, today)
    return CheckRow(
        kind=kind.value,
        name=kind.label,
        asks=asks,
        check=check,
        every=wording.every(check.every_days),
        due=wording.due_said(due),
        is_due=due.state != "upcoming",
        note=_too_early(model, check, due),
    )


def _too_early(model: PredictiveModel, check: RegularCheck, due: DueCheck) -> str:
    """A check of the model needs outcomes: those of its first day are known a lag later."""
    if model.outcome_lag is None or check.kind != RegularCheck.Kind.MODEL:
        return ""
    first = model.champion_since or model.created_at
    since = model.organization.local_date(first)
    if outcomes_known(due.next_due, model.outcome_lag) >= since:
        return ""
    known = since + datetime.timedelta(days=model.outcome_lag)
    begun = "became champion" if model.champion_since else "was named here"
    return wording.too_early(begun, since, known)


def outcomes_said(model: PredictiveModel, today: datetime.date) -> str:
    """Which predictions can be compared with their outcomes today; empty without a lag."""
    if model.outcome_lag is None:
        return ""
    until = show.date(outcomes_known(today, model.outcome_lag))
    joined = f", joined by {model.join_key}" if model.join_key else ""
    wait = show.counted(model.outcome_lag, "day")
    return (
        f"An outcome is known {wait} after its prediction{joined}. "
        f"Predictions until {until} can be compared with what happened."
    )


def drift_rows(
    model: PredictiveModel, checks: list[CheckRow], *, may_read_metrics: bool
) -> list[DriftRow]:
    """The three sources of drift, watched or not; `checks` are the model's own."""
    watches = {row.source: row for row in model.drift_watches.select_related("metric")}
    scheduled = {row.kind for row in checks if row.check}
    return [
        _drift_row(source, watches.get(source), scheduled, may_read_metrics)
        for source in DriftWatch.Source
    ]


def _drift_row(
    source: DriftWatch.Source, watch: DriftWatch | None, scheduled: set[str], may_read: bool
) -> DriftRow:
    signal = watch.signal if watch else ""
    return DriftRow(
        source=source.value,
        name=source.label,
        says=wording.SOURCES[source],
        watch=watch,
        signal=signal_name(watch, may_read=may_read) if watch else "",
        limit=watch.limit if watch else "",
        fault=_fault(watch, scheduled) if watch and signal else "Without a signal",
    )


def signal_name(watch: DriftWatch, *, may_read: bool) -> str:
    """What watches; empty for nothing. The name of a metric is only for whoever may read it."""
    if watch.signal == Signal.METRIC:
        return str(watch.metric) if may_read and watch.metric else HIDDEN_METRIC
    return Signal(watch.signal).label if watch.signal else ""


def _fault(watch: DriftWatch, scheduled: set[str]) -> str:
    """Why the signal will not be seen; empty where it will."""
    if watch.signal == Signal.METRIC and (watch.metric is None or watch.metric.archived_at):
        return "Archived"
    if watch.signal in OF_CHECKS and watch.signal not in scheduled:
        return "Not scheduled"
    return ""
