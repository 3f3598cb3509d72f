"""Alerts about metrics and predictions: opened and closed by their numbers, handled by people."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from accounts import access, audit, outbox
from accounts.access import Permission
from accounts.models import Membership, User
from aiproj.shared.batches import each_alone
from aiproj.shared.errors import Refused, Stale
from metrics.models import Alert, BusinessMetric, MetricSample, Predictions, SignedLimit
from metrics.overview.alerting import active_members, answering, receivers
from metrics.overview.following import counting, faults_of
from metrics.overview.signed_limits import broken_by

RECOVERED = "It recovered by itself."
STALE = "Somebody else changed this alert meanwhile. Nothing was overwritten."
NOT_YOURS = "Only the owner, and whoever defines metrics or evaluates predictions, can handle it."
State = Alert.State


@dataclass(frozen=True)
class Fault:
    """Something that is wrong, in a sentence, and whose it is."""

    kind: str
    text: str
    owner: User | None
    limit: SignedLimit | None = None

    @property
    def key(self) -> tuple[str, int | None]:
        return self.kind, self.limit.pk if self.limit else None


def check_all(now: datetime.datetime) -> int:
    """Look at every metric once; how many alerts were opened."""
    metrics = BusinessMetric.objects.current().values_list("pk", flat=True)
    return each_alone(list(metrics), lambda key: _check_one(key, now))


@transaction.atomic
def _check_one(key: int, now: datetime.datetime) -> int:
    rows = BusinessMetric.objects.select_for_update(of=("self",)).select_related("organization")
    metric = rows.filter(pk=key, archived_at=None).first()
    return len(check(metric, now)) if metric else 0


def check(metric: BusinessMetric, now: datetime.datetime) -> list[Alert]:
    """Open an alert for what is wrong, resolve what is right again; return what was opened.

    In the caller's transaction, which holds the metric's lock.
    """
    newest = metric.samples.newest().first()
    today = metric.organization.local_date(now)
    found = faults_of(metric, counting(metric, newest), today)
    faults = [Fault(kind, text, metric.owner) for kind, text in found.items()]
    opened = _settle(metric, [*faults, *_breaches(metric, newest)], now)
    _tell_of(metric, opened)
    return opened


def _breaches(metric: BusinessMetric, newest: MetricSample | None) -> list[Fault]:
    """Signed limits that the newest value does not keep to, each with whoever answers for it."""
    if newest is None:
        return []
    limits = metric.signed_limits.standing().select_related("owner")
    return [
        Fault(Alert.Kind.BREACH, text, _answering(limit, metric), limit)
        for limit, text in broken_by(metric, limits, newest)
    ]


def _answering(limit: SignedLimit, metric: BusinessMetric) -> User | None:
    """Who signed for the limit if allowed to read metrics, else the metric's owner."""
    reads = access.user_may(limit.owner_id, metric.organization_id, Permission.READ_METRICS)
    return limit.owner if reads else metric.owner


def _tell_of(subject: BusinessMetric | Predictions, opened: Sequence[Alert]) -> None:
    """One message to each person, about the alerts that go to that person."""
    if not opened:
        return
    active = active_members(subject.organization)
    going: dict[User, list[Alert]] = {}
    for alert in opened:
        for person in receivers(alert, active):
            going.setdefault(person, []).append(alert)
    for person, alerts in going.items():
        is_breach = any(alert.kind == Alert.Kind.BREACH for alert in alerts)
        kind = str(Alert.Kind.BREACH.label) if is_breach else "Alert"
        _tell(subject, [person], _said(alerts), kind=kind)


def hand_over(metric: BusinessMetric, former_id: int | None, actor: User) -> None:
    """Give the standing alerts of the metric's former owner to its owner now, who is told.

    In the caller's transaction, which holds the metric's lock. What another person owns, or signed
    for, stays with that person.
    """
    others = metric.alerts.standing().exclude(owner=metric.owner)
    standing = list(others.select_related("owner", "signed_limit__owner"))
    for alert in standing:
        limit = alert.signed_limit
        heir = _answering(limit, metric) if limit else metric.owner
        if alert.owner_id == former_id and alert.owner != heir:
            _give(alert, heir, actor)
    owner, active = metric.owner, active_members(metric.organization)
    coming = [alert for alert in standing if owner in receivers(alert, active)]
    if owner and owner != actor and coming:
        _tell(metric, [owner], [f"{actor} made you the owner of {metric}.", "", *_said(coming)])


def _give(alert: Alert, heir: User | None, actor: User) -> None:
    before, alert.owner = {"owner": str(alert.owner or "")}, heir
    Alert.objects.filter(pk=alert.pk).update(owner=heir, version=F("version") + 1)
    _record(alert, actor, "handed_over", before=before, after={"owner": str(heir or "")})


@transaction.atomic
def check_predictions(
    predictions: Predictions, faults: Mapping[str, str], now: datetime.datetime
) -> list[Alert]:
    """The same for predictions, whose faults a review by period has found."""
    Predictions.objects.select_for_update().get(pk=predictions.pk)
    owner = predictions.created_by
    found = [Fault(kind, text, owner) for kind, text in faults.items()]
    opened = _settle(predictions, found, now)
    _tell_of(predictions, opened)
    return opened


