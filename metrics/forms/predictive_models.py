"""Naming models, choosing their predictions, and comparing two."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from aiproj.shared import format as show
from metrics.forms.amounts import LineField
from metrics.models import Predictions

OWN_SECOND = "second-score"
LONGEST_LAG = 3650
THRESHOLDS = ("first_threshold", "second_threshold")


class ModelForm(forms.Form):
    """A model and the decision that it serves."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = LineField(
        label="Name",
        max_length=120,
        help_text="As its builders call it.",
        error_messages={"required": "Give the model a name."},
    )
    decision = LineField(
        label="Decision",
        max_length=120,
        help_text="What is decided by its scores, such as “whom to call about churn”. Each "
        "decision has one champion.",
        error_messages={"required": "Say which decision the model serves."},
    )
    outcome_lag = forms.IntegerField(
        label="Days until an outcome is known",
        required=False,
        min_value=0,
        max_value=LONGEST_LAG,
        help_text="Such as 90 for “did not pay within three months”.",
    )
    join_key = LineField(
        label="What joins predictions with outcomes",
        max_length=120,
        required=False,
        help_text="Such as the customer number and the day of the prediction.",
    )


def upload_label(upload: Predictions) -> str:
    """An upload as lists name it: names repeat, so the file and its day stand beside."""
    day = show.date(timezone.localtime(upload.created_at).date())
    return f"{upload.name} ({upload.file_name}, {day})"


class UploadsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Several uploads."""

    def label_from_instance(self, upload: Any) -> str:
        return upload_label(upload)


class ModelPredictionsForm(forms.Form):
    """Which uploads evaluate the model."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    predictions = UploadsField(
        queryset=Predictions.objects.none(),
        to_field_name="public_id",
        required=False,
        label="Predictions of this model",
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, choices: QuerySet[Predictions], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["predictions"].queryset = choices  # type: ignore[attr-defined]


def threshold_field(label: str) -> forms.FloatField:
    """A score from which people are treated; empty for the best one."""
    return forms.FloatField(
        label=label,
        required=False,
        help_text="As its own page shows it. Empty: both are compared at their best.",
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "num"}),
    )


class ComparisonForm(forms.Form):
    """The other model (other predictions, or the second score of the same file), and thresholds."""

    other = forms.ChoiceField(
        label="Compare with",
        error_messages={"required": "Choose what to compare with."},
    )
    first_threshold = threshold_field("This model treats from a score of")
    second_threshold = threshold_field("The other treats from a score of")

    def __init__(
        self,
        *args: Any,
        choices: QuerySet[Predictions],
        has_second_score: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        own = [(OWN_SECOND, "The second score in the same file")] if has_second_score else []
        self.others = {row.public_id: row for row in choices}
        rows = [(key, upload_label(row)) for key, row in self.others.items()]
        self.fields["other"].choices = [("", "Choose"), *own, *rows]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name, other in (THRESHOLDS, THRESHOLDS[::-1]):
            missing = cleaned.get(name) is None and name not in self.errors
            if missing and cleaned.get(other) is not None:
                self.add_error(name, "Give both thresholds, or neither.")
        return cleaned

    @property
    def thresholds(self) -> tuple[float, float] | None:
        """Where the first and the second model treat from; None where each is at its best."""
        first, second = (self.cleaned_data[name] for name in THRESHOLDS)
        return None if first is None or second is None else (first, second)

    @property
    def second(self) -> Predictions | None:
        """The other predictions; None for the second score of the same file."""
        return self.others.get(self.cleaned_data["other"])
