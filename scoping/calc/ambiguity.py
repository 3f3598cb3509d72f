"""What the words of a target can mean: "down 20% next quarter" has two values and one day."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from decimal import Decimal

from metrics.calc.targets import Direction, TargetKind, target_value
from scoping.calc.due_words import DayReading, read_days, without_days

FORMULA_VERSION = "1.0"
PERCENT_UNITS = frozenset({"%", "percent", "percentage point", "percentage points", "pp"})

_DOWN = re.compile(
    r"\b(down|reduc\w*|decreas\w*|cut\w*|lower\w*|less|fewer|drop\w*|shrink\w*|halv\w*|minus"
    r"|below|under|shorter|cheaper|fall\w*)\b"
)
_UP = re.compile(
    r"\b(up|increas\w*|rais\w*|grow\w*|more|higher|gain\w*|doubl\w*|tripl\w*|plus|above|over"
    r"|longer|rise\w*)\b"
)
_NUMBER = re.compile(
    r"(?P<sign>[+\-−–]?)\s?(?<![\d.,])(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?)"
    r"\s?(?P<scale>thousand|million|billion|k\b)?"
    r"\s?(?P<unit>%|percentage points?|percent\b|points?\b|pts?\b|pp\b)?"
)
_FROM_TO = re.compile(r"\bfrom\b(?P<start>.*?)\bto\b(?P<end>.*)")
_SCALES = {"thousand": 3, "k": 3, "million": 6, "billion": 9}
# Each is a share of the baseline, however it is written
_SHARES: tuple[tuple[re.Pattern[str], Decimal, Direction | None], ...] = (
    (re.compile(r"\bhalv\w*|\b(?:by|in) (?:a |one )?half\b|\bhalf\b"), Decimal(50), "down"),
    (re.compile(r"\bdoubl\w*|\btwice\b"), Decimal(100), "up"),
    (re.compile(r"\btripl\w*"), Decimal(200), "up"),
    (re.compile(r"\bby (?:a|one) third\b"), Decimal("33.3333"), None),
    (re.compile(r"\bby two thirds\b"), Decimal("66.6667"), None),
    (re.compile(r"\bby (?:a|one) quarter\b"), Decimal(25), None),
)
MOST_DIGITS = 18
_ALL_KINDS: tuple[TargetKind, ...] = ("relative", "points", "absolute")


@dataclass(frozen=True)
class Scale:
    """The metric's unit, its value today and the smallest and largest that it can have."""

    unit: str = ""
    baseline: Decimal | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None

    @property
    def is_percentage(self) -> bool:
        """Whether a change of "10 %" could be points."""
        return self.unit.strip().lower() in PERCENT_UNITS

    @property
    def bounds(self) -> tuple[Decimal | None, Decimal | None]:
        """The limits given, else the natural ones: 0 to 100 for a percentage, 0 for the rest.

        A baseline beyond a natural limit shows that it does not hold.
        """
        low = self.minimum if self.minimum is not None else Decimal(0)
        high = self.maximum
        if high is None and self.is_percentage:
            high = Decimal(100)
        if self.minimum is None and self.baseline is not None and self.baseline < low:
            return None, high
        if self.maximum is None and high is not None and (self.baseline or 0) > high:
            return low, None
        return low, high


@dataclass(frozen=True)
class Reading:
    """One meaning of the words: the kind of target, its amount and the value that results.

    `value` is None without a baseline; `problem` says why a meaning is not possible.
    """

    kind: TargetKind
    amount: Decimal
    direction: Direction
    value: Decimal | None
    problem: str = ""

    @property
    def is_possible(self) -> bool:
        return not self.problem


@dataclass(frozen=True)
class TargetWords:
    """Everything that was read: direction, amount, its meanings and the days.

    `baseline` is the one that the words name ("from 24 % to ..."), else None.
    """

    direction: Direction | None
    amount: Decimal | None
    baseline: Decimal | None
    readings: tuple[Reading, ...]
    days: tuple[DayReading, ...]

    @property
    def possible(self) -> tuple[Reading, ...]:
        return tuple(each for each in self.readings if each.is_possible)


def read_target(
    text: str, *, scale: Scale, today: datetime.date, better: Direction | None = None
) -> TargetWords:
    """Return all that a target in words can mean, for the person to choose from.

    `better` is the direction of the field beside; it holds where the words give none. "By 10 %" of
    a percentage is relative or points, without "by" or "to" it may also be the value to reach; of
    another unit it is relative only. "Points" and "to" leave one meaning. A meaning outside the
    bounds is kept and says why it is not possible. What cannot be read has no readings; nothing is
    ever guessed. Source: scoping spec 9.1, product checklist row 39.

    >>> found = read_target("error down by 10 % next quarter", today=datetime.date(2026, 11, 23),
    ...     scale=Scale("%", Decimal(24)))
    >>> [(each.kind, str(each.value)) for each in found.readings], str(found.days[0].day)
    ([('relative', '21.6'), ('points', '14')], '2027-03-31')
    """
    rest = without_days(text, today)
    days = read_days(text, today)
    if (match := _FROM_TO.search(rest)) and (ends := _ends(match)):
        return _from_to(*ends, scale, days)
    direction = _direction(rest) or better
    amount, kinds, own = _amount(rest, scale)
    direction = own or direction
    if direction is None and amount is not None and kinds == ("absolute",):
        direction = _towards(scale.baseline, amount)
    if amount is None or direction is None:
        return TargetWords(direction, amount, None, (), days)
    readings = tuple(resolve(kind, amount, direction, scale) for kind in kinds)
    return TargetWords(direction, amount, None, readings, days)


