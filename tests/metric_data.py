"""Business metrics, links and filled forms for tests."""

import datetime
from decimal import Decimal
from typing import Any

from accounts.models import Organization, User
from metrics.models import (
    BusinessMetric,
    Experiment,
    ExperimentDecision,
    ExperimentGuardrail,
    ExperimentReading,
    Measured,
    MetricLink,
    MetricSample,
    TechnicalMetric,
    TemplateStart,
)
from metrics.overview.driver_trees import Content
from metrics.overview.technical import catalog_fields
from metrics.services import definitions, experiments, links, samples
from metrics.services.templates import Choices, start_from

TODAY = datetime.date(2026, 3, 2)
NET_VALUE = "Credit losses avoided, net of contacts"
FORMULA = "customers * revenue"


def start(
    organization: Organization,
    actor: User,
    template: str = "credit-default",
    trees: tuple[str, ...] = ("defaults_prevented",),
    **readings: str,
) -> TemplateStart:
    """The bank's case, or another template, started."""
    choices = Choices(trees, "EUR", readings)
    return start_from(
        organization=organization, actor=actor, template=template, choices=choices, today=TODAY
    )


def metric(organization: Organization, actor: User, **overrides: Any) -> BusinessMetric:
    """A forecast error of 24 %, to be 21.6 %."""
    fields = {
        "name": "Forecast error",
        "category": "efficiency",
        "unit": "%",
        "direction": "down",
        "minimum": Decimal(0),
        "maximum": None,
        "baseline": Decimal(24),
        "baseline_on": TODAY,
        "baseline_source": "Planning report",
        "target_kind": "relative",
        "target_amount": Decimal(10),
        "target_on": datetime.date(2027, 3, 31),
        "owner": actor,
        "measured_by": "Weighted error over all shops",
        "frequency": "weekly",
        "is_guardrail": False,
        **overrides,
    }
    return definitions.create_metric(organization=organization, actor=actor, fields=fields)


def sample(metric: Measured, actor: User, **overrides: Any) -> MetricSample:
    """A value measured a month after the baseline: that of the baseline, or 90."""
    day, value = TODAY + datetime.timedelta(days=30), getattr(metric, "baseline", Decimal(90))
    fields = {"day": day, "value": value, "note": "Monthly report", **overrides}
    return samples.add(metric=metric, actor=actor, entry=samples.Entry.of_row(**fields))


def series(metric: Measured, actor: User, *values: int) -> MetricSample:
    """Values every 20 days; the newest of them."""
    for place, value in enumerate(values, 1):
        day = TODAY + datetime.timedelta(days=20 * place)
        newest = sample(metric, actor, day=day, value=Decimal(value))
    return newest


def experiment(organization: Organization, actor: User, **overrides: Any) -> Experiment:
    """A test that shall find 5 % becoming 6 %."""
    question = {"rate": 0.05, "effect": 0.01, "power": 0.8, "share_b": 0.5, "daily_traffic": 1000}
    return experiments.create(
        organization=organization,
        actor=actor,
        name=overrides.pop("name", "New offer"),
        question={**question, **overrides},
    )


def mean_experiment(organization: Organization, actor: User, **overrides: Any) -> Experiment:
    """A test that shall find 20 becoming 21.5 EUR a customer."""
    question = {
        "mean": 20.0, "effect": 1.5, "sd_a": 8.0, "sd_b": 8.0, "power": 0.8, "share_b": 0.5,
        "daily_traffic": None, "outcome_days": 30,
    }  # fmt: skip
    return experiments.create(
        organization=organization,
        actor=actor,
        name=overrides.pop("name", "Basket"),
        question={**question, **overrides},
        measure="mean",
        units="customers",
        value_unit="EUR/customer",
    )


def guardrail(experiment: Experiment, actor: User, **overrides: Any) -> ExperimentGuardrail:
    """Complaints, which may rise by half a point."""
    fields = {
        "metric": None, "name": "Complaints", "measure": "share", "unit": "", "worse": "higher",
        "worst_change": Decimal("0.5"), **overrides,
    }  # fmt: skip
    version = Experiment.objects.get(pk=experiment.pk).version
    return experiments.add_guardrail(
        experiment=experiment, actor=actor, version=version, fields=fields
    )


def reading(
    experiment: Experiment, actor: User, counts: tuple[float, ...], **guardrails: Any
) -> ExperimentReading:
    """A look: sizes, conversions or means and deviations, old way before new way for each group.

    Shares come as size and conversions of each way, means as size, mean and deviation of each.
    """
    figures = ("n", "mean", "sd") if experiment.is_mean else ("n", "conversions")
    names = [f"{figure}_{arm}" for arm in "ab" for figure in figures]
    return experiments.read(
        experiment=experiment,
        actor=actor,
        version=Experiment.objects.get(pk=experiment.pk).version,
        counts=dict(zip(names, counts, strict=True)),
        guardrails=guardrails,
    )


