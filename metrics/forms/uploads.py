"""Announcing a file that will come in pieces."""

from django import forms

from metrics.forms.amounts import LineField


class StartForm(forms.Form):
    """What the sender says about the file before its first byte."""

    name = LineField(max_length=200, error_messages={"required": "Give the predictions a name."})
    file_name = forms.CharField(max_length=4096, error_messages={"required": "Choose a file."})
    size = forms.IntegerField(
        min_value=1,
        max_value=2**62,
        error_messages={
            "required": "Say how many bytes the file has.",
            "min_value": "The file is empty: it has no data rows.",
        },
    )
