"""Business metrics by category, with the technical metrics that reach them or none."""

import datetime
from dataclasses import dataclass

from accounts.models import Membership, Organization, Perspective, User
from aiproj.shared import format as show
from metrics.calc.attainment import target_change
from metrics.models import (
    Agreement,
    Alert,
    BusinessMetric,
    MetricLink,
    MetricSample,
    TechnicalMetric,
)
from metrics.models.definitions import STALE_AFTER
from metrics.overview.driver_trees import Drawing, content_of, drawing_of
from metrics.overview.following import Standing, newest_by_metric, standing_of
from metrics.overview.stand_ins import Difference, differences_of
from metrics.overview.technical import TechnicalRow, technical_rows
from metrics.wording.figures import between, exact, with_unit

CHANGED = "the link was changed"  # why agreements end without their person
SIDES = tuple(Agreement.Side.values)


@dataclass(frozen=True)
class MetricRow:
    """A business metric as lists and its own page show it."""

    metric: BusinessMetric
    baseline: str
    target: str
    change: str
    bounds: str
    age: str  # empty while the baseline is fresh
    is_overdue: bool
    links: int
    unsigned: int  # links that one side or both have not agreed
    standing: Standing
    limit: str  # empty for none


@dataclass(frozen=True)
class Section:
    """One category with its metrics."""

    name: str
    rows: tuple[MetricRow, ...]


@dataclass(frozen=True)
class Definitions:
    """Everything that the organization has defined."""

    sections: tuple[Section, ...]
    technical: tuple[TechnicalRow, ...]
    archived: tuple[BusinessMetric, ...]
    archived_technical: tuple[TechnicalMetric, ...]
    alerts: int  # that nobody has resolved
    differing: int  # inputs that differ from the metric they stand for

    @property
    def has_metrics(self) -> bool:
        """Whether any business metric is in force."""
        return any(section.rows for section in self.sections)

    @property
    def warnings(self) -> list[str]:
        """What needs somebody's attention, in sentences."""
        rows = [row for section in self.sections for row in section.rows]
        stale = sum(bool(row.age) for row in rows)
        unsigned = sum(row.unsigned for row in rows)
        unlinked = sum(row.is_unlinked for row in self.technical)
        found = []
        if missing := sum(bool(row.standing.due) for row in rows):
            text = show.counted(missing, "metric lacks", "metrics lack")
            found.append(f"{text} a new value. Measure and enter it.")
        if stale:
            text = show.counted(stale, "baseline is", "baselines are")
            found.append(f"{text} older than {STALE_AFTER.days} days. Measure again.")
        if unsigned:
            text = show.counted(unsigned, "link waits", "links wait")
            found.append(f"{text} for the agreement of a business or a technical person.")
        if unlinked:
            text = show.counted(unlinked, "technical metric reaches", "technical metrics reach")
            found.append(f"{text} no business metric.")
        if self.differing:
            text = show.counted(self.differing, "input differs", "inputs differ")
            found.append(f"{text} from the metric that stands behind it, in its driver tree.")
        return found


def definitions_of(organization: Organization, user: User, today: datetime.date) -> Definitions:
    """The definitions of one organization on one day, and how many alerts this person may see."""
    archived = BusinessMetric.objects.of(organization).exclude(archived_at=None)
    old_technical = TechnicalMetric.objects.of(organization).exclude(archived_at=None)
    return Definitions(
        tuple(sections_of(organization, today)),
        tuple(technical_rows(organization)),
        tuple(archived.order_by("-archived_at", "pk")),
        tuple(old_technical.order_by("-archived_at", "pk")),
        Alert.objects.visible_to(user).of(organization).standing().count(),
        len(differences_of(MetricLink.objects.of(organization).counting())),
    )


@dataclass(frozen=True)
class SideState:
    """One side of an agreement: who gave it, or whether this person may."""

    side: str
    name: str
    agreement: Agreement | None
    is_own: bool
    may_agree: bool


