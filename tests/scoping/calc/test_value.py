"""Yearly margin, chance, and three years at once."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoping.calc.value import (
    break_even_precision,
    default_chance,
    expected_benefit,
    net_present_value,
    payback_months,
    ramp_shares,
    value_score,
)

D = Decimal
# low, likely, high, K, V, build, run: margin, chance, risk-adjusted value (in millions)
TABLE = {
    "Simple rule": (("0.3", "0.8", "1.1"), 0.90, 83.75, "0.05", "0.04", "0.307", 0.754, "0.450"),
    "Churn model": (("0.8", "2.0", "2.6"), 0.80, 67.50, "0.30", "0.12", "0.760", 0.540, "0.559"),
    "Chatbot": (("0.3", "1.2", "2.0"), 0.65, 42.50, "0.45", "0.20", "0.473", 0.276, "-0.262"),
    "Personal offers":
        (("0.5", "1.5", "2.4"), 0.70, 53.75, "0.40", "0.15", "0.593", 0.376, "0.015"),
}  # fmt: skip


@pytest.mark.parametrize("name", TABLE)
def test_the_table_is_reproduced(name):
    figures, evidence, viability, build, run, margin, chance, worth = TABLE[name]
    benefit = expected_benefit(*(D(figure) for figure in figures), D(40))
    p = default_chance(evidence, viability)
    found = net_present_value(benefit.expected, [D(run)] * 3, p, D(build))
    assert round(benefit.expected, 3) == D(margin)
    assert round(p, 3) == chance
    assert round(found, 3) == D(worth)


@given(st.integers(0, 36))
def test_a_ramp_never_falls(months):
    shares = ramp_shares(months)
    assert list(shares) == sorted(shares)
    assert all(0 <= share <= 1 for share in shares)


def test_a_ramp_of_two_years_gives_a_quarter_three_quarters_and_all():
    assert ramp_shares(24) == (D("0.25"), D("0.75"), D(1))


def test_constant_years_give_the_factor_of_the_table():
    found = net_present_value(D(1), [D(0)] * 3, 1, D(0))
    assert round(found, 3) == D("2.487")


def test_reskilling_is_paid_whatever_comes():
    without = net_present_value(D(1), [D(0)] * 3, 0.5, D(0))
    assert net_present_value(D(1), [D(0)] * 3, 0.5, D(0), reskilling=D("0.2")) == without - D("0.2")


def test_the_bank_case_breaks_even_at_seven_percent():
    assert round(100 * break_even_precision(D(150), D("0.4"), D(5400)), 1) == D("6.9")


def test_a_contact_that_cannot_pay_has_no_break_even():
    assert break_even_precision(D(3000), D("0.4"), D(5400)) is None


def test_what_never_pays_back_has_no_payback():
    assert payback_months(D("0.1"), D("0.1"), D(1)) is None


def test_a_further_project_never_reorders_others():
    assert value_score(D("5"), D(1)) == 100.0


@pytest.mark.parametrize("figures", [(D(2), D(1), D(3), D(40)), (D(1), D(2), D(3), D(101))])
def test_impossible_figures_are_refused(figures):
    with pytest.raises(ValueError, match="the"):
        expected_benefit(*figures)
