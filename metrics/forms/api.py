"""What programs say about an upload, in the address."""

from typing import Any

from django import forms

from metrics.forms.predictions import NEEDED, ROLES
from metrics.reading.columns import ColumnMapping

CHOSEN_LATER = "Name label, positive_label and score together, or none of them."


class UploadQuery(forms.Form):
    """A name for the predictions and, unless people choose them later, the columns."""

    name = forms.CharField(max_length=200)
    file_name = forms.CharField(max_length=4096, required=False)
    positive_label = forms.CharField(max_length=200, required=False, strip=False)
    leave_out_missing_scores = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for role in ROLES:
            self.fields[role] = forms.CharField(max_length=1000, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chosen = [cleaned[role] for role in ROLES if cleaned.get(role)]
        needed = [cleaned.get(name) for name in (*NEEDED, "positive_label")]
        if (chosen or cleaned.get("positive_label")) and not all(needed):
            self.add_error(None, CHOSEN_LATER)
        for role in ROLES:
            if cleaned.get(role) and chosen.count(cleaned[role]) > 1:
                self.add_error(role, "This column is chosen twice.")
        return cleaned

    @property
    def mapping(self) -> ColumnMapping | None:
        """The columns, or None where people choose them later."""
        cleaned = self.cleaned_data
        if not cleaned["label"]:
            return None
        roles: dict[str, Any] = {role: cleaned[role] or None for role in ROLES}
        return ColumnMapping(
            **roles,
            positive_label=cleaned["positive_label"],
            leave_out_missing_scores=cleaned["leave_out_missing_scores"],
        )
