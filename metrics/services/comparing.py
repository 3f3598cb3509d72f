"""Comparing two models: asked in one transaction, answered in the background."""

from contextlib import ExitStack
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from django.db import transaction

from accounts import access, audit
from accounts.models import User
from aiproj.shared import jobs
from aiproj.shared.errors import Refused
from aiproj.shared.models import Job
from metrics import asking, comparing, counting
from metrics.asking import plain
from metrics.calc.comparison import (
    FORMULA_VERSION,
    NothingShared,
    Unjoinable,
    compare_unjoined,
)
from metrics.calc.counts import grid
from metrics.calc.discrimination import Summary, rates
from metrics.calc.question import Question
from metrics.calc.unjoined import common_population
from metrics.children import Declined
from metrics.comparing import Thresholds
from metrics.models import Comparison, Predictions
from metrics.reading import process
from metrics.reading.columns import ColumnMapping
from metrics.reading.problems import Unreadable
from metrics.services import uploading
from metrics.services.valuing import hold_kind, question_of
from metrics.wording import comparison as wording

COMPARE = "metrics.compare"
CURVE_POINTS = 201


@transaction.atomic
def ask(
    *,
    first: Predictions,
    second: Predictions | None,
    actor: User,
    thresholds: Thresholds | None = None,
) -> Comparison:
    """Have two models compared under the payoffs of the first. Raises Refused.

    At the given thresholds, first and second; without them each model at its best.
    """
    hold_kind(first, Predictions.Kind.CLASSIFICATION)
    last = first.last_valuation()
    if last is None:
        raise Refused("Say first what the outcomes are worth, then compare.")
    _check(first, second)
    comparison = Comparison(
        organization=first.organization,
        first=first,
        second=second,
        question=_with(last.question, thresholds),
        formula_version=FORMULA_VERSION,
        created_by=actor,
    )
    comparison.seal()
    comparison.save()
    names = {"first": first.public_id, "second": second.public_id if second else None}
    subject = f"comparison {comparison.public_id}"
    audit.record(first.organization, actor, "comparison.asked", subject, after=names)
    jobs.enqueue(
        kind=COMPARE,
        key=comparison.job_key,
        organization_id=first.organization_id,
        user_id=actor.pk,
        payload={"comparison": comparison.pk},
    )
    return comparison


def _with(question: dict[str, Any], thresholds: Thresholds | None) -> dict[str, Any]:
    return {**question, "thresholds": list(thresholds)} if thresholds else question


def _thresholds(found: Comparison) -> Thresholds | None:
    given = found.question.get("thresholds")
    return (given[0], given[1]) if given else None


def _check(first: Predictions, second: Predictions | None) -> None:
    if second is None:
        if not first.mapping.get("second_score"):
            raise Refused("This file has no second score. Choose other predictions.")
        if first.file_deleted_at:
            raise Refused("The original was deleted, and both scores are compared row by row.")
        return
    if second.organization_id != first.organization_id or second.pk == first.pk:
        raise Refused("Choose other predictions of this organization.")
    if second.state != Predictions.State.READY:
        raise Refused("The other predictions have not been read yet.")
    hold_kind(second, Predictions.Kind.CLASSIFICATION)


def can_join(first: Predictions, second: Predictions | None) -> bool:
    """Whether both originals are there and name their rows."""
    if second is None:
        return True
    return all(file.mapping.get("row_id") and not file.file_deleted_at for file in (first, second))


def answer(job: Job) -> None:
    """Compare and keep the answer; a second run changes nothing."""
    rows = Comparison.objects.select_related("organization", "first", "second", "created_by")
    found = rows.filter(pk=job.payload["comparison"], state=Comparison.State.WAITING).first()
    if found is None:
        return
    if not access.user_may(job.user_id, found.organization_id, access.Permission.EVALUATE):
        _keep(job, found, None, "The person who asked may not compare predictions any more.")
        return
    question = question_of(found.question)
    try:
        result = _compare(job, found, question)
    except Unjoinable as unfit:
        _keep(job, found, None, _why_unfit(found, unfit))
        return
    except (Declined, ValueError) as reason:
        _keep(job, found, None, f"The files cannot be compared: {reason}.")
        return
    left_out = [file.facts["left_out"] for file in (found.first, found.second) if file]
    result = plain({**result, "gains": _gains(found), "left_out": left_out})
    _keep(job, found, result, wording.finding(found.question, result, found.names))


