"""Choosing how many are treated, to see the four outcomes there."""

from django import forms


class ShareForm(forms.Form):
    """A share of the file in percent, best scores first."""

    treated = forms.DecimalField(
        label="Share treated, %",
        min_value=0,
        max_value=100,
        max_digits=7,
        decimal_places=4,
        widget=forms.NumberInput(attrs={"step": "0.1", "class": "num"}),
        error_messages={
            "required": "Give a share between 0 and 100.",
            "invalid": "Give a share between 0 and 100.",
        },
    )
