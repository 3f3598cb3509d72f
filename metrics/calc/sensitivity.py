"""Which input matters: break-even values and the tornado."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from metrics.calc.drivers import DriverTree, Input, TreeError, base_values
from metrics.calc.estimates import values_at
from metrics.calc.expression import to_decimal
from metrics.calc.syntax import MAX_AMOUNT, exact_number

BISECTIONS = 200
CLOSE = Fraction(1, 10**12)
STEPS = 16
EDGE_BISECTIONS = 32  # how near to the end of what can be computed is looked
DOUBLINGS = 60

_Excess = Callable[[Fraction], Fraction | None]
_Point = tuple[Fraction, Fraction]


@dataclass(frozen=True)
class BreakEven:
    """The value of one input at which a result reaches a level, in the input's unit.

    `holds_above` says on which side the result is higher. None: neither side differs.
    """

    input: str
    unit: str
    value: Decimal
    is_exact: bool
    holds_above: bool | None


@dataclass(frozen=True)
class Swing:
    """A result at the low and at the high value of one input, the others being likely."""

    input: str
    name: str
    unit: str
    at_low: Decimal
    at_high: Decimal

    @property
    def width(self) -> Decimal:
        """How far the input moves the result."""
        return abs(self.at_high - self.at_low)


def break_even(
    tree: DriverTree, result: str, key: str, *, level: Decimal = Decimal(0)
) -> BreakEven | None:
    """Return the input's value at which the result equals the level, all others being likely.

    The level is in the result's unit. Exact wherever the result is a quotient of two linear
    functions of the input, found from three points and proved by evaluating there; otherwise by
    bisection to 1e-12 of the value. Of several values, the one where the result crosses the level
    nearest to likely. Searched is between the
    input's bounds; without bounds, from 0 (or, for inputs that may be negative, from the
    negative) to 2^60 times the likely value. None if the result does not depend on the input or
    never reaches the level there. Errors: KeyError for unknown keys, TreeError if the result has
    no likely value. Source: scoping spec 9.11.

    >>> from metrics.calc.drivers import Formula, build_tree
    >>> four, ten = Decimal(4), Decimal(10)
    >>> tree = build_tree([Input("price", "EUR", four, four, ten),
    ...                    Formula("net", "price / 2 - fee"),
    ...                    Input("fee", "EUR", four, four, ten)])
    >>> break_even(tree, "net", "price").value
    Decimal('8')
    """
    node, unit = _input(tree, key), tree.units[key]
    target = Fraction(exact_number(level)) * tree.units[result].scale
    likely = base_values(tree, "likely")
    keys = tree.ancestors(result)
    values_at(tree, likely, keys)

    def excess(value: Fraction) -> Fraction | None:
        try:
            return values_at(tree, {**likely, key: value}, keys)[result] - target
        except TreeError:
            return None

    points = _search_points(node, likely[key], unit.scale)
    found = _nearest_root(excess, points, likely[key])
    if found is None:
        return None
    root, is_exact = found
    value = to_decimal(root / unit.scale)
    return BreakEven(key, unit.text, value, is_exact, _holds_above(excess, root, points))


def tornado(tree: DriverTree, result: str) -> tuple[Swing, ...]:
    """Return what each input does to the result by itself, the widest swing first.

    One input at a time goes to its low and high value, the others stay likely. Inputs that the
    result does not need are left out; equal swings keep the order of the tree. No input with a
    range gives swings of 0. Errors: KeyError for an unknown key, TreeError where the result has
    no value. Source: scoping spec 9.12 (what to measure next).

    >>> from metrics.calc.drivers import Formula, build_tree
    >>> one, two, nine = Decimal(1), Decimal(2), Decimal(9)
    >>> tree = build_tree([Input("a", "EUR", one, one, two), Input("b", "EUR", one, one, nine),
    ...                    Formula("sum", "a + b")])
    >>> [(swing.input, swing.width) for swing in tornado(tree, "sum")]
    [('b', Decimal('8')), ('a', Decimal('1'))]
    """
    keys = tree.ancestors(result)
    likely, low, high = (base_values(tree, case) for case in ("likely", "low", "high"))
    scale, text = tree.units[result].scale, tree.units[result].text

    def at(key: str, value: Fraction) -> Decimal:
        return to_decimal(values_at(tree, {**likely, key: value}, keys)[result] / scale)

    swings = [
        Swing(
            item.key,
            item.name or item.key,
            text,
            at(item.key, low[item.key]),
            at(item.key, high[item.key]),
        )
        for item in tree.inputs
        if item.key in keys
    ]
    return tuple(sorted(swings, key=lambda swing: -swing.width))


def _input(tree: DriverTree, key: str) -> Input:
    node = tree.nodes[key]
    if not isinstance(node, Input):
        raise KeyError(key)
    return node


def _search_points(node: Input, likely: Fraction, scale: Fraction) -> list[Fraction]:
    """Values to look at in rising order, the likely one among them, dense around it."""
    reach = max(abs(likely), abs(Fraction(node.low)) * scale, abs(Fraction(node.high)) * scale)
    reach = reach or scale
    limit = Fraction(MAX_AMOUNT)
    top = Fraction(node.maximum) * scale if node.maximum is not None else None
    bottom = Fraction(node.minimum) * scale if node.minimum is not None else None
    if bottom is None:
        bottom = Fraction(0) if node.low >= 0 else -reach * 2**DOUBLINGS
    ladder = [reach * 2**power for power in range(DOUBLINGS + 1)]
    steps = [likely + (reach * step) / STEPS for step in range(-2 * STEPS, 2 * STEPS + 1)]
    small = [reach / 2**power for power in range(1, DOUBLINGS + 1)]
    found = {bottom, likely, *ladder, *steps, *small, *(-rung for rung in ladder)}
    if top is not None:
        found.add(top)
    return sorted(
        value
        for value in found
        if bottom <= value <= (limit if top is None else top) and abs(value) <= limit
    )


def _nearest_root(
    excess: _Excess, points: Sequence[Fraction], likely: Fraction
) -> tuple[Fraction, bool] | None:
    """The root nearest to likely, with whether it is exact."""
    known = _known(excess, points)
    changes = [pair for pair in pairwise(known) if _sign(pair[0][1]) != _sign(pair[1][1])]
    changes.sort(key=lambda pair: min(abs(pair[0][0] - likely), abs(pair[1][0] - likely)))
    for left, right in changes:
        crosses = left[1] != 0 and right[1] != 0
        near = _crossing(excess, left, right) if crosses else _edge(excess, left, right)
        if near is not None:
            return near
    return None


def _known(excess: _Excess, points: Sequence[Fraction]) -> list[_Point]:
    """The points that have a result, and more of them towards points that have none."""
    results = [(x, excess(x)) for x in points]
    found = {x: y for x, y in results if y is not None}
    for left, right in pairwise(results):
        if (left[1] is None) == (right[1] is None):
            continue
        inside, outside = (left[0], right[0]) if right[1] is None else (right[0], left[0])
        for _ in range(EDGE_BISECTIONS):
            middle = _middle(inside, outside)
            result = excess(middle)
            if result is None:
                outside = middle
            else:
                inside, found[middle] = middle, result
    return sorted(found.items())


def _crossing(excess: _Excess, left: _Point, right: _Point) -> tuple[Fraction, bool] | None:
    """Where the sign changes; None if it does so by a jump to infinity."""
    exact = _exact_root(excess, left[0], right[0])
    if exact is not None:
        return exact, True
    largest, low, high = max(abs(left[1]), abs(right[1])), left[0], right[0]
    for _ in range(BISECTIONS):
        middle = _middle(low, high)
        value = excess(middle)
        if value is None or abs(value) > largest:
            return None
        if value == 0:
            return middle, True
        if high - low <= CLOSE * abs(middle):
            break
        low, high = (middle, high) if value * left[1] > 0 else (low, middle)
    exact = _exact_root(excess, low, high)  # a bend may have stood between the root and the ends
    return (_middle(low, high), False) if exact is None else (exact, True)


def _edge(excess: _Excess, left: _Point, right: _Point) -> tuple[Fraction, bool]:
    """Where a stretch of zeros ends, or the single point that is zero."""
    zero, other = (left[0], right[0]) if left[1] == 0 else (right[0], left[0])
    start = zero
    for _ in range(BISECTIONS):
        middle = _middle(zero, other)
        zero, other = (middle, other) if excess(middle) == 0 else (zero, middle)
        if abs(other - zero) <= CLOSE * abs(middle):
            break
    outer = right[0] if left[1] == 0 else left[0]
    exact = _exact_root(excess, min(start, outer), max(start, outer), through=(other, outer))
    if exact is not None:
        return exact, True
    return zero, zero == start


def _exact_root(
    excess: _Excess,
    low: Fraction,
    high: Fraction,
    through: tuple[Fraction, Fraction] | None = None,
) -> Fraction | None:
    """The root of the quotient of linear functions through three points, if it is one in truth."""
    first, last = through or (low, high)
    points = [(x, excess(x)) for x in (first, first + (last - first) / 2, last)]
    known = [(x, y) for x, y in points if y is not None]
    root = _hyperbola_root(known) if len(known) == 3 else None
    return root if root is not None and low <= root <= high and excess(root) == 0 else None


def _hyperbola_root(known: Sequence[_Point]) -> Fraction | None:
    (x1, y1), (x2, y2), (x3, y3) = known
    if len({y1, y2, y3}) < 3:
        return None
    # For x = (a y + b) / (c y + d), (x - x1) / (y - y1) is a linear function of x
    first, second = (x2 - x1) / (y2 - y1), (x3 - x1) / (y3 - y1)
    slope = (second - first) / (x3 - x2)
    start = first - slope * (x2 - x1)
    below = 1 + slope * y1
    return None if below == 0 else x1 - start * y1 / below


def _middle(low: Fraction, high: Fraction) -> Fraction:
    """The middle in 28 digits, so that bisecting does not pile up digits."""
    middle = Fraction(to_decimal((low + high) / 2))
    return middle if min(low, high) < middle < max(low, high) else (low + high) / 2


def _sign(value: Fraction) -> int:
    return (value > 0) - (value < 0)


def _holds_above(excess: _Excess, root: Fraction, points: Sequence[Fraction]) -> bool | None:
    below = [x for x in points if x < root]
    above = [x for x in points if x > root]
    before = excess((below[-1] + root) / 2) if below else None
    after = excess((above[0] + root) / 2) if above else None
    if after is not None and after != 0:
        return after > 0
    return before < 0 if before else None
