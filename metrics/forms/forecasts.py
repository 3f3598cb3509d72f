"""The question to a forecast: what an error costs, with what it is compared, and for how many."""

from decimal import Decimal
from typing import Any

from django import forms

from aiproj.shared.format import sentence_case
from metrics.forms.amounts import LineField
from metrics.forms.valuation import CURRENCIES, money
from metrics.models import Predictions
from metrics.reading.limits import MOST_PERIODS
from metrics.wording.forecasts import reference_name

TEXTS = ("currency", "unit", "reference")


class ForecastForm(forms.Form):
    """One question to a forecast. An empty number of rows is the file's."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    cost_under = money("Each unit too little", required=True, min_value=Decimal(0))
    cost_over = money("Each unit too much", required=True, min_value=Decimal(0))
    currency = forms.ChoiceField(label="Currency", choices=[(code, code) for code in CURRENCIES])
    unit = LineField(label="Unit, such as bikes", max_length=40, initial="units")
    reference = forms.ChoiceField(
        label="Compare with", error_messages={"required": "Choose what to compare with."}
    )
    block = forms.IntegerField(
        label="Periods in a block",
        min_value=1,
        max_value=MOST_PERIODS,
        help_text="Errors of neighboring periods go together; the range takes a block as one.",
        widget=forms.NumberInput(attrs={"class": "num"}),
    )
    size = money("Rows a year", min_value=Decimal(1), help_text="Empty: the file's.")

    def __init__(self, *args: Any, forecast: Predictions, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        season, facts = forecast.mapping["season"], forecast.facts
        self.fields["reference"].choices = [  # type: ignore[attr-defined]
            (key, sentence_case(reference_name(key, season))) for key in facts["references"]
        ]
        if facts["periods"]:
            # The cube root is the usual length for means of blocks
            self.fields["block"].initial = round(len(facts["periods"]) ** (1 / 3))
        else:
            del self.fields["block"]

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields in the order in which one thinks of them."""
        compared = ("reference", "block") if "block" in self.fields else ("reference",)
        names = (
            ("What an error costs", ("cost_under", "cost_over", "currency", "unit")),
            ("What it is compared with", compared),
            ("Whom the file stands for", ("size",)),
        )
        return [(legend, [self[name] for name in fields]) for legend, fields in names]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        costs = [cleaned.get(name) for name in ("cost_under", "cost_over")]
        if costs == [0, 0]:
            self.add_error("cost_under", "Without any cost there is nothing to save.")
        return cleaned

    @property
    def question(self) -> dict[str, Any]:
        """The question as it is stored: amounts as text."""
        return {
            name: str(value.normalize()) if isinstance(value, Decimal) else value
            for name, value in self.cleaned_data.items()
            if name != "version" and value is not None
        }


def initial_of(question: dict[str, Any]) -> dict[str, Any]:
    """A stored question as the form shows it."""
    return {
        name: f"{Decimal(value):f}" if name not in TEXTS and isinstance(value, str) else value
        for name, value in question.items()
    }
