"""Alerts about business metrics: opened and closed by their values, handled by people."""

import datetime
from collections.abc import Mapping

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from accounts import access, audit, outbox
from accounts.access import PERMISSIONS, Permission
from accounts.models import Membership, User
from aiproj.shared.errors import Refused, Stale
from metrics.models import Alert, BusinessMetric
from metrics.overview.following import counting, faults_of

DEFINERS = [role for role, granted in PERMISSIONS.items() if Permission.DEFINE_METRICS in granted]
RECOVERED = "The metric recovered by itself."
STALE = "Somebody else changed this alert meanwhile. Nothing was overwritten."
NOT_YOURS = "Only the owner of the metric, and whoever defines metrics, can handle its alerts."
State = Alert.State


def check_all(now: datetime.datetime) -> int:
    """Look at every metric once; how many alerts were opened."""
    metrics = BusinessMetric.objects.current().values_list("pk", flat=True)
    return sum(_check_one(key, now) for key in list(metrics))


@transaction.atomic
def _check_one(key: int, now: datetime.datetime) -> int:
    rows = BusinessMetric.objects.select_for_update(of=("self",)).select_related("organization")
    metric = rows.filter(pk=key, archived_at=None).first()
    return len(check(metric, now)) if metric else 0


def check(metric: BusinessMetric, now: datetime.datetime) -> list[Alert]:
    """Open an alert for what is wrong, resolve what is right again; return what was opened.

    In the caller's transaction, which holds the metric's lock.
    """
    newest = counting(metric, metric.samples.newest().first())
    faults = faults_of(metric, newest, metric.organization.local_date(now))
    standing = {alert.kind: alert for alert in metric.alerts.standing()}
    for kind, alert in standing.items():
        if kind not in faults:
            _recover(alert, now)
        elif alert.text != faults[kind]:
            metric.alerts.filter(pk=alert.pk).update(text=faults[kind], version=F("version") + 1)
    opened = [
        _open(metric, kind, text, now)
        for kind, text in faults.items()
        if kind not in standing and not _was_handled(metric, kind, text)
    ]
    if opened:
        _tell(metric, f"Alert: {metric}", [alert.text for alert in opened])
    return opened


def _was_handled(metric: BusinessMetric, kind: str, text: str) -> bool:
    """Whether a person resolved exactly this: it is not news then."""
    return metric.alerts.filter(kind=kind, text=text, by_itself=False).exists()


def _open(metric: BusinessMetric, kind: str, text: str, now: datetime.datetime) -> Alert:
    alert = metric.alerts.create(kind=kind, text=text, owner=metric.owner, opened_at=now)
    _record(alert, None, "opened", after={"text": text})
    return alert


def _recover(alert: Alert, now: datetime.datetime) -> None:
    fields = {"resolved_at": now, "note": RECOVERED, "by_itself": True}
    Alert.objects.filter(pk=alert.pk).update(
        state=State.RESOLVED, version=F("version") + 1, **fields
    )
    _record(alert, None, "resolved", after={"note": RECOVERED})


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
    told = _tell(metric, f"Test alert: {metric}", [f"{actor} tests the alerts of {metric}."])
    if not told:
        raise Refused("Nobody can get alerts of this metric. Choose an owner first.")
    audit.record(metric.organization, actor, "alert.tested", f"business metric {metric.public_id}")
    return told


def may_handle(alert: Alert, membership: Membership) -> bool:
    """Whether this person answers for the metric or defines metrics."""
    return access.may(membership, Permission.DEFINE_METRICS) or (
        alert.owner_id == membership.user_id
    )


def recipients(metric: BusinessMetric) -> list[User]:
    """The owner if allowed to read metrics, else everybody who defines them."""
    reads = access.user_may(metric.owner_id, metric.organization_id, Permission.READ_METRICS)
    if metric.owner and reads:
        return [metric.owner]
    members = metric.organization.memberships.active().filter(role__in=DEFINERS)
    return [each.user for each in members.select_related("user").order_by("pk")]


def _tell(metric: BusinessMetric, subject: str, lines: list[str]) -> list[str]:
    link = settings.PUBLIC_URL + reverse("metrics:metric", args=[metric.public_id])
    body = "\n".join([*lines, "", f"{metric}, {metric.organization.name}:", link, ""])
    people = recipients(metric)
    drafts = [outbox.Draft(person.email, subject, body) for person in people]
    outbox.queue(drafts, organization=metric.organization)
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
    alert: Alert, actor: User | None, what: str, after: Mapping[str, str] | None = None
) -> None:
    metric = alert.metric
    target = f"alert {alert.public_id} of business metric {metric.public_id}"
    details = {"kind": alert.kind, **(after or {})}
    audit.record(metric.organization, actor, f"alert.{what}", target, after=details)
