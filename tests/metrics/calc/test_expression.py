"""Driver formulas: the language, its limits, units, and exact values."""

import time
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.calc import syntax
from metrics.calc.expression import check, evaluate, evaluate_exactly, to_decimal
from metrics.calc.syntax import Call, Name, Negative, Number, Operation, parse, to_text
from metrics.calc.units import parse_unit

NAMES = ("a", "b", "churn_rate")
LEAVES = st.one_of(
    st.sampled_from(NAMES).map(Name),
    st.decimals(min_value=0, max_value=1000, places=3).map(lambda value: Number(abs(value))),
)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(Negative, inner),
        st.builds(Operation, st.sampled_from("+-*/"), inner, inner),
        st.builds(
            Call,
            st.sampled_from(["min", "max"]),
            st.lists(inner, min_size=2, max_size=3).map(tuple),
        ),
    ),
    max_leaves=20,
)


def by_hand(node, values):
    """Python's own fractions, in the order of Python's own operators."""
    text = to_text(node)
    names = {name: values[name] for name in NAMES}
    numbers = {"min": min, "max": max, "Fraction": Fraction}
    exact = syntax._TOKEN.sub(
        lambda found: f"Fraction('{found.group()}')" if found["number"] else found.group(), text
    )
    return eval(exact, {"__builtins__": {}}, {**numbers, **names})


@given(TREES)
def test_parsing_the_printed_tree_gives_the_tree(tree):
    assert parse(to_text(tree)) == tree


@given(TREES, st.tuples(*[st.decimals(-100, 100, places=2)] * 3))
def test_values_agree_with_fractions_of_python(tree, drawn):
    values = {name: Fraction(value) for name, value in zip(NAMES, drawn, strict=True)}
    try:
        found = evaluate_exactly(tree, values)
    except syntax.DivisionByZero:
        with pytest.raises(ZeroDivisionError):
            by_hand(tree, values)
    except syntax.OutOfRange:
        return
    else:
        assert found == by_hand(tree, values)


@given(st.text(alphabet="()ab1.+-*/, minmax", max_size=200) | st.text(max_size=100))
def test_any_text_is_read_or_refused_with_its_place(text):
    tree, refusal = read(text)
    if tree is None:
        assert refusal.place.column >= 1
        assert refusal.reason
    else:
        assert parse(to_text(tree)) == tree


def read(text):
    try:
        return parse(text), None
    except syntax.FormulaError as refusal:
        return None, refusal


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        ("", syntax.NotUnderstood, "line 1, column 1: the formula ends"),
        ("a +", syntax.NotUnderstood, "line 1, column 4: the formula ends"),
        ("a\n + (b", syntax.NotUnderstood, "line 2, column 4: the bracket that opens here"),
        ("a ** b", syntax.NotUnderstood, 'column 4: "*" does not belong here'),
        ("1,000 * a", syntax.NotUnderstood, "without a comma"),
        ("a ^ 2", syntax.NotUnderstood, "product instead of a power"),
        ("10 % * a", syntax.NotUnderstood, "write 0.1"),
        ("__import__('os')", syntax.NotUnderstood, '"\'" is not understood'),
        ("exec(a)", syntax.NotUnderstood, "exec is not a function"),
        ("min(a)", syntax.NotUnderstood, "two values or more"),
        ("max + 1", syntax.NotUnderstood, "its values in brackets"),
        ("a.b", syntax.NotUnderstood, '"." is not understood'),
        ("a b", syntax.NotUnderstood, '"b" does not belong here'),
        ("(" * 41 + "a" + ")" * 41, syntax.TooDeep, "column 41: brackets stand more than 40"),
        ("(" * 10_000 + "a" + ")" * 10_000, syntax.TooLong, "at most 2,000 characters"),
        ("-" * 900 + "a", syntax.TooLong, "at most 400 parts"),
        ("-" * 300 + "a", syntax.TooDeep, "more than 40"),
        ("+".join("a" * 300), syntax.TooLong, "has 599"),
        ("1e300 * a", syntax.OutOfRange, "column 1: amounts go to 1e+18"),
        ("1e999999999999", syntax.OutOfRange, "amounts go to"),
        ("1e19999999999999999999999999", syntax.OutOfRange, "amounts go to"),
        ("1e-31", syntax.OutOfRange, "at most 30 decimals"),
        ("a" * 65, syntax.NotUnderstood, "at most 64 characters"),
    ],
)
def test_bad_formulas_are_refused_with_their_place(text, error, message):
    with pytest.raises(error) as refused:
        parse(text)
    assert message in str(refused.value)


