"""Choosing the two amounts of a sensitivity table."""

from collections.abc import Sequence
from typing import Any

from django import forms

from metrics.wording.valuation import PAYOFFS


class AxesForm(forms.Form):
    """One amount down, another one across; only such that are not 0 can be varied."""

    def __init__(self, *args: Any, names: Sequence[str], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [(name, PAYOFFS[name]) for name in names]
        self.fields["rows"] = forms.ChoiceField(label="Down", choices=choices)
        self.fields["columns"] = forms.ChoiceField(label="Across", choices=choices)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        rows = cleaned.get("rows")
        if rows and rows == cleaned.get("columns"):
            self.add_error("columns", "Choose another amount than the one that goes down.")
        return cleaned
