"""Dated exchange rates of a worksheet: what one unit of another currency is in the project's."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from decimal import Decimal

from aiproj.shared import format as formats
from metrics.wording.figures import exact
from scoping.checking.reading import day_of, decimal_of, rows_of, text_of
from scoping.checking.sources import Source
from scoping.worksheet.model import Content


@dataclass(frozen=True)
class Rate:
    """One unit of another currency in the project's, as of a day."""

    value: Decimal
    day: datetime.date


def rates_of(money: Content) -> dict[str, Rate]:
    """Return the rate of each currency; of several the newest.

    One without a day, or without a value above 0, is none.

    Source: scoping spec 4 (X14).

    >>> row = {"currency": "EUR", "rate": "1.1", "day": "2026-11-01"}
    >>> rates_of({"rates": [row]})["EUR"].value
    Decimal('1.1')
    """
    found: dict[str, Rate] = {}
    for row in rows_of(money, "rates"):
        currency = text_of(row, "currency").upper()
        value, day = decimal_of(row, "rate"), day_of(row, "day")
        if not currency or value is None or value <= 0 or day is None:
            continue
        if currency not in found or found[currency].day < day:
            found[currency] = Rate(value, day)
    return found


def converted(value: Decimal, currency: str, own: str, rates: dict[str, Rate]) -> Decimal | None:
    """Return an amount in the project's currency; None without a rate. Without currency it is own.

    >>> day = datetime.date(2026, 11, 1)
    >>> converted(Decimal(100), "EUR", "USD", {"EUR": Rate(Decimal("1.1"), day)})
    Decimal('110.0')
    """
    if currency in ("", own):
        return value
    return value * rates[currency].value if currency in rates else None


def in_currency(source: Source, own: str, rates: dict[str, Rate]) -> Source:
    """Return the source in the project's currency, its formula telling the rate and its day.

    A source in that currency, or in one without a rate, comes back as it is.
    """
    rate = rates.get(source.currency)
    if source.currency == own or rate is None:
        return source
    low, likely, high = (
        None if value is None else converted(value, source.currency, own, rates)
        for value in (source.low, source.likely, source.high)
    )
    said = f"{exact(rate.value)} {own} for 1 {source.currency} on {formats.date(rate.day)}"
    return replace(source, currency=own, low=low, likely=likely, high=high,
                   formula=f"{source.formula}, at {said}")  # fmt: skip
