"""Models: naming them, giving them their predictions, and marking the champion of a decision."""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from accounts import audit
from accounts.models import Organization, User
from aiproj.shared.errors import Refused, Stale
from metrics.models import Predictions, PredictiveModel
from metrics.services.valuing import hold_kind

CHANGED = "Somebody has changed this model meanwhile."


def create(
    *,
    organization: Organization,
    actor: User,
    name: str,
    decision: str,
    outcome_lag: int | None = None,
    join_key: str = "",
) -> PredictiveModel:
    """Name a model and the decision that it serves. Raises Refused for a name that is taken."""
    fields: dict[str, Any] = {
        "name": name, "decision": decision, "outcome_lag": outcome_lag, "join_key": join_key,
    }  # fmt: skip
    try:
        with transaction.atomic():
            model = PredictiveModel.objects.create(
                organization=organization, created_by=actor, **fields
            )
            _note(model, actor, "model.created", after=fields)
    except IntegrityError as error:
        raise Refused("There is a model of this name already.") from error
    return model


@transaction.atomic
def change(
    *,
    model: PredictiveModel,
    actor: User,
    version: int,
    name: str,
    decision: str,
    outcome_lag: int | None,
    join_key: str,
) -> None:
    """Change what is known of a model; one that moves to another decision is champion no more.

    Raises Stale, Refused.
    """
    after: dict[str, Any] = {
        "name": name, "decision": decision, "outcome_lag": outcome_lag, "join_key": join_key,
    }  # fmt: skip
    before = {field: getattr(model, field) for field in after}
    moved = decision.casefold() != model.decision.casefold()
    try:
        with transaction.atomic():
            _update(model, version, **after, **({"champion_since": None} if moved else {}))
    except IntegrityError as error:
        raise Refused("There is a model of this name already.") from error
    _note(model, actor, "model.changed", before=before, after=after)


@transaction.atomic
def set_predictions(
    *, model: PredictiveModel, actor: User, version: int, predictions: list[Predictions]
) -> None:
    """Say which uploads evaluate this model. Raises Stale, Refused for others."""
    if any(row.organization_id != model.organization_id for row in predictions):
        raise Refused("Choose predictions of this organization.")
    for row in predictions:
        hold_kind(row, Predictions.Kind.CLASSIFICATION)
    before = sorted(model.predictions.values_list("public_id", flat=True))
    _update(model, version)
    model.predictions.set(predictions)
    after = sorted(row.public_id for row in predictions)
    _note(
        model, actor, "model.predictions_set",
        before={"predictions": before}, after={"predictions": after},
    )  # fmt: skip


@transaction.atomic
def make_champion(*, model: PredictiveModel, actor: User, version: int) -> None:
    """Mark the model that its decision relies on, in place of the one before. Raises Stale."""
    rivals = PredictiveModel.objects.of(model.organization).filter(
        decision__iexact=model.decision, champion_since__isnull=False
    )
    rivals = rivals.exclude(pk=model.pk)
    before = sorted(rivals.values_list("public_id", flat=True))
    rivals.update(champion_since=None, version=F("version") + 1)
    try:
        with transaction.atomic():
            _update(model, version, champion_since=timezone.now())
    except IntegrityError as error:
        raise Stale(CHANGED) from error
    _note(
        model, actor, "model.champion_marked",
        before={"champion": before}, after={"champion": model.public_id},
    )  # fmt: skip


@transaction.atomic
def end_champion(*, model: PredictiveModel, actor: User, version: int) -> None:
    """Take the mark back. Raises Stale."""
    _update(model, version, champion_since=None)
    _note(model, actor, "model.champion_ended")


def _update(model: PredictiveModel, version: int, **fields: Any) -> None:
    rows = PredictiveModel.objects.filter(pk=model.pk, version=version)
    if not rows.update(**fields, version=F("version") + 1):
        raise Stale(CHANGED)
    model.refresh_from_db()


def _note(
    model: PredictiveModel,
    actor: User,
    what: str,
    *,
    before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
) -> None:
    subject = f"model {model.public_id}"
    audit.record(model.organization, actor, what, subject, before=before, after=after)
