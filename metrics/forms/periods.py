"""Asking for a review by period."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms

from aiproj.shared import format as show
from metrics.calc.periods import DAY, MOST_INPUTS, in_order_of_time
from metrics.forms.predictions import as_named
from metrics.models import Predictions
from metrics.reading.columns import ROLE_NAMES

GROUPINGS = [
    ("as_it_is", "As the file names them"),
    ("month", "Months"),
    ("quarter", "Quarters"),
    ("year", "Years"),
]


class InputsField(forms.MultipleChoiceField):
    """Some of the columns, by their names."""

    names: Sequence[str] = ()

    def to_python(self, value: Any) -> list[str]:
        return [as_named(self.names, each) for each in super().to_python(value)]


class PeriodReviewForm(forms.Form):
    """The threshold in use, how periods are taken together, the reference, and the inputs."""

    threshold = forms.FloatField(
        label="Score from which people are treated",
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "num"}),
        error_messages={"required": "Give the threshold that is in use."},
    )
    grouping = forms.ChoiceField(
        label="Take together",
        choices=GROUPINGS,
        help_text="Days such as 2026-01-31 can be taken together.",
    )
    reference = forms.IntegerField(
        label="First periods that are the reference",
        initial=1,
        min_value=1,
        max_value=59,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "num"}),
        help_text="Later periods are held against them.",
    )
    inputs = InputsField(
        label="Inputs to watch",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=f"Columns that the model saw; up to {MOST_INPUTS}.",
    )

    def __init__(
        self,
        *args: Any,
        predictions: Predictions,
        threshold: float | None,
        source: str,
        **kwargs: Any,
    ) -> None:
        facts, mapping = predictions.facts, predictions.mapping
        days = all(DAY.match(name) for name in facts["periods"])
        kwargs["initial"] = {
            "threshold": None if threshold is None else repr(threshold),
            "grouping": "month" if days and len(facts["periods"]) > 1 else "as_it_is",
            "reference": 1,
        }
        super().__init__(*args, **kwargs)
        self.fields["threshold"].help_text = source
        if not days:
            del self.fields["grouping"]
        used = {mapping.get(role) for role in ROLE_NAMES}
        names = [name for name in facts["columns"] if name and name not in used]
        if names:
            inputs = cast(InputsField, self.fields["inputs"])
            inputs.names, inputs.choices = names, [(name, name) for name in names]
        else:
            del self.fields["inputs"]
        found = in_order_of_time(facts["periods"])
        self.span = f"{found[0]} to {found[-1]}"
        pending = facts.get("pending")
        self.pending = show.counted(pending, "row") if pending else ""

    def clean_inputs(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["inputs"]
        if len(chosen) > MOST_INPUTS:
            raise forms.ValidationError(f"Choose at most {MOST_INPUTS} inputs.")
        return chosen

    def order(self) -> dict[str, Any]:
        """What the service is asked."""
        cleaned = self.cleaned_data
        return {
            "threshold": cleaned["threshold"],
            "grouping": cleaned.get("grouping", "as_it_is"),
            "reference": cleaned["reference"],
            "inputs": cleaned.get("inputs", []),
        }
