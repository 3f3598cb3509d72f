"""Criteria of a model: adding, judging, removing; each in the audit log."""

from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts import audit
from accounts.models import Membership, User
from aiproj.shared.errors import Refused, Stale
from metrics.models import Criterion, PredictiveModel

CHANGED = "Somebody has changed this criterion meanwhile."


@transaction.atomic
def add(*, model: PredictiveModel, actor: User, fields: dict[str, Any]) -> Criterion:
    """Add a criterion. Raises Refused for a judge from elsewhere."""
    judge = fields.get("judge")
    members = Membership.objects.active().filter(organization=model.organization)
    if judge is not None and not members.filter(user=judge).exists():
        raise Refused("Choose a judge of this organization.")
    criterion = Criterion.objects.create(
        organization=model.organization, model=model, created_by=actor, **fields
    )
    _note(criterion, actor, "criterion.added", after={"statement": criterion.statement})
    return criterion


@transaction.atomic
def give_verdict(
    *, criterion: Criterion, actor: User, version: int, verdict: str, reason: str
) -> None:
    """Say whether a qualitative criterion is met. Raises Refused, Stale."""
    if criterion.is_quantitative:
        raise Refused("A number decides this criterion.")
    if criterion.judge_id != actor.pk:
        name = criterion.judge.name if criterion.judge else "its judge"
        raise Refused(f"Only {name} judges this criterion.")
    before = {"verdict": criterion.verdict, "reason": criterion.reason}
    _update(criterion, version, verdict=verdict, reason=reason, judged_at=timezone.now())
    after = {"verdict": verdict, "reason": reason}
    _note(criterion, actor, "criterion.judged", before=before, after=after)


@transaction.atomic
def remove(*, criterion: Criterion, actor: User, version: int) -> None:
    """Take a criterion away; the audit log keeps it. Raises Stale."""
    _update(criterion, version, removed_at=timezone.now())
    _note(criterion, actor, "criterion.removed", before={"statement": criterion.statement})


def _update(criterion: Criterion, version: int, **fields: Any) -> None:
    rows = Criterion.objects.filter(pk=criterion.pk, version=version, removed_at=None)
    if not rows.update(**fields, version=F("version") + 1):
        raise Stale(CHANGED)


def _note(
    criterion: Criterion,
    actor: User,
    what: str,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    subject = f"criterion {criterion.public_id} of model {criterion.model.public_id}"
    audit.record(criterion.organization, actor, what, subject, before=before, after=after)
