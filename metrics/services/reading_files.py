"""Reading uploaded predictions in the background: from a file to the tables that answer."""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts import access, audit
from accounts.models import User
from aiproj.shared import files, jobs
from aiproj.shared.errors import Refused, Stale
from aiproj.shared.models import Job
from metrics import calibrating, counting, forecast_tables
from metrics.children import Child, Declined
from metrics.models import Predictions
from metrics.reading import process
from metrics.reading.columns import ColumnMapping, ForecastMapping, mapping_of
from metrics.reading.outcome import Facts
from metrics.reading.problems import Problem, problem
from metrics.services import uploading

READ = "metrics.read"


@transaction.atomic
def choose_columns(
    *, predictions: Predictions, actor: User, version: int, mapping: ColumnMapping | ForecastMapping
) -> Predictions:
    """Keep the columns that a person chose and have the file read. Raises Stale, Refused."""
    if predictions.file_deleted_at:
        raise Refused("The file was deleted, so it cannot be read again.")
    current = Predictions.objects.select_for_update().get(pk=predictions.pk)
    if mapping.kind != current.kind and current.is_relied_on():
        raise Refused(
            f"Something was made of this file as {current.get_kind_display()}. "
            "Upload it once more to read it as something else."
        )
    taken = Predictions.objects.filter(pk=predictions.pk, version=version)
    if not current.is_given_up:
        taken = taken.exclude(state=Predictions.State.READING)
    if not taken.update(
        state=Predictions.State.READING,
        kind=mapping.kind,
        mapping=asdict(mapping),
        attempt=F("attempt") + 1,
        version=F("version") + 1,
        problems=[],
    ):
        raise Stale("Somebody has chosen the columns meanwhile.")
    predictions.refresh_from_db()
    audit.record(
        predictions.organization,
        actor,
        "predictions.columns_chosen",
        f"predictions {predictions.public_id}",
        after={"kind": predictions.kind, **predictions.mapping},
    )
    jobs.enqueue(
        kind=READ,
        key=predictions.job_key,
        organization_id=predictions.organization_id,
        user_id=actor.pk,
        payload={"predictions": predictions.pk, "attempt": predictions.attempt},
    )
    return predictions


def read(job: Job) -> None:
    """Read the file in a child, count it in another, and keep what was found."""
    rows = Predictions.objects.select_related("organization")
    predictions = rows.filter(
        pk=job.payload["predictions"],
        attempt=job.payload["attempt"],
        state=Predictions.State.READING,
    ).first()
    if predictions is None:
        return
    if not access.user_may(job.user_id, predictions.organization_id, access.Permission.EVALUATE):
        predictions.state = Predictions.State.RECEIVED
        predictions.save(update_fields=["state"])
        return
    mapping = mapping_of(predictions.kind, predictions.mapping)
    with uploading.scratch(predictions) as folder, _counter(mapping) as counter:

        def show(row_count: int, done: int, total: int) -> None:
            jobs.progress(job, done * 90 // max(total, 1), 100, f"{row_count:,} rows read")

        file = uploading.file_of(predictions)
        with jobs.keeping(job):
            predictions.sha256 = files.fingerprint(file)
        reading = process.run(file, mapping, folder, on_progress=show)
        if reading.facts is None:
            _keep(job, predictions, {}, reading.problems)
            return
        jobs.progress(job, 92, 100, "Counting what was read")
        table = folder / "tables.npz"
        try:
            with jobs.keeping(job):
                facts, found = _count(folder, table, mapping, reading.facts, counter)
        except Declined as reason:
            too_large = problem("too_large", count=reading.facts.rows, detail=str(reason))
            _keep(job, predictions, {}, [too_large])
            return
        jobs.confirm(job)
        files.put_in_place(table, f"{uploading.folder_of(predictions)}/tables.npz")
        _keep(job, predictions, facts, without_repeats([*reading.problems, *found]))


def _counter(
    mapping: ColumnMapping | ForecastMapping,
) -> AbstractContextManager[Child | None]:
    """A child that gets ready to count outcomes while the file is still read."""
    return counting.waiting() if isinstance(mapping, ColumnMapping) else nullcontext()


def _count(
    folder: Path,
    table: Path,
    mapping: ColumnMapping | ForecastMapping,
    facts: Facts,
    counter: Child | None,
) -> tuple[dict[str, Any], list[Problem]]:
    """Build the tables of a reading in a child; the facts of the file, and doubts about it."""
    if isinstance(mapping, ColumnMapping):
        counting.count_in_child(folder, table, counter)
        measured = {"calibration": calibrating.measure_in_child(folder)}
        return asdict(facts) | measured, doubts(table, mapping.score)
    forecast_tables.build_in_child(folder, table, facts.periods, mapping.season)
    tables = forecast_tables.read(table)
    found = {"references": list(tables.sums), "series": tables.series}
    return asdict(facts) | found, forecast_doubts(tables, mapping)


def doubts(table: Path, column: str) -> list[Problem]:
    """Warnings that only the counts can give: too good to be true, or upside down."""
    summary = counting.read_summary(table, "score")
    area = summary.area if summary else None
    if area == 1:
        detail = "tells the two outcomes apart"
        return [problem("score_is_label", column=column.strip(), detail=detail)]
    if area is not None and area < 0.5:
        return [problem("reversed_score", column=column)]
    return []


def without_repeats(found: Sequence[Problem]) -> list[Problem]:
    """The findings, the first of each code and column: counts may doubt what reading did already.

    >>> twice = [problem("score_is_label", column="p", detail=said) for said in ("is", "tells")]
    >>> len(without_repeats(twice))
    1
    """
    firsts: dict[tuple[str, str], Problem] = {}
    for item in found:
        firsts.setdefault((item.code, item.column), item)
    return list(firsts.values())


def forecast_doubts(tables: forecast_tables.Tables, mapping: ForecastMapping) -> list[Problem]:
    """A warning where several rows of a series have one period, and so no order in time."""
    if not tables.repeated:
        return []
    column = mapping.column("period") or ""
    return [problem("period_repeated", column=column, count=tables.repeated)]


@transaction.atomic
def _keep(
    job: Job, predictions: Predictions, facts: dict[str, Any], problems: Sequence[Problem]
) -> None:
    jobs.confirm(job)
    predictions.state = Predictions.State.READY if facts else Predictions.State.REFUSED
    predictions.facts = facts
    predictions.problems = [asdict(item) for item in problems]
    predictions.read_at = timezone.now()
    predictions.version += 1
    changed = ["sha256", "state", "facts", "problems", "read_at", "version"]
    predictions.save(update_fields=changed)
    audit.record(
        predictions.organization,
        predictions.created_by,
        "predictions.read",
        f"predictions {predictions.public_id}",
        after={
            "state": predictions.state,
            "sha256": predictions.sha256,
            "problems": [item.code for item in problems],
        },
    )
