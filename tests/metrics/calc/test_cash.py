"""Money in and out, the return on spending, and what one more treated person brings."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.calc import cash, curves
from metrics.calc.counts import count_by_class
from metrics.calc.payoffs import Payoff, Payoffs, Population
from metrics.calc.row_counts import count_rows

AMOUNTS = st.floats(-200, 200).map(lambda value: round(value, 2))
SCORES = st.lists(st.integers(0, 9).map(float), min_size=1, max_size=12)


@st.composite
def curve(draw):
    counts = count_by_class(np.array(draw(SCORES)), np.array(draw(SCORES)))
    payoffs = Payoffs(
        *(Payoff(draw(AMOUNTS)) for _ in range(4)),
        cost_per_action=abs(draw(AMOUNTS)),
        fixed_cost=abs(draw(AMOUNTS)),
        fixed_cost_always=draw(st.booleans()),
    )
    share = draw(st.none() | st.floats(0.01, 0.99))
    return curves.price(counts, payoffs, Population(draw(st.sampled_from([None, 500.0])), share))


@given(curve())
def test_money_in_less_money_out_is_the_profit(curve):
    found = cash.cash_flows(curve)
    assert found.money_in - found.money_out == pytest.approx(curve.profit, abs=1e-7)
    assert (found.money_in >= 0).all()
    assert (found.money_out >= found.spent - 1e-9).all()


@given(curve())
def test_the_steps_add_up_to_the_whole_rise(curve):
    found = cash.marginal_profit(curve, steps=7)
    rise = curve.variable_profit[-1] - curve.variable_profit[0]
    assert found.worth.sum() * curve.size / 7 == pytest.approx(rise, abs=1e-7)
    assert found.ends[-1] == 1


def test_payoffs_by_amount_flow_by_the_sum_of_their_outcome():
    counts = count_rows(
        np.array([True, True, False]), np.array([0.9, 0.5, 0.4]), None, np.array([10.0, 30.0, 5.0])
    )
    priced = curves.price(counts, Payoffs(Payoff(0, 2), Payoff(-1, -1)))
    found = cash.cash_flows(priced)
    assert found.money_in.tolist() == [0, 20, 80, 80]
    assert found.money_out.tolist() == [0, 0, 0, 6]


def test_the_return_is_blank_where_nothing_is_spent():
    counts = count_by_class(np.array([0.9]), np.array([0.5]))
    free = curves.price(counts, Payoffs(Payoff(10)))
    assert np.isnan(cash.return_on_spending(free, 0.0)).all()
    always = Payoffs(Payoff(10), fixed_cost=5, fixed_cost_always=True)
    assert cash.return_on_spending(curves.price(counts, always), -5.0).tolist() == [0, 2, 2]


def test_amounts_that_were_not_counted_are_refused():
    counts = count_by_class(np.array([0.9]), np.array([0.5]))
    priced = curves.price(counts, Payoffs(Payoff(1)))
    by_amount = curves.ProfitCurve(**{**vars(priced), "payoffs": Payoffs(Payoff(0, 1))})
    with pytest.raises(ValueError, match="amount column"):
        cash.cash_flows(by_amount)
    with pytest.raises(ValueError, match="one step"):
        cash.marginal_profit(priced, steps=0)
