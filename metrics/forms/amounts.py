"""Fields for amounts, dates and units."""

import datetime
import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from aiproj.shared.text import one_direction
from metrics.calc.units import UnitError, parse_unit

MOST_DIGITS = 15  # what both engines give back unchanged
MOST_PLACES = 6
LARGEST = Decimal(10) ** 15
EARLIEST_YEAR, LATEST_YEAR = 2000, 2099
_NUMBER = r"[-+\u2212]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)?(?:\.[0-9]*)?"
NOT_A_NUMBER = "Enter a number such as 1234.5."


def plain_number(text: str) -> str | None:
    """The digits of a number as programs write it; None where the text is no plain number."""
    plain = text.strip()
    if not re.fullmatch(_NUMBER, plain) or not any(letter.isdecimal() for letter in plain):
        return None
    return plain.replace(",", "").replace("\u2212", "-")


def read_amount(text: str) -> Decimal:
    """The number that a text writes; ValidationError in words for people."""
    plain = plain_number(text)
    if plain is None:
        raise ValidationError(NOT_A_NUMBER)
    value = Decimal(plain)
    digits, exponent = value.normalize().as_tuple()[1:]
    if abs(value) >= LARGEST or len(digits) > MOST_DIGITS:
        raise ValidationError(f"Enter a number with at most {MOST_DIGITS} digits.")
    if isinstance(exponent, int) and exponent < -MOST_PLACES:
        raise ValidationError(f"Enter at most {MOST_PLACES} digits after the point.")
    return value


class AmountField(forms.Field):
    """A decimal number, exact, with or without commas between thousands."""

    def __init__(self, **options: Any) -> None:
        looks = {"inputmode": "decimal", "autocomplete": "off", "maxlength": "40"}
        super().__init__(widget=forms.TextInput(attrs=looks), **options)

    def to_python(self, value: Any) -> Decimal | None:
        text = str(value or "").strip()
        return read_amount(text) if text else None

    def prepare_value(self, value: Any) -> Any:
        return f"{value.normalize():f}" if isinstance(value, Decimal) else value


class LimitedAmountField(forms.DecimalField):
    """A decimal number, written as in an `AmountField`, with digits and limits of its own."""

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and value.strip():
            value = plain_number(value)
            if value is None:
                raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)


class UnitField(forms.CharField):
    """A unit such as EUR/year or %."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("error_messages", {"required": "Enter a unit such as EUR/year or %."})
        super().__init__(max_length=80, **options)

    def to_python(self, value: Any) -> str:
        text = " ".join(str(super().to_python(value) or "").split())
        try:
            return parse_unit(text).text if text else ""
        except UnitError as error:
            raise ValidationError(f"{str(error)[:1].upper()}{str(error)[1:]}.") from error


class DayField(forms.DateField):
    """A calendar day."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, **options)

    def to_python(self, value: Any) -> datetime.date | None:
        day = super().to_python(value)
        if day and not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
            raise ValidationError(f"Choose a date from {EARLIEST_YEAR} to {LATEST_YEAR}.")
        return day


class LineField(forms.CharField):
    """Text on one line, in which nothing turns the direction of what follows."""

    def to_python(self, value: Any) -> str:
        return " ".join(one_direction(str(super().to_python(value) or "")).split())


class ProseField(forms.CharField):
    """Text on several lines, in which nothing turns the direction of what follows."""

    def to_python(self, value: Any) -> str:
        return one_direction(str(super().to_python(value) or ""))
