"""Filling the catalogs with what an example names: its objective, metrics and driver formulas."""

import datetime
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models.functions import Lower

from accounts.models import Organization, User
from aiproj.shared.errors import Refused
from metrics.catalog.loading import templates as metric_templates
from metrics.catalog.model import Template
from metrics.models import BusinessMetric, MetricLink
from metrics.services import definitions
from metrics.services import templates as starting
from scoping.models import Objective
from scoping.overview.catalog import FIELDS
from scoping.rules.templates import ProjectTemplate, TemplateCatalog
from scoping.services import objectives
from scoping.worksheet.model import Content

AMOUNTS = {"baseline", "target_amount", "minimum", "maximum"}
DAYS = {"baseline_on", "target_on"}
UNLINKED = "{} is defined, but not linked to what moves it. Link it on its page under Measure."


@transaction.atomic
def fill_catalogs(
    *, organization: Organization, actor: User, template: ProjectTemplate, today: datetime.date
) -> dict[str, str]:
    """Public ids of what the texts of an example name, by their names for it.

    What stands in the catalogs under the same name is taken as it is; the rest is made and owned
    by the actor, all or none. `template` has its dates already. Raises Refused where another metric
    has one of the names, or one is there without a link to what moves it.
    """
    # One at a time: who begins the same example meanwhile takes what the first has made.
    Organization.objects.select_for_update(no_key=True).get(pk=organization.pk)
    wanted = template.catalog
    shipped = metric_templates()[wanted.template].in_currency(template.currency)
    start = None
    if not _knows_all(organization, shipped, wanted):
        choices = starting.Choices(wanted.trees, template.currency, wanted.readings)
        start = starting.start_from(
            organization=organization,
            actor=actor,
            template=shipped.key,
            choices=choices,
            today=today,
        )
        _define(start.metrics.get(name=_name(shipped, wanted.main)), actor, template)
    technical = {
        f"technical {key}": starting.watched(organization, actor, key, start).public_id
        for key in wanted.technical
    }
    return {
        "objective": _objective(organization, actor, template, today).public_id,
        **technical,
        **dict(_entries(organization, shipped, wanted)),
    }


def _knows_all(organization: Organization, shipped: Template, wanted: TemplateCatalog) -> bool:
    names = {metric.name.lower() for metric in starting.metrics_of(shipped, wanted.trees)}
    rows = BusinessMetric.objects.of(organization).current().annotate(lower=Lower("name"))
    return rows.filter(lower__in=names).count() == len(names)


def _name(shipped: Template, key: str) -> str:
    return next(metric.name for metric in shipped.metrics if metric.key == key)


def _define(metric: BusinessMetric, actor: User, template: ProjectTemplate) -> None:
    """The metric of the problem is defined as the problem says, so that the two agree."""
    problem = template.sections["problem"]
    fields = {name: _typed(name, problem.get(key)) for key, name in FIELDS.items()}
    definitions.change_metric(
        metric=metric,
        actor=actor,
        version=metric.version,
        fields={**fields, "category": metric.category},
    )


def _typed(name: str, text: str | None) -> Any:
    if name in AMOUNTS:
        return None if text is None else Decimal(text)
    return datetime.date.fromisoformat(str(text)) if name in DAYS else text


def _objective(
    organization: Organization, actor: User, template: ProjectTemplate, today: datetime.date
) -> Objective:
    asked = template.catalog.objective
    known = Objective.objects.of(organization).current().filter(name__iexact=asked.name).first()
    fields: Content = {
        "name": asked.name,
        "says": asked.says,
        "owner": actor,
        "starts_on": today,
        "ends_on": today + datetime.timedelta(days=asked.days),
    }
    return known or objectives.create_objective(
        organization=organization, actor=actor, fields=fields
    )


def _entries(
    organization: Organization, shipped: Template, wanted: TemplateCatalog
) -> Iterator[tuple[str, str]]:
    rows = BusinessMetric.objects.of(organization).current()
    for metric in starting.metrics_of(shipped, wanted.trees):
        yield metric.key, rows.get(name__iexact=metric.name).public_id
    links = MetricLink.objects.of(organization).counting()
    for tree in wanted.trees:
        for node in shipped.tree(tree).nodes:
            if node.category:
                name = _name(shipped, node.key)
                found = links.filter(metric__name__iexact=name).first()
                if found is None:
                    raise Refused(UNLINKED.format(name))
                yield f"formula {node.key}", found.public_id
