"""Writes about the measured values of business metrics and technical metrics."""

import datetime
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from aiproj.shared import format as show
from aiproj.shared.errors import Refused, Stale
from metrics.models import BusinessMetric, Measured, MetricSample, TechnicalMetric
from metrics.services import alerts
from metrics.wording.figures import exact, with_unit

LOCKED = "The metric is archived. Restore it before you enter values."
STALE = "Somebody else changed this value meanwhile. Nothing was overwritten."


@dataclass(frozen=True)
class Entry:
    """One value to keep; the key names the entry, whatever becomes of it later."""

    day: datetime.date
    value: Decimal
    note: str
    key: str

    @classmethod
    def of_row(cls, day: datetime.date, value: Decimal, note: str) -> "Entry":
        """An entry of a file: the same row has the same key every time."""
        text = "\x1f".join((day.isoformat(), f"{value.normalize():f}", note))
        return cls(day, value, note, hashlib.sha256(text.encode()).hexdigest())


class KeyUsed(Refused):
    """An entry of this key was kept with another content."""

    def __init__(self, sample: MetricSample) -> None:
        value = with_unit(exact(sample.value), sample.measured.unit)
        super().__init__(
            f"This form has kept {value} on {show.date(sample.day)} already. "
            "Save again to keep what it says now as well."
        )


class LineRefused(Refused):
    """Rows of an import that cannot be kept, each by its place in what was given."""

    def __init__(self, problems: Sequence[tuple[int, str]]) -> None:
        super().__init__("Nothing was imported.")
        self.problems = tuple(problems)


@dataclass(frozen=True)
class Imported:
    """How many rows of an import were new, and how many were there already."""

    added: int
    known: int


def value_fault(metric: Measured, day: datetime.date, value: Decimal) -> str:
    """Why this cannot have been measured; empty where it can."""
    if day > metric.organization.local_date(timezone.now()):
        return f"{show.date(day)} lies in the future."
    too_low = metric.minimum is not None and value < metric.minimum
    if too_low or (metric.maximum is not None and value > metric.maximum):
        return f"{exact(value)} lies outside the possible values of this metric."
    return ""


@transaction.atomic
def add(*, metric: Measured, actor: User, entry: Entry) -> MetricSample:
    """Keep one value; the same entry sent twice is kept once. Raises KeyUsed, Refused."""
    metric = _locked(metric)
    known = metric.samples.filter(key=entry.key).first()
    if known and known.day == entry.day and _is_same(known, entry):
        return known
    if known:
        raise KeyUsed(known)
    fault = value_fault(metric, entry.day, entry.value) or _taken(metric, entry.day)
    if fault:
        raise Refused(fault)
    sample = _sample(metric, actor, entry)
    sample.save()
    _record(sample, actor, "added", after=_plain(sample))
    _check(metric)
    return sample


@transaction.atomic
def add_all(*, metric: Measured, actor: User, entries: Sequence[Entry]) -> Imported:
    """Keep every value or none. Rows that were imported before change nothing.

    Raises LineRefused with the places of the rows that cannot be kept.
    """
    metric = _locked(metric)
    stored = {sample.day: sample for sample in metric.samples.all()}
    keys = {sample.key for sample in stored.values()}
    fresh = [(place, entry) for place, entry in enumerate(entries) if entry.key not in keys]
    new = [(at, entry) for at, entry in fresh if not _is_known(stored.get(entry.day), entry)]
    problems = list(_problems(metric, new, stored))
    if problems:
        raise LineRefused(problems)
    samples = [_sample(metric, actor, entry) for _, entry in new]
    MetricSample.objects.bulk_create(samples, batch_size=500)
    if samples:
        after = {sample.day.isoformat(): exact(sample.value) for sample in samples}
        audit.record(
            metric.organization, actor, "metric_values.imported", _target(metric), after=after
        )
        _check(metric)
    return Imported(len(samples), len(entries) - len(samples))


