"""A shipped template as its page shows it before anything is made."""

from dataclasses import dataclass

from metrics.catalog.model import BusinessMetric as TemplateMetric
from metrics.catalog.model import Template, TemplateTree
from metrics.models import BusinessMetric
from metrics.overview.driver_trees import Content, Drawing, drawing_of, work_out
from metrics.wording.figures import exact, with_unit


@dataclass(frozen=True)
class MetricExample:
    """A metric of a template with its example numbers."""

    metric: TemplateMetric
    category: str
    baseline: str
    target: str


@dataclass(frozen=True)
class TreeExample:
    """A tree of a template, drawn."""

    tree: TemplateTree
    name: str
    drawing: Drawing


def metric_examples(template: Template) -> list[MetricExample]:
    """Every metric with its example; a target with two meanings shows both values."""
    return [
        MetricExample(
            metric,
            BusinessMetric.Category(metric.category).label,
            with_unit(exact(metric.baseline), metric.unit),
            " or ".join(
                with_unit(exact(value), metric.unit)
                for value in dict.fromkeys([metric.targets.relative, metric.targets.points])
            ),
        )
        for metric in template.metrics
    ]


def tree_examples(template: Template, contents: list[tuple[str, Content]]) -> list[TreeExample]:
    """Each result of each tree; `contents` pairs the tree's key with what its link would hold."""
    metrics = {metric.key: metric for metric in template.metrics}
    found = []
    for key, content in contents:
        metric = metrics[content.result_key]
        row = BusinessMetric(name=metric.name, category=metric.category, unit=metric.unit)
        drawing = drawing_of(work_out(row, content), content)
        found.append(TreeExample(template.tree(key), metric.name, drawing))
    return found
