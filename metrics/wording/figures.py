"""How amounts of metrics are written: exact where people typed them, rounded where computed."""

from decimal import Decimal

from aiproj.shared import format as show

STORED_PLACES = 6
PLAIN = ("ratio", "1", "share")


def exact(value: Decimal | None) -> str:
    """An amount with all its digits, at most six after the point.

    >>> exact(Decimal("1296000.500000"))
    '1,296,000.5'
    """
    return show.DASH if value is None else _shortened(show.number(value, STORED_PLACES))


def rounded(value: Decimal) -> str:
    """A computed amount with the three or four digits that a person reads.

    >>> rounded(Decimal("6.923076923")), rounded(Decimal("0.034512")), rounded(Decimal(1296000))
    ('6.92', '0.0345', '1,296,000')
    """
    return _shortened(show.number(value, places_of(value)))


def places_of(value: Decimal) -> int:
    """How many places after the point leave the three or four digits that a person reads.

    >>> places_of(Decimal("6.923")), places_of(Decimal("-0.0345")), places_of(Decimal(0))
    (2, 4, 0)
    """
    size = abs(value)
    if size >= 1000 or size == 0:
        return 0
    return 1 if size >= 100 else 2 if size >= 1 else min(9, 2 - value.adjusted())


def with_unit(text: str, unit: str) -> str:
    """An amount with its unit; a plain number carries none.

    >>> with_unit("24", "%"), with_unit("1.2", "ratio")
    ('24 %', '1.2')
    """
    return text if unit in PLAIN else f"{text} {unit}"


def between(low: Decimal | None, high: Decimal | None) -> str:
    """The values that are possible.

    >>> between(Decimal(0), Decimal(100)), between(Decimal(0), None), between(None, None)
    ('0 to 100', 'at least 0', 'any')
    """
    if low is None and high is None:
        return "any"
    if high is None:
        return f"at least {exact(low)}"
    return f"at most {exact(high)}" if low is None else f"{exact(low)} to {exact(high)}"


def _shortened(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text
