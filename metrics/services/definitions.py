"""Writes about business metrics and technical metrics."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from accounts import audit
from accounts.models import Organization, User
from aiproj.shared.errors import Refused, Stale
from metrics.calc.units import parse_unit
from metrics.models import BusinessMetric, MetricLink, TechnicalMetric
from metrics.services import alerts

MEASURED = (
    "Values were measured in {}: in {} they would mean something else. Archive this metric and "
    "define another one, or remove its values first."
)
NAME_TAKEN = "There is a metric called {} already. Choose another name, or archive that one."


def record(
    row: BusinessMetric | TechnicalMetric | MetricLink, actor: User, action: str, **details: Any
) -> None:
    """Write the audit event of a definition; the action begins with what it is about."""
    what = action.partition(".")[0].replace("_", " ")
    audit.record(row.organization, actor, action, f"{what} {row.public_id}", **details)


@transaction.atomic
def create_metric(
    *, organization: Organization, actor: User, fields: Mapping[str, Any]
) -> BusinessMetric:
    """Define a business metric. Raises Refused for a name that is taken."""
    metric = BusinessMetric(organization=organization, created_by=actor, **fields)
    _save_named(metric)
    record(metric, actor, "business_metric.created", after=_plain(fields))
    return metric


@transaction.atomic
def change_metric(
    *, metric: BusinessMetric, actor: User, version: int, fields: Mapping[str, Any]
) -> BusinessMetric:
    """Change a definition; its standing alerts go with it to another owner. Raises Stale, Refused
    for a name that is taken, a unit or category on which links rest, or another unit than values
    were measured in."""
    stored = BusinessMetric.objects.select_for_update().get(pk=metric.pk)
    if stored.archived_at:
        raise Refused("The metric is archived. Restore it before you change it.")
    before = {name: getattr(stored, name) for name in fields}
    fixed = any(stored.links.current()) or any(stored.feeds.current())
    if fixed and any(fields[name] != before[name] for name in ("unit", "category")):
        raise Refused(
            "Links rest on this unit and category. Archive them first, or define another metric."
        )
    _refuse_another_unit(stored, fields.get("unit", stored.unit))
    try:
        with transaction.atomic():
            own = BusinessMetric.objects.filter(pk=metric.pk, version=version)
            saved = own.update(**fields, version=F("version") + 1)
    except IntegrityError as error:
        raise Refused(NAME_TAKEN.format(fields["name"])) from error
    if not saved:
        raise Stale("Somebody else changed this metric meanwhile. Nothing was overwritten.")
    record(stored, actor, "business_metric.changed", before=_plain(before), after=_plain(fields))
    metric.refresh_from_db()
    if metric.owner_id != stored.owner_id:
        alerts.hand_over(metric, stored.owner_id, actor)
    return metric


def _refuse_another_unit(metric: BusinessMetric, unit: str) -> None:
    """Values say what they say in the unit that they were measured in, also in a multiple of it."""
    is_same = parse_unit(unit) == parse_unit(metric.unit)
    if not is_same and metric.samples.exists():
        raise Refused(MEASURED.format(metric.unit, unit))


@transaction.atomic
def archive_metric(*, metric: BusinessMetric, actor: User) -> None:
    """Put a metric aside; its links count no more until it is restored. Raises Refused."""
    feeding = MetricLink.objects.counting().filter(drivers=metric).first()
    if feeding:
        raise Refused(f"{feeding.metric} rests on {metric}. Archive that link first.")
    _set_archived(metric, actor, "business_metric", archived=True)


@transaction.atomic
def add_technical(
    *, organization: Organization, actor: User, fields: Mapping[str, Any]
) -> TechnicalMetric:
    """Watch a technical metric. Raises Refused for a name that is taken."""
    metric = TechnicalMetric(organization=organization, created_by=actor, **fields)
    _save_named(metric)
    record(metric, actor, "technical_metric.added", after=_plain(fields))
    return metric


@transaction.atomic
def archive_technical(*, metric: TechnicalMetric, actor: User) -> None:
    """Watch a technical metric no more. Raises Refused while a link uses it."""
    using = MetricLink.objects.counting().filter(technical=metric).first()
    if using:
        raise Refused(f"The link to {using.metric} uses {metric}. Archive that link first.")
    _set_archived(metric, actor, "technical_metric", archived=True)


@transaction.atomic
def restore_technical(*, metric: TechnicalMetric, actor: User) -> None:
    """Watch it again. Raises Refused where its name was taken meanwhile."""
    _set_archived(metric, actor, "technical_metric", archived=False)


def restore_metric_row(*, metric: BusinessMetric, actor: User) -> None:
    """The metric alone, in a transaction of the caller, who checks its links."""
    _set_archived(metric, actor, "business_metric", archived=False)


def _set_archived(
    metric: BusinessMetric | TechnicalMetric, actor: User, what: str, *, archived: bool
) -> None:
    """Doing it twice is doing it once."""
    rows: Any = type(metric).objects.filter(pk=metric.pk, archived_at__isnull=archived)
    try:
        with transaction.atomic():
            changed = rows.update(archived_at=timezone.now() if archived else None)
    except IntegrityError as error:
        raise Refused(NAME_TAKEN.format(metric.name)) from error
    if changed:
        record(metric, actor, f"{what}.{'archived' if archived else 'restored'}")


def _save_named(metric: BusinessMetric | TechnicalMetric) -> None:
    try:
        with transaction.atomic():
            metric.save()
    except IntegrityError as error:
        raise Refused(NAME_TAKEN.format(metric.name)) from error


def _plain(fields: Mapping[str, Any]) -> dict[str, str]:
    return {name: "" if value is None else str(value) for name, value in fields.items()}
