"""Limits that were signed elsewhere: kept while what was signed holds, and ended with it."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from accounts import audit
from accounts.models import Organization, User
from metrics.models import BusinessMetric, SignedLimit
from metrics.services import alerts

REPLACED = "A newer version was signed."


@dataclass(frozen=True)
class Source:
    """What signs limits, such as a project, and what it signed: one version, and its hash."""

    key: str
    name: str
    document: str
    document_name: str
    document_hash: str
    signed_at: datetime.datetime


@dataclass(frozen=True)
class Promise:
    """One clause: the metric keeps to the limit from when it is signed, or due if that is later."""

    metric: BusinessMetric
    path: str
    clause: str
    comparison: str
    limit: Decimal
    due: datetime.date | None
    owner: User | None


@transaction.atomic
def keep(
    *,
    organization: Organization,
    source: Source,
    promises: Sequence[Promise],
    now: datetime.datetime,
) -> None:
    """Make the standing limits of a source be exactly these; twice is once.

    A limit that stays the same goes on with its alert and its first day, under the newer document.
    Every metric that is touched is looked at at once. Promises about archived metrics, or those of
    elsewhere, are left out.
    """
    standing = _standing(organization, source.key)
    wanted = {(each.metric.pk, each.path): each for each in promises}
    metrics = _locked(organization, {pk for pk, _ in (*standing, *wanted)})
    for key, limit in standing.items():
        if key not in wanted or not _is_same(limit, wanted[key]):
            _end(limit, REPLACED, now)
    for key, promise in wanted.items():
        known = standing.get(key)
        if known is not None and known.ended_at is None:
            _renew(known, source, promise)
        elif promise.metric.pk in metrics:
            _begin(metrics[promise.metric.pk], source, promise)
    for metric in metrics.values():
        alerts.check(metric, now)


@transaction.atomic
def end(*, organization: Organization, source: str, because: str, now: datetime.datetime) -> None:
    """Let all limits of a source hold no longer; their alerts close with that reason."""
    standing = _standing(organization, source)
    _locked(organization, {pk for pk, _ in standing})
    for limit in standing.values():
        _end(limit, because, now)


def _standing(organization: Organization, source: str) -> dict[tuple[int, str], SignedLimit]:
    rows = SignedLimit.objects.of_source(organization, source).standing()
    found = rows.select_related("metric__organization")
    return {(limit.metric_id, limit.path): limit for limit in found}


def _locked(organization: Organization, keys: Iterable[int]) -> Mapping[int, BusinessMetric]:
    """The metrics that were not archived, in one order, so that no two writers wait in a circle."""
    rows = BusinessMetric.objects.of(organization).current().filter(pk__in=set(keys))
    locked = rows.select_for_update(of=("self",)).select_related("organization").order_by("pk")
    return {metric.pk: metric for metric in locked}


def _is_same(limit: SignedLimit, promise: Promise) -> bool:
    return (limit.comparison, limit.limit) == (promise.comparison, promise.limit)


def _begin(metric: BusinessMetric, source: Source, promise: Promise) -> None:
    metric.signed_limits.create(
        source=source.key,
        path=promise.path,
        comparison=promise.comparison,
        limit=promise.limit,
        signed_at=source.signed_at,
        **_words(source, promise, metric.organization.local_date(source.signed_at)),
    )
    _record(metric, "limit.signed", source.document_hash, promise.clause)


def _renew(limit: SignedLimit, source: Source, promise: Promise) -> None:
    signed_on = limit.metric.organization.local_date(limit.signed_at)
    words = _words(source, promise, signed_on)
    if any(getattr(limit, name) != value for name, value in words.items()):
        SignedLimit.objects.filter(pk=limit.pk).update(**words)


def _words(source: Source, promise: Promise, signed_on: datetime.date) -> dict[str, object]:
    """What a newer version may say in other words."""
    return {
        "source_name": source.name,
        "document": source.document,
        "document_name": source.document_name,
        "document_hash": source.document_hash,
        "clause": promise.clause,
        "starts_on": max(signed_on, promise.due or signed_on),
        "owner": promise.owner,
    }


def _end(limit: SignedLimit, because: str, now: datetime.datetime) -> None:
    alerts.close_of(limit, because, now)
    limit.ended_at, limit.ended_because = now, because
    limit.save(update_fields=["ended_at", "ended_because"])
    _record(limit.metric, "limit.ended", limit.document_hash, limit.clause)


def _record(metric: BusinessMetric, action: str, document_hash: str, clause: str) -> None:
    target = f"business metric {metric.public_id}"
    after = {"clause": clause, "sha256": document_hash}
    audit.record(metric.organization, None, action, target, after=after)
