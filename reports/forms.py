"""Forms of reports: publishing and sharing."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from metrics.models import BusinessMetric, Predictions
from reports.value_story import COUNTED

DECISIONS = 5


class PublishForm(forms.Form):
    """Decisions asked of the readers, and who may read."""

    shared_with_members = forms.BooleanField(
        required=False,
        label="Members of the organization may read it too",
        help_text="Administrators, managers and executives can in any case.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, DECISIONS + 1):
            self.fields[f"text_{number}"] = forms.CharField(
                required=False, max_length=300, label=f"Decision {number}"
            )
            self.fields[f"due_{number}"] = forms.CharField(
                required=False, max_length=40, label=f"When, decision {number}"
            )

    @property
    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The fields of each decision, side by side."""
        numbers = range(1, DECISIONS + 1)
        return [(self[f"text_{number}"], self[f"due_{number}"]) for number in numbers]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for number in range(1, DECISIONS + 1):
            if cleaned.get(f"due_{number}") and not cleaned.get(f"text_{number}"):
                message = "There is a date without a decision. Write the decision or clear both."
                self.add_error(f"text_{number}", ValidationError(message))
        return cleaned

    @property
    def decisions(self) -> list[dict[str, str]]:
        """What was typed, without the empty rows."""
        found = self.cleaned_data
        rows = [(found[f"text_{n}"], found[f"due_{n}"]) for n in range(1, DECISIONS + 1)]
        return [{"text": text, "due": due} for text, due in rows if text]


class ShareForm(forms.Form):
    """A new share link."""

    label = forms.CharField(
        max_length=120,
        label="Who gets it",
        error_messages={"required": "Say who gets it."},
        help_text="For your own list, such as a name or a meeting. Readers do not see it.",
    )
    days = forms.TypedChoiceField(
        coerce=int,
        choices=[(7, "7 days"), (30, "30 days"), (90, "90 days")],
        initial=30,
        label="Works for",
    )


class ValueReportForm(forms.Form):
    """What a value report is about, and what its amounts count; `number` is the valuation's."""

    metric = forms.ModelChoiceField(
        queryset=BusinessMetric.objects.none(),
        to_field_name="public_id",
        required=False,
        label="Business metric",
        empty_label="None",
        help_text="Its baseline, target, owner and driver trees give the context.",
    )
    counted = forms.ChoiceField(
        choices=[(key, text) for key, (_, text) in COUNTED.items()],
        label="What the amounts count",
        help_text="Revenue and margin never stand under one name.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
    is_stale = False

    def __init__(
        self,
        *args: Any,
        metrics: QuerySet[BusinessMetric],
        number: int,
        kind: str = Predictions.Kind.CLASSIFICATION,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["metric"].queryset = metrics  # type: ignore[attr-defined]
        if kind == Predictions.Kind.FORECAST:
            self.fields["counted"].initial = "savings"
        self.number = number

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("version") != self.number:
            self.is_stale = True
            message = "The predictions were valued anew meanwhile. Look at the finding, then go on."
            self.add_error(None, message)
        return cleaned

    @property
    def status(self) -> int:
        """The status of the answer that shows this form."""
        return 409 if self.is_stale else 422 if self.errors else 200
