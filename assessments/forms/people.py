"""The list of people who are asked: pasted or uploaded, all of it or nothing."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from assessments.models import Audience
from assessments.participant_list import LineProblem, Person, decode, read_people

MAX_BYTES = 1_000_000


class ListField(forms.Field):
    """Text as it was pasted: no line is stripped, so that line numbers stay right."""

    def to_python(self, value: Any) -> str:
        return str(value or "")

    def validate(self, value: str) -> None:
        """An empty box is answered together with the file, by the form."""


class PeopleForm(forms.Form):
    """Addresses with audience and team, one person a line."""

    people = ListField(
        label="People",
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "autocomplete": "off"}),
        help_text="One person a line: address, audience, team. The team may be left out.",
    )
    file = forms.FileField(
        label="Or a CSV file",
        required=False,
        allow_empty_file=True,
        help_text="Up to 1 MB, with the same columns.",
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv,text/plain"}),
    )
    audience = forms.ChoiceField(
        label="Audience, where a line names none",
        required=False,
        choices=[("", "Every line names it"), *Audience.choices],
    )
    use_required_attribute = False

    def __init__(self, already: Collection[str], *args: Any, **kwargs: Any) -> None:
        self.already = already
        self.problems: tuple[LineProblem, ...] = ()
        self.found: tuple[Person, ...] = ()
        super().__init__(*args, **kwargs)

    def clean_file(self) -> str:
        file: UploadedFile[bytes] | None = self.cleaned_data.get("file")
        if file is None:
            return ""
        if (file.size or 0) > MAX_BYTES:
            raise ValidationError("The file is larger than 1 MB. Nobody was added.")
        try:
            return decode(file.read())
        except ValueError as error:
            raise ValidationError(f"{error} Nobody was added.") from error

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        pasted, uploaded = data.get("people", ""), data.get("file", "")
        if "file" in self.errors or "audience" in self.errors:
            return data
        if pasted.strip() and uploaded.strip():
            self.add_error("file", "Paste a list or choose a file, not both. Nobody was added.")
            return data
        self._read(uploaded if uploaded.strip() else pasted)
        return data

    def _read(self, text: str) -> None:
        audience = self.cleaned_data.get("audience", "")
        read = read_people(text, default_audience=audience, already=self.already)
        self.found, self.problems = read.people, read.problems
        if self.problems:
            self._keep(text)
            self.add_error("people", "Nobody was added yet. Mend the lines named below.")
        elif not self.found:
            self.add_error("people", "Paste at least one address, or choose a file.")

    def _keep(self, text: str) -> None:
        """Put the text of a file into the box, so that it is mended there."""
        data: Any = self.data
        data = data.copy()
        data["people"] = text
        self.data = data
