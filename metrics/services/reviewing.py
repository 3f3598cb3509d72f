"""Reviewing predictions by period: asked in one transaction, answered in the background."""

from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts import access, audit
from accounts.models import User
from aiproj.shared import jobs
from aiproj.shared.errors import Refused
from aiproj.shared.models import Job
from metrics import reviewing
from metrics.calc.periods import (
    FORMULA_VERSION,
    MOST_INPUTS,
    MOST_PERIODS,
    group_periods,
    in_order_of_time,
)
from metrics.children import Declined
from metrics.models import PeriodReview, Predictions
from metrics.reading import process
from metrics.reading.columns import ColumnMapping
from metrics.services import alerts, uploading
from metrics.services.valuing import hold_kind, question_of
from metrics.wording import periods as wording

REVIEW = "metrics.review_periods"


def why_not(predictions: Predictions) -> str:
    """Why these predictions cannot be reviewed; empty if they can."""
    if predictions.state != Predictions.State.READY:
        return "These predictions have not been read yet."
    if not predictions.mapping.get("period"):
        return "This file has no period. Choose its columns again and name the one of the period."
    if predictions.file_deleted_at:
        return "The original was deleted, and periods are counted from it. Upload the file again."
    if predictions.last_valuation() is None:
        return "Say first what the outcomes are worth; then each period gets its profit."
    return ""


@transaction.atomic
def ask(
    *,
    predictions: Predictions,
    actor: User,
    threshold: float | None,
    grouping: str,
    reference: int,
    inputs: list[str],
) -> PeriodReview:
    """Have every period reviewed under the payoffs of the last valuation. Raises Refused.

    A threshold of None treats nobody; `reference` is how many of the first periods are it.
    """
    hold_kind(predictions, Predictions.Kind.CLASSIFICATION)
    last = predictions.last_valuation()
    if (reason := why_not(predictions)) or last is None:
        raise Refused(reason)
    settings = {
        **_grouped(predictions.facts["periods"], grouping, reference),
        "threshold": threshold,
        "inputs": inputs[:MOST_INPUTS],
    }
    made = PeriodReview(
        predictions=predictions,
        question=last.question,
        settings=settings,
        formula_version=FORMULA_VERSION,
        created_by=actor,
    )
    made.seal()
    made.save()
    subject = f"period review {made.public_id}"
    audit.record(
        predictions.organization,
        actor,
        "period_review.asked",
        subject,
        after={"predictions": predictions.public_id, "threshold": threshold, "inputs": inputs},
    )
    jobs.enqueue(
        kind=REVIEW,
        key=made.job_key,
        organization_id=predictions.organization_id,
        user_id=actor.pk,
        payload={"period_review": made.pk},
    )
    return made


def _grouped(names: list[str], grouping: str, reference: int) -> dict[str, Any]:
    """The periods in order, and the group of each name of the file."""
    try:
        groups = group_periods(names, grouping)
    except ValueError as error:
        raise Refused(f"The periods cannot be grouped: {error}.") from error
    periods = in_order_of_time(groups)
    if len(periods) > MOST_PERIODS:
        raise Refused(f"{len(periods):,} periods are too many; at most {MOST_PERIODS} are shown.")
    if not 1 <= reference < len(periods):
        raise Refused(f"Of {len(periods)} periods, at least one must be left beside the reference.")
    return {"periods": periods, "groups": groups, "reference": reference}


def answer(job: Job) -> None:
    """Review and keep the answer; a second run changes nothing."""
    rows = PeriodReview.objects.select_related("predictions__organization", "created_by")
    found = rows.filter(pk=job.payload["period_review"], state=PeriodReview.State.WAITING).first()
    if found is None:
        return
    if not access.user_may(job.user_id, found.organization_id, access.Permission.EVALUATE):
        _keep(job, found, None, "The person who asked may not evaluate predictions any more.")
        return
    try:
        result = _review(job, found)
    except Declined as reason:
        _keep(job, found, None, f"The periods cannot be reviewed: {reason}.")
        return
    _keep(job, found, result, wording.finding(found.question, result))


def _review(job: Job, found: PeriodReview) -> dict[str, Any]:
    predictions, settings = found.predictions, found.settings
    if predictions.file_deleted_at:
        raise Declined("the original was deleted meanwhile")

    def show(row_count: int, done: int, total: int) -> None:
        jobs.progress(job, done * 70 // max(total, 1), 100, f"{row_count:,} rows read")

    mapping = replace(ColumnMapping(**predictions.mapping), inputs=tuple(settings["inputs"]))
    with uploading.scratch(predictions) as folder:
        file = uploading.file_of(predictions)
        reading = process.run(file, mapping, folder, on_progress=show)
        if reading.facts is None:
            raise Declined(_first(reading))
        if list(reading.facts.periods) != predictions.facts["periods"]:
            raise Declined("the columns were chosen anew meanwhile")
        jobs.progress(job, 75, 100, "Comparing the periods")
        with jobs.keeping(job):
            result = reviewing.review_in_child(folder, question_of(found.question), settings)
        return {**result, "left_out": reading.facts.left_out}


def _first(reading: process.Reading) -> str:
    return reading.problems[0].message.rstrip(".")


@transaction.atomic
def _keep(job: Job, found: PeriodReview, result: dict[str, Any] | None, finding: str) -> None:
    jobs.confirm(job)
    found.state = PeriodReview.State.READY if result else PeriodReview.State.REFUSED
    found.result, found.finding = result or {}, finding[:300]
    found.save(update_fields=["state", "result", "finding"])
    if result:
        faults = wording.faults(found.question, result)
        alerts.check_predictions(found.predictions, faults, timezone.now())
    audit.record(
        found.organization,
        found.created_by,
        "period_review.answered",
        f"period review {found.public_id}",
        after={"state": found.state, "inputs_hash": found.inputs_hash},
    )
