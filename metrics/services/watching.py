"""Watching a model in use: its regular checks, and which signal watches each source of drift."""

import datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from accounts import access, audit, outbox
from accounts.access import Permission
from accounts.models import Membership, User
from aiproj.shared.batches import each_alone
from aiproj.shared.errors import Refused, Stale
from metrics.models import BusinessMetric, DriftWatch, PredictiveModel, RegularCheck
from metrics.overview.watching import due_of
from metrics.wording.watching import due_said

CHANGED = "Somebody else has changed this meanwhile."
NOT_YOURS = "Only the owner of a check, and whoever evaluates models, can note it as done."


@transaction.atomic
def schedule(
    *, model: PredictiveModel, actor: User, version: int, kind: str, fields: dict[str, Any]
) -> RegularCheck:
    """Set the check of a kind, anew or changed; `version` is 0 where there was none.

    Raises Stale, Refused for an owner from elsewhere.
    """
    owner: User | None = fields["owner"]
    members = Membership.objects.active().filter(organization=model.organization)
    if owner and not members.filter(user=owner).exists():
        raise Refused("Choose an owner of this organization.")
    stored = model.checks.filter(kind=kind).first()
    before = _plain(stored) if stored and not stored.ended_at else {}
    if stored:
        _update(stored, version, ended_at=None, told_for=None, **fields)
    elif version:
        raise Stale(CHANGED)
    else:
        try:
            with transaction.atomic():
                stored = model.checks.create(kind=kind, **fields)
        except IntegrityError as error:
            raise Stale(CHANGED) from error
    _note(model, actor, "check.scheduled", before=before, after=_plain(stored))
    return stored


@transaction.atomic
def end(*, check: RegularCheck, actor: User, version: int) -> None:
    """Check no more; scheduling it again brings back what was noted. Raises Stale."""
    _update(check, version, ended_at=timezone.now())
    _note(check.model, actor, "check.ended", before=_plain(check))


@transaction.atomic
def note_done(
    *,
    check: RegularCheck,
    membership: Membership,
    version: int,
    done_on: datetime.date,
    note: str,
) -> None:
    """Say that it was done and what was found. Raises Stale, Refused."""
    if not may_note(check, membership):
        raise Refused(NOT_YOURS)
    if check.ended_at:
        raise Refused("This check was ended. Schedule it first.")
    if check.last_done and done_on < check.last_done:
        raise Refused("It was done later than that already.")
    actor = membership.user
    before = {"last_done": str(check.last_done or ""), "note": check.last_note}
    _update(check, version, last_done=done_on, last_note=note, last_done_by=actor)
    after = {"last_done": str(done_on), "note": note}
    _note(check.model, actor, f"check.{check.kind}_done", before=before, after=after)


def may_note(check: RegularCheck, membership: Membership) -> bool:
    """Whether this person owns the check or evaluates models."""
    return check.owner_id == membership.user_id or access.may(membership, Permission.EVALUATE)


def remind_all(now: datetime.datetime) -> int:
    """Send the owner of each check that is due one message; how many were due anew."""
    keys = list(_running().values_list("pk", flat=True))
    return each_alone(keys, lambda key: _remind(key, now))


def _running() -> Any:
    return RegularCheck.objects.running()


@transaction.atomic
def _remind(key: int, now: datetime.datetime) -> bool:
    rows = _running().select_for_update(of=("self",)).select_related("model__organization", "owner")
    check = rows.filter(pk=key).first()
    if check is None:
        return False
    due = due_of(check, check.organization.local_date(now))
    if due.state == "upcoming" or check.told_for == due.next_due:
        return False
    RegularCheck.objects.filter(pk=key).update(told_for=due.next_due)
    _tell(check, due_said(due))
    return True


def _tell(check: RegularCheck, text: str) -> None:
    """To the owner, if still in the organization; the start page shows it to others."""
    if not access.user_may(check.owner_id, check.organization_id, Permission.BELONG):
        return
    link = settings.PUBLIC_URL + reverse("metrics:model", args=[check.model.public_id])
    body = f"{check}: {text}.\n\n{check.organization.name}:\n{link}\n"
    recipient = check.owner.email if check.owner else ""
    draft = outbox.Draft(recipient, f"Check due: {check}", body)
    outbox.queue([draft], organization=check.organization)


@transaction.atomic
def watch(
    *,
    model: PredictiveModel,
    actor: User,
    version: int,
    source: str,
    signal: str,
    metric: BusinessMetric | None,
    limit: str,
) -> DriftWatch:
    """Say which signal watches a source of drift; none for an empty one. `version` is 0 where
    nothing was said before. Raises Stale, Refused for a metric of elsewhere."""
    if metric and metric.organization_id != model.organization_id:
        raise Refused("Choose a metric of this organization.")
    fields = {"signal": signal, "metric": metric, "limit": limit}
    stored = model.drift_watches.select_related("metric").filter(source=source).first()
    before = _watched(stored) if stored else {}
    if stored:
        rows = DriftWatch.objects.filter(pk=stored.pk, version=version)
        who = {"changed_by": actor, "changed_at": timezone.now()}
        if not rows.update(version=F("version") + 1, **fields, **who):
            raise Stale(CHANGED)
        stored.refresh_from_db()
    elif version:
        raise Stale(CHANGED)
    else:
        try:
            with transaction.atomic():
                stored = model.drift_watches.create(source=source, changed_by=actor, **fields)
        except IntegrityError as error:
            raise Stale(CHANGED) from error
    _note(model, actor, f"drift.{source}_watched", before=before, after=_watched(stored))
    return stored


def _update(check: RegularCheck, version: int, **fields: Any) -> None:
    rows = RegularCheck.objects.filter(pk=check.pk, version=version)
    if not rows.update(**fields, version=F("version") + 1):
        raise Stale(CHANGED)
    check.refresh_from_db()


def _plain(check: RegularCheck) -> dict[str, str]:
    names = ("kind", "every_days", "first_due", "owner")
    return {name: str(getattr(check, name) or "") for name in names}


def _watched(row: DriftWatch) -> dict[str, str]:
    metric = row.metric.public_id if row.metric else ""
    return {"signal": row.signal, "metric": metric, "limit": row.limit}


def _note(
    model: PredictiveModel,
    actor: User,
    what: str,
    *,
    before: dict[str, str] | None = None,
    after: dict[str, str] | None = None,
) -> None:
    target = f"model {model.public_id}"
    audit.record(model.organization, actor, what, target, before=before, after=after)
