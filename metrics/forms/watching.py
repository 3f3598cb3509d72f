"""Forms of regular checks and of the signals of drift."""

import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet

from accounts.forms import LARGEST_VERSION, VersionedForm
from accounts.models import User
from metrics.forms.amounts import DayField, LineField
from metrics.models import BusinessMetric, DriftWatch

LONGEST = 3650


class MadeOrChangedForm(forms.Form):
    """A save of a record that may not be there yet: version 0 says that none was."""

    version = forms.IntegerField(
        widget=forms.HiddenInput, initial=0, min_value=0, max_value=LARGEST_VERSION
    )
    stored: dict[str, str] = {}


class CheckForm(MadeOrChangedForm):
    """How often a check comes back, and whose it is."""

    every_days = forms.IntegerField(
        label="Every so many days",
        min_value=1,
        max_value=LONGEST,
        error_messages={"required": "Enter a number of days such as 30."},
    )
    first_due = DayField(
        label="First due",
        help_text="From then on it is due so many days after it was done.",
        error_messages={"required": "Choose the day on which it is due first."},
    )
    owner = forms.ModelChoiceField(
        queryset=User.objects.none(),
        to_field_name="public_id",
        label="Owner",
        error_messages={"required": "Choose who does it."},
    )

    def __init__(self, *args: Any, owners: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = owners  # type: ignore[attr-defined]


class DoneForm(VersionedForm):
    """That a check was done, and what was found."""

    done_on = DayField(label="Done on", error_messages={"required": "Choose the day."})
    note = LineField(
        label="What was found",
        max_length=300,
        error_messages={"required": "Say what was found, also where all is well."},
    )

    def __init__(self, *args: Any, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_done_on(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["done_on"]
        if day > self.today:
            raise forms.ValidationError("That day has not come yet.")
        return day


class WatchForm(MadeOrChangedForm):
    """The signal that watches a source of drift, and the limit from which on to act."""

    signal = forms.ChoiceField(
        label="Signal",
        required=False,
        choices=[("", "None"), *DriftWatch.Signal.choices],
        widget=forms.RadioSelect,
    )
    metric = forms.ModelChoiceField(
        queryset=BusinessMetric.objects.none(),
        to_field_name="public_id",
        required=False,
        label="Business metric",
        empty_label="None",
        help_text="Where a business metric is the signal.",
    )
    limit = LineField(
        label="Act when",
        max_length=120,
        required=False,
        help_text="Such as “above 4 % in a month” or “PSI above its limit twice”.",
    )

    def __init__(
        self,
        *args: Any,
        metrics: QuerySet[BusinessMetric] | None,
        kept: BusinessMetric | None,
        **kwargs: Any,
    ) -> None:
        """`metrics` is None for people who may not know them: they keep the metric or drop it."""
        super().__init__(*args, **kwargs)
        self.kept = None if metrics is not None else kept
        fields: dict[str, Any] = self.fields
        if metrics is not None:
            fields["metric"].queryset = metrics
            return
        del fields["metric"]
        if kept is None:
            left = [pair for pair in DriftWatch.Signal.choices if pair[0] != "metric"]
            fields["signal"].choices = [("", "None"), *left]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "metric" not in self.fields:
            data["metric"] = self.kept
        if data.get("signal") != DriftWatch.Signal.METRIC:
            data["metric"] = None
        elif data.get("metric") is None and "metric" not in self.errors:
            self.add_error("metric", "Choose the business metric.")
        if not data.get("signal"):
            data["limit"] = ""
        elif not data.get("limit") and "limit" not in self.errors:
            self.add_error("limit", "Say from when on to act.")
        return data
