"""Bringing predictions in, and saying what their columns mean."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from metrics.forms.amounts import LineField
from metrics.reading.columns import ColumnMapping, ForecastMapping, Guess
from metrics.reading.encodings import ENCODINGS
from metrics.reading.limits import MOST_PERIODS
from metrics.reading.outcome import Preview

ROLES = {
    "label": ("Outcome", "What really happened: two values, one of them the positive one."),
    "score": ("Score", "What the model predicted; higher means more likely positive."),
    "second_score": ("Second model's score", "To compare two models on the same rows."),
    "amount": ("Amount", "Money of each row, when payoffs depend on it."),
    "weight": ("Weight", "How many cases a row stands for."),
    "row_id": ("Row id", "To join files of two models."),
    "period": ("Period", "To see profit over time."),
    "current_decision": ("Decision today", "1 where the row is treated today, else 0."),
}
FORECAST_ROLES = {
    "actual": ("Actual amount", "What really came, such as the units sold."),
    "forecast": ("Forecast", "What was forecast before, in the same unit."),
    "reference": ("Current practice", "What is forecast today without the model, to compare with."),
    "period": ("Period", "A date, month or other time: to look back, and to see costs over time."),
    "series": ("Series", "What tells rows of one period apart, such as the store or product."),
    "weight": ("Weight", "How many cases a row stands for."),
}
LATER_NEEDS_PERIOD = "Outcomes that come later need the column of the periods."


class UploadForm(forms.Form):
    """A file of predictions and a name for it."""

    name = LineField(
        label="Name",
        max_length=200,
        help_text="What people will call it: the model and the sample, for example.",
        error_messages={"required": "Give the predictions a name."},
    )
    file = forms.FileField(
        label="File",
        max_length=255,
        help_text="CSV (also gzipped) or Parquet with a header: one row for each case, with what "
        "really happened and what was predicted.",
        error_messages={"required": "Choose a file.", "empty": "The file is empty."},
        widget=forms.FileInput(attrs={"accept": ".csv,.gz,.parquet,.tsv,.txt"}),
    )


ENCODING_CHOICES = (("", "UTF-8, or UTF-16 with its mark"), *ENCODINGS.items())


class EncodingForm(forms.Form):
    """How the characters of a text were written; nothing is guessed but by a mark."""

    encoding = forms.ChoiceField(
        label="Encoding of the file",
        choices=ENCODING_CHOICES,
        required=False,
        help_text="Choose another where letters look wrong: Excel often saves as Windows-1252.",
    )

    @property
    def chosen(self) -> str | None:
        """The encoding; None where none was chosen, or one that there is not."""
        return (self.cleaned_data["encoding"] if self.is_valid() else "") or None


LINE_END = re.compile(r"[\r\n]+")
MOST_LISTED = 100  # columns that each field lists; with more the fields share one list


def as_named(names: Sequence[str], value: str) -> str:
    """The name that a browser means by a value: it changes or drops the line ends of a name."""
    if value in names:
        return value
    meant = LINE_END.sub("", value.strip())
    return next((name for name in names if LINE_END.sub("", name) == meant), value)


class ColumnField(forms.ChoiceField):
    """One of the columns, by its name; typed, with a list to choose from, where there are many."""

    def __init__(self, *, columns: Sequence[str], empty: str, **kwargs: Any) -> None:
        self.names = [name for name in columns if name.strip()]
        if len(columns) > MOST_LISTED:
            kwargs["widget"] = forms.TextInput(attrs={"list": "columns", "autocomplete": "off"})
        super().__init__(choices=[("", empty), *((name, name) for name in self.names)], **kwargs)

    def to_python(self, value: Any) -> str:
        return as_named(self.names, super().to_python(value))

    def prepare_value(self, value: Any) -> Any:
        return as_named(self.names, value) if isinstance(value, str) else value


class RolesForm(forms.Form):
    """Which column plays which role. Proposals are filled in and marked as such."""

    kind: str
    roles: dict[str, tuple[str, str]]
    needed: tuple[str, ...]

    version = forms.IntegerField(widget=forms.HiddenInput)
    encoding = forms.ChoiceField(choices=ENCODING_CHOICES, required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, columns: Sequence[str], guesses: Mapping[str, Guess], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.listed = columns if len(columns) > MOST_LISTED else ()
        for role, (label, hint) in self.roles.items():
            guess, needed = guesses.get(role), role in self.needed
            proposal = f" Proposed because of {guess.reason}." if guess else ""
            self.fields[role] = ColumnField(
                columns=columns,
                empty="Choose a column" if needed else "None",
                label=label,
                help_text=f"{hint}{proposal}",
                required=needed,
                initial=guess.value if guess else "",
                error_messages={
                    "required": f"Choose the column of the {label.lower()}.",
                    "invalid_choice": "The file has no column with this name.",
                },
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chosen = [cleaned[role] for role in self.roles if cleaned.get(role)]
        for role in self.roles:
            if cleaned.get(role) and chosen.count(cleaned[role]) > 1:
                self.add_error(role, "This column is chosen twice.")
        return cleaned

    def chosen(self) -> dict[str, Any]:
        """The column of each role, None where there is none, and the encoding alike."""
        return {name: self.cleaned_data[name] or None for name in (*self.roles, "encoding")}


class ColumnsForm(RolesForm):
    """The columns of outcomes with scores."""

    kind = ColumnMapping.kind
    roles = ROLES
    needed = ("label", "score")

    positive_label = forms.CharField(
        label="Positive value",
        max_length=200,
        strip=False,
        help_text="As it is written in the outcome column.",
        error_messages={"required": "Name the value that counts as positive."},
    )
    leave_out_missing_scores = forms.BooleanField(
        label="Leave out rows with missing scores",
        required=False,
        help_text="Their number will stand on every chart.",
    )
    low_score_is_positive = forms.BooleanField(
        label="A low score means positive",
        required=False,
        help_text="Then scores are read with their sign turned.",
    )

    outcomes_come_later = forms.BooleanField(
        label="Outcomes of some rows come later",
        required=False,
        help_text="Rows whose outcome is blank, or a word such as NA, then stay out of the curve. "
        "Period by period, their profit is estimated from the scores.",
    )

    def __init__(self, *args: Any, preview: Preview, **kwargs: Any) -> None:
        super().__init__(*args, columns=preview.columns, guesses=preview.guesses, **kwargs)
        if preview.positive_label:
            self.fields["positive_label"].initial = preview.positive_label.value
        self.order_fields(["version", "label", "positive_label", "score", *ROLES])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("outcomes_come_later") and not cleaned.get("period"):
            self.add_error("period", LATER_NEEDS_PERIOD)
        return cleaned

    @property
    def mapping(self) -> ColumnMapping:
        """The columns that were chosen."""
        return ColumnMapping(
            **self.chosen(),
            positive_label=self.cleaned_data["positive_label"],
            leave_out_missing_scores=self.cleaned_data["leave_out_missing_scores"],
            low_score_is_positive=self.cleaned_data["low_score_is_positive"],
            outcomes_come_later=self.cleaned_data["outcomes_come_later"],
        )


class ForecastColumnsForm(RolesForm):
    """The columns of amounts that were forecast."""

    kind = ForecastMapping.kind
    roles = FORECAST_ROLES
    needed = ("actual", "forecast")

    season = forms.IntegerField(
        label="Periods in a season",
        required=False,
        min_value=2,
        max_value=MOST_PERIODS,
        help_text="Such as 12 for months or 7 for days: compares with the same time last season.",
        widget=forms.NumberInput(attrs={"class": "num"}),
    )
    leave_out_missing = forms.BooleanField(
        label="Leave out rows with missing amounts",
        required=False,
        help_text="Such as rows whose actual amount is not known yet. Their number is shown.",
    )

    def __init__(self, *args: Any, preview: Preview, **kwargs: Any) -> None:
        guesses = preview.forecast_guesses
        super().__init__(*args, columns=preview.columns, guesses=guesses, **kwargs)
        before = ["version", "actual", "forecast", "reference", "period", "season", "series"]
        self.order_fields(before)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("season") and not cleaned.get("period"):
            self.add_error("period", "A season needs the column of the periods.")
        return cleaned

    @property
    def mapping(self) -> ForecastMapping:
        """The columns that were chosen."""
        return ForecastMapping(
            **self.chosen(),
            season=self.cleaned_data["season"],
            leave_out_missing=self.cleaned_data["leave_out_missing"],
        )


COLUMN_FORMS: dict[str, type[ColumnsForm] | type[ForecastColumnsForm]] = {
    form.kind: form for form in (ColumnsForm, ForecastColumnsForm)
}
