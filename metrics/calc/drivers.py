"""Driver trees: inputs with a low, likely and high value, and the formulas built on them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Literal, get_args

from metrics.calc.expression import check, unknown_names
from metrics.calc.links import (
    DoubleCount,
    Edge,
    find_cycle,
    find_double_counts,
    find_unlinked,
    in_order,
)
from metrics.calc.syntax import (
    FUNCTIONS,
    Expression,
    FormulaError,
    exact_number,
    names_in,
    parse,
)
from metrics.calc.units import Unit, UnitError, parse_unit, why_apart

MAX_NODES = 60

Category = Literal["revenue", "cost", "customer", "efficiency"]
CATEGORIES: tuple[Category, ...] = get_args(Category)

_KEY = re.compile(r"[a-z][a-z0-9_]{0,63}")


@dataclass(frozen=True)
class Input:
    """A number that people estimate: low <= likely <= high, in its unit, within its bounds.

    `technical` marks a technical metric, such as recall. `counted_once` says whether the input is
    a base that may feed one category only; None lets the unit decide: counted things and hours
    are such a base, prices and rates are not.
    """

    key: str
    unit: str
    low: Decimal
    likely: Decimal
    high: Decimal
    name: str = ""
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    technical: bool = False
    counted_once: bool | None = None


@dataclass(frozen=True)
class Formula:
    """A number that follows from others. With a category it is a business metric, a result.

    Without a unit of its own it takes the base unit that the formula gives.
    """

    key: str
    formula: str
    unit: str = ""
    name: str = ""
    category: Category | None = None


Node = Input | Formula


@dataclass(frozen=True)
class TreeProblem:
    """What is wrong with one node; the key is empty for the tree as a whole."""

    key: str
    message: str

    def __str__(self) -> str:
        return f"{self.key}: {self.message}" if self.key else self.message


class TreeError(ValueError):
    """A driver tree that cannot be used, with everything that is wrong at this step."""

    def __init__(self, problems: Iterable[TreeProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(frozen=True)
class DriverTree:
    """A checked tree; build_tree makes it. Mappings are by key, in the order of calculation."""

    title: str
    nodes: Mapping[str, Node]
    units: Mapping[str, Unit]
    expressions: Mapping[str, Expression]
    edges: tuple[Edge, ...]

    @property
    def inputs(self) -> tuple[Input, ...]:
        """The inputs of the tree."""
        return tuple(node for node in self.nodes.values() if isinstance(node, Input))

    @property
    def categories(self) -> Mapping[str, Category]:
        """The category of each result."""
        formulas = (node for node in self.nodes.values() if isinstance(node, Formula))
        return {node.key: node.category for node in formulas if node.category}

    @property
    def unlinked(self) -> tuple[str, ...]:
        """The technical metrics that reach no result."""
        technical = [item.key for item in self.inputs if item.technical]
        return find_unlinked(technical, self.categories, self.edges)

    def ancestors(self, key: str) -> tuple[str, ...]:
        """What a node depends on and the node itself, in the order of calculation."""
        needed = {key}
        for name in reversed(tuple(self.nodes)):
            if name in needed and name in self.expressions:
                needed.update(names_in(self.expressions[name]))
        return tuple(name for name in self.nodes if name in needed)


def build_tree(nodes: Sequence[Node], *, title: str = "") -> DriverTree:
    """Return the checked tree of inputs and formulas, given in any order.

    Checked are, in steps, each reporting all its faults: keys (once each, small letters, digits
    and underscores), numbers, ranges and bounds; formulas; names; that nothing needs itself;
    units; that no saving is counted in two categories. A result in the category revenue needs
    money per period, one in the category cost needs money. At most 60 nodes; no nodes are an
    empty tree. Errors: TreeError, with the FormulaError as cause where there is one.
    Source: scoping spec X2, X6; product checklist rows 53 and 59.

    >>> one = Decimal(1)
    >>> tree = build_tree([Formula("net", "gain * 3", "EUR/year", category="revenue"),
    ...                    Input("gain", "EUR/month", one, one, one)])
    >>> tuple(tree.nodes), tree.ancestors("net")
    (('gain', 'net'), ('gain', 'net'))
    """
    _refuse([*_key_problems(nodes)])
    by_key = {node.key: node for node in nodes}
    units, expressions = _read(nodes)
    edges = tuple(
        (name, key) for key, expression in expressions.items() for name in names_in(expression)
    )
    _refuse([*_name_problems(by_key, expressions)])
    if cycle := find_cycle(edges):
        raise TreeError([TreeProblem(cycle[0], f"needs itself: {' → '.join(cycle)}")])
    order = in_order(tuple(by_key), edges)
    expressions = {key: expressions[key] for key in order if key in expressions}
    units = _checked_units(order, by_key, units, expressions)
    tree = DriverTree(
        title,
        MappingProxyType({key: by_key[key] for key in order}),
        MappingProxyType({key: units[key] for key in order}),
        MappingProxyType(expressions),
        edges,
    )
    _refuse([TreeProblem(item.source, str(item)) for item in find_shared_savings([tree])])
    return tree


def find_shared_savings(trees: Sequence[DriverTree]) -> tuple[DoubleCount, ...]:
    """Return what would be counted in two categories if all these trees counted together.

    What may count once: inputs by their `counted_once`, and formulas that give money, counted
    things or hours. An input of the same key in two trees is the same input; formulas belong to
    their tree. One tree or none is fine. Source: scoping spec X6, product checklist row 71.

    >>> find_shared_savings([])
    ()
    """
    sources: dict[str, None] = {}
    categories: dict[str, str] = {}
    edges: list[Edge] = []
    for tree in trees:
        own = {key: _shared_key(tree, key, several=len(trees) > 1) for key in tree.nodes}
        sources.update(dict.fromkeys(own[key] for key in tree.nodes if _counts_once(tree, key)))
        categories.update({own[key]: category for key, category in tree.categories.items()})
        edges += [(own[source], own[target]) for source, target in tree.edges]
    return find_double_counts(sources, categories, edges)


def base_values(tree: DriverTree, case: Literal["low", "likely", "high"]) -> dict[str, Fraction]:
    """Return the inputs' values of one case, exact and in base units (10 % is 1/10).

    Source: our own choice of base units, see `units.Unit.base`.

    >>> ten = Decimal(10)
    >>> base_values(build_tree([Input("rate", "%", ten, ten, ten)]), "low")
    {'rate': Fraction(1, 10)}
    """
    return {
        item.key: Fraction(getattr(item, case)) * tree.units[item.key].scale for item in tree.inputs
    }


def category_fault(category: str, unit: Unit) -> str:
    """Return what keeps a metric of this unit out of the category; empty if nothing does.

    Revenue is money per period; cost holds a currency; customer and efficiency take any unit.
    Source: product checklist rows 53 to 56 and 72.

    >>> category_fault("revenue", parse_unit("EUR"))
    'revenue is money per period, such as EUR/year, not EUR'
    """
    if category not in CATEGORIES:
        return f"{category} is none of {', '.join(CATEGORIES)}"
    if category == "revenue" and not unit.is_money_per_period:
        return f"revenue is money per period, such as EUR/year, not {unit.text}"
    if category == "cost" and not unit.currencies:
        return f"cost is money, such as EUR/year, not {unit.text}"
    return ""


def _refuse(problems: Sequence[TreeProblem]) -> None:
    if problems:
        raise TreeError(problems)


def _key_problems(nodes: Sequence[Node]) -> Iterable[TreeProblem]:
    if len(nodes) > MAX_NODES:
        yield TreeProblem("", f"a driver tree has at most {MAX_NODES} nodes, not {len(nodes):,}")
        return
    seen: set[str] = set()
    for node in nodes:
        if node.key in FUNCTIONS:
            yield TreeProblem(node.key, f"{node.key} is a function in formulas; take another key")
        elif not _KEY.fullmatch(node.key):
            yield TreeProblem(node.key[:64], "a key has small letters, digits and underscores")
        if node.key in seen:
            yield TreeProblem(node.key, "the key is used twice")
        seen.add(node.key)
        if isinstance(node, Input):
            yield from _number_problems(node)


def _number_problems(item: Input) -> Iterable[TreeProblem]:
    numbers = (item.low, item.likely, item.high, item.minimum, item.maximum)
    try:
        for number in numbers:
            exact_number(number if number is not None else 0)
    except FormulaError as error:
        yield TreeProblem(item.key, error.reason)
        return
    if not item.low <= item.likely <= item.high:
        yield TreeProblem(item.key, "low, likely and high must stand in this order")
    if item.minimum is not None and item.low < item.minimum:
        yield TreeProblem(item.key, f"low is below the smallest possible value, {item.minimum}")
    if item.maximum is not None and item.high > item.maximum:
        yield TreeProblem(item.key, f"high is above the largest possible value, {item.maximum}")


def _read(nodes: Sequence[Node]) -> tuple[dict[str, Unit], dict[str, Expression]]:
    units: dict[str, Unit] = {}
    expressions: dict[str, Expression] = {}
    problems = []
    for node in nodes:
        try:
            if isinstance(node, Formula):
                expressions[node.key] = parse(node.formula)
            if node.unit or isinstance(node, Input):
                units[node.key] = parse_unit(node.unit)
        except (FormulaError, UnitError) as error:
            problems.append(TreeProblem(node.key, str(error)))
            cause = error
    if problems:
        raise TreeError(problems) from cause
    return units, expressions


def _name_problems(
    nodes: Mapping[str, Node], expressions: Mapping[str, Expression]
) -> Iterable[TreeProblem]:
    for key, expression in expressions.items():
        for error in unknown_names(expression, nodes):
            yield TreeProblem(key, str(error))


def _checked_units(
    order: Sequence[str],
    nodes: Mapping[str, Node],
    given: Mapping[str, Unit],
    expressions: Mapping[str, Expression],
) -> dict[str, Unit]:
    """The unit of every node; a formula's own unit must be of the kind that it gives."""
    units = {key: unit for key, unit in given.items() if key not in expressions}
    for key in order:
        if key not in expressions:
            continue
        try:
            found = check(expressions[key], units)
        except FormulaError as error:
            raise TreeError([TreeProblem(key, str(error))]) from error
        units[key] = given.get(key, found)
        if not units[key].adds_to(found):
            reason = f"the formula gives {found.text}, not {units[key].text}: "
            raise TreeError([TreeProblem(key, reason + why_apart(found, units[key]))])
    _refuse([*_category_problems(nodes, units)])
    return units


def _category_problems(
    nodes: Mapping[str, Node], units: Mapping[str, Unit]
) -> Iterable[TreeProblem]:
    for key, node in nodes.items():
        category = node.category if isinstance(node, Formula) else None
        if category is not None and (fault := category_fault(category, units[key])):
            yield TreeProblem(key, fault)


def _counts_once(tree: DriverTree, key: str) -> bool:
    node, unit = tree.nodes[key], tree.units[key]
    if isinstance(node, Formula):
        return unit.is_total
    return unit.is_count if node.counted_once is None else node.counted_once


def _shared_key(tree: DriverTree, key: str, *, several: bool) -> str:
    is_private = several and isinstance(tree.nodes[key], Formula)
    return f"{tree.title}: {key}" if is_private else key