@transaction.atomic
def correct(
    *,
    sample: MetricSample,
    actor: User,
    version: int,
    day: datetime.date,
    value: Decimal,
    note: str,
) -> MetricSample:
    """Replace a value; the audit log keeps what it was. Raises Stale, Refused."""
    metric = _locked(sample.measured)
    stored = _stored(sample, version)
    fault = value_fault(metric, day, value)
    if not fault and day != stored.day:
        fault = _taken(metric, day)
    if fault:
        raise Refused(fault)
    before = _plain(stored)
    stored.day, stored.value, stored.note = day, value, note
    stored.version += 1
    stored.save()
    _record(stored, actor, "corrected", before=before, after=_plain(stored))
    _check(metric)
    return stored


@transaction.atomic
def remove(*, sample: MetricSample, actor: User, version: int) -> None:
    """Take a value away; the audit log keeps it. Raises Stale, Refused."""
    metric = _locked(sample.measured)
    stored = _stored(sample, version)
    _record(stored, actor, "removed", before=_plain(stored))
    stored.delete()
    _check(metric)


def _locked(metric: Measured) -> Measured:
    """The metric, for one writer at a time."""
    locked: Any = type(metric).objects.select_for_update(of=("self",))
    stored: Measured = locked.select_related("organization").get(pk=metric.pk)
    if stored.archived_at:
        raise Refused(LOCKED)
    return stored


def _check(metric: Measured) -> None:
    """Business metrics have alerts; technical metrics have neither an owner nor a baseline."""
    if isinstance(metric, BusinessMetric):
        alerts.check(metric, timezone.now())


def _stored(sample: MetricSample, version: int) -> MetricSample:
    stored = MetricSample.objects.filter(pk=sample.pk, version=version).first()
    if stored is None:
        raise Stale(STALE)
    return stored


def _sample(metric: Measured, actor: User, entry: Entry) -> MetricSample:
    return MetricSample(
        metric=metric if isinstance(metric, BusinessMetric) else None,
        technical=metric if isinstance(metric, TechnicalMetric) else None,
        day=entry.day,
        value=entry.value,
        note=entry.note,
        key=entry.key,
        recorded_by=actor,
    )


def _is_same(stored: MetricSample | None, entry: Entry) -> bool:
    return stored is not None and stored.value == entry.value and stored.note == entry.note


def _is_known(stored: MetricSample | None, entry: Entry) -> bool:
    """Whether a row says nothing new: a note may be there already, and none takes it away."""
    return _is_same(stored, replace(entry, note=entry.note or (stored.note if stored else "")))


def _taken(metric: Measured, day: datetime.date) -> str:
    stored = metric.samples.filter(day=day).first()
    return _differs(metric, stored) if stored else ""


def _differs(metric: Measured, stored: MetricSample, *, is_note: bool = False) -> str:
    value = with_unit(exact(stored.value), metric.unit)
    noted = f", with the note “{stored.note}”" if stored.note else ", without a note"
    found = f"{show.date(stored.day)} has the value {value} already{noted if is_note else ''}"
    return f"{found}. Correct that one instead."


def _problems(
    metric: Measured,
    new: Iterable[tuple[int, Entry]],
    stored: dict[datetime.date, MetricSample],
) -> Iterable[tuple[int, str]]:
    for place, entry in new:
        fault = value_fault(metric, entry.day, entry.value)
        if not fault and entry.day in stored:
            known = stored[entry.day]
            fault = _differs(metric, known, is_note=known.value == entry.value)
        if fault:
            yield place, fault


def _plain(sample: MetricSample) -> dict[str, str]:
    return {"day": sample.day.isoformat(), "value": exact(sample.value), "note": sample.note}


def _target(metric: Measured) -> str:
    kind = "business" if isinstance(metric, BusinessMetric) else "technical"
    return f"{kind} metric {metric.public_id}"


def _record(
    sample: MetricSample,
    actor: User,
    what: str,
    *,
    before: dict[str, str] | None = None,
    after: dict[str, str] | None = None,
) -> None:
    metric = sample.measured
    action = f"metric_value.{what}"
    audit.record(metric.organization, actor, action, _target(metric), before=before, after=after)
