"""The numbers of a driver tree: every node's low, likely and high value with its unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import product
from types import MappingProxyType
from typing import Literal

from metrics.calc.drivers import DriverTree, TreeError, TreeProblem, base_values
from metrics.calc.expression import evaluate_exactly, to_decimal, walk
from metrics.calc.slopes import FLAT, Slope, Slopes, moving
from metrics.calc.syntax import FormulaError, to_text

MAX_CORNERS = 64

HowBounded = Literal["given", "exact", "searched", "enclosed"]


@dataclass(frozen=True)
class NodeValue:
    """One node with its numbers in its own unit, and how its range came about.

    `rises_in`, `falls_in` and `mixed_in` name the inputs with a range; `low` takes the low value
    of those it rises in and the high value of those it falls in, `high` the other way round.
    """

    key: str
    name: str
    unit: str
    low: Decimal
    likely: Decimal
    high: Decimal
    how: HowBounded
    formula: str = ""
    category: str | None = None
    needs: tuple[str, ...] = ()
    rises_in: tuple[str, ...] = ()
    falls_in: tuple[str, ...] = ()
    mixed_in: tuple[str, ...] = ()


@dataclass(frozen=True)
class TreeValues:
    """All nodes in the order of calculation, and the technical metrics that reach no result."""

    nodes: Mapping[str, NodeValue]
    unlinked: tuple[str, ...]

    @property
    def results(self) -> tuple[NodeValue, ...]:
        """The business metrics: nodes with a category."""
        return tuple(node for node in self.nodes.values() if node.category)


def evaluate_tree(tree: DriverTree) -> TreeValues:
    """Return every node's low, likely and high value in its own unit, to 28 digits.

    Likely takes all likely inputs. For low and high, each input's slope is bounded over all
    ranges together. An input whose slope keeps its sign stands at the end that makes the result
    smallest or largest: low takes the low value of inputs that the result rises in and the high
    value of those it falls in. An input of mixed sign is tried at both ends if the result is a
    straight line in it, and at likely too if not. So low and high are "exact" unless the result
    is curved in an input of mixed sign; then they are "searched", and a still lower or higher
    value in between is possible. Where that needs more than 64 combinations, low and high are
    bounds that may be too wide ("enclosed"). Inputs are "given" and move independently.
    Errors: TreeError naming the node where a formula has no value, for example because a divisor
    may reach zero within the ranges. Source: scoping spec 1 (benefit low, likely, high).

    >>> from metrics.calc.drivers import Formula, Input, build_tree
    >>> one, two, four = Decimal(1), Decimal(2), Decimal(4)
    >>> tree = build_tree([Input("cost", "EUR", one, two, four), Formula("net", "8 / cost")])
    >>> net = evaluate_tree(tree).nodes["net"]
    >>> net.low, net.likely, net.high, net.falls_in
    (Decimal('2'), Decimal('4'), Decimal('8'), ('cost',))
    """
    likely = values_at(tree, base_values(tree, "likely"))
    slopes = _slopes(tree)
    nodes = {
        key: _formula_value(tree, key, likely[key], slopes[key])
        if key in tree.expressions
        else _input_value(tree, key)
        for key in tree.nodes
    }
    return TreeValues(MappingProxyType(nodes), tree.unlinked)


def values_at(
    tree: DriverTree, inputs: Mapping[str, Fraction], keys: Sequence[str] | None = None
) -> dict[str, Fraction]:
    """Return the exact values in base units of all nodes, or of these keys with what they need.

    `keys` is in the order of calculation, as `tree.ancestors` gives it. Errors: TreeError naming
    the node that has no value. Source: scoping spec 1.

    >>> from metrics.calc.drivers import Formula, build_tree
    >>> values_at(build_tree([Formula("half", "1 / 2")]), {})
    {'half': Fraction(1, 2)}
    """
    values = dict(inputs)
    for key in tree.nodes if keys is None else keys:
        if key in tree.expressions:
            try:
                values[key] = evaluate_exactly(tree.expressions[key], values)
            except FormulaError as error:
                raise TreeError([TreeProblem(key, str(error))]) from error
    return values


def worked_formula(tree: DriverTree, values: TreeValues, key: str) -> str:
    """Return a formula with the likely number and unit of each name, for people to check.

    The numbers are grouped by commas and not rounded, the signs those of print. Errors: KeyError
    for an input. Source: scoping spec 9.3, product checklist row 76.

    >>> from metrics.calc.drivers import Formula, Input, build_tree
    >>> n = Decimal(1000)
    >>> tree = build_tree([Input("calls", "calls", n, n, n), Formula("third", "calls / 4")])
    >>> worked_formula(tree, evaluate_tree(tree), "third")
    '1,000 calls ÷ 4 = 250 calls'
    """
    words = {name: _amount(values.nodes[name]) for name in values.nodes[key].needs}
    text = to_text(tree.expressions[key], words)
    for typed, printed in ((" * ", " × "), (" / ", " ÷ "), (" - ", " − ")):
        text = text.replace(typed, printed)
    return f"{text} = {_amount(values.nodes[key])}"


def strays(stated: Decimal, computed: Decimal, tolerance: Decimal = Decimal("0.005")) -> bool:
    """Return whether a stated figure differs from its formula by more than the tolerance.

    The tolerance is a share of the computed figure; if that is 0, any other figure strays.
    Source: scoping spec X5 (0.5 %), product checklist row 76.

    >>> strays(Decimal("2010000"), Decimal("2000000")), strays(Decimal(1), Decimal(0))
    (False, True)
    """
    return abs(stated - computed) > tolerance * abs(computed)


def _input_value(tree: DriverTree, key: str) -> NodeValue:
    node = next(item for item in tree.inputs if item.key == key)
    return NodeValue(
        key, node.name or key, tree.units[key].text, node.low, node.likely, node.high, "given"
    )


def _formula_value(tree: DriverTree, key: str, likely: Fraction, slope: Slope) -> NodeValue:
    node, scale = tree.nodes[key], tree.units[key].scale
    moved = {name: span for name, span in slope.by_input.items() if span != FLAT}
    rises = tuple(name for name, span in moved.items() if span[0] >= 0)
    falls = tuple(name for name, span in moved.items() if span[1] <= 0)
    mixed = tuple(name for name, span in moved.items() if span[0] < 0 < span[1])
    low, high = slope.span
    how: HowBounded = "enclosed"
    curved = [name for name in mixed if name in slope.curved]
    if 2 ** (len(mixed) - len(curved)) * 3 ** len(curved) <= MAX_CORNERS:
        low, high = _ends(tree, key, falls, mixed, curved)
        how = "searched" if curved else "exact"
    return NodeValue(
        key=key,
        name=node.name or key,
        unit=tree.units[key].text,
        low=to_decimal(low / scale),
        likely=to_decimal(likely / scale),
        high=to_decimal(high / scale),
        how=how,
        formula=to_text(tree.expressions[key]),
        category=tree.categories.get(key),
        needs=tuple(source for source, target in tree.edges if target == key),
        rises_in=rises,
        falls_in=falls,
        mixed_in=mixed,
    )


def _ends(
    tree: DriverTree,
    key: str,
    falls: Sequence[str],
    mixed: Sequence[str],
    curved: Sequence[str],
) -> tuple[Fraction, Fraction]:
    """The smallest and largest value over the corners that can hold them."""
    lows, likely, highs = (base_values(tree, case) for case in ("low", "likely", "high"))
    keys = tree.ancestors(key)
    lowest = {**lows, **{name: highs[name] for name in falls}}
    highest = {**highs, **{name: lows[name] for name in falls}}
    middles = {name: [likely[name]] for name in curved}
    tried = [
        dict(zip(mixed, chosen, strict=True))
        for chosen in product(
            *([lows[name], highs[name], *middles.get(name, [])] for name in mixed)
        )
    ]
    return (
        min(values_at(tree, {**lowest, **chosen}, keys)[key] for chosen in tried),
        max(values_at(tree, {**highest, **chosen}, keys)[key] for chosen in tried),
    )


def _slopes(tree: DriverTree) -> dict[str, Slope]:
    lows, highs = base_values(tree, "low"), base_values(tree, "high")
    slopes = {key: moving(key, lows[key], highs[key]) for key in lows}
    for key, expression in tree.expressions.items():
        try:
            slopes[key] = walk(expression, slopes, Slopes())
        except FormulaError as error:
            raise TreeError([TreeProblem(key, str(error))]) from error
    return slopes


def _amount(node: NodeValue) -> str:
    number = f"{node.likely:,f}"
    return number if node.unit == "ratio" else f"{number} {node.unit}"
