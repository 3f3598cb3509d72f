"""What people write about a place of the worksheet."""

from collections.abc import Sequence
from typing import Any

from django import forms

from accounts.models import User
from metrics.forms.amounts import ProseField
from scoping.forms.choices import told_apart

LONGEST = 2000
SAY = "Write what you want to say."


class AnswerForm(forms.Form):
    """An answer, and whom it is for."""

    text = ProseField(
        label="Your answer",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": SAY},
    )
    mention = forms.ChoiceField(label="Tell by mail", required=False)

    def __init__(self, people: Sequence[User], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {person.public_id: person for person in people}
        named = told_apart(people)
        self.fields["mention"].choices = [("", "Nobody in particular"), *named]  # type: ignore[attr-defined]

    def mentions(self) -> list[User]:
        """Who was picked."""
        picked = self.people.get(self.cleaned_data["mention"])
        return [picked] if picked else []


class CommentForm(AnswerForm):
    """A comment on one place."""

    path = forms.ChoiceField(
        label="About", error_messages={"required": "Choose what the comment is about."}
    )
    field_order = ("path", "text", "mention")

    def __init__(
        self, people: Sequence[User], places: Sequence[tuple[str, str]], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(people, *args, **kwargs)
        self.fields["path"].choices = places  # type: ignore[attr-defined]
        self.fields["text"].label = "Comment"
        self.fields["text"].help_text = "Name people as @Name, or choose one below."
