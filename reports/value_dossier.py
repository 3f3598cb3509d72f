"""Collects what a value report is written from: a stored valuation, and perhaps a metric."""

import datetime
from dataclasses import asdict
from typing import Any

from aiproj.shared import charts
from aiproj.shared import format as show
from metrics.exports import Units
from metrics.models import BusinessMetric, MetricLink, Predictions, Valuation
from metrics.overview.driver_trees import content_of, drawing_of
from metrics.overview.forecasts import chart_parts
from metrics.overview.stand_ins import differences_of
from metrics.overview.valuation import CURVE_HEAD, curve_figure, curve_rows
from metrics.wording import forecasts as forecast_wording
from metrics.wording import valuation as wording
from metrics.wording.figures import exact, with_unit
from metrics.wording.left_out import left_out_note
from reports.forecast_story import forecast_story
from reports.value_parts import Line, Metric, Source, Tree
from reports.value_story import ValueStory, value_story

FORECAST_POINTS = ("shifts", "shift_costs", "labels", "groups", "group_savings")


def write(
    valuation: Valuation, metric: BusinessMetric | None, counted: str, today: datetime.date
) -> ValueStory:
    """What the report says, from the stored answer and the metric as it stands today."""
    predictions, is_forecast = valuation.predictions, _is_forecast(valuation)
    if is_forecast:
        facts = forecast_wording.facts_of(predictions.facts)
    else:
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
    return (
        forecast_story(source, _charts(valuation))
        if is_forecast
        else value_story(source, _chart(valuation))
    )


def curve_of(valuation: Valuation) -> dict[str, Any]:
    """The points that the workbook lists in full, kept with the report."""
    result: dict[str, Any] = valuation.result
    if _is_forecast(valuation):
        units = asdict(Units.of(valuation.question, result))
        return {"units": units, **{name: result[name] for name in FORECAST_POINTS}}
    drawing: dict[str, Any] = result["drawing"]
    return drawing


def _is_forecast(valuation: Valuation) -> bool:
    return valuation.predictions.kind == Predictions.Kind.FORECAST


def page_charts(content: dict[str, Any]) -> list[dict[str, Any]]:
    """The stored charts as the page shows them; nothing is computed anew."""
    names = ("title", "subtitle", "caption", "head", "rows")
    stored = [content["chart"], *content.get("charts", ())]
    return [
        charts.for_page(each["figure"], **{name: each[name] for name in names})
        for each in stored
        if each
    ]


def _charts(valuation: Valuation) -> list[dict[str, Any]]:
    """The drawings of a forecast that have enough points, the plainest first."""
    result, file = valuation.result, valuation.predictions
    note = left_out_note(result, file.facts, file.kind)
    parts = chart_parts(valuation.question, result, note)
    saving = parts["saving_chart"]
    order = (saving and {**saving, "is_low": True}, parts["period_chart"], parts["shift_chart"])
    return [each for each in order if each]


def _chart(valuation: Valuation) -> dict[str, Any]:
    question, result, file = valuation.question, valuation.result, valuation.predictions
    story = wording.tell(question, result)
    return {
        "title": story.chart_title,
        "subtitle": story.chart_subtitle,
        "caption": story.caption,
        "head": list(CURVE_HEAD),
        "rows": curve_rows(question, result),
        "figure": charts.noted(
            curve_figure(question, result), left_out_note(result, file.facts, file.kind)
        ),
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
        differs=" ".join(each.in_report for each in differences_of([link])),
    )


PAPER_SIZE = (730, 264)  # leaves the first page room for context and insight
LOW_PAPER_SIZE = (730, 230)


def with_paper_charts(content: dict[str, Any]) -> dict[str, Any]:
    """The content as the PDF reads it: every chart drawn alone, in light colors."""
    first = _on_paper(content["chart"]) if content["chart"] else {}
    return {**content, "chart": first, "charts": list(map(_on_paper, content.get("charts", ())))}


def _on_paper(chart: dict[str, Any]) -> dict[str, Any]:
    figure = chart["figure"]
    size = LOW_PAPER_SIZE if chart.get("is_low") else PAPER_SIZE
    drawing = str(charts.to_svg(figure, *size, palette=charts.LIGHT))
    return {**chart, "svg": drawing, "said": figure["said"]}
