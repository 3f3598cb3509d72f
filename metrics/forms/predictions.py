"""Bringing predictions in, and saying what their columns mean."""

from typing import Any

from django import forms

from metrics.reading.columns import ROLE_NAMES, ColumnMapping
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
NEEDED = ("label", "score")


class UploadForm(forms.Form):
    """A file of predictions and a name for it."""

    name = forms.CharField(
        label="Name",
        max_length=200,
        help_text="What people will call it: the model and the sample, for example.",
        error_messages={"required": "Give the predictions a name."},
    )
    file = forms.FileField(
        label="File",
        max_length=255,
        help_text="CSV (also gzipped) or Parquet with a header: one row for each case, with what "
        "really happened and what the model predicted.",
        error_messages={"required": "Choose a file.", "empty": "The file is empty."},
        widget=forms.FileInput(attrs={"accept": ".csv,.gz,.parquet,.tsv,.txt"}),
    )


class ColumnsForm(forms.Form):
    """Which column plays which role. Proposals are filled in and marked as such."""

    version = forms.IntegerField(widget=forms.HiddenInput)
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

    def __init__(self, *args: Any, preview: Preview, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        columns = [(name, name) for name in preview.columns if name.strip()]
        for role, (label, hint) in ROLES.items():
            guess = preview.guesses.get(role)
            proposal = f" Proposed because of {guess.reason}." if guess else ""
            self.fields[role] = forms.ChoiceField(
                label=label,
                help_text=f"{hint}{proposal}",
                required=role in NEEDED,
                choices=[("", "Choose a column" if role in NEEDED else "None"), *columns],
                initial=guess.value if guess else "",
                error_messages={"required": f"Choose the column of the {label.lower()}."},
            )
        if preview.positive_label:
            self.fields["positive_label"].initial = preview.positive_label.value
        self.order_fields(["version", "label", "positive_label", "score", *ROLES])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chosen = [cleaned[role] for role in ROLES if cleaned.get(role)]
        for role in ROLES:
            if cleaned.get(role) and chosen.count(cleaned[role]) > 1:
                self.add_error(role, "This column is chosen twice.")
        return cleaned

    @property
    def mapping(self) -> ColumnMapping:
        """The columns that were chosen."""
        cleaned = self.cleaned_data
        roles: dict[str, Any] = {role: cleaned[role] or None for role in ROLE_NAMES}
        return ColumnMapping(
            **roles,
            positive_label=cleaned["positive_label"],
            leave_out_missing_scores=cleaned["leave_out_missing_scores"],
        )