def decision(experiment: Experiment, actor: User, **fields: Any) -> ExperimentDecision:
    """A decision on a test as it stands."""
    version = Experiment.objects.get(pk=experiment.pk).version
    given = {"kind": "go_on", "reason": "Too early to say.", **fields}
    return experiments.decide(experiment=experiment, actor=actor, version=version, **given)


def technical(organization: Organization, actor: User, name: str = "Alerts") -> TechnicalMetric:
    """A technical metric of their own that no link uses."""
    fields = {"name": name, "says": "Share of alerts that are right", "unit": "%"}
    return definitions.add_technical(
        organization=organization, actor=actor, fields={**fields, "direction": "up"}
    )


def cataloged(organization: Organization, actor: User, key: str = "accuracy") -> TechnicalMetric:
    """A technical metric of the shipped catalog."""
    return definitions.add_technical(
        organization=organization, actor=actor, fields=catalog_fields(key)
    )


def input_node(key: str, unit: str, *numbers: str, **more: str) -> dict[str, Any]:
    """An input as links store it; one number for all three."""
    low, likely, high = numbers if len(numbers) == 3 else numbers * 3
    return {
        "key": key,
        "name": key.replace("_", " "),
        "unit": unit,
        "source": "",
        "low": low,
        "likely": likely,
        "high": high,
        "minimum": None,
        "maximum": None,
        "technical": "",
        "driver": "",
        **more,
    }


def content(*nodes: dict[str, Any], formula: str = FORMULA, **more: str) -> Content:
    """Customers times revenue, or other nodes and another formula."""
    usual = (
        input_node("customers", "customers/year", "90", "100", "120"),
        input_node("revenue", "EUR/customer", "8", "10", "11"),
    )
    fields = {"mechanism": "More customers stay.", "result_key": "result", **more}
    return Content(formula=formula, nodes=list(nodes or usual), **fields)


def revenue_metric(organization: Organization, actor: User, **overrides: Any) -> BusinessMetric:
    """Money per year that can be linked."""
    fields = {
        "name": "Revenue kept",
        "category": "revenue",
        "unit": "EUR/year",
        "direction": "up",
        "baseline": Decimal(0),
        "target_kind": "absolute",
        "target_amount": Decimal(1000),
        **overrides,
    }
    return metric(organization, actor, **fields)


def link(organization: Organization, actor: User, **overrides: Any) -> MetricLink:
    """A linked metric."""
    linked = revenue_metric(organization, actor, **overrides)
    return links.create_link(metric=linked, actor=actor, content=content())


def loose_link(metric: BusinessMetric, actor: User) -> MetricLink:
    """A link of a metric that is there already."""
    return links.create_link(metric=metric, actor=actor, content=content())


def differing(organization: Organization, actor: User) -> tuple[BusinessMetric, BusinessMetric]:
    """A metric whose own tree gives 630, and one whose tree holds 600 for it."""
    counted = revenue_metric(organization, actor, name="Margin kept")
    held = revenue_metric(organization, actor, name="Margin in all")
    own = input_node("kept", "EUR/year", "550", "630", "700")
    other = input_node("margin", "EUR/year", "550", "600", "700", driver=counted.public_id)
    for linked, node in ((counted, own), (held, other)):
        made = content(node, formula=node["key"])
        links.create_link(metric=linked, actor=actor, content=made)
    return counted, held


def typed_link(*rows: dict[str, str], steps: Any = (), **changes: str) -> dict[str, Any]:
    """A filled form of a link: customers times revenue unless other rows are given."""
    usual = (
        {"name": "Customers", "unit": "customers/year", "low": "90", "likely": "100"},
        {"name": "Revenue", "key": "price", "unit": "EUR/customer", "low": "8", "likely": "10"},
    )
    highs = ("120", "11")
    filled = rows or [{**row, "high": high} for row, high in zip(usual, highs, strict=True)]
    fields = {
        "version": "1",
        "mechanism": "More customers stay.",
        "formula": "customers * price",
        "then": "save",
    }
    for prefix, part in (("inputs", filled), ("steps", steps)):
        fields |= {f"{prefix}-TOTAL_FORMS": len(part) + 1, f"{prefix}-INITIAL_FORMS": 0}
        for index, row in enumerate(part):
            fields |= {f"{prefix}-{index}-{name}": value for name, value in row.items()}
    return {**fields, **changes}
