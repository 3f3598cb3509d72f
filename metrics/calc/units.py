"""Units of amounts: read from text, multiplied, divided, converted exactly."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NoReturn

from metrics.calc.unit_words import (
    AMBIGUOUS,
    COMMON_CURRENCIES,
    CURRENCIES,
    KNOWN,
    PHYSICAL,
    TIMES,
    plural,
    singular,
)

MAX_LENGTH = 80
MAX_EXPONENT = 4
TIME_BASES = ("year", "hour")  # a year is no fixed number of hours, so neither converts

_TOKEN = re.compile(
    r"\s*(?:(?P<word>[^\W\d_]+(?:[-_ ]+[^\W\d_]+)*|[%‰€$£¥]|1(?![0-9.]))"
    r"|\^(?P<power>-?[1-9])(?![0-9])|(?P<sign>[*/()]))"
)
_PER = re.compile(r"(?<!\S)per(?!\S)")
_SIGNS = str.maketrans({"·": "*", "×": "*", "÷": "/"})


class UnitError(ValueError):
    """A unit that cannot be read, or two units that do not go together."""


@dataclass(frozen=True)
class Unit:
    """Base dimensions with exponents, and how many base units one of this unit is.

    Two units are equal if they mean the same, however they are written: `text` does not count.
    """

    dimensions: tuple[tuple[str, int], ...]
    scale: Fraction = Fraction(1)
    text: str = field(default="ratio", compare=False)

    @property
    def base(self) -> Unit:
        """The unit of the same dimensions in whole shares, years and hours."""
        return _coherent(dict(self.dimensions))

    def __mul__(self, other: Unit) -> Unit:
        """The base unit of a product."""
        return _coherent(_summed(self.dimensions, other.dimensions, 1))

    def __truediv__(self, other: Unit) -> Unit:
        """The base unit of a quotient."""
        return _coherent(_summed(self.dimensions, other.dimensions, -1))

    def adds_to(self, other: Unit) -> bool:
        """Whether amounts may be added, subtracted and compared: the dimensions are the same."""
        return self.dimensions == other.dimensions

    @property
    def currencies(self) -> tuple[str, ...]:
        """The currency codes in the unit, whatever their exponents."""
        return tuple(name for name, _ in self.dimensions if name in CURRENCIES)

    @property
    def is_money(self) -> bool:
        """An amount of one currency, in all or per time; not a price per something."""
        others = [pair for pair in self.dimensions if pair[0] not in TIME_BASES]
        return len(others) == 1 and others[0][0] in CURRENCIES and others[0][1] == 1

    @property
    def is_money_per_period(self) -> bool:
        """An amount of one currency per year, quarter, month, week or other time."""
        times = [power for name, power in self.dimensions if name in TIME_BASES]
        return self.is_money and times == [-1]

    @property
    def is_count(self) -> bool:
        """A number of counted things or hours, in all or per time: no price, no share."""
        counted = [(name, power) for name, power in self.dimensions if power > 0]
        below = {name for name, power in self.dimensions if power < 0}
        is_plain = len(counted) == 1 and counted[0][1] == 1 and below <= set(TIME_BASES)
        return is_plain and counted[0][0] not in CURRENCIES

    @property
    def is_total(self) -> bool:
        """What adds up and may be claimed once: money, counted things or hours."""
        return self.is_money or self.is_count


RATIO = Unit(())


def parse_unit(text: str) -> Unit:
    """Return the unit that a text names.

    Read are: currencies by ISO code (EUR), shares (%, percentage points, basis points, ratio),
    times (year, quarter, month; week, day, hour, minute, second, ms), a few physical units, and
    any other word as a counted thing, in singular or plural (customers). They are joined by `/`,
    `per`, `*` and brackets, with exponents to 4 (`hours^2`). 100 % is the ratio 1. Years,
    quarters and months convert exactly into each other, and so do weeks to milliseconds; the two
    families do not, because a year is no fixed number of days. A text of spaces is no unit.
    Errors: UnitError with advice for what is ambiguous ($, m, points), unknown or longer than 80
    characters. Source: product checklist rows 21 and 53.

    >>> parse_unit("EUR/month").scale, parse_unit("EUR per customer").dimensions
    (Fraction(12, 1), (('EUR', 1), ('customer', -1)))
    """
    if len(text) > MAX_LENGTH:
        raise UnitError(f"a unit has at most {MAX_LENGTH} characters, this one has {len(text)}")
    written = " ".join(text.split())
    if not written:
        raise UnitError('no unit is given; write "ratio" for a plain number')
    reader = _Reader(written)
    powers, scale = reader.product()
    reader.expect_end()
    return Unit(_ordered(powers), scale, written)


def convert(amount: Fraction, from_unit: Unit, to_unit: Unit) -> Fraction:
    """Return the amount in another unit of the same dimensions: amount x scale / scale, exactly.

    Errors: UnitError, with the reason, if the units measure different things.
    Source: product checklist row 53.

    >>> convert(Fraction(5), parse_unit("EUR/month"), parse_unit("EUR/year"))
    Fraction(60, 1)
    """
    if not from_unit.adds_to(to_unit):
        raise UnitError(why_apart(from_unit, to_unit))
    return amount * from_unit.scale / to_unit.scale


def why_apart(first: Unit, second: Unit) -> str:
    """Return a sentence that says why two units cannot be added or converted.

    Made for units of different dimensions. Source: scoping spec X14, product checklist row 53.

    >>> why_apart(parse_unit("EUR"), parse_unit("USD"))
    'EUR and USD differ in currency: add an input for the rate in EUR/USD, with its date'
    """
    both = f"{first.text} and {second.text}"
    one, other = dict(first.dimensions), dict(second.dimensions)
    differing = {name for name in one.keys() | other.keys() if one.get(name) != other.get(name)}
    if len(differing) == 2 and differing <= CURRENCIES:
        rate = f"{first.currencies[0]}/{second.currencies[0]}"
        return f"{both} differ in currency: add an input for the rate in {rate}, with its date"
    if differing == set(TIME_BASES):
        return (
            f"{both} do not convert, because a year or month is no fixed number of weeks or hours: "
            f'add an input such as 46 in "weeks/year"'
        )
    return f"{both} measure different things"


class _Reader:
    """Reads products and quotients of unit words from left to right."""

    def __init__(self, written: str) -> None:
        self._written = written
        self._text = _PER.sub("/", written).translate(_SIGNS).replace("²", "^2")
        self._at = 0

    def product(self) -> tuple[dict[str, int], Fraction]:
        powers, scale = self._factor()
        while sign := self._next_sign("*/"):
            more, more_scale = self._factor()
            direction = 1 if sign == "*" else -1
            powers = _summed(tuple(powers.items()), tuple(more.items()), direction)
            scale *= more_scale**direction
        return powers, scale

    def expect_end(self) -> None:
        if self._text[self._at :].strip():
            self._refuse(f'"{self._text[self._at :].strip()}" is not understood')

    def _factor(self) -> tuple[dict[str, int], Fraction]:
        if not self._next_sign("("):
            return self._raised(*self._word())  # raised brackets could be raised without end
        powers, scale = self.product()
        if not self._next_sign(")"):
            self._refuse("a closing bracket is missing")
        return powers, scale

    def _word(self) -> tuple[dict[str, int], Fraction]:
        found = _TOKEN.match(self._text, self._at)
        if found is None or found["word"] is None:
            self._refuse("a unit is missing or has a character that units do not have")
        self._at = found.end()
        return self._meaning(re.sub(r"[_ ]+", " ", found["word"]))

    def _raised(self, powers: dict[str, int], scale: Fraction) -> tuple[dict[str, int], Fraction]:
        found = _TOKEN.match(self._text, self._at)
        if found is None or found["power"] is None:
            return powers, scale
        self._at = found.end()
        power = int(found["power"])
        if abs(power) > MAX_EXPONENT:
            self._refuse(f"exponents go to {MAX_EXPONENT}")
        return {name: power * count for name, count in powers.items()}, scale**power

    def _next_sign(self, wanted: str) -> str:
        found = _TOKEN.match(self._text, self._at)
        if found is None or found["sign"] is None or found["sign"] not in wanted:
            return ""
        self._at = found.end()
        return found["sign"]

    def _meaning(self, word: str) -> tuple[dict[str, int], Fraction]:
        if word in CURRENCIES:
            return {word: 1}, Fraction(1)
        if word in PHYSICAL:
            name, scale = PHYSICAL[word]
            return {name: 1}, scale
        self._refuse_unclear(word)
        noun = word.lower()
        if noun in KNOWN:
            return {}, KNOWN[noun]
        if noun in TIMES:
            name, scale = TIMES[noun]
            return {name: 1}, scale
        if advice := AMBIGUOUS.get(noun):
            self._refuse(f'"{word}" is ambiguous: {advice}')
        return {singular(noun): 1}, Fraction(1)

    def _refuse_unclear(self, word: str) -> None:
        if word.upper() in COMMON_CURRENCIES:
            self._refuse(f"write {word.upper()} in capitals")
        if len(word) == 3 and word.isupper() and word not in {"FTE", "SKU"}:
            self._refuse(f"{word} is no ISO code of a currency; write counted things in lower case")
        if not (word.islower() or word.istitle() or word in {"FTE", "SKU"} or word in "%‰€$£¥1"):
            self._refuse(f'"{word}" is not a unit; write counted things in lower case')
        first, hyphen, last = word.lower().rpartition("-")
        if hyphen and last in TIMES:
            self._refuse(f'write "{first}*{last}" for a product of units')

    def _refuse(self, reason: str) -> NoReturn:
        raise UnitError(f'unit "{self._written}": {reason}')


def _summed(
    first: tuple[tuple[str, int], ...], second: tuple[tuple[str, int], ...], direction: int
) -> dict[str, int]:
    powers = Counter(dict(first))
    for name, power in second:
        powers[name] += direction * power
    return dict(powers)


def _ordered(powers: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted((name, power) for name, power in powers.items() if power))


def _coherent(powers: Mapping[str, int]) -> Unit:
    dimensions = _ordered(powers)
    return Unit(dimensions, Fraction(1), _written_out(dimensions))


def _written_out(dimensions: tuple[tuple[str, int], ...]) -> str:
    above = [_raised_word(_many(name), power) for name, power in dimensions if power > 0]
    below = ["/" + _raised_word(name, -power) for name, power in dimensions if power < 0]
    if not above and not below:
        return RATIO.text
    return "*".join(above or ["1"]) + "".join(below)


def _many(name: str) -> str:
    return name if name in CURRENCIES or name in PHYSICAL else plural(name)


def _raised_word(word: str, power: int) -> str:
    return word if power == 1 else f"{word}^{power}"
