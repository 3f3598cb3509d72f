"""One form field for each kind of worksheet field, and what it stores."""

import datetime
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator

from metrics.forms.amounts import AmountField, DayField, LineField, ProseField, UnitField
from scoping.forms.choices import Choices
from scoping.worksheet.canonical import decimal_text
from scoping.worksheet.model import (
    MOST_LINE,
    MOST_LINES,
    MOST_TEXT,
    NUMBERS,
    FieldSpec,
    Kind,
)

ASKED_ELSEWHERE = frozenset({Kind.LEGAL, Kind.IMPACT, Kind.TAKEN})  # by pages and buttons


class WholeField(AmountField):
    """A whole number."""

    def to_python(self, value: Any) -> Decimal | None:
        found = super().to_python(value)
        if found is not None and found != found.to_integral_value():
            raise ValidationError("Enter a whole number.")
        return found


class LinesField(ProseField):
    """A list: one entry on each line."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=MOST_TEXT, widget=forms.Textarea(attrs={"rows": 3}), **options)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        text = str(super().to_python(value) or "")
        self.run_validators(text)  # those that come later see a list
        lines = text.splitlines()
        found = [" ".join(line.split()) for line in lines if line.strip()]
        if len(found) > MOST_LINES:
            raise ValidationError(f"Enter at most {MOST_LINES} lines.")
        return found


class YesNoField(forms.ChoiceField):
    """Yes, no, or not answered yet."""

    def __init__(self, **options: Any) -> None:
        answers = [("", "Not answered"), ("yes", "Yes"), ("no", "No")]
        super().__init__(choices=answers, **options)

    def prepare_value(self, value: Any) -> Any:
        return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value


def field_of(spec: FieldSpec, choices: Choices, stored: Any = None) -> forms.Field:
    """The form field; none is required, because drafts always save."""
    options = {"label": spec.label, "required": False, "help_text": spec.hint}
    if spec.kind in NUMBERS:
        return _number(spec, options)
    if spec.kind not in _MAKERS:
        return _referring(spec, options, choices, stored)
    return _MAKERS[spec.kind](spec, options, choices)


def _number(spec: FieldSpec, options: dict[str, Any]) -> forms.Field:
    made = (WholeField if spec.kind is Kind.INTEGER else AmountField)(**options)
    if spec.minimum is not None:
        made.validators.append(MinValueValidator(spec.minimum, f"At least {spec.minimum:,}."))
    if spec.above is not None:
        made.validators.append(partial(_must_be_above, spec.above))
    if spec.maximum is not None:
        made.validators.append(MaxValueValidator(spec.maximum, f"At most {spec.maximum:,}."))
    return made


def _must_be_above(least: int, value: Decimal) -> None:
    if value <= least:
        raise ValidationError(f"More than {least:,}.")


def _line(spec: FieldSpec, options: dict[str, Any], choices: Choices) -> forms.Field:
    return LineField(max_length=spec.max_length or MOST_LINE, **options)


def _text(spec: FieldSpec, options: dict[str, Any], choices: Choices) -> forms.Field:
    widget = forms.Textarea(attrs={"rows": 4})
    return ProseField(max_length=spec.max_length or MOST_TEXT, widget=widget, **options)


def _choice(spec: FieldSpec, options: dict[str, Any], choices: Choices) -> forms.Field:
    return forms.ChoiceField(choices=[("", "Choose…"), *spec.options.items()], **options)


def _several(spec: FieldSpec, options: dict[str, Any], choices: Choices) -> forms.Field:
    offered = choices.of(Kind.DATASET)
    widget = forms.CheckboxSelectMultiple
    return forms.MultipleChoiceField(choices=offered, widget=widget, **options)


def _dataset(spec: FieldSpec, options: dict[str, Any], choices: Choices) -> forms.Field:
    made = _referring(spec, options, choices)
    made.widget.attrs["data-datasets"] = True  # the page offers those that it lists itself
    return made


def _referring(
    spec: FieldSpec, options: dict[str, Any], choices: Choices, stored: Any = None
) -> forms.Field:
    offered = choices.with_kept(spec.kind, stored)
    return forms.ChoiceField(choices=[("", "Choose…"), *offered], **options)


Maker = Callable[[FieldSpec, dict[str, Any], Choices], forms.Field]
_MAKERS: dict[Kind, Maker] = {
    Kind.LINE: _line,
    Kind.QUANTITY: _line,
    Kind.PERSON_OR_NAME: _line,
    Kind.TEXT: _text,
    Kind.STORY: _text,
    Kind.UNIT: lambda spec, options, choices: UnitField(**options),
    Kind.DATE: lambda spec, options, choices: DayField(**options),
    Kind.LINES: lambda spec, options, choices: LinesField(**options),
    Kind.YES_NO: lambda spec, options, choices: YesNoField(**options),
    Kind.CHOICE: _choice,
    Kind.DATASET: _dataset,
    Kind.DATASETS: _several,
}


def to_stored(value: Any) -> Any:
    """A cleaned value as the worksheet keeps it: decimals and dates as text."""
    if isinstance(value, Decimal):
        return decimal_text(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    return value


def from_stored(spec: FieldSpec, value: Any) -> Any:
    """A stored value as the form shows it."""
    if value is not None and spec.kind in NUMBERS:
        try:
            return Decimal(value)
        except InvalidOperation:
            return value
    return value
