"""Starting from a shipped template, and taking that back."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import Organization, User
from aiproj.shared.errors import Refused
from metrics.calc.targets import due_date
from metrics.catalog.loading import templates
from metrics.catalog.model import BusinessMetric as TemplateMetric
from metrics.catalog.model import Template, TemplateTree
from metrics.models import BusinessMetric, MetricLink, TechnicalMetric, TemplateStart
from metrics.overview.driver_trees import Content
from metrics.overview.technical import catalog_fields
from metrics.services import definitions, links

EXAMPLE = "Example of the template"


@dataclass(frozen=True)
class Choices:
    """What the person chose: trees by key, the currency, and what ambiguous targets mean."""

    trees: Sequence[str]
    currency: str
    readings: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def start_from(
    *,
    organization: Organization,
    actor: User,
    template: str,
    choices: Choices,
    today: datetime.date,
) -> TemplateStart:
    """Make a template's metrics and links, all or none. Raises Refused."""
    chosen = templates()[template].in_currency(choices.currency)
    if chosen.alternatives and len(choices.trees) != 1:
        raise Refused("Choose one of the ways: they claim the same saving.")
    start = TemplateStart.objects.create(
        organization=organization, template=template, created_by=actor
    )
    audit.record(
        organization,
        actor,
        "template.started",
        f"template {template}",
        after={"trees": list(choices.trees), "currency": choices.currency},
    )
    trees = [tree for tree in chosen.trees if tree.key in choices.trees]
    technical = {
        node.key: watched(organization, actor, node.key, start).public_id
        for tree in trees
        for node in tree.nodes
        if node.technical
    }
    metrics = {
        metric.key: definitions.create_metric(
            organization=organization,
            actor=actor,
            fields=_fields(metric, start, actor, choices, today),
        )
        for metric in metrics_of(chosen, choices.trees)
    }
    for tree in trees:
        for node in tree.nodes:
            if node.category:
                links.create_link(
                    metric=metrics[node.key],
                    actor=actor,
                    content=content_of(tree, node.key, technical),
                    started_from=start,
                )
    return start


@transaction.atomic
def undo(*, start: TemplateStart, actor: User) -> None:
    """Archive whatever the start made; each can be restored by itself. Raises Refused."""
    if not TemplateStart.objects.filter(pk=start.pk, undone_at=None).update(
        undone_at=timezone.now()
    ):
        raise Refused("This start was undone already.")
    for link in MetricLink.objects.filter(started_from=start).current():
        links.archive_link(link=link, actor=actor)
    for metric in BusinessMetric.objects.filter(started_from=start).current():
        definitions.archive_metric(metric=metric, actor=actor)
    in_use = MetricLink.objects.of(start.organization).counting()
    for technical in TechnicalMetric.objects.filter(started_from=start).current():
        if not in_use.filter(technical=technical).exists():
            definitions.archive_technical(metric=technical, actor=actor)
    audit.record(start.organization, actor, "template.undone", f"template {start.template}")


def metrics_of(template: Template, trees: Sequence[str]) -> list[TemplateMetric]:
    """The metrics that these trees give, and those that no tree of the template gives."""
    given = {node.key: tree.key for tree in template.trees for node in tree.nodes if node.category}
    return [metric for metric in template.metrics if given.get(metric.key) in {None, *trees}]


def content_of(tree: TemplateTree, result: str, technical: Mapping[str, str]) -> Content:
    """A template's tree as the link of one of its results; technical metrics as ids by key."""
    formula = ""
    nodes: list[dict[str, Any]] = []
    for node in tree.nodes:
        if node.key == result:
            formula = node.formula or ""
        elif node.formula is not None:
            step = {"key": node.key, "name": node.name, "unit": node.unit}
            nodes.append({**step, "formula": node.formula})
        else:
            numbers = ("low", "likely", "high", "minimum", "maximum")
            amounts = {name: getattr(node, name) for name in numbers}
            nodes.append(
                {
                    "key": node.key,
                    "name": node.name,
                    "unit": node.unit,
                    "source": EXAMPLE,
                    **{
                        name: None if value is None else f"{value:f}"
                        for name, value in amounts.items()
                    },
                    "technical": technical.get(node.key, "") if node.technical else "",
                    "driver": "",
                }
            )
    return Content(tree.mechanism, result, formula, nodes)


def watched(
    organization: Organization, actor: User, key: str, start: TemplateStart | None = None
) -> TechnicalMetric:
    """The technical metric of the catalog, watched from now on where it was not before."""
    known = TechnicalMetric.objects.of(organization).current().filter(catalog_key=key).first()
    if known:
        return known
    fields = {**catalog_fields(key), "started_from": start}
    return definitions.add_technical(organization=organization, actor=actor, fields=fields)


def _fields(
    metric: TemplateMetric,
    start: TemplateStart,
    actor: User,
    choices: Choices,
    today: datetime.date,
) -> dict[str, object]:
    kind: str = metric.target.kind
    if kind == "ask":
        if metric.key not in choices.readings:
            raise Refused(f"Say what the target of {metric.name} means.")
        kind = choices.readings[metric.key]
    return {
        "started_from": start,
        "name": metric.name,
        "category": metric.category,
        "unit": metric.unit,
        "direction": metric.direction,
        "minimum": metric.minimum,
        "maximum": metric.maximum,
        "baseline": metric.baseline,
        "baseline_on": today,
        "baseline_source": EXAMPLE,
        "target_kind": kind,
        "target_amount": metric.target.amount,
        "target_on": due_date(metric.target.due, today),
        "owner": actor,
        "measured_by": metric.measured_by,
        "frequency": metric.frequency,
        "is_guardrail": metric.guardrail,
    }
