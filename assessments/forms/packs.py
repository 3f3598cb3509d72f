"""A questionnaire as a file."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from assessments.pack_yaml import MAX_BYTES


class PackForm(forms.Form):
    """A pack file in YAML."""

    file = forms.FileField(
        label="Pack file",
        max_length=200,
        help_text="YAML in UTF-8, up to 1 MiB.",
        error_messages={"required": "Choose a file.", "empty": "The file is empty."},
        widget=forms.FileInput(attrs={"accept": ".yaml,.yml"}),
    )

    def clean_file(self) -> Any:
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > MAX_BYTES:
            raise ValidationError("The file is larger than 1 MiB. Nothing was brought in.")
        return file
