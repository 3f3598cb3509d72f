"""Inputs that stand for a metric whose own tree gives other numbers now."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from aiproj.shared.format import join_words
from metrics.calc.stand_ins import Estimate, as_input
from metrics.calc.units import parse_unit
from metrics.models import BusinessMetric, MetricLink
from metrics.wording import links as wording
from metrics.wording.figures import rounded, with_unit


@dataclass(frozen=True)
class Difference:
    """An input that holds other numbers than the own tree of its metric gives.

    `numbers` are what taking over writes; empty where several trees of the metric disagree.
    """

    link: MetricLink
    key: str
    name: str
    metric: BusinessMetric
    held: str
    given: str
    numbers: Mapping[str, str]

    @property
    def in_tree(self) -> str:
        """What stands at the input in the driver tree."""
        return wording.stands_for_words(self.metric.name, self.given)

    @property
    def in_report(self) -> str:
        """What a report says where it shows the tree of the input."""
        return wording.held_words(self.name, self.held, self.metric.name, self.given)

    @property
    def at_the_tree(self) -> str:
        """What stands at the tree of the metric that the input stands for."""
        return wording.counted_words(self.link.metric.name, self.held, self.given)


def differences_of(links: Iterable[MetricLink]) -> list[Difference]:
    """The inputs of these links that differ from what they stand for, in their order."""
    pairs = [(link, node) for link in links for node in link.nodes if node.get("driver")]
    trees = _own_trees({node["driver"] for _, node in pairs})
    found = (_difference(link, node, trees[node["driver"]]) for link, node in pairs)
    return [each for each in found if each]


def differences_from(metric: BusinessMetric) -> list[Difference]:
    """The inputs of other trees that hold other numbers than this metric's tree gives."""
    links = MetricLink.objects.of(metric.organization).counting().filter(drivers=metric)
    return [each for each in differences_of(links.order_by("pk")) if each.metric == metric]


def _own_trees(metric_ids: set[str]) -> Mapping[str, list[MetricLink]]:
    trees: dict[str, list[MetricLink]] = defaultdict(list)
    if metric_ids:
        rows = MetricLink.objects.counting().filter(metric__public_id__in=metric_ids)
        for row in rows.order_by("pk"):
            trees[row.metric.public_id].append(row)
    return trees


def _difference(
    link: MetricLink, node: dict[str, Any], trees: list[MetricLink]
) -> Difference | None:
    """None where one of the metric's trees gives what the input holds, or there is no tree."""
    held = _estimate(node)
    given = [_given(tree, node["unit"]) for tree in trees]
    if not given or any(list(_shown(each)) == list(_shown(held)) for each in given):
        return None
    said = list(dict.fromkeys(_words(each, node["unit"]) for each in given))
    numbers = {name: f"{getattr(given[0], name):f}" for name in ("low", "likely", "high")}
    return Difference(
        link=link,
        key=node["key"],
        name=node["name"],
        metric=trees[0].metric,
        held=_words(held, node["unit"]),
        given=join_words(said),
        numbers=numbers if len(said) == 1 else {},
    )


def _given(tree: MetricLink, unit: str) -> Estimate:
    result = next(node for node in tree.result["nodes"] if node["key"] == tree.result_key)
    return as_input(_estimate(result), parse_unit(result["unit"]), parse_unit(unit))


def _estimate(node: Mapping[str, str]) -> Estimate:
    return Estimate(Decimal(node["low"]), Decimal(node["likely"]), Decimal(node["high"]))


def _shown(estimate: Estimate) -> Iterator[str]:
    """As people read them: what looks the same is the same."""
    yield from map(rounded, (estimate.low, estimate.likely, estimate.high))


def _words(estimate: Estimate, unit: str) -> str:
    low, likely, high = _shown(estimate)
    value = with_unit(likely, unit)
    return value if low == high else f"{value} ({low} to {high})"
