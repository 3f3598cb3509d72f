"""Writes about links: what moves a business metric, and who agreed that it does."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import Membership, Organization, Perspective, User
from aiproj.shared.errors import Refused, Stale
from metrics.calc.drivers import TreeError, find_shared_savings
from metrics.calc.links import DoubleCount, find_cycle, find_flows_across
from metrics.calc.units import parse_unit
from metrics.models import Agreement, BusinessMetric, MetricLink, TechnicalMetric
from metrics.overview.definitions import CHANGED
from metrics.overview.driver_trees import (
    FORMULA_VERSION,
    Content,
    content_of,
    inputs_hash,
    problems_of,
    work_out,
)
from metrics.overview.stand_ins import Difference, differences_of
from metrics.services.definitions import record, restore_metric_row
from metrics.wording.links import flow_words, shared_words


@transaction.atomic
def create_link(
    *, metric: BusinessMetric, actor: User, content: Content, **fields: Any
) -> MetricLink:
    """Link a metric to what moves it. Raises Refused for a tree that does not hold, a circle
    among metrics, or a saving that another category counts already or would count as well."""
    _lock(metric.organization)
    metric.refresh_from_db()
    if metric.archived_at:
        raise Refused("The metric is archived. Restore it before you link it.")
    link = MetricLink(organization=metric.organization, metric=metric, created_by=actor, **fields)
    _write(link, content)
    link.save()
    _connect(link, content)
    _check_all(metric.organization, [link])
    record(link, actor, "metric_link.created", after=_plain(link))
    return link


@transaction.atomic
def change_link(*, link: MetricLink, actor: User, version: int, content: Content) -> int:
    """Save a link; how many agreements a change of its content withdrew. Raises Refused, Stale."""
    _lock(link.organization)
    link = MetricLink.objects.select_related("metric", "organization").get(pk=link.pk)
    if link.archived_at or link.metric.archived_at:
        raise Refused("The link is archived. Restore it before you change it.")
    if link.version != version:
        raise Stale("Somebody else changed this link meanwhile. Nothing was overwritten.")
    before, agreed = _plain(link), link.inputs_hash
    _write(link, content)
    link.version += 1
    link.save()
    _connect(link, content)
    _check_all(link.organization, [link])
    record(link, actor, "metric_link.changed", before=before, after=_plain(link))
    if link.inputs_hash == agreed:
        return 0
    return link.standing().update(withdrawn_at=timezone.now(), withdrawn_because=CHANGED)


@transaction.atomic
def check_link(
    *,
    metric: BusinessMetric,
    link: MetricLink | None,
    actor: User,
    version: int,
    content: Content,
) -> None:
    """Do all that saving does and take it back; `link` is None for a new one. Raises the same."""
    if link is None:
        create_link(metric=metric, actor=actor, content=content)
    else:
        change_link(link=link, actor=actor, version=version, content=content)
    transaction.set_rollback(True)


@transaction.atomic
def take_over(*, link: MetricLink, actor: User, version: int, key: str) -> tuple[Difference, int]:
    """Write what a metric's own tree gives into the input that stands for it.

    Returns what was taken over, and how many agreements that withdrew. Raises Refused, Stale.
    """
    _lock(link.organization)
    link = MetricLink.objects.select_related("metric", "organization").get(pk=link.pk)
    found = next((each for each in differences_of([link]) if each.key == key), None)
    if found is None or not found.numbers:
        raise Refused("There is no one number to take over: read the driver tree again.")
    taken = {**found.numbers, "source": f"Driver tree of {found.metric}"}
    nodes = [{**node, **(taken if node["key"] == key else {})} for node in link.nodes]
    content = replace(content_of(link), nodes=nodes)
    return found, change_link(link=link, actor=actor, version=version, content=content)


@transaction.atomic
def archive_link(*, link: MetricLink, actor: User) -> None:
    """Let a link count no more until it is restored."""
    if MetricLink.objects.filter(pk=link.pk, archived_at=None).update(archived_at=timezone.now()):
        record(link, actor, "metric_link.archived")


@transaction.atomic
def restore_link(*, link: MetricLink, actor: User) -> None:
    """Let a link count again. Raises Refused where it does not fit any more."""
    _lock(link.organization)
    if link.metric.archived_at:
        raise Refused("The metric is archived. Restore it first.")
    archived = MetricLink.objects.filter(pk=link.pk, archived_at__isnull=False)
    if archived.update(archived_at=None):
        _check_all(link.organization, [link])
        record(link, actor, "metric_link.restored")


@transaction.atomic
def restore_metric(*, metric: BusinessMetric, actor: User) -> None:
    """Take an archived metric back with its links. Raises Refused where they do not fit."""
    _lock(metric.organization)
    restore_metric_row(metric=metric, actor=actor)
    _check_all(metric.organization, metric.links.current())


@transaction.atomic
def agree(*, link: MetricLink, membership: Membership, side: str, version: int) -> Agreement:
    """Agree to a link as it stands, for one side. Raises Refused, Stale."""
    _lock(link.organization)
    link = MetricLink.objects.select_related("metric", "organization").get(pk=link.pk)
    person = membership.user
    if link.archived_at or link.metric.archived_at:
        raise Refused("The link is archived. Restore it first.")
    if link.version != version:
        raise Stale("The link was changed meanwhile. Read it again before you agree.")
    if side not in Agreement.Side.values:
        raise Refused("Choose whether you agree for the business or for the technical side.")
    if membership.perspective not in {side, Perspective.BOTH}:
        raise Refused(f"Your perspective is {membership.get_perspective_display().lower()}, so "
                      f"somebody else must agree for the {side} side.")  # fmt: skip
    standing = link.standing()
    if standing.filter(person=person).exists():
        raise Refused("You agreed already. The other side needs another person.")
    if standing.filter(side=side).exists():
        raise Refused(f"Somebody agreed for the {side} side already.")
    made = Agreement.objects.create(
        link=link, side=side, person=person, inputs_hash=link.inputs_hash
    )
    after = {"side": side, "inputs_hash": link.inputs_hash}
    record(link, person, "metric_link.agreed", after=after)
    return made


@transaction.atomic
def withdraw(*, link: MetricLink, actor: User) -> None:
    """Take one's own agreement back. Raises Refused where there is none."""
    own = link.standing().filter(person=actor)
    if not own.update(withdrawn_at=timezone.now(), withdrawn_because="taken back"):
        raise Refused("You have not agreed to this link.")
    record(link, actor, "metric_link.agreement_withdrawn")


