"""How numbers, dates and lists are shown to people: one place, so that every page agrees."""

import datetime
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

DASH = "–"
MINUS = "\u2212"
NOISE = Decimal("1e-9")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
NUMBER_WORDS = (
    "no", "one", "two", "three", "four", "five", "six",
    "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip
SIZE_UNITS = ("bytes", "KB", "MB", "GB", "TB")

Number = float | Decimal


def round_half_up(value: Number, places: int = 0) -> Decimal:
    """Round for display: cut float noise at nine decimals, then round halves away from zero.

    `value` is any finite number; the result has exactly `places` decimals (0 or more) and is
    never a negative zero. Raises decimal.InvalidOperation for NaN and infinities.
    Source: assessments spec 4.1 (rounding for display).

    >>> round_half_up(2.5)
    Decimal('3')
    >>> round_half_up(0.1 + 0.2 + 0.15, 1)
    Decimal('0.5')
    >>> round_half_up(-0.04, 1)
    Decimal('0.0')
    """
    exact = Decimal(str(value))
    # Large amounts keep more digits than the default context allows for nine decimals
    cut = exact.quantize(NOISE) if abs(exact) < Decimal(10) ** 15 else exact
    rounded = cut.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return abs(rounded) if rounded == 0 else rounded


def number(value: Number | None, places: int = 0) -> str:
    """A number with thousands separators and a true minus sign; a dash for none.

    >>> number(-1234.5, 1)
    '−1,234.5'
    """
    if value is None:
        return DASH
    return f"{round_half_up(value, places):,}".replace("-", MINUS)


def score(value: Number | None) -> str:
    """A score on the scale 1 to 5, with one decimal.

    >>> score(2.486883)
    '2.5'
    """
    return number(value, 1)


def agreement(value: Number | None) -> str:
    """An agreement between 0 and 1, with two decimals.

    >>> agreement(0.85)
    '0.85'
    """
    return number(value, 2)


def index(value: Number | None) -> str:
    """An index from 0 to 100, without decimals.

    >>> index(37.172075)
    '37'
    """
    return number(value)


def signed(value: Number | None, places: int = 1) -> str:
    """A difference with its sign; zero carries none.

    >>> signed(0.9), signed(-0.2), signed(0.0)
    ('+0.9', '−0.2', '0.0')
    """
    if value is None:
        return DASH
    sign = "+" if round_half_up(value, places) > 0 else ""
    return sign + number(value, places)


def percent(share: Number | None, places: int = 0) -> str:
    """A share between 0 and 1 as a percentage.

    >>> percent(0.588235)
    '59%'
    """
    if share is None:
        return DASH
    return f"{number(Decimal(str(share)) * 100, places)}%"


def span(low: Number | None, high: Number | None, places: int = 0) -> str:
    """Two ends of a range in words; a dash if either is missing.

    >>> span(28.6, 45.7)
    '29 to 46'
    """
    if low is None or high is None:
        return DASH
    return f"{number(low, places)} to {number(high, places)}"


def likely(low: Number | None, high: Number | None, places: int = 0) -> str:
    """The likely range as pages say it; empty if there is none.

    >>> likely(28.6, 45.7)
    'likely 29 to 46'
    """
    return "" if low is None or high is None else f"likely {span(low, high, places)}"


def day_month(day: datetime.date) -> str:
    """A date without its year.

    >>> day_month(datetime.date(2026, 11, 2))
    '2 Nov'
    """
    return f"{day.day} {MONTHS[day.month - 1]}"


def date(day: datetime.date | None) -> str:
    """A date (or the day of a datetime) with its month in letters.

    >>> date(datetime.date(2026, 11, 27))
    '27 Nov 2026'
    """
    return DASH if day is None else f"{day_month(day)} {day.year}"


def date_range(first: datetime.date, last: datetime.date) -> str:
    """Two dates, naming month and year only where they differ.

    >>> date_range(datetime.date(2026, 11, 2), datetime.date(2026, 11, 27))
    '2 to 27 Nov 2026'
    >>> date_range(datetime.date(2026, 12, 2), datetime.date(2027, 1, 8))
    '2 Dec 2026 to 8 Jan 2027'
    """
    if (first.year, first.month, first.day) == (last.year, last.month, last.day):
        return date(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {date(last)}"
    start = day_month(first) if first.year == last.year else date(first)
    return f"{start} to {date(last)}"


def plural(count: int, one: str, many: str = "") -> str:
    """The noun that fits a count; `many` is `one` + "s" unless given.

    >>> plural(1, "question"), plural(0, "question"), plural(2, "person", "people")
    ('question', 'questions', 'people')
    """
    return one if count == 1 else many or f"{one}s"


def counted(count: int, one: str, many: str = "") -> str:
    """A count with its noun.

    >>> counted(11, "person", "people")
    '11 people'
    """
    return f"{number(count)} {plural(count, one, many)}"


def counted_of(count: int, total: int, one: str, many: str = "") -> str:
    """A part of a whole, with the noun of the whole.

    >>> counted_of(11, 11, "person", "people")
    '11 of 11 people'
    """
    return f"{number(count)} of {counted(total, one, many)}"


def number_word(count: int) -> str:
    """A small count as a word for running text; figures from 13.

    >>> number_word(3), number_word(20)
    ('three', '20')
    """
    return NUMBER_WORDS[count] if 0 <= count < len(NUMBER_WORDS) else number(count)


def join_words(items: Sequence[str], word: str = "and") -> str:
    """A list in a sentence, without a comma before the last item; empty for no items.

    >>> join_words(["A", "B", "C"])
    'A, B and C'
    """
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {word} {items[-1]}"


def sentence_case(text: str) -> str:
    """The first letter in capitals, the rest untouched (names of areas keep theirs).

    >>> sentence_case("a few weeks for one AI team")
    'A few weeks for one AI team'
    """
    return text[:1].upper() + text[1:]


def file_size(size: int) -> str:
    """A number of bytes in the unit that leaves one to four figures (1 KB = 1,000 bytes).

    >>> file_size(532), file_size(1_400_000)
    ('532 bytes', '1.4 MB')
    """
    amount, unit = Decimal(size), 0
    while round_half_up(amount) >= 1000 and unit < len(SIZE_UNITS) - 1:
        amount, unit = amount / 1000, unit + 1
    if unit == 0:
        return counted(size, "byte")
    return f"{number(amount, 1 if amount < 10 else 0)} {SIZE_UNITS[unit]}"
