"""Break-even values and the tornado."""

from decimal import Decimal

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from metrics.calc.drivers import Formula, Input, TreeError, build_tree
from metrics.calc.sensitivity import break_even, tornado


def tree_of(formula, likely, *, unit="ratio", low=None, high=None, **bounds):
    numbers = (Decimal(str(x)) for x in (likely if low is None else low, likely, high or likely))
    bounds = {name: Decimal(value) for name, value in bounds.items()}
    return build_tree([Input("x", unit, *numbers, **bounds), Formula("r", formula)])


def test_the_bank_breaks_even_at_a_precision_of_6_9_percent():
    tree = build_tree(
        [
            Input("precision", "%", Decimal(20), Decimal(25), Decimal(30), maximum=Decimal(100)),
            Formula("net", "600 * 0.4 * 5400 - 600 / precision * 150"),
        ]
    )
    found = break_even(tree, "net", "precision")
    assert round(found.value, 1) == Decimal("6.9")
    assert found.value == Decimal(100) * Decimal(150) / Decimal(2160)
    assert (found.is_exact, found.holds_above, found.unit) == (True, True, "%")


@pytest.mark.parametrize(
    ("formula", "likely", "value", "is_exact"),
    [
        ("3 * x - 12", 1, "4", True),
        ("(2 * x - 5) / (x + 7)", 8, "2.5", True),
        ("x * (x - 3)", 4, "3", True),
        ("max(0, x - 5)", 8, "5", True),
        ("max(0, x - 5)", 2, "5", True),
        ("max(x - 5, 2 * x - 9)", 100, "4.5", True),
        ("min(x, 4) - 4", 1, "4", True),
    ],
)
def test_known_values_are_found(formula, likely, value, is_exact):
    found = break_even(tree_of(formula, likely), "r", "x")
    assert (found.value, found.is_exact) == (Decimal(value), is_exact)


def test_a_curve_is_bisected_closely():
    found = break_even(tree_of("x * x - 2", 1), "r", "x")
    assert abs(found.value * found.value - 2) < Decimal("1e-11")
    assert not found.is_exact


@pytest.mark.parametrize(
    ("formula", "bounds"),
    [("x + 3", {}), ("1 / (x - 3)", {}), ("0 * x", {}), ("x - 5", {"minimum": 6})],
)
def test_what_is_never_reached_has_no_break_even(formula, bounds):
    assert break_even(tree_of(formula, 8, **bounds), "r", "x") is None


def test_another_level_and_the_falling_side():
    found = break_even(tree_of("10 - x", 1, unit="ratio"), "r", "x", level=Decimal(4))
    assert (found.value, found.holds_above) == (6, False)


def test_a_result_without_a_likely_value_is_refused():
    with pytest.raises(TreeError, match="is zero"):
        break_even(tree_of("1 / (x - 8)", 8), "r", "x")
    with pytest.raises(KeyError):
        break_even(tree_of("x", 8), "r", "y")


@given(st.integers(1, 10**9), st.integers(1, 10**9), st.integers(1, 10**9))
@example(slope=931322575, root=536870913, likely=1)  # far from the likely value
def test_linear_break_even_is_exact(slope, root, likely):
    assume(slope * root < 9 * 10**17)  # a step of the formula ends at 10^18
    found = break_even(tree_of(f"{slope} * x - {slope * root}" if slope * root <= 10**18
                               else f"{slope} * (x - {root})", likely), "r", "x")  # fmt: skip
    assert (found.value, found.is_exact, found.holds_above) == (root, True, True)


def test_the_tornado_puts_the_widest_swing_first():
    tree = build_tree(
        [
            Input("fixed", "EUR", Decimal(3), Decimal(3), Decimal(3)),
            Input("calls", "calls", Decimal(90), Decimal(100), Decimal(110), name="Calls"),
            Input("price", "EUR/call", Decimal(1), Decimal(2), Decimal(4)),
            Input("idle", "EUR", Decimal(1), Decimal(2), Decimal(3)),
            Formula("net", "fixed - calls * price"),
        ]
    )
    swings = tornado(tree, "net")
    assert [(swing.input, swing.width) for swing in swings] == [
        ("price", 300), ("calls", 40), ("fixed", 0),
    ]  # fmt: skip
    assert (swings[1].name, swings[1].at_low, swings[1].unit) == ("Calls", -177, "EUR")
