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
            "max_value": "No file has so many bytes.",
            "invalid": "Say in digits how many bytes the file has.",
        },
    )


class FinishForm(forms.Form):
    """What the sender may change while the file is on its way: somebody who resumes an upload
    after a reload may have typed another name."""

    name = LineField(max_length=200, required=False)
