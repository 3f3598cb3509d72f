"""Payoffs to begin with, beside the payoff editor: the choices, and the one that fills it."""

from dataclasses import dataclass, field
from typing import Any

from metrics.calc.payoffs import Payoffs, break_even_probability, is_reasonable
from metrics.catalog.payoffs import PayoffTemplate, payoff_templates
from metrics.models import Predictions
from metrics.wording import payoffs as names
from metrics.wording import valuation as wording
from metrics.wording.figures import exact
from metrics.wording.valuation import Line


@dataclass(frozen=True)
class Choice:
    """A template that one may choose; not where it needs amounts that the file lacks."""

    key: str
    title: str
    summary: str
    lacks_amounts: bool


@dataclass(frozen=True)
class Example:
    """One filled field: its name, amount, formula and meaning."""

    label: str
    amount: str
    formula: str
    means: str


@dataclass(frozen=True)
class Start:
    """The choices; with the template that fills the form, its lines and what decides in it."""

    choices: list[Choice]
    title: str = ""
    lines: list[Example] = field(default_factory=list)
    decides: list[Line] = field(default_factory=list)


def chosen_template(predictions: Predictions, key: str) -> PayoffTemplate | None:
    """The template of this key; None for no such one, or one that the file has no amounts for."""
    template = payoff_templates().get(key)
    return template if template and not _lacks_amounts(predictions, template) else None


def start_of(
    predictions: Predictions, template: PayoffTemplate | None, currency: str, payoffs: Payoffs
) -> Start:
    """What stands above the fields; `payoffs` are those of the template."""
    choices = [
        Choice(each.key, each.title, each.summary, _lacks_amounts(predictions, each))
        for each in payoff_templates().values()
    ]
    if template is None:
        return Start(choices)
    lines = [
        Example(names.label(line.field), exact(line.amount), line.formula, line.means)
        for line in template.lines
    ]
    decides = wording.decides({**template.fields, "currency": currency}, _as_result(payoffs))
    return Start(choices, template.title, lines, decides)


def _lacks_amounts(predictions: Predictions, template: PayoffTemplate) -> bool:
    return template.needs_amounts and not predictions.mapping.get("amount")


def _as_result(payoffs: Payoffs) -> dict[str, Any]:
    return {
        "right_action": payoffs.right_action.constant,
        "wrong_action": payoffs.wrong_action.constant,
        "reasonable": is_reasonable(payoffs),
        "break_even": break_even_probability(payoffs),
        "capacity_worth": None,
    }