def _lock(organization: Organization) -> None:
    """One at a time: whether links fit together is a question about all of them."""
    Organization.objects.select_for_update(no_key=True).get(pk=organization.pk)


def _write(link: MetricLink, content: Content) -> None:
    try:
        link.result = work_out(link.metric, content)
    except TreeError as error:
        raise Refused(" ".join(problems_of(error))) from error
    link.mechanism, link.formula = content.mechanism, content.formula
    link.result_key, link.nodes = content.result_key, content.nodes
    link.formula_version = FORMULA_VERSION
    link.inputs_hash = inputs_hash(link.metric, content)


def _connect(link: MetricLink, content: Content) -> None:
    """Note which metrics the inputs stand for; each must be of the organization and its unit."""
    watched = TechnicalMetric.objects.of(link.organization).current()
    defined = BusinessMetric.objects.of(link.organization).current()
    technical = list(watched.filter(public_id__in=content.technical_ids))
    drivers = list(defined.filter(public_id__in=content.driver_ids))
    known = {row.public_id: (row.name, row.unit) for row in technical}
    known |= {row.public_id: (row.name, row.unit) for row in drivers}
    for node in content.nodes:
        wanted = node.get("technical") or node.get("driver")
        if not wanted:
            continue
        if wanted not in known:
            raise Refused(f"The metric that {node['name']} stands for is not there any more.")
        name, unit = known[wanted]
        if not parse_unit(unit).adds_to(parse_unit(node["unit"])):
            raise Refused(f"{name} is in {unit}, not in {node['unit']}.")
    link.technical.set(technical)
    link.drivers.set(drivers)


def _check_all(organization: Organization, written: Iterable[MetricLink]) -> None:
    """Refuse circles among metrics, savings in two categories, and inputs that are archived.

    What flows into another category is asked of the links written now: others stay as they are.
    """
    rows = MetricLink.objects.of(organization).counting()
    links = list(rows.prefetch_related("technical", "drivers").order_by("pk"))
    edges = []
    for link in links:
        for source in [*link.technical.all(), *link.drivers.all()]:
            if source.archived_at:
                raise Refused(f"{link.metric} rests on {source}, which is archived.")
        edges += [(driver.name, link.metric.name) for driver in link.drivers.all()]
    if circle := find_cycle(edges):
        raise Refused(f"Metrics would rest on each other in a circle: {' → '.join(circle)}.")
    if len(links) > 1 and (shared := find_shared_savings([link.tree() for link in links])):
        raise Refused(_shared_text(shared[0], links))
    for link in written:
        _refuse_flow(link)


def _shared_text(found: DoubleCount, links: list[MetricLink]) -> str:
    by_id = {link.public_id: link for link in links}
    first, second = (by_id[key.partition(":")[0]].metric for key in (found.first, found.second))
    return shared_words(replace(found, first=first.name, second=second.name))


def _refuse_flow(link: MetricLink) -> None:
    """Refuse an input that is the total of a metric in another category."""
    target, drivers = link.metric, list(link.drivers.order_by("pk"))
    metrics = {row.name: row for row in [target, *drivers]}
    found = find_flows_across(
        [(row.name, target.name) for row in drivers],
        {name: row.category for name, row in metrics.items()},
        {name for name, row in metrics.items() if parse_unit(row.unit).is_total},
    )
    if found:
        raise Refused(flow_words(found[0]))


def _plain(link: MetricLink) -> dict[str, str]:
    return {
        "metric": link.metric.name,
        "mechanism": link.mechanism,
        "formula": f"{link.result_key} = {link.formula}",
        "inputs_hash": link.inputs_hash,
    }
