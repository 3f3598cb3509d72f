"""The form with which a person closes an alert."""

from django import forms

from accounts.forms import VersionedForm
from metrics.forms.amounts import LineField


class ResolveForm(VersionedForm):
    """Why an alert is over."""

    note = LineField(
        label="What was found or done",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say what was found or done."},
    )
