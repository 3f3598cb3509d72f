"""What a project has brought: asked for at the benefits review."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms

from aiproj.shared import format as formats
from metrics.forms.amounts import AmountField, DayField, LineField
from scoping.forms.charters import GateForm, need_to_go_on
from scoping.models import GateDecision

SHORTEST = timedelta(days=28)
OUTCOME = ("benefit", "starts_on", "ends_on", "cost", "source")
GOING = (GateDecision.Decision.GO, GateDecision.Decision.CONDITIONS)


class OutcomeForm(forms.Form):
    """The margin measured over some days, and what was spent; both as amounts of a currency."""

    use_required_attribute = False
    benefit = AmountField(error_messages={"required": "Enter the margin that was measured."})
    starts_on = DayField(
        label="Measured from", error_messages={"required": "Enter the first day of measuring."}
    )
    ends_on = DayField(
        label="Measured until", error_messages={"required": "Enter the last day of measuring."}
    )
    cost = AmountField(error_messages={"required": "Enter what was spent."})
    source = LineField(
        label="Source",
        max_length=300,
        help_text="Where both figures come from, such as a report.",
        error_messages={"required": "Say where the figures come from."},
    )

    def __init__(self, *args: Any, currency: str, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today
        self.fields["benefit"].label = f"Margin measured in these days, in {currency}"
        self.fields["benefit"].help_text = "Compared as a year of it with the forecast."
        self.fields["cost"].label = f"Spent to build it, in {currency}"

    def clean_ends_on(self) -> date | None:
        day: date | None = self.cleaned_data["ends_on"]
        if day and day > self.today:
            raise forms.ValidationError(f"{formats.date(day)} lies in the future.")
        return day

    def clean_cost(self) -> Any:
        cost = self.cleaned_data["cost"]
        if cost is not None and cost < 0:
            raise forms.ValidationError("Enter 0 or more.")
        return cost

    def clean(self) -> dict[str, Any]:
        fields = super().clean() or self.cleaned_data
        first, last = fields.get("starts_on"), fields.get("ends_on")
        if first and last and last - first + timedelta(days=1) < SHORTEST:
            text = f"Measure at least {SHORTEST.days} days, so that a year can be told from them."
            self.add_error("ends_on", text)
        return fields


class BenefitsGateForm(GateForm, OutcomeForm):
    """The last gate: what is decided, and what the project has brought.

    To go on, the outcome is needed; whoever decides otherwise may leave it out as a whole.
    """

    field_order = ("decision", *OUTCOME)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in OUTCOME:
            self.fields[name].required = False
        need_to_go_on(self, *OUTCOME)

    def clean(self) -> dict[str, Any]:
        fields = super().clean()
        given = [name for name in OUTCOME if fields.get(name) not in (None, "")]
        if given or fields.get("decision") in GOING:
            for name in OUTCOME:
                if name not in given and name not in self.errors:
                    self.add_error(name, self.fields[name].error_messages["required"])
        return fields

    @property
    def outcome(self) -> dict[str, Any] | None:
        """What was measured; None where nothing was entered."""
        found = {name: self.cleaned_data[name] for name in OUTCOME}
        return found if found["benefit"] is not None else None