@dataclass(frozen=True)
class LinkView:
    """A link as the page of its metric shows it."""

    link: MetricLink
    drawing: Drawing
    sides: tuple[SideState, ...]
    is_agreed: bool
    was_withdrawn: bool
    formula: str
    differences: tuple[Difference, ...]

    @property
    def has_agreement(self) -> bool:
        """Whether anybody agreed to it as it stands."""
        return any(state.agreement for state in self.sides)


def link_views(metric: BusinessMetric, membership: Membership) -> list[LinkView]:
    """The links in force of one metric, the oldest first."""
    rows = metric.links.current().prefetch_related("agreements__person").order_by("pk")
    return [_link_view(link, membership) for link in rows.select_related("metric")]


def _link_view(link: MetricLink, membership: Membership) -> LinkView:
    differences = tuple(differences_of([link]))
    standing = {item.side: item for item in link.agreements.all() if item.withdrawn_at is None}
    has_agreed = any(item.person_id == membership.user_id for item in standing.values())
    sides = tuple(
        SideState(
            side=side,
            name=name,
            agreement=standing.get(side),
            is_own=side in standing and standing[side].person_id == membership.user_id,
            may_agree=side not in standing
            and not has_agreed
            and membership.perspective in {side, Perspective.BOTH},
        )
        for side, name in Agreement.Side.choices
    )
    return LinkView(
        link=link,
        drawing=drawing_of(
            link.result, content_of(link), {each.key: each.in_tree for each in differences}
        ),
        sides=sides,
        is_agreed=len(standing) == len(SIDES),
        was_withdrawn=any(item.withdrawn_because == CHANGED for item in link.agreements.all()),
        formula=f"{link.result_key} = {link.formula}",
        differences=differences,
    )


def metric_row(
    metric: BusinessMetric, newest: MetricSample | None, today: datetime.date
) -> MetricRow:
    """The facts of one metric in words."""
    links = [link for link in metric.links.all() if link.archived_at is None]
    days = (today - metric.baseline_on).days
    return MetricRow(
        metric=metric,
        baseline=with_unit(exact(metric.baseline), metric.unit),
        target=with_unit(exact(metric.target), metric.unit),
        change=_change(metric),
        bounds=between(metric.minimum, metric.maximum),
        age=f"{show.number(days)} days old" if metric.is_stale(today) else "",
        is_overdue=metric.target_on < today,
        links=len(links),
        unsigned=sum(len(standing_sides(link)) < len(SIDES) for link in links),
        standing=standing_of(metric, newest, today),
        limit=_limit(metric),
    )


def standing_sides(link: MetricLink) -> set[str]:
    """The sides that agreed and did not withdraw, from what was read with the link."""
    return {item.side for item in link.agreements.all() if item.withdrawn_at is None}


def sections_of(organization: Organization, today: datetime.date) -> list[Section]:
    """The current metrics of every category, guardrails last."""
    rows = BusinessMetric.objects.of(organization).current().select_related("owner")
    metrics = rows.prefetch_related("links__agreements").order_by("is_guardrail", "name", "pk")
    newest = newest_by_metric(organization)
    by_category: dict[str, list[MetricRow]] = {}
    for metric in metrics:
        row = metric_row(metric, newest.get(metric.pk), today)
        by_category.setdefault(metric.category, []).append(row)
    return [
        Section(label, tuple(by_category.get(category, ())))
        for category, label in BusinessMetric.Category.choices
    ]


def _change(metric: BusinessMetric) -> str:
    """What the target asks for, in the words of its kind."""
    kind, amount = metric.target_kind, exact(metric.target_amount)
    way = "up" if metric.direction == metric.Direction.UP else "down"
    if kind == metric.TargetKind.RELATIVE:
        return f"{way} by {amount} % of the baseline"
    if kind == metric.TargetKind.POINTS:
        return f"{way} by {amount} percentage points"
    percent = target_change(metric.baseline, metric.target).percent
    return "" if percent is None else f"{way} by {show.number(abs(percent), 1)} % of the baseline"


def _limit(metric: BusinessMetric) -> str:
    return "" if metric.alert_limit is None else with_unit(exact(metric.alert_limit), metric.unit)
