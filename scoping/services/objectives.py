"""Writes about strategic objectives."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from accounts import audit
from accounts.models import Organization, User
from aiproj.shared.errors import Refused, Stale
from scoping.models import Objective

NAME_TAKEN = "There is an objective of this name already. Choose another name, or archive that one."


def _record(objective: Objective, actor: User, action: str, **details: Any) -> None:
    target = f"objective {objective.public_id}"
    audit.record(objective.organization, actor, action, target, **details)


@transaction.atomic
def create_objective(
    *, organization: Organization, actor: User, fields: Mapping[str, Any]
) -> Objective:
    """Add an objective to the catalog. Raises Refused for a name that is taken."""
    objective = Objective(organization=organization, created_by=actor, **fields)
    try:
        with transaction.atomic():
            objective.save()
    except IntegrityError as error:
        raise Refused(NAME_TAKEN) from error
    _record(objective, actor, "objective.created", after=_plain(fields))
    return objective


@transaction.atomic
def change_objective(
    *, objective: Objective, actor: User, version: int, fields: Mapping[str, Any]
) -> None:
    """Change an objective. Raises Stale, and Refused for a name that is taken."""
    before = {name: getattr(objective, name) for name in fields}
    try:
        with transaction.atomic():
            own = Objective.objects.filter(pk=objective.pk, version=version)
            saved = own.update(**fields, version=F("version") + 1)
    except IntegrityError as error:
        raise Refused(NAME_TAKEN) from error
    if not saved:
        raise Stale("Somebody else changed this objective meanwhile. Nothing was overwritten.")
    _record(objective, actor, "objective.changed", before=_plain(before), after=_plain(fields))
    objective.refresh_from_db()


@transaction.atomic
def set_archived(*, objective: Objective, actor: User, archived: bool) -> None:
    """Put an objective aside or bring it back; twice is once. Raises Refused for a taken name."""
    rows = Objective.objects.filter(pk=objective.pk, archived_at__isnull=archived)
    try:
        with transaction.atomic():
            changed = rows.update(archived_at=timezone.now() if archived else None)
    except IntegrityError as error:
        raise Refused(NAME_TAKEN) from error
    if changed:
        _record(objective, actor, f"objective.{'archived' if archived else 'restored'}")


def _plain(fields: Mapping[str, Any]) -> dict[str, str]:
    return {name: "" if value is None else str(value) for name, value in fields.items()}
