"""The form of a list that is pasted or uploaded, all of it or nothing."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict

from aiproj.shared.line_lists import decode

MAX_BYTES = 1_000_000


class PastedText(forms.Field):
    """Text as it was pasted: no line is stripped, so that line numbers stay right."""

    def to_python(self, value: Any) -> str:
        return str(value or "")

    def validate(self, value: str) -> None:
        """An empty box is answered together with the file, by the form."""


class ListForm(forms.Form):
    """A box and a file; `box` names the field of the pasted text, `nothing` says what happened.

    `empty_box` and `empty_file` say what to do where there is no record in them.
    """

    box = nothing = empty_box = empty_file = ""
    file = forms.FileField(
        label="Or a CSV file",
        required=False,
        allow_empty_file=True,
        help_text="Up to 1 MB, with the same columns.",
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv,text/plain"}),
    )
    use_required_attribute = False

    def clean_file(self) -> str:
        file: UploadedFile[bytes] | None = self.cleaned_data.get("file")
        if file is None:
            return ""
        if (file.size or 0) > MAX_BYTES:
            raise ValidationError(f"The file is larger than 1 MB. {self.nothing}")
        try:
            return decode(file.read())
        except ValueError as error:
            raise ValidationError(f"{error} {self.nothing}") from error

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        pasted, uploaded = data.get(self.box, ""), data.get("file", "")
        if self.errors:
            return data
        if pasted.strip() and uploaded.strip():
            self.add_error("file", f"Paste a list or choose a file, not both. {self.nothing}")
            return data
        self.read(uploaded if uploaded.strip() else pasted)
        return data

    def read(self, text: str) -> None:
        """Take the records in, or add the errors of their lines."""
        raise NotImplementedError

    def refuse_empty(self) -> None:
        """Say that there is no record, at the file if one was chosen."""
        is_file = "file" in self.files and not self.cleaned_data[self.box].strip()
        field, fault = ("file", self.empty_file) if is_file else (self.box, self.empty_box)
        self.add_error(field, fault)

    def keep(self, text: str) -> None:
        """Put the text of a file into the box, so that it is mended there."""
        data = cast(QueryDict, self.data).copy()
        data[self.box] = text
        self.data = data