def _settle(
    subject: BusinessMetric | Predictions, faults: Iterable[Fault], now: datetime.datetime
) -> list[Alert]:
    standing = {alert.key: alert for alert in subject.alerts.standing()}
    found = {fault.key: fault for fault in faults}
    for key, alert in standing.items():
        if key not in found:
            _recover(alert, now)
        elif alert.text != found[key].text:
            rows = subject.alerts.filter(pk=alert.pk)
            rows.update(text=found[key].text, version=F("version") + 1)
    return [
        _open(subject, fault, now)
        for key, fault in found.items()
        if key not in standing and not _was_handled(subject, fault)
    ]


def _was_handled(subject: BusinessMetric | Predictions, fault: Fault) -> bool:
    """Whether a person resolved exactly this: it is not news then."""
    same = subject.alerts.filter(kind=fault.kind, text=fault.text, signed_limit=fault.limit)
    return same.filter(by_itself=False).exists()


def _open(subject: BusinessMetric | Predictions, fault: Fault, now: datetime.datetime) -> Alert:
    alert = subject.alerts.create(
        kind=fault.kind,
        text=fault.text,
        owner=fault.owner,
        signed_limit=fault.limit,
        opened_at=now,
    )
    _record(alert, None, "opened", after={"text": fault.text})
    return alert


def close_of(limit: SignedLimit, note: str, now: datetime.datetime) -> None:
    """Resolve the alert of a limit that no longer holds, in the caller's transaction."""
    for alert in limit.alerts.standing().with_subject():
        _recover(alert, now, note)


def _recover(alert: Alert, now: datetime.datetime, note: str = RECOVERED) -> None:
    fields = {"resolved_at": now, "note": note, "by_itself": True}
    Alert.objects.filter(pk=alert.pk).update(
        state=State.RESOLVED, version=F("version") + 1, **fields
    )
    _record(alert, None, "resolved", after={"note": note})


@transaction.atomic
def acknowledge(*, alert: Alert, membership: Membership, version: int) -> None:
    """Say that somebody looks at it. Raises Stale, Refused."""
    _change(
        alert,
        membership,
        version,
        state=State.ACKNOWLEDGED,
        acknowledged_by=membership.user,
        acknowledged_at=timezone.now(),
    )
    _record(alert, membership.user, "acknowledged")


@transaction.atomic
def resolve(*, alert: Alert, membership: Membership, version: int, note: str) -> None:
    """Close it with a note that says why. Raises Stale, Refused."""
    _change(
        alert,
        membership,
        version,
        state=State.RESOLVED,
        resolved_by=membership.user,
        resolved_at=timezone.now(),
        note=note,
    )
    _record(alert, membership.user, "resolved", after={"note": note})


@transaction.atomic
def send_test(*, metric: BusinessMetric, actor: User) -> list[str]:
    """Send a message as an alert would; return the addresses."""
    lines = [f"{actor} tests the alerts of {metric}."]
    told = _tell(metric, recipients(metric), lines, kind="Test alert")
    if not told:
        raise Refused("Nobody can get alerts of this metric. Choose an owner first.")
    audit.record(metric.organization, actor, "alert.tested", f"business metric {metric.public_id}")
    return told


def may_handle(alert: Alert, membership: Membership) -> bool:
    """Whether this person owns the alert or its metric, or defines metrics or evaluates
    predictions."""
    needed = Permission.DEFINE_METRICS if alert.metric else Permission.EVALUATE
    owners = {alert.owner_id, alert.metric.owner_id if alert.metric else None}
    return access.may(membership, needed) or membership.user_id in owners


def recipients(metric: BusinessMetric) -> list[User]:
    """The owner if allowed to read metrics, else everybody who defines them."""
    active = active_members(metric.organization)
    return answering(metric.owner_id, Permission.READ_METRICS, active)


def _said(opened: Sequence[Alert]) -> list[str]:
    """Each alert with the way to its page; whoever gets the message may see it."""
    paths = [reverse("metrics:alert", args=[alert.public_id]) for alert in opened]
    pairs = zip(opened, paths, strict=True)
    return [f"{alert.text}\n{settings.PUBLIC_URL}{path}" for alert, path in pairs]


def _tell(
    subject: BusinessMetric | Predictions,
    people: list[User],
    lines: list[str],
    *,
    kind: str = "Alert",
) -> list[str]:
    page = "metrics:metric" if isinstance(subject, BusinessMetric) else "metrics:predictions"
    link = settings.PUBLIC_URL + reverse(page, args=[subject.public_id])
    body = "\n".join([*lines, "", f"{subject}, {subject.organization.name}:", link, ""])
    drafts = [outbox.Draft(person.email, f"{kind}: {subject}", body) for person in people]
    outbox.queue(drafts, organization=subject.organization)
    return [person.email for person in people]


def _change(alert: Alert, membership: Membership, version: int, **fields: object) -> None:
    if not may_handle(alert, membership):
        raise Refused(NOT_YOURS)
    rows = Alert.objects.filter(pk=alert.pk, version=version).exclude(state=State.RESOLVED)
    if fields["state"] == State.ACKNOWLEDGED:
        rows = rows.filter(state=State.OPEN)
    if not rows.update(version=F("version") + 1, **fields):
        raise Stale(STALE)


def _record(
    alert: Alert,
    actor: User | None,
    what: str,
    after: Mapping[str, str] | None = None,
    before: Mapping[str, str] | None = None,
) -> None:
    subject = alert.subject
    what_of = "business metric" if alert.metric else "predictions"
    target = f"alert {alert.public_id} of {what_of} {subject.public_id}"
    old, new = dict(before or {}), {"kind": alert.kind, **(after or {})}
    audit.record(subject.organization, actor, f"alert.{what}", target, before=old, after=new)
