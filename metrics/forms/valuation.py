"""The payoff editor: what each outcome is worth, whom the file stands for, and limits."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms

from metrics.forms.amounts import LimitedAmountField, LineField
from metrics.forms.predictive_models import upload_label
from metrics.models import Predictions

CURRENCIES = ("USD", "EUR", "GBP", "CHF", "JPY", "INR", "CAD", "AUD", "SEK", "NOK", "DKK", "PLN")
PERIOD_NAMES = {"": "No period", "month": "Month", "quarter": "Quarter", "year": "Year"}

OUTCOMES = ("true_positive", "false_positive", "false_negative", "true_negative")
GROUPS = (
    ("The decision", ("doing", "people", "currency", "period")),
    ("What one case brings", OUTCOMES),
    ("What acting costs", ("cost_per_action", "fixed_cost", "fixed_cost_always")),
    ("Whom the file stands for", ("population", "prevalence")),
    ("Limits", ("volume", "budget")),
    ("Threshold", ("tuning",)),
    ("Today's practice", ("practice_treated", "practice_hits")),
)


def money(label: str, **options: Any) -> LimitedAmountField:
    """An amount up to a million millions, with cents and their hundredths."""
    return LimitedAmountField(
        label=label,
        max_digits=16,
        decimal_places=4,
        required=options.pop("required", False),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "num"}),
        error_messages={
            "required": "Give an amount; 0 where nothing is gained or lost.",
            "invalid": "Write a plain number such as 120 or -12.50.",
        },
        **options,
    )


class PayoffForm(forms.Form):
    """One question to the predictions. Empty amounts are zero; empty limits are none."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    doing = LineField(
        label="What is done", max_length=40, initial="contacting", help_text="As in “contacting”."
    )
    people = LineField(
        label="To whom", max_length=40, initial="customers", help_text="As in “customers”."
    )
    currency = forms.ChoiceField(label="Currency", choices=[(code, code) for code in CURRENCIES])
    period = forms.ChoiceField(
        label="For one", required=False, initial="quarter", choices=list(PERIOD_NAMES.items())
    )
    true_positive = money("Positive, treated", required=True)
    false_positive = money("Negative, treated", initial=Decimal(0))
    false_negative = money("Positive, left alone", initial=Decimal(0))
    true_negative = money("Negative, left alone", initial=Decimal(0))
    cost_per_action = money("For each treated", initial=Decimal(0), min_value=Decimal(0))
    fixed_cost = money("Once, fixed", initial=Decimal(0), min_value=Decimal(0))
    fixed_cost_always = forms.BooleanField(
        label="Spent already, whatever is decided", required=False
    )
    population = money("How many people", min_value=Decimal(1), help_text="Empty: the file's.")
    prevalence = LimitedAmountField(
        label="Share of positives, %",
        required=False,
        max_digits=7,
        decimal_places=4,
        min_value=Decimal("0.0001"),
        max_value=Decimal("99.9999"),
        help_text="Empty: the file's.",
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "num"}),
    )
    volume = money("How many can be treated", min_value=Decimal(0))
    budget = money("Budget", min_value=Decimal(0))
    tuning = forms.ChoiceField(
        label="Best score of",
        required=False,
        help_text="With other predictions of the same model nothing has to be taken off for "
        "picking it here.",
        error_messages={"invalid_choice": "Choose predictions that are there and ready."},
    )
    practice_treated = money("Treated today", min_value=Decimal(0))
    practice_hits = money("Of them positive", min_value=Decimal(0))

    def __init__(
        self,
        *args: Any,
        by_amount: bool = False,
        others: Iterable[Predictions] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        rows = [(row.public_id, upload_label(row)) for row in others]
        self.fields["tuning"].choices = [("", "This file"), *rows]  # type: ignore[attr-defined]
        if by_amount:
            for name in OUTCOMES:
                label = f"{self.fields[name].label}: per unit of amount"
                self.fields[f"{name}_per_amount"] = money(label, initial=Decimal(0))

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields in the order in which one thinks of them."""
        by_amount = [f"{name}_per_amount" for name in OUTCOMES]
        extra = [name for name in by_amount if name in self.fields]
        groups = [*GROUPS[:1], (GROUPS[1][0], (*GROUPS[1][1], *extra)), *GROUPS[2:]]
        return [
            (legend, [self[name] for name in names])
            for legend, names in groups
            if legend != "Threshold" or self.has_others
        ]

    @property
    def has_others(self) -> bool:
        """Whether the threshold can be picked elsewhere."""
        return len(self.fields["tuning"].choices) > 1  # type: ignore[attr-defined]

    def clean_tuning(self) -> str | None:
        return self.cleaned_data["tuning"] or None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        treated, hits = cleaned.get("practice_treated"), cleaned.get("practice_hits")
        if (treated is None) != (hits is None):
            missing = "practice_hits" if hits is None else "practice_treated"
            self.add_error(missing, "Current practice needs both numbers, or neither.")
        elif treated is not None and hits is not None and hits > treated:
            self.add_error("practice_hits", "No more than are treated.")
        return cleaned

    @property
    def question(self) -> dict[str, Any]:
        """The question as it is stored: amounts as text, shares between 0 and 1."""
        cleaned = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        if cleaned["prevalence"] is not None:
            cleaned["prevalence"] = cleaned["prevalence"] / 100
        return {
            name: str(value.normalize()) if isinstance(value, Decimal) else value
            for name, value in cleaned.items()
            if value is not None
        }


def initial_of(question: dict[str, Any]) -> dict[str, Any]:
    """A stored question as the form shows it."""
    shown = dict(question)
    if shown.get("prevalence"):
        shown["prevalence"] = f"{(Decimal(shown['prevalence']) * 100).normalize():f}"
    return {
        name: f"{Decimal(value):f}" if name not in TEXTS and isinstance(value, str) else value
        for name, value in shown.items()
    }


TEXTS = ("doing", "people", "currency", "period", "tuning")
