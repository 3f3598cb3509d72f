"""Units: what is read, what converts exactly, what is refused with advice."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.calc.unit_words import CURRENCIES, plural, singular
from metrics.calc.units import RATIO, UnitError, convert, parse_unit, why_apart

WORDS = st.sampled_from(
    ["EUR", "USD", "customers", "loan", "service queries", "boxes", "people", "year", "month",
     "hours", "ms", "%", "percentage points", "kWh", "MWh"]
)  # fmt: skip


@st.composite
def units(draw):
    text = draw(WORDS)
    for _ in range(draw(st.integers(0, 3))):
        text += draw(st.sampled_from(["/", "*"])) + draw(WORDS)
    return parse_unit(text)


@pytest.mark.parametrize(
    ("amount", "from_text", "to_text", "expected"),
    [
        (1, "EUR/month", "EUR/year", 12),
        (1, "quarters", "months", 3),
        (90, "minutes", "hours", Fraction(3, 2)),
        (2, "weeks", "days", 14),
        (250, "ms", "seconds", Fraction(1, 4)),
        (10, "%", "ratio", Fraction(1, 10)),
        (5, "percentage points", "%", 5),
        (3, "MWh", "kWh", 3000),
        (1, "EUR per customer / month", "EUR/(customer*year)", 12),
    ],
)
def test_units_of_one_kind_convert_exactly(amount, from_text, to_text, expected):
    assert convert(Fraction(amount), parse_unit(from_text), parse_unit(to_text)) == expected


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("$", "ISO code"), ("€", "write EUR"), ("eur", "in capitals"), ("XYZ", "no ISO code"),
        ("points", "percentage points"), ("m", "months"), ("per customer", "missing"),
        ("person-months", "person*months"), ("kEUR", "not a unit"), ("", "ratio"), ("  ", "ratio"),
        ("EUR//year", "missing"), ("(EUR", "closing bracket"), ("EUR)", "not understood"),
        ("hours^9", "exponents"), ("EUR/<b>", "missing"), ("2 EUR", "missing"), ("a" * 81, "80"),
        ("(" * 80, "missing"), ("million", "full amount"), ("((%^4)^4)^4", "closing"),
    ],
)  # fmt: skip
def test_unclear_units_are_refused_with_advice(text, advice):
    with pytest.raises(UnitError) as refused:
        parse_unit(text)
    assert advice in str(refused.value)


def test_a_year_is_no_fixed_number_of_hours():
    with pytest.raises(UnitError, match="no fixed number"):
        convert(Fraction(1), parse_unit("years"), parse_unit("hours"))


def test_currencies_need_a_dated_rate():
    assert "EUR/USD" in why_apart(parse_unit("EUR/year"), parse_unit("USD/month"))
    assert parse_unit("EUR/USD") * parse_unit("USD") == parse_unit("EUR")


def test_money_counts_and_prices_are_told_apart():
    assert parse_unit("EUR/month").is_money_per_period
    assert parse_unit("EUR").is_money
    assert not parse_unit("EUR").is_money_per_period
    assert not parse_unit("EUR/customer").is_money
    assert not parse_unit("EUR/customer").is_count
    assert parse_unit("hours/year").is_count
    assert not parse_unit("%").is_count


def test_every_currency_is_read_and_no_two_are_equal():
    assert len({parse_unit(code) for code in CURRENCIES}) == len(CURRENCIES) > 150


@given(units())
def test_the_text_of_a_base_unit_is_read_as_the_same_unit(unit):
    assert parse_unit(unit.base.text) == unit.base


@given(units(), units())
def test_dividing_undoes_multiplying(first, second):
    assert (first * second) / second == first.base
    assert first / first == RATIO


@given(units(), st.fractions(), st.sampled_from([Fraction(1, 12), Fraction(7), Fraction(100)]))
def test_converting_there_and_back_changes_nothing(unit, amount, scale):
    other = type(unit)(unit.dimensions, scale)
    assert convert(convert(amount, unit, other), other, unit) == amount


@given(st.text(max_size=90))
def test_any_text_is_read_or_refused(text):
    try:
        unit = parse_unit(text)
    except UnitError:
        return
    assert unit.scale > 0


@pytest.mark.parametrize("noun", ["query", "box", "loss", "batch", "movie", "person", "status"])
def test_a_plural_is_the_same_thing(noun):
    assert singular(plural(noun)) == noun == singular(noun)
