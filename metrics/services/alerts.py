"""Alerts about metrics and predictions: opened and closed by their numbers, handled by people."""

import datetime
from collections.abc import Mapping

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from accounts import access, audit, outbox
from accounts.access import PERMISSIONS, Permission
from accounts.models import Membership, Organization, User
from aiproj.shared.errors import Refused, Stale
from metrics.models import Alert, BusinessMetric, Predictions
from metrics.overview.following import counting, faults_of

DEFINERS = [role for role, granted in PERMISSIONS.items() if Permission.DEFINE_METRICS in granted]
RECOVERED = "It recovered by itself."
STALE = "Somebody else changed this alert meanwhile. Nothing was overwritten."
NOT_YOURS = "Only the owner, and whoever defines metrics or evaluates predictions, can handle it."
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
    opened = _settle(metric, faults, metric.owner, now)
    if opened:
        _tell(metric, recipients(metric), [alert.text for alert in opened])
    return opened


@transaction.atomic
def check_predictions(
    predictions: Predictions, faults: Mapping[str, str], now: datetime.datetime
) -> list[Alert]:
    """The same for predictions, whose faults a review by period has found."""
    Predictions.objects.select_for_update().get(pk=predictions.pk)
    opened = _settle(predictions, faults, predictions.created_by, now)
    if opened:
        people = evaluators(predictions)
        _tell(predictions, people, [alert.text for alert in opened])
    return opened


def _settle(
    subject: BusinessMetric | Predictions,
    faults: Mapping[str, str],
    owner: User | None,
    now: datetime.datetime,
) -> list[Alert]:
    standing = {alert.kind: alert for alert in subject.alerts.standing()}
    for kind, alert in standing.items():
        if kind not in faults:
            _recover(alert, now)
        elif alert.text != faults[kind]:
            subject.alerts.filter(pk=alert.pk).update(text=faults[kind], version=F("version") + 1)
    return [
        _open(subject, kind, text, owner, now)
        for kind, text in faults.items()
        if kind not in standing and not _was_handled(subject, kind, text)
    ]


def _was_handled(subject: BusinessMetric | Predictions, kind: str, text: str) -> bool:
    """Whether a person resolved exactly this: it is not news then."""
    return subject.alerts.filter(kind=kind, text=text, by_itself=False).exists()


def _open(
    subject: BusinessMetric | Predictions,
    kind: str,
    text: str,
    owner: User | None,
    now: datetime.datetime,
) -> Alert:
    alert = subject.alerts.create(kind=kind, text=text, owner=owner, opened_at=now)
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
    lines = [f"{actor} tests the alerts of {metric}."]
    told = _tell(metric, recipients(metric), lines, kind="Test alert")
    if not told:
        raise Refused("Nobody can get alerts of this metric. Choose an owner first.")
    audit.record(metric.organization, actor, "alert.tested", f"business metric {metric.public_id}")
    return told


def may_handle(alert: Alert, membership: Membership) -> bool:
    """Whether this person owns the alert, or defines metrics or evaluates predictions."""
    needed = Permission.DEFINE_METRICS if alert.metric else Permission.EVALUATE
    return access.may(membership, needed) or alert.owner_id == membership.user_id


def recipients(metric: BusinessMetric) -> list[User]:
    """The owner if allowed to read metrics, else everybody who defines them."""
    reads = access.user_may(metric.owner_id, metric.organization_id, Permission.READ_METRICS)
    if metric.owner and reads:
        return [metric.owner]
    return _definers(metric.organization)


def evaluators(predictions: Predictions) -> list[User]:
    """Who uploaded the predictions if still allowed to, else everybody who defines metrics."""
    owner, organization = predictions.created_by, predictions.organization
    if owner and access.user_may(owner.pk, organization.pk, Permission.EVALUATE):
        return [owner]
    return _definers(organization)


def _definers(organization: Organization) -> list[User]:
    members = organization.memberships.active().filter(role__in=DEFINERS)
    return [each.user for each in members.select_related("user").order_by("pk")]


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
    alert: Alert, actor: User | None, what: str, after: Mapping[str, str] | None = None
) -> None:
    subject = alert.subject
    what_of = "business metric" if alert.metric else "predictions"
    target = f"alert {alert.public_id} of {what_of} {subject.public_id}"
    details = {"kind": alert.kind, **(after or {})}
    audit.record(subject.organization, actor, f"alert.{what}", target, after=details)
