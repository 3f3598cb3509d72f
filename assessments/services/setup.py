"""Saving everything that is fixed at opening, in one go."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from accounts.models import User
from assessments.models import Assessment
from assessments.services import lifecycle


@transaction.atomic
def save_settings(
    *,
    assessment: Assessment,
    actor: User,
    version: int,
    changes: Mapping[str, Any],
    managers: Sequence[User],
) -> Assessment:
    """Save the settings and the managers of a draft, or neither. Raises Refused, Stale."""
    saved = lifecycle.change_draft(
        assessment=assessment, actor=actor, version=version, changes=changes
    )
    lifecycle.set_managers(assessment=saved, actor=actor, managers=list(managers))
    return saved