def test_brackets_up_to_the_limit_and_long_sums_are_fine():
    assert evaluate(parse("(" * 40 + "2" + ")" * 40), {}) == 2
    assert evaluate(parse("+".join("1" * 200)), {}) == 200


def test_products_bind_before_sums_and_equals_from_the_left():
    values = {"a": 2, "b": 3}
    assert evaluate(parse("a + b * 4 - 10 / 5 / 2"), values) == 13
    assert evaluate(parse("-a * -b − 1 × 2 ÷ 2"), values) == 5
    assert evaluate(parse("min(a, b) + max(a, b, 7)"), values) == 9


@pytest.mark.parametrize(
    ("text", "values", "error", "message"),
    [
        ("2 * custmers", {"customers": 1}, syntax.UnknownName, "did you mean customers?"),
        ("1 / (a - a)", {"a": 3}, syntax.DivisionByZero, '"a - a" is zero'),
        ("a", {"a": Decimal("NaN")}, syntax.NotANumber, "NaN is not a number"),
        ("a", {"a": Decimal("Infinity")}, syntax.NotANumber, "not a number"),
        ("a", {"a": Decimal("1e300")}, syntax.OutOfRange, "this is 1.000e+300"),
        ("a * a", {"a": Decimal("1e10")}, syntax.OutOfRange, '"a * a" is above 1e+18'),
    ],
)
def test_values_without_a_result_are_refused(text, values, error, message):
    with pytest.raises(error) as refused:
        evaluate(parse(text), values)
    assert message in str(refused.value)


def test_a_value_that_needs_endless_digits_is_refused_and_never_hangs():
    def square_often(value):
        for _ in range(60):
            value = evaluate_exactly(parse("a * a"), {"a": value})

    started = time.monotonic()
    with pytest.raises(syntax.OutOfRange, match="more digits"):
        square_often(Fraction(1, 3))
    assert time.monotonic() - started < 5


def test_thirds_come_back_whole():
    assert evaluate(parse("1 / 3 * 3"), {}) == 1
    assert evaluate(parse("1 / 3"), {}) == Decimal("0." + "3" * 28)
    assert str(to_decimal(Fraction(10**18))) == "1" + "0" * 18


UNITS = {
    "customers": "customers", "price": "EUR/customer", "rate": "%", "fee": "EUR/month",
    "rent": "EUR/year", "dollars": "USD", "hours": "hours",
}  # fmt: skip


def unit_of(text):
    return check(parse(text), {key: parse_unit(unit) for key, unit in UNITS.items()}).text


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("customers * price * (1 - rate)", "EUR"),
        ("fee + rent", "EUR/year"),
        ("max(customers * price, 0)", "EUR"),
        ("rent / fee", "ratio"),
        ("0", "ratio"),
        ("hours * hours / customers", "hours^2/customer"),
    ],
)
def test_units_follow_from_the_formula(text, unit):
    assert unit_of(text) == unit


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("rate + price", 'in "rate + price", % and EUR/customer measure different things'),
        ("customers * price + dollars", "EUR and USD differ in currency"),
        ("(rent + fee) * (customers - hours)", 'column 27: in "customers - hours"'),
        ("min(rent, 5)", 'in "min(rent, 5)"'),
        ("rent - 1", "EUR/year and ratio measure different things"),
    ],
)
def test_unit_clashes_name_the_part(text, message):
    with pytest.raises(syntax.UnitClash) as refused:
        unit_of(text)
    assert message in str(refused.value)


def test_words_replace_names_in_the_shown_formula():
    assert to_text(parse("a * (b - a)"), {"a": "20 %"}) == "20 % * (b - 20 %)"
