"""The language of driver formulas: text to tree and back. Nothing is ever executed as code."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, NoReturn

MAX_LENGTH = 2_000
MAX_PARTS = 400
MAX_DEPTH = 40
MAX_AMOUNT = Decimal("1e18")
MAX_DECIMALS = 30
MAX_NAME = 64

Operator = Literal["+", "-", "*", "/"]
FunctionName = Literal["min", "max"]
FUNCTIONS: dict[str, FunctionName] = {"min": "min", "max": "max"}


@dataclass(frozen=True)
class Place:
    """Where something stands in a formula, counted from 1."""

    line: int = 1
    column: int = 1


class FormulaError(ValueError):
    """A formula that cannot be used; the message names the place and what is wrong there."""

    def __init__(self, reason: str, place: Place | None = None) -> None:
        self.reason = reason
        self.place = place
        where = f"line {place.line}, column {place.column}: " if place else ""
        super().__init__(where + reason)


class NotUnderstood(FormulaError):
    """The text does not follow the language."""


class UnknownName(FormulaError):
    """A name that no input and no other node has."""


class UnitClash(FormulaError):
    """Amounts of different units are added or compared, or the result has the wrong unit."""


class DivisionByZero(FormulaError):
    """A divisor is zero, or may be zero within the ranges of the inputs."""


class TooDeep(FormulaError):
    """More brackets inside brackets than MAX_DEPTH."""


class TooLong(FormulaError):
    """More characters than MAX_LENGTH or more parts than MAX_PARTS."""


class NotANumber(FormulaError):
    """A value or a digit sequence that is no finite number."""


class OutOfRange(FormulaError):
    """An amount beyond MAX_AMOUNT, or one with more digits than are kept."""


@dataclass(frozen=True)
class Number:
    """A number without a unit; never negative, because the sign is a part of its own."""

    value: Decimal
    place: Place = field(default=Place(), compare=False)


@dataclass(frozen=True)
class Name:
    """The value of an input or of another node."""

    key: str
    place: Place = field(default=Place(), compare=False)


@dataclass(frozen=True)
class Negative:
    """The operand with the other sign."""

    operand: Expression
    place: Place = field(default=Place(), compare=False)


@dataclass(frozen=True)
class Operation:
    """A sum, difference, product or quotient."""

    operator: Operator
    left: Expression
    right: Expression
    place: Place = field(default=Place(), compare=False)


@dataclass(frozen=True)
class Call:
    """The smallest or largest of two or more values."""

    function: FunctionName
    arguments: tuple[Expression, ...]
    place: Place = field(default=Place(), compare=False)


Expression = Number | Name | Negative | Operation | Call

_TOKEN = re.compile(
    r"(?P<space>[ \t\r\n]+)"
    r"|(?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)"
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<sign>[-+*/(),])"
)
_ALSO = str.maketrans({"×": "*", "·": "*", "÷": "/", "−": "-", "\u00a0": " "})
_ADVICE = {
    "^": "write a product instead of a power",
    "%": 'write 0.1 for 10 %, or name an input with the unit "%"',
    "=": "write only the part after the equals sign",
    "$": "units stand beside the inputs, not in the formula",
    "€": "units stand beside the inputs, not in the formula",
}


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    place: Place


def parse(text: str) -> Expression:
    """Return the tree of a formula.

    The language: numbers (12, 0.5, 1e6), names, + - * /, a leading minus, brackets, min and max
    of two or more values. Products bind before sums; equals bind from the left. Signs such as ×
    and − are read as * and -. No text is ever run as code. Errors, each with line and column:
    NotUnderstood, TooLong above 2,000 characters or 400 parts, TooDeep above 40 brackets inside
    each other, OutOfRange for numbers above 1e18 or with more than 30 decimals. An empty text
    is NotUnderstood. Source: scoping spec 1 (driver formula).

    >>> to_text(parse("customers*(churn_rate - 0.02)"))
    'customers * (churn_rate - 0.02)'
    """
    if len(text) > MAX_LENGTH:
        raise TooLong(f"a formula has at most {MAX_LENGTH:,} characters, this has {len(text):,}")
    return _Parser(_tokens(text.translate(_ALSO))).whole()


def to_text(expression: Expression, words: Mapping[str, str] | None = None) -> str:
    """Return the formula as text with no more brackets than needed; parse() gives it back.

    `words` says what to write in place of a name, for example its amount with unit; the text is
    then for people. Source: scoping spec 9.3 (money prints its formula).

    >>> to_text(parse("(a * b) - (c - 1)"), {"a": "20 %"})
    '20 % * b - (c - 1)'
    """
    shown = words or {}
    match expression:
        case Number():
            return f"{expression.value:f}"
        case Name():
            return shown.get(expression.key, expression.key)
        case Call():
            inside = ", ".join(to_text(item, shown) for item in expression.arguments)
            return f"{expression.function}({inside})"
        case Negative():
            inside = to_text(expression.operand, shown)
            return f"-({inside})" if isinstance(expression.operand, Operation) else f"-{inside}"
        case Operation():
            left = _side(expression.left, _strength(expression), shown)
            right = _side(expression.right, _strength(expression) + 1, shown)
            return f"{left} {expression.operator} {right}"


def names_in(expression: Expression) -> tuple[str, ...]:
    """Return the names of a formula, each once, in the order of their first use.

    Source: scoping spec 1 (driver formula).

    >>> names_in(parse("b * a + min(b, c)"))
    ('b', 'a', 'c')
    """
    return tuple(dict.fromkeys(node.key for node in name_nodes(expression)))


def name_nodes(expression: Expression) -> tuple[Name, ...]:
    """Return every use of a name in a formula, from left to right.

    Source: scoping spec 1 (driver formula).

    >>> [node.place.column for node in name_nodes(parse("b * b"))]
    [1, 5]
    """
    match expression:
        case Name():
            return (expression,)
        case Number():
            return ()
        case Negative():
            return name_nodes(expression.operand)
        case Call():
            parts: Sequence[Expression] = expression.arguments
        case Operation():
            parts = (expression.left, expression.right)
    return tuple(node for part in parts for node in name_nodes(part))


def exact_number(value: Decimal | int) -> Decimal:
    """Return an amount that the calculations accept, unchanged.

    Errors: NotANumber for NaN and infinity; OutOfRange above 1e18 in size, below that but with
    more than 30 decimals. The check never expands the digits, so 1e300 costs nothing.
    Source: scoping spec 1 (decimals).

    >>> exact_number(Decimal("12.50"))
    Decimal('12.50')
    """
    number = Decimal(value)
    if not number.is_finite():
        raise NotANumber(f"{number} is not a number")
    if abs(number) > MAX_AMOUNT:
        raise OutOfRange(f"amounts go to {MAX_AMOUNT:.0e} in size, this is {number:.3e}")
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -MAX_DECIMALS:
        raise OutOfRange(f"an amount has at most {MAX_DECIMALS} decimals")
    return number


def _strength(operation: Operation) -> int:
    return 1 if operation.operator in "+-" else 2


def _side(expression: Expression, needed: int, words: Mapping[str, str]) -> str:
    text = to_text(expression, words)
    weak = isinstance(expression, Operation) and _strength(expression) < needed
    return f"({text})" if weak else text


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    at, line, line_start = 0, 1, 0
    while at < len(text):
        place = Place(line, at - line_start + 1)
        found = _TOKEN.match(text, at)
        if found is None:
            advice = _ADVICE.get(text[at], "formulas have names, numbers, + - * / and brackets")
            raise NotUnderstood(f'"{text[at]}" is not understood: {advice}', place)
        at = found.end()
        if found.lastgroup != "space":
            tokens.append(_Token(str(found.lastgroup), found.group(), place))
        elif newlines := found.group().count("\n"):
            line += newlines
            line_start = found.start() + found.group().rindex("\n") + 1
    if len(tokens) > MAX_PARTS:
        raise TooLong(f"a formula has at most {MAX_PARTS} parts, this has {len(tokens):,}")
    return [*tokens, _Token("end", "", Place(line, len(text) - line_start + 1))]


class _Parser:
    """Recursive descent; the depth counts brackets, functions and leading minus signs."""

    def __init__(self, tokens: Sequence[_Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0

    def whole(self) -> Expression:
        expression = self._sum()
        if self._token.kind != "end":
            self._refuse_here()
        return expression

    @property
    def _token(self) -> _Token:
        return self._tokens[self._at]

    def _sum(self) -> Expression:
        left = self._product()
        while sign := self._take("+", "-"):
            left = Operation("+" if sign.text == "+" else "-", left, self._product(), sign.place)
        return left

    def _product(self) -> Expression:
        left = self._factor()
        while sign := self._take("*", "/"):
            left = Operation("*" if sign.text == "*" else "/", left, self._factor(), sign.place)
        return left

    def _factor(self) -> Expression:
        token = self._token
        if self._take("-"):
            return Negative(self._nested(token.place, self._factor), token.place)
        if self._take("("):
            inside = self._nested(token.place, self._sum)
            self._expect_closing(token.place)
            return inside
        if token.kind == "number":
            self._at += 1
            return Number(_read_number(token), token.place)
        if token.kind == "name":
            self._at += 1
            return self._call(token) if self._take("(") else _read_name(token)
        return self._refuse_here()

    def _call(self, token: _Token) -> Call:
        function = FUNCTIONS.get(token.text)
        if function is None:
            reason = f"{token.text} is not a function; formulas know min and max"
            raise NotUnderstood(reason, token.place)
        arguments = [self._nested(token.place, self._sum)]
        while self._take(","):
            arguments.append(self._nested(token.place, self._sum))
        self._expect_closing(token.place)
        if len(arguments) < 2:
            raise NotUnderstood(f"{function} needs two values or more", token.place)
        return Call(function, tuple(arguments), token.place)

    def _nested(self, place: Place, read: Callable[[], Expression]) -> Expression:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise TooDeep(f"brackets stand more than {MAX_DEPTH} deep inside each other", place)
        inside = read()
        self._depth -= 1
        return inside

    def _take(self, *signs: str) -> _Token | None:
        token = self._token
        if token.kind != "sign" or token.text not in signs:
            return None
        self._at += 1
        return token

    def _expect_closing(self, opened: Place) -> None:
        if self._token.kind == "end":
            raise NotUnderstood("the bracket that opens here is never closed", opened)
        if not self._take(")"):
            self._refuse_here()

    def _refuse_here(self) -> NoReturn:
        token = self._token
        if token.kind == "end":
            raise NotUnderstood("the formula ends where a value should follow", token.place)
        advice = ": write thousands without a comma" if token.text == "," else ""
        raise NotUnderstood(f'"{token.text[:MAX_NAME]}" does not belong here{advice}', token.place)


def _read_number(token: _Token) -> Decimal:
    try:
        return exact_number(Decimal(token.text))
    except FormulaError as error:
        raise type(error)(error.reason, token.place) from None
    except ArithmeticError:
        raise OutOfRange(f"amounts go to {MAX_AMOUNT:.0e} in size", token.place) from None


def _read_name(token: _Token) -> Name:
    if token.text in FUNCTIONS:
        raise NotUnderstood(f"{token.text} needs its values in brackets", token.place)
    if len(token.text) > MAX_NAME:
        raise NotUnderstood(f"a name has at most {MAX_NAME} characters", token.place)
    return Name(token.text, token.place)
