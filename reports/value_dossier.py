"""Collects what a value report is written from: a stored valuation, and perhaps a metric."""

import datetime
from typing import Any

from aiproj.shared import charts
from aiproj.shared import format as show
from metrics.models import BusinessMetric, MetricLink, Valuation
from metrics.overview.driver_trees import content_of, drawing_of
from metrics.overview.valuation import CURVE_HEAD, curve_figure, curve_rows
from metrics.wording import valuation as wording
from metrics.wording.figures import exact, with_unit
from reports.value_story import Line, Metric, Source, Tree, ValueStory, value_story


def write(
    valuation: Valuation, metric: BusinessMetric | None, counted: str, today: datetime.date
) -> ValueStory:
    """What the report says, from the stored answer and the metric as it stands today."""
    predictions = valuation.predictions
    facts = wording.facts_of(predictions.facts, valuation.result)
    source = Source(
        organization=predictions.organization.name,
        predictions=predictions.name,
        file=tuple(Line(line.label, line.value) for line in facts),
        question=valuation.question,
        result=valuation.result,
        counted=counted,
        number=valuation.number,
        made_on=show.date(today),
        formula_version=valuation.formula_version,
        inputs_hash=valuation.inputs_hash,
        metric=_metric(metric) if metric else None,
    )
    return value_story(source, _chart(valuation))


def page_chart(chart: dict[str, Any]) -> dict[str, Any]:
    """The stored curve as the page shows it; nothing is computed anew."""
    names = ("title", "subtitle", "caption", "head", "rows")
    return charts.for_page(chart["figure"], **{name: chart[name] for name in names})


def _chart(valuation: Valuation) -> dict[str, Any]:
    question, result = valuation.question, valuation.result
    story = wording.tell(question, result)
    return {
        "title": story.chart_title,
        "subtitle": story.chart_subtitle,
        "caption": story.caption,
        "head": list(CURVE_HEAD),
        "rows": curve_rows(question, result),
        "figure": curve_figure(question, result),
    }


def _metric(metric: BusinessMetric) -> Metric:
    owner = metric.owner.name if metric.owner else "nobody yet"
    lines = (
        Line("Category", metric.get_category_display()),
        Line("Baseline", f"{_amount(metric.baseline, metric)} on {show.date(metric.baseline_on)}, "
             f"from {metric.baseline_source}"),
        Line("Target", f"{_amount(metric.target, metric)} by {show.date(metric.target_on)}"),
        Line("Owner", owner),
    )  # fmt: skip
    links = metric.links.current().order_by("pk")
    return Metric(metric.name, lines, tuple(_tree(metric, link) for link in links))


def _amount(value: Any, metric: BusinessMetric) -> str:
    return with_unit(exact(value), metric.unit)


def _tree(metric: BusinessMetric, link: MetricLink) -> Tree:
    drawn = drawing_of(link.result, content_of(link))
    sides = [agreement.get_side_display().lower() for agreement in link.standing()]
    return Tree(
        metric=metric.name,
        category=metric.get_category_display(),
        value=drawn.value,
        span=drawn.span,
        worked=tuple(link.result["worked"]),
        agreed=f"agreed by {show.join_words(sides)}" if sides else "not agreed yet",
    )


PAPER_SIZE = (730, 300)  # leaves the first page room for context and insight


def with_paper_chart(content: dict[str, Any]) -> dict[str, Any]:
    """The content as the PDF reads it: the curve drawn alone, in light colors."""
    figure = content["chart"]["figure"]
    drawing = str(charts.to_svg(figure, *PAPER_SIZE, palette=charts.LIGHT))
    return {**content, "chart": {**content["chart"], "svg": drawing, "said": figure["said"]}}
