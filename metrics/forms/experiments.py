"""Forms of A/B tests: the plan, and a look at the counts."""

from decimal import Decimal
from typing import Any

from django import forms

from metrics.forms.amounts import AmountField, LineField

MOST_UNITS = 10**10
POWERS = [("0.8", "80 %"), ("0.9", "90 %"), ("0.95", "95 %")]
MISSING = {"required": "Enter a percentage such as 5."}


class PlanForm(forms.Form):
    """What a test shall find."""

    name = LineField(
        label="Name", max_length=120, error_messages={"required": "Give the test a name."}
    )
    rate = AmountField(
        label="Share today in %",
        help_text="Of all who could, how many do it today, without the model.",
        error_messages=MISSING,
    )
    effect = AmountField(
        label="Smallest change worth finding, in percentage points",
        help_text="A smaller one needs far more people. Write -1 for a fall.",
        error_messages=MISSING,
    )
    power = forms.ChoiceField(label="Chance to find it", choices=POWERS)
    share_b = AmountField(
        label="Share that gets the new way, in %", initial=Decimal(50), error_messages=MISSING
    )
    daily_traffic = AmountField(label="People a day", required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        rate, effect, share = (data.get(name) for name in ("rate", "effect", "share_b"))
        if rate is not None and not 0 <= rate <= 100:
            self.add_error("rate", "A share lies from 0 to 100 %.")
        elif rate is not None and effect is not None and not 0 <= rate + effect <= 100:
            self.add_error("effect", "The changed share must lie from 0 to 100 %.")
        if effect == 0:
            self.add_error("effect", "Enter a change other than 0.")
        if share is not None and not 0 < share < 100:
            self.add_error("share_b", "Both ways need people: more than 0 and less than 100 %.")
        traffic = data.get("daily_traffic")
        if traffic is not None and traffic <= 0:
            self.add_error("daily_traffic", "Enter a number above 0.")
        return data

    @property
    def question(self) -> dict[str, Any]:
        """What the plan answers; shares from 0 to 1."""
        data = self.cleaned_data
        found: dict[str, Any] = {
            name: float(data[name] / 100) for name in ("rate", "effect", "share_b")
        }
        traffic = data["daily_traffic"]
        found["power"] = float(data["power"])
        found["daily_traffic"] = None if traffic is None else float(traffic)
        return found


class ReadingForm(forms.Form):
    """The counts of both ways so far."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    n_a = forms.IntegerField(label="People in the old way", min_value=1, max_value=MOST_UNITS)
    conversions_a = forms.IntegerField(
        label="Of them did it, old way", min_value=0, max_value=MOST_UNITS
    )
    n_b = forms.IntegerField(label="People in the new way", min_value=1, max_value=MOST_UNITS)
    conversions_b = forms.IntegerField(
        label="Of them did it, new way", min_value=0, max_value=MOST_UNITS
    )
    stored: dict[str, str] = {}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for arm in ("a", "b"):
            total, done = data.get(f"n_{arm}"), data.get(f"conversions_{arm}")
            if total is not None and done is not None and done > total:
                self.add_error(f"conversions_{arm}", "At most as many as there are people.")
        return data

    @property
    def counts(self) -> dict[str, int]:
        names = ("n_a", "conversions_a", "n_b", "conversions_b")
        return {name: self.cleaned_data[name] for name in names}
