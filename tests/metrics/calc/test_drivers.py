"""Driver trees: what is checked, every node's numbers, ranges, links and double counting."""

import doctest
import itertools
from decimal import Decimal
from fractions import Fraction
from importlib import import_module

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.calc.drivers import Formula, Input, TreeError, build_tree, find_shared_savings
from metrics.calc.estimates import evaluate_tree, strays, values_at, worked_formula
from metrics.calc.links import find_cycle, find_unlinked, in_order

MODULES = (
    "drivers", "estimates", "expression", "links", "sensitivity", "slopes", "stand_ins",
    "syntax", "targets", "unit_words", "units",
)  # fmt: skip


def given_input(key, unit, low, likely=None, high=None, **more):
    likely, high = (low if likely is None else likely), (low if high is None else high)
    numbers = (Decimal(str(number)) for number in (low, likely, high))
    return Input(key, unit, *numbers, **more)


def bank(**more):
    return build_tree(
        [
            given_input("loans", "loans/year", 45000, 50000, 55000),
            given_input("default_rate", "%", 3, 4, 5),
            given_input("recall", "%", 25, 30, 35, technical=True),
            given_input("prevented_share", "%", 30, 40, 45),
            given_input("loss", "EUR/loan", 5400),
            given_input("precision", "%", 20, 25, 30, technical=True),
            given_input("contact", "EUR/loan", 120, 150, 180),
            given_input("auc", "ratio", "0.7", "0.8", "0.9", technical=True),
            Formula("net", "saved - spent", "EUR/year", category="cost"),
            Formula("saved", "found * prevented_share * loss"),
            Formula("spent", "found / precision * contact", "EUR/month"),
            Formula("found", "loans * default_rate * recall"),
        ],
        **more,
    )


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_the_contracts_hold(name):
    result = doctest.testmod(import_module(f"metrics.calc.{name}"))
    assert result.attempted > 0
    assert result.failed == 0


def test_the_bank_case_has_every_node_with_number_and_unit():
    nodes = evaluate_tree(bank()).nodes
    assert (nodes["found"].likely, nodes["found"].unit) == (600, "loans/year")
    assert (nodes["saved"].likely, nodes["saved"].unit) == (1_296_000, "EUR/year")
    assert (nodes["spent"].likely, nodes["spent"].unit) == (30_000, "EUR/month")
    assert (nodes["net"].likely, nodes["net"].category) == (936_000, "cost")
    assert (nodes["recall"].likely, nodes["recall"].unit) == (30, "%")
    assert nodes["net"].needs == ("saved", "spent")


def test_inputs_that_the_result_falls_in_are_crossed():
    spent = evaluate_tree(bank()).nodes["spent"]
    assert spent.falls_in == ("precision",)
    assert spent.low * 12 == Decimal("337.5") / Decimal("0.30") * 120
    assert spent.high * 12 == Decimal("962.5") / Decimal("0.20") * 180
    assert spent.how == "exact"


def test_technical_metrics_without_a_result_are_unlinked():
    assert evaluate_tree(bank()).unlinked == ("auc",)
    assert find_unlinked(["a"], [], [("a", "b")]) == ("a",)


@pytest.mark.parametrize(
    ("nodes", "message"),
    [
        ([Formula("a", "b"), Formula("b", "a")], "b: needs itself: b → a → b"),
        ([Formula("a", "a + 1")], "needs itself: a → a"),
        ([Formula("a", "2 * x")], "x is not known"),
        ([Formula("a", "1"), Formula("a", "2")], "used twice"),
        ([Formula("A b", "1")], "small letters"),
        ([Formula("min", "1")], "min is a function in formulas"),
        ([given_input("a", "EUR", 3, 2, 4)], "in this order"),
        ([given_input("a", "EUR", "1e300")], "amounts go to 1e+18"),
        ([given_input("a", "EUR", "NaN")], "not a number"),
        ([given_input("a", "%", 5, 6, 101, maximum=Decimal(100))], "largest possible value"),
        ([given_input("a", "$", 1)], "ambiguous"),
        ([Formula("a", "(" * 300)], "more than 40"),
        ([given_input("a", "EUR", 1), Formula("b", "a", "USD")], "the formula gives EUR, not USD"),
        ([given_input("a", "EUR", 1), Formula("b", "a + 1")], "EUR and ratio"),
        ([given_input("a", "EUR", 1), Formula("b", "a", category="revenue")], "money per period"),
        ([given_input("a", "hours", 1), Formula("b", "a", category="cost")], "cost is money"),
        ([Formula(f"n{index}", "1") for index in range(61)], "at most 60"),
    ],
)
def test_trees_that_cannot_be_used_are_refused(nodes, message):
    with pytest.raises(TreeError) as refused:
        build_tree(nodes)
    assert message in str(refused.value)


def test_a_divisor_that_may_reach_zero_is_refused_by_name():
    tree = build_tree([given_input("a", "ratio", -1, 1, 2), Formula("b", "1 / a")])
    with pytest.raises(TreeError, match=r'b: .*"a" may reach zero'):
        evaluate_tree(tree)


def retention(*, category, title):
    return build_tree(
        [
            given_input("customers", "customers", 40000),
            given_input("worth", "EUR/customer", 600),
            given_input("churn_rate", "%/year", 15),
            Formula("result", "customers * churn_rate * worth", category=category),
        ],
        title=title,
    )


