"""The list of people who are asked: pasted or uploaded, all of it or nothing."""

from collections.abc import Collection
from typing import Any

from django import forms

from aiproj.shared.line_lists import LineProblem
from aiproj.shared.list_form import ListForm, PastedText
from assessments.models import Audience
from assessments.participant_list import Person, read_people


class PeopleForm(ListForm):
    """Addresses with audience and team, one person a line."""

    box, nothing = "people", "Nobody was added."
    empty_box = "Paste at least one address, or choose a file."
    empty_file = "The file holds no address. Choose another one, or paste the list."
    people = PastedText(
        label="People",
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "autocomplete": "off"}),
        help_text="One person a line: address, audience, team. The team may be left out.",
    )
    audience = forms.ChoiceField(
        label="Audience, where a line names none",
        required=False,
        choices=[("", "Every line names it"), *Audience.choices],
    )
    field_order = ("people", "file", "audience")

    def __init__(self, already: Collection[str], *args: Any, **kwargs: Any) -> None:
        self.already = already
        self.problems: tuple[LineProblem, ...] = ()
        self.found: tuple[Person, ...] = ()
        super().__init__(*args, **kwargs)

    def read(self, text: str) -> None:
        """Read people, or name the lines that are wrong."""
        audience = self.cleaned_data.get("audience", "")
        read = read_people(text, default_audience=audience, already=self.already)
        self.found, self.problems = read.people, read.problems
        if self.problems:
            self.keep(text)
            self.add_error("people", "Nobody was added yet. Mend the lines named below.")
        elif not self.found:
            self.refuse_empty()
