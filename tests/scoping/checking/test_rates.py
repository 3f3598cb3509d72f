"""Dated exchange rates, and sources in another currency."""

import datetime
from decimal import Decimal

import pytest

from scoping.checking.rates import Rate, in_currency, rates_of
from scoping.checking.sources import Source

DAY = datetime.date(2026, 11, 1)
EUR = {"currency": "eur", "rate": "1.1", "day": "2026-11-01"}
SOURCE = Source("link", "a", "Kept", "EUR", Decimal(80), Decimal(100), Decimal(130), formula="a*b")


def test_the_newest_rate_of_a_currency_counts():
    rows = [{**EUR, "rate": "1.2", "day": "2026-11-20"}, EUR]
    assert rates_of({"rates": rows}) == {"EUR": Rate(Decimal("1.2"), datetime.date(2026, 11, 20))}


@pytest.mark.parametrize("value", ["0", "-1"])
def test_a_rate_of_nothing_is_none(value):
    assert rates_of({"rates": [{**EUR, "rate": value}]}) == {}


@pytest.mark.parametrize("missing", ["currency", "rate", "day"])
def test_a_rate_with_a_part_missing_is_none(missing):
    row = {key: value for key, value in EUR.items() if key != missing}
    assert rates_of({"rates": [row]}) == {}


def test_a_source_is_put_into_the_currency_of_the_project():
    found = in_currency(SOURCE, "USD", {"EUR": Rate(Decimal("1.1"), DAY)})
    assert (found.currency, found.low, found.likely, found.high) == (
        "USD", Decimal("88.0"), Decimal("110.0"), Decimal("143.0")
    )  # fmt: skip
    assert found.formula == "a*b, at 1.1 USD for 1 EUR on 1 Nov 2026"
    assert found.hash == SOURCE.hash


@pytest.mark.parametrize(("own", "rates"), [("USD", {}), ("EUR", {"EUR": Rate(Decimal(2), DAY)})])
def test_without_need_or_rate_a_source_stays_as_it_is(own, rates):
    assert in_currency(SOURCE, own, rates) is SOURCE
