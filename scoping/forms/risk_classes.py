"""One question of a class, and the evidence of controls."""

from collections.abc import Sequence
from typing import Any

from django import forms

from metrics.forms.amounts import LineField
from scoping.overview.risk_classes import Asked, Evidence
from scoping.worksheet.model import MOST_LINE


class AnswerForm(forms.Form):
    """One question with its answers."""

    question = forms.CharField(widget=forms.HiddenInput)
    answer = forms.ChoiceField(
        widget=forms.RadioSelect,
        error_messages={"required": "Choose an answer.", "invalid_choice": "Choose an answer."},
    )

    def __init__(self, asked: Asked, data: Any = None) -> None:
        initial = {"question": asked.key, "answer": asked.chosen or None}
        super().__init__(data, initial=initial)
        self.fields["answer"].label = asked.text
        self.fields["answer"].help_text = asked.hint
        self.fields["answer"].choices = asked.options  # type: ignore[attr-defined]

    def said(self) -> dict[str, str]:
        """The answer under its question."""
        return {self.cleaned_data["question"]: self.cleaned_data["answer"]}


class EvidenceForm(forms.Form):
    """Where it can be read that controls work; empty where they do not, or nobody knows."""

    def __init__(self, rows: Sequence[Evidence], data: Any = None) -> None:
        super().__init__(data, initial={row.key: row.text for row in rows})
        for row in rows:
            self.fields[row.key] = LineField(
                label=row.label,
                max_length=MOST_LINE,
                required=False,
                help_text=f"Takes up to {row.points} off: {row.about}",
            )

    def said(self) -> dict[str, str]:
        """The evidence under its control."""
        return {key: str(text) for key, text in self.cleaned_data.items()}