def test_the_same_customers_cannot_feed_two_categories():
    kept = retention(category="revenue", title="Revenue kept")
    saved = retention(category="cost", title="Marketing saved")
    (found,) = find_shared_savings([kept, saved])
    assert str(found) == (
        "customers feeds both Revenue kept: result (revenue) and Marketing saved: result (cost): "
        "the same saving counts once only"
    )
    assert find_shared_savings([kept]) == ()


def test_one_tree_cannot_count_a_saving_twice_either():
    money = given_input("gain", "EUR/customer/year", 10)
    people = given_input("customers", "customers", 10)
    total = Formula("total", "gain * customers")
    first = Formula("first", "total", category="cost")
    with pytest.raises(TreeError, match=r"total feeds both first \(cost\) and second \(revenue\)"):
        build_tree([money, people, total, first, Formula("second", "total", category="revenue")])
    build_tree([money, people, total, first, Formula("second", "gain * 3", category="customer")])


def test_an_input_may_be_declared_fit_for_several_categories():
    def tree(**more):
        return [
            given_input("orders", "orders/year", 10, **more),
            given_input("price", "EUR/order", 2),
            Formula("money", "orders * price", category="revenue"),
            Formula("share", "orders / 3", category="efficiency"),
        ]

    with pytest.raises(TreeError, match="orders feeds both"):
        build_tree(tree())
    assert build_tree(tree(counted_once=False)).unlinked == ()


FORMULAS = st.sampled_from(
    ["a*b - a*c", "(a - b) * (c - 2)", "min(a, b) * c", "max(a - b, c) / (b + 9)", "a / c - b / c",
     "a * a - b", "a - a * b * c", "-(a - 3) * b"]
)  # fmt: skip
SPANS = st.lists(st.integers(1, 9), min_size=3, max_size=3).map(sorted)


@given(FORMULAS, st.tuples(SPANS, SPANS, SPANS))
def test_no_point_between_the_inputs_leaves_an_exact_range(formula, spans):
    nodes = [given_input(key, "ratio", *span) for key, span in zip("abc", spans, strict=True)]
    tree = build_tree([*nodes, Formula("result", formula)])
    result = evaluate_tree(tree).nodes["result"]
    grid = [[Fraction(s[0]) + Fraction(s[2] - s[0], 4) * k for k in range(5)] for s in spans]
    values = [
        values_at(tree, dict(zip("abc", point, strict=True)))["result"]
        for point in itertools.product(*grid)
    ]
    tiny = Fraction(1, 10**20)
    assert result.low <= result.likely <= result.high
    if result.how == "exact":
        assert abs(Fraction(result.low) - min(values)) < tiny
        assert abs(Fraction(result.high) - max(values)) < tiny


def test_a_curve_in_the_middle_is_searched_and_says_so():
    tree = build_tree([given_input("a", "ratio", 0, "0.5", 1), Formula("b", "a * (1 - a)")])
    node = evaluate_tree(tree).nodes["b"]
    assert (node.low, node.high, node.how, node.mixed_in) == (
        0,
        Decimal("0.25"),
        "searched",
        ("a",),
    )


def test_many_mixed_inputs_are_enclosed_and_say_so():
    keys = [f"a{index}" for index in range(5)]
    nodes = [given_input(key, "ratio", -1, 0, 1) for key in keys]
    tree = build_tree([*nodes, Formula("b", " + ".join(f"{key} * {key}" for key in keys))])
    node = evaluate_tree(tree).nodes["b"]
    assert (node.low, node.high, node.how) == (-5, 5, "enclosed")


def test_the_story_prints_its_formula_and_an_edited_number_is_flagged():
    tree = build_tree(
        [
            given_input("customers", "customers", 100000),
            given_input("churn_rate", "%/year", 10),
            given_input("reduction", "%", 20),
            given_input("revenue", "USD/customer", 1000),
            Formula("kept", "customers * churn_rate * reduction * revenue", category="revenue"),
        ]
    )
    values = evaluate_tree(tree)
    assert worked_formula(tree, values, "kept") == (
        "100,000 customers × 10 %/year × 20 % × 1,000 USD/customer = 2,000,000 USD/year"
    )
    assert strays(Decimal("2010001"), values.nodes["kept"].likely)
    assert not strays(Decimal("2010000"), values.nodes["kept"].likely)


@given(st.permutations(["a", "b", "c", "d"]), st.sets(st.tuples(*[st.sampled_from("abcd")] * 2)))
def test_a_graph_has_either_an_order_or_a_cycle(names, edges):
    if cycle := find_cycle(edges):
        assert cycle[0] == cycle[-1]
        assert set(itertools.pairwise(cycle)) <= edges
        with pytest.raises(ValueError, match="circle"):
            in_order(names, edges)
    else:
        order = in_order(names, edges)
        assert all(order.index(source) < order.index(target) for source, target in edges)


def test_a_cycle_far_down_is_found_without_recursion():
    edges = [(str(index), str(index + 1)) for index in range(50_000)]
    assert find_cycle(edges) is None
    assert len(find_cycle([*edges, ("50000", "0")])) == 50_002
