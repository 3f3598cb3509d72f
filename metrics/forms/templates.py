"""What to decide before a template becomes metrics."""

from typing import Any

from django import forms

from metrics.calc.unit_words import COMMON_CURRENCIES, CURRENCIES
from metrics.catalog.model import Template
from metrics.services.templates import Choices
from metrics.wording.figures import exact, with_unit


class StartForm(forms.Form):
    """The currency, one of several ways, and the meaning of targets that have two."""

    currency = forms.ChoiceField(label="Currency")

    def __init__(self, template: Template, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.template = template
        currency: Any = self.fields["currency"]
        rest = sorted(CURRENCIES - COMMON_CURRENCIES)
        currency.choices = [(code, code) for code in [*sorted(COMMON_CURRENCIES), *rest]]
        currency.initial = template.currency
        if template.alternatives:
            self.fields["tree"] = forms.ChoiceField(
                label="Which way",
                choices=[(tree.key, tree.title) for tree in template.trees],
                widget=forms.RadioSelect,
                help_text="Only one: both claim the same saving, which counts once.",
                error_messages={"required": "Choose one way."},
            )
        for metric in template.metrics:
            if metric.target.kind == "ask":
                self.fields[f"reading_{metric.key}"] = _reading_field(metric)

    def choices(self) -> Choices:
        """What was chosen, for a valid form."""
        data = self.cleaned_data
        all_trees = [tree.key for tree in self.template.trees]
        readings = {
            name.removeprefix("reading_"): value
            for name, value in data.items()
            if name.startswith("reading_")
        }
        trees = [data["tree"]] if "tree" in data else all_trees
        return Choices(trees, data["currency"], readings)


def _reading_field(metric: Any) -> forms.ChoiceField:
    start = with_unit(exact(metric.baseline), metric.unit)
    relative, points = (
        with_unit(exact(value), metric.unit)
        for value in (metric.targets.relative, metric.targets.points)
    )
    amount = exact(metric.target.amount)
    return forms.ChoiceField(
        label=f"“{amount} %” for {metric.name}, which is {start}, means",
        choices=[
            ("relative", f"{amount} % of {start}: from {start} to {relative}"),
            ("points", f"{amount} percentage points: from {start} to {points}"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what the target means."},
    )
