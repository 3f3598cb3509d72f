"""What a driver formula means: its unit, its exact value."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Context, Decimal
from difflib import get_close_matches
from fractions import Fraction
from typing import Protocol, TypeVar

from metrics.calc.syntax import (
    MAX_AMOUNT,
    Call,
    DivisionByZero,
    Expression,
    Name,
    Negative,
    Number,
    Operation,
    OutOfRange,
    UnitClash,
    UnknownName,
    exact_number,
    name_nodes,
    names_in,
    to_text,
)
from metrics.calc.units import RATIO, Unit, why_apart

MAX_BITS = 2_048  # of a denominator: some 600 digits, far beyond honest amounts
LARGEST = int(MAX_AMOUNT)
SHOWN_DIGITS = Context(prec=28)
EXCERPT = 80

T = TypeVar("T")


class Algebra(Protocol[T]):
    """How one kind of value is computed with: numbers, units, or ranges with slopes."""

    def number(self, node: Number) -> T: ...

    def negative(self, node: Negative, operand: T) -> T: ...

    def operation(self, node: Operation, left: T, right: T) -> T: ...

    def call(self, node: Call, arguments: Sequence[T]) -> T: ...


def check(expression: Expression, units: Mapping[str, Unit]) -> Unit:
    """Return the base unit of a formula's result.

    Sums, differences, min and max need one kind of unit (%, ratio and numbers are one kind, and
    so are month and year); the number 0 fits every unit. Products and quotients multiply units.
    Errors: UnknownName, with the nearest known name; UnitClash, naming the part of the formula
    and the reason. Source: scoping spec 1 ("parses, units agree").

    >>> from metrics.calc.syntax import parse
    >>> from metrics.calc.units import parse_unit
    >>> units = {"loans": parse_unit("loans/year"), "cost": parse_unit("EUR/loan")}
    >>> check(parse("loans * cost"), units).text
    'EUR/year'
    """
    return walk(expression, dict(units), _Units()) or RATIO


def evaluate(expression: Expression, values: Mapping[str, Decimal | int]) -> Decimal:
    """Return the value of a formula over plain numbers, all in base units (10 % is 0.1).

    The value is computed exactly, as a fraction, and rounded once, half to even, to 28 digits.
    Errors: UnknownName, DivisionByZero (naming the divisor), NotANumber, and OutOfRange where a
    value or any part of the formula is above 1e18 in size. Source: scoping spec 1.

    >>> from metrics.calc.syntax import parse
    >>> evaluate(parse("2 / 3 * price"), {"price": Decimal("4.50")})
    Decimal('3')
    """
    exact = {key: Fraction(exact_number(value)) for key, value in values.items()}
    return to_decimal(evaluate_exactly(expression, exact))


def evaluate_exactly(expression: Expression, values: Mapping[str, Fraction]) -> Fraction:
    """Return the exact value of a formula over exact numbers in base units.

    Errors: as for `evaluate`. Source: scoping spec 1.

    >>> from metrics.calc.syntax import parse
    >>> evaluate_exactly(parse("max(a, 1) / 3"), {"a": Fraction(2)})
    Fraction(2, 3)
    """
    return walk(expression, dict(values), _Numbers())


def to_decimal(value: Fraction) -> Decimal:
    """Return a fraction as a decimal of 28 digits, rounded half to even, without idle zeros.

    Source: our own choice; money is kept with at most 6 decimals below 1e18.

    >>> to_decimal(Fraction(1, 3)), to_decimal(Fraction(2_000_000))
    (Decimal('0.3333333333333333333333333333'), Decimal('2000000'))
    """
    quotient = SHOWN_DIGITS.divide(Decimal(value.numerator), Decimal(value.denominator))
    plain = quotient.normalize(SHOWN_DIGITS)
    exponent = plain.as_tuple().exponent
    is_whole = isinstance(exponent, int) and exponent > 0
    return plain.quantize(Decimal(1)) if is_whole and plain.adjusted() < 28 else plain


def kept(value: Fraction, node: Expression) -> Fraction:
    """Return the value if its size and digits are within the limits, else raise OutOfRange.

    Source: our own limits, 1e18 and 2,048 bits of a denominator.

    >>> kept(Fraction(1, 2), Number(Decimal("0.5")))
    Fraction(1, 2)
    """
    if not -LARGEST <= value <= LARGEST:
        raise OutOfRange(f"{excerpt(node)} is above {MAX_AMOUNT:.0e} in size", node.place)
    if value.denominator.bit_length() > MAX_BITS:
        raise OutOfRange(f"{excerpt(node)} needs more digits than are kept", node.place)
    return value


def excerpt(node: Expression) -> str:
    """Return a part of a formula in quotation marks, cut to 80 characters.

    Source: our own choice.

    >>> excerpt(Name("customers"))
    '"customers"'
    """
    text = to_text(node)
    return f'"{text}"' if len(text) <= EXCERPT else f'"{text[: EXCERPT - 1]}…"'


def walk(expression: Expression, values: Mapping[str, T], algebra: Algebra[T]) -> T:
    """Return what an algebra makes of a formula, from its leaves upward.

    Errors: UnknownName for a name without a value, and what the algebra raises.
    Source: scoping spec 1.

    >>> walk(Negative(Name("a")), {"a": Fraction(2)}, _Numbers())
    Fraction(-2, 1)
    """
    match expression:
        case Number():
            return algebra.number(expression)
        case Name():
            if expression.key not in values:
                raise _unknown(expression, values)
            return values[expression.key]
        case Negative():
            return algebra.negative(expression, walk(expression.operand, values, algebra))
        case Operation():
            left = walk(expression.left, values, algebra)
            right = walk(expression.right, values, algebra)
            return algebra.operation(expression, left, right)
        case Call():
            arguments = [walk(item, values, algebra) for item in expression.arguments]
            return algebra.call(expression, arguments)


def unknown_names(expression: Expression, known: Collection[str]) -> tuple[UnknownName, ...]:
    """Return an error for each name that is not known, with its first place and the nearest name.

    Source: scoping spec 1 (the driver formula parses).

    >>> from metrics.calc.syntax import parse
    >>> [str(error) for error in unknown_names(parse("2 * custmers"), ["customers"])]
    ['line 1, column 5: custmers is not known; did you mean customers?']
    """
    found = {name.key: name for name in reversed(name_nodes(expression))}
    return tuple(_unknown(found[key], known) for key in names_in(expression) if key not in known)


def _unknown(node: Name, known: Collection[str]) -> UnknownName:
    near = get_close_matches(node.key, list(known), n=1)
    advice = f"; did you mean {near[0]}?" if near else ""
    return UnknownName(f"{node.key} is not known{advice}", node.place)


class _Numbers:
    """Exact arithmetic within the limits."""

    def number(self, node: Number) -> Fraction:
        return Fraction(node.value)

    def negative(self, node: Negative, operand: Fraction) -> Fraction:
        return -operand

    def operation(self, node: Operation, left: Fraction, right: Fraction) -> Fraction:
        if node.operator == "+":
            return kept(left + right, node)
        if node.operator == "-":
            return kept(left - right, node)
        if node.operator == "*":
            return kept(left * right, node)
        if right == 0:
            raise DivisionByZero(
                f"{excerpt(node.right)} is zero: nothing divides by it", node.place
            )
        return kept(left / right, node)

    def call(self, node: Call, arguments: Sequence[Fraction]) -> Fraction:
        return min(arguments) if node.function == "min" else max(arguments)


class _Units:
    """Units in base form; None is the unit of zero, which fits every other."""

    def number(self, node: Number) -> Unit | None:
        return None if node.value == 0 else RATIO

    def negative(self, node: Negative, operand: Unit | None) -> Unit | None:
        return operand

    def operation(self, node: Operation, left: Unit | None, right: Unit | None) -> Unit | None:
        if node.operator == "*":
            return (left or RATIO) * (right or RATIO)
        if node.operator == "/":
            return (left or RATIO) / (right or RATIO)
        return _one_kind(node, left, right)

    def call(self, node: Call, arguments: Sequence[Unit | None]) -> Unit | None:
        unit = None
        for argument in arguments:
            unit = _one_kind(node, unit, argument)
        return unit


def _one_kind(node: Operation | Call, first: Unit | None, second: Unit | None) -> Unit | None:
    if first is None or second is None:
        return (first or second) and (first or second or RATIO).base
    if first.adds_to(second):
        return first.base
    raise UnitClash(f"in {excerpt(node)}, {why_apart(first, second)}", node.place)