def resolve(kind: TargetKind, amount: Decimal, direction: Direction, scale: Scale) -> Reading:
    """Return the value that one kind of target gives, and why it is not possible if it is not.

    >>> resolve("points", Decimal(20), "down", Scale("%", Decimal(10))).problem
    'below the smallest possible value of 0'
    """
    if scale.baseline is None:
        value = amount if kind == "absolute" else None
        return Reading(kind, amount, direction, value, _outside(value, scale))
    try:
        value = target_value(scale.baseline, amount, kind, direction)
    except ValueError as error:
        return Reading(kind, amount, direction, None, str(error))
    return Reading(kind, amount, direction, value, _outside(value, scale))


def _outside(value: Decimal | None, scale: Scale) -> str:
    low, high = scale.bounds
    if value is None:
        return ""
    if low is not None and value < low:
        return f"below the smallest possible value of {low}"
    if high is not None and value > high:
        return f"above the largest possible value of {high}"
    return ""


def _ends(match: re.Match[str]) -> tuple[Decimal, Decimal, Direction] | None:
    """Both values of "from ... to ..." and the way between them; None unless both are there."""
    first, last = (_value(_best_number(match[name])) for name in ("start", "end"))
    if first is None or last is None:
        return None
    direction = _towards(first, last)
    return (first, last, direction) if direction else None


def _from_to(
    first: Decimal, last: Decimal, direction: Direction, scale: Scale, days: tuple[DayReading, ...]
) -> TargetWords:
    """Both ends are given: one meaning, whose direction follows from them."""
    own = Scale(scale.unit, first, scale.minimum, scale.maximum)
    reading = resolve("absolute", last, direction, own)
    return TargetWords(direction, last, first, (reading,), days)


def _towards(baseline: Decimal | None, target: Decimal) -> Direction | None:
    if baseline is None or baseline == target:
        return None
    return "up" if target > baseline else "down"


def _direction(text: str) -> Direction | None:
    down, up = bool(_DOWN.search(text)), bool(_UP.search(text))
    if down == up:
        return None
    return "down" if down else "up"


def _amount(
    text: str, scale: Scale
) -> tuple[Decimal | None, tuple[TargetKind, ...], Direction | None]:
    """The amount, the kinds that it can be, and a direction that its own sign gives."""
    match = _best_number(text)
    if match is None:
        for pattern, share, direction in _SHARES:
            if pattern.search(text):
                return share, ("relative",), direction
        return None, (), None
    amount = _value(match)
    if amount is None:
        return None, (), None
    signs: dict[str, Direction] = {"+": "up", "-": "down", "−": "down", "–": "down"}
    before = text[: match.start()].rstrip()
    return amount, _kinds(match["unit"] or "", before, scale), signs.get(match["sign"])


def _kinds(unit: str, before: str, scale: Scale) -> tuple[TargetKind, ...]:
    if re.search(r"\b(to|at|reach|below|under|above|over|least|most)$", before):
        return ("absolute",)
    if unit.startswith(("p", "pt")) and unit != "percent":
        return ("points",)
    is_change = bool(re.search(r"\bby$", before))
    if unit in {"%", "percent"}:
        if not scale.is_percentage:
            return ("relative",)
        return ("relative", "points") if is_change else _ALL_KINDS
    if is_change:
        return ("points", "relative") if scale.is_percentage else ("points",)
    return _ALL_KINDS if scale.is_percentage else ("points", "absolute")


def _best_number(text: str) -> re.Match[str] | None:
    """The number that says the change: one with % or points, else after by or to, else the first.

    So that "24/7 support" and "the top 10" are passed over where something clearer follows.
    """
    found = list(_NUMBER.finditer(text))
    for match in found:
        if match["unit"]:
            return match
    for match in found:
        if re.search(r"\b(?:by|to)\s*$", text[: match.start()]):
            return match
    return found[0] if found else None


def _value(match: re.Match[str] | None) -> Decimal | None:
    if match is None:
        return None
    digits = match["digits"]
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", digits):
        digits = digits.replace(",", "")
    if len(digits) > MOST_DIGITS:
        return None
    number = Decimal(digits.replace(",", "."))
    return number.scaleb(_SCALES.get(match["scale"] or "", 0)) + 0
