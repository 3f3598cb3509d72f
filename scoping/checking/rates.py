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
    """Return the rate of each currency; of several the newest. One without value or day is none.

    Source: scoping spec 4 (X14).

    >>> row = {"currency": "EUR", "rate": "1.1", "day": "2026-11-01"}
    >>> rates_of({"rates": [row]})["EUR"].value
    Decimal('1.1')
    """
    found: dict[str, Rate] = {}
    for row in rows_of(money, "rates"):
        currency = text_of(row, "currency").upper()
        value, day = decimal_of(row, "rate"), day_of(row, "day")
        if not currency or value is None or day is None:
            continue
        if currency not in found or found[currency].day < day:
            found[currency] = Rate(value, day)
    return found


def in_currency(source: Source, own: str, rates: dict[str, Rate]) -> Source:
    """Return the source in the project's currency, its formula telling the rate and its day.

    A source in that currency, or in one without a rate, comes back as it is.
    """
    rate = rates.get(source.currency)
    if source.currency == own or rate is None:
        return source
    low, likely, high = (
        None if value is None else value * rate.value
        for value in (source.low, source.likely, source.high)
    )
    said = f"{exact(rate.value)} {own} for 1 {source.currency} on {formats.date(rate.day)}"
    return replace(source, currency=own, low=low, likely=likely, high=high,
                   formula=f"{source.formula}, at {said}")  # fmt: skip
