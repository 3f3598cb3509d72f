"""Stating a criterion, and judging one."""

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet

from accounts.models import User
from metrics.calc.criteria import ENDS, is_possible
from metrics.forms.amounts import AmountField, LineField
from metrics.models import Criterion

NUMBERS = ("measure", "bound", "threshold")


class CriterionForm(forms.Form):
    """A criterion: what must hold, and the number or the person that decides."""

    kind = forms.ChoiceField(
        label="How it is decided",
        choices=Criterion.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say how it is decided."},
    )
    statement = LineField(
        label="What must hold",
        max_length=300,
        help_text="As in “Case workers find the reasons plausible”.",
        error_messages={"required": "Say what must hold."},
    )
    measure = forms.ChoiceField(
        label="Measure", required=False, choices=[("", "None"), *Criterion.Measure.choices]
    )
    bound = forms.ChoiceField(
        label="Bound", required=False, choices=[("", "None"), *Criterion.Bound.choices]
    )
    threshold = AmountField(label="Threshold", required=False)
    judge = forms.ModelChoiceField(
        queryset=User.objects.none(),
        required=False,
        label="Judge",
        empty_label="Nobody",
        help_text="Needed where a person judges.",
    )

    def __init__(self, *args: Any, judges: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["judge"].queryset = judges  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("kind") == Criterion.Kind.QUANTITATIVE:
            for name in NUMBERS:
                if cleaned.get(name) in (None, "") and name not in self.errors:
                    self.add_error(name, "A number needs a measure, a bound and a threshold.")
            self._check_threshold(cleaned.get("measure", ""), cleaned.get("threshold"))
        elif cleaned.get("kind"):
            cleaned |= {"measure": "", "bound": "", "threshold": None}
            if cleaned.get("judge") is None and "judge" not in self.errors:
                self.add_error("judge", "Choose who judges it.")
        return cleaned

    def _check_threshold(self, measure: str, threshold: Decimal | None) -> None:
        if threshold is None or is_possible(measure, float(threshold)):
            return
        low, high = ENDS[measure]
        name = Criterion.Measure(measure).label
        ends = f"is at most {high:g}" if low is None else f"lies between {low:g} and {high:g}"
        self.add_error("threshold", f"{name} {ends}, so this can never decide.")


class VerdictForm(forms.Form):
    """The judge's word."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    verdict = forms.ChoiceField(
        label="Verdict",
        choices=[("", "Choose"), *Criterion.Verdict.choices],
        error_messages={"required": "Say whether it is met."},
    )
    reason = LineField(
        label="Reason", max_length=600, error_messages={"required": "Say why, in a sentence."}
    )
