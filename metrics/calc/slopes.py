"""Ranges of values with the ranges of their slopes: whether a result rises with an input."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from metrics.calc.expression import MAX_BITS, excerpt, kept
from metrics.calc.syntax import (
    Call,
    DivisionByZero,
    Expression,
    Negative,
    Number,
    Operation,
    OutOfRange,
)

GRID_BITS = 256
FLAT = (Fraction(0), Fraction(0))
Span = tuple[Fraction, Fraction]
_Join = Callable[[Span, Span], Span]


@dataclass(frozen=True)
class Slope:
    """Bounds of a value while the inputs move in their ranges, and bounds of its slopes.

    Both enclose the truth and may be wider. An input that is not named has the slope 0. `curved`
    names the inputs in which the value may not be a straight line, the others being fixed.
    """

    span: Span
    by_input: Mapping[str, Span]
    curved: frozenset[str] = frozenset()


def moving(key: str, low: Fraction, high: Fraction) -> Slope:
    """Return an input that moves from low to high.

    Source: our own (interval arithmetic with slopes).

    >>> moving("a", Fraction(1), Fraction(2)).by_input
    {'a': (Fraction(1, 1), Fraction(1, 1))}
    """
    return Slope((low, high), {key: (Fraction(1), Fraction(1))} if low < high else {})


class Slopes:
    """The algebra of `expression.walk` for slopes.

    Sums, products and quotients follow the rules of derivatives with intervals; min and max take
    the slopes of all values that can be chosen. Errors: DivisionByZero where the enclosure of a
    divisor holds zero; OutOfRange as in evaluation. Source: our own.
    """

    def number(self, node: Number) -> Slope:
        value = Fraction(node.value)
        return Slope((value, value), {})

    def negative(self, node: Negative, operand: Slope) -> Slope:
        turned = {key: _minus(FLAT, span) for key, span in operand.by_input.items()}
        return Slope(_minus(FLAT, operand.span), turned, operand.curved)

    def operation(self, node: Operation, left: Slope, right: Slope) -> Slope:
        if node.operator == "+":
            return _combined(node, _plus(left.span, right.span), left, right, _plus)
        if node.operator == "-":
            return _combined(node, _minus(left.span, right.span), left, right, _minus)
        if node.operator == "*":
            return _product(node, left, right)
        return _quotient(node, left, right)

    def call(self, node: Call, arguments: Sequence[Slope]) -> Slope:
        chosen = min if node.function == "min" else max
        span = (
            chosen(item.span[0] for item in arguments),
            chosen(item.span[1] for item in arguments),
        )
        possible = [item for item in arguments if _can_be_chosen(node, item.span, span)]
        keys = dict.fromkeys(key for item in possible for key in item.by_input)
        slopes = {key: _hull([item.by_input.get(key, FLAT) for item in possible]) for key in keys}
        bent = keys if len(possible) > 1 else possible[0].curved
        return Slope(span, slopes, frozenset(bent))


def _can_be_chosen(node: Call, own: Span, result: Span) -> bool:
    return own[0] <= result[1] if node.function == "min" else own[1] >= result[0]


def _combined(node: Operation, span: Span, left: Slope, right: Slope, join: _Join) -> Slope:
    keys = dict.fromkeys([*left.by_input, *right.by_input])
    slopes = {
        key: join(left.by_input.get(key, FLAT), right.by_input.get(key, FLAT)) for key in keys
    }
    return _bounded(node, _within(span, node), slopes, left.curved | right.curved)


def _product(node: Operation, left: Slope, right: Slope) -> Slope:
    keys = dict.fromkeys([*left.by_input, *right.by_input])
    slopes = {
        key: _plus(
            _times(left.by_input.get(key, FLAT), right.span),
            _times(left.span, right.by_input.get(key, FLAT)),
        )
        for key in keys
    }
    both = left.by_input.keys() & right.by_input.keys()
    span = _within(_times(left.span, right.span), node)
    return _bounded(node, span, slopes, left.curved | right.curved | both)


def _quotient(node: Operation, left: Slope, right: Slope) -> Slope:
    if right.span[0] <= 0 <= right.span[1]:
        reason = f"{excerpt(node.right)} may reach zero between the low and high inputs"
        raise DivisionByZero(reason, node.place)
    inverse = (1 / right.span[1], 1 / right.span[0])
    span = _within(_times(left.span, inverse), node)
    keys = dict.fromkeys([*left.by_input, *right.by_input])
    slopes = {
        key: _times(
            _minus(left.by_input.get(key, FLAT), _times(span, right.by_input.get(key, FLAT))),
            inverse,
        )
        for key in keys
    }
    return _bounded(node, span, slopes, left.curved | right.by_input.keys())


def _bounded(
    node: Expression, span: Span, slopes: Mapping[str, Span], curved: frozenset[str]
) -> Slope:
    """Rounds long slopes outward, which keeps their signs; only enclosures are asked of them."""
    rounded = {key: (_grid(low, floor), _grid(high, ceil)) for key, (low, high) in slopes.items()}
    ends = [end for pair in rounded.values() for end in pair]
    if any(end.numerator.bit_length() > MAX_BITS for end in ends):
        raise OutOfRange(f"{excerpt(node)} changes too steeply to be bounded", node.place)
    return Slope(span, rounded, curved)


def _grid(end: Fraction, toward: Callable[[Fraction], int]) -> Fraction:
    if end.denominator.bit_length() <= GRID_BITS:
        return end
    return Fraction(toward(end * 2**GRID_BITS), 2**GRID_BITS)


def _plus(first: Span, second: Span) -> Span:
    return first[0] + second[0], first[1] + second[1]


def _minus(first: Span, second: Span) -> Span:
    return first[0] - second[1], first[1] - second[0]


def _times(first: Span, second: Span) -> Span:
    products = [one * other for one in first for other in second]
    return min(products), max(products)


def _hull(spans: Sequence[Span]) -> Span:
    return min(span[0] for span in spans), max(span[1] for span in spans)


def _within(span: Span, node: Expression) -> Span:
    return kept(span[0], node), kept(span[1], node)