def _compare(job: Job, found: Comparison, question: Question) -> dict[str, Any]:
    if found.second and not can_join(found.first, found.second):
        return _apart(job, found, found.second, question)
    try:
        return _row_by_row(job, found, question)
    except NothingShared:
        if found.second is None:
            raise
        return _apart(job, found, found.second, question)


def _row_by_row(job: Job, found: Comparison, question: Question) -> dict[str, Any]:
    with ExitStack() as folders:
        first = folders.enter_context(uploading.scratch(found.first))
        _read(job, found.first, first, 0)
        second = None
        if found.second:
            second = folders.enter_context(uploading.scratch(found.second))
            _read(job, found.second, second, 1)
        jobs.progress(job, 70, 100, "Comparing row by row")
        with jobs.keeping(job):
            result: dict[str, Any] = comparing.compare_in_child(
                first, second, question, _thresholds(found)
            )
    return result


def _why_unfit(found: Comparison, unfit: Unjoinable) -> str:
    """The reason in words, with the ids as the file that is to be corrected writes them."""
    file = found.second if unfit.fault == "second" and found.second else found.first
    try:
        mapping = ColumnMapping(**file.mapping)
        rows = process.name_rows(uploading.file_of(file), mapping, unfit.ids)
    except Unreadable:
        rows = []
    unit = "row" if file.facts.get("form") == "parquet" else "line"
    return wording.unfit(unfit.fault, unfit.count, rows, unit)


def _read(job: Job, predictions: Predictions, folder: Path, number: int) -> None:
    def show(row_count: int, done: int, total: int) -> None:
        at = number * 35 + done * 35 // max(total, 1)
        jobs.progress(job, at, 100, f"{row_count:,} rows read")

    mapping = ColumnMapping(**predictions.mapping)
    reading = process.run(uploading.file_of(predictions), mapping, folder, on_progress=show)
    if reading.facts is None:
        raise Declined(f"{predictions.name} cannot be read any more")


def _apart(job: Job, found: Comparison, second: Predictions, question: Question) -> dict[str, Any]:
    """Independent answers of both tables for the same people, for files that share no rows."""
    with jobs.keeping(job):
        summary = _of_both(found.first, found.names[0]).few
        _of_both(second, found.names[1])
        asked = question.population
        people = common_population(asked, summary.weight, summary.positives.total)
        question = replace(question, population=people)
        a, b = (
            asking.choose(uploading.tables_of(file), question, threshold)
            for file, threshold in zip(
                (found.first, second), _thresholds(found) or (None, None), strict=True
            )
        )
    return {
        **asdict(compare_unjoined(a, b)),
        "only_a": 0,
        "only_b": 0,
        "joined": "not at all",
        "population": {**asdict(people), "as_asked": asked == people},
    }


def _of_both(predictions: Predictions, name: str) -> Summary:
    """The counts of a file with both outcomes; no other can stand for the same people."""
    summary = asking.summarize(uploading.tables_of(predictions), "score")
    if summary is None or not summary.few.has_both:
        raise Declined(wording.one_outcome(name))
    return summary


def _gains(found: Comparison) -> list[dict[str, Any] | None]:
    if found.second is None:
        return [_curve(found.first, part) for part in counting.SCORES]
    return [_curve(each, "score") for each in (found.first, found.second)]


def _curve(predictions: Predictions, part: str) -> dict[str, Any] | None:
    """Share treated and share of positives found at an even grid, from the stored counts."""
    summary = asking.summarize(uploading.tables_of(predictions), part)
    if summary is None or not summary.few.has_both:
        return None
    few = grid(summary.few, CURVE_POINTS)
    shares = (few.positives.weight + few.negatives.weight) / few.weight
    return {"shares": shares.tolist(), "found": rates(few).recall.tolist()}


@transaction.atomic
def _keep(job: Job, found: Comparison, result: dict[str, Any] | None, finding: str) -> None:
    jobs.confirm(job)
    found.state = Comparison.State.READY if result else Comparison.State.REFUSED
    found.result, found.finding = result or {}, finding[:300]
    found.save(update_fields=["state", "result", "finding"])
    audit.record(
        found.organization,
        found.created_by,
        "comparison.answered",
        f"comparison {found.public_id}",
        after={"state": found.state, "inputs_hash": found.inputs_hash},
    )
