"""Counts of rows with weights or amounts: the sums that the definition gives, in parts or whole."""

import doctest

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.calc import curves, intervals, ordering, parts, row_counts
from metrics.calc.payoffs import Payoff, Payoffs
from metrics.calc.row_counts import count_rows

ROW = st.tuples(
    st.booleans(), st.sampled_from([-1.0, 0.0, 0.25, 0.5]), st.integers(0, 3), st.integers(-9, 9)
)
BY_AMOUNT = Payoffs(Payoff(3, 0.5), Payoff(-2, 0.25), Payoff(-1, -1), Payoff(0, 2), 7)


@pytest.mark.parametrize("module", [ordering, parts, row_counts])
def test_examples(module):
    found = doctest.testmod(module)
    assert found.attempted
    assert not found.failed


def columns(rows):
    labels, *numbers = zip(*rows, strict=True)
    return np.array(labels), *(np.array(each, np.float64) for each in numbers)


@given(st.lists(ROW, min_size=1, max_size=40), st.booleans(), st.booleans())
def test_sums_are_those_of_the_definition(rows, weighted, with_squares):
    labels, scores, weights, amounts = columns(rows)
    if not weighted:
        weights = np.ones(len(labels))
    elif not weights.any():
        return
    counts = count_rows(
        labels, scores, weights if weighted else None, amounts, with_squares=with_squares
    )
    assert counts.thresholds.tolist() == [np.inf, *sorted(set(scores[weights > 0]), reverse=True)]
    for sums, members in ((counts.positives, labels), (counts.negatives, ~labels)):
        for index, threshold in enumerate(counts.thresholds):
            own = members & (scores >= threshold)
            w, x = weights[own], amounts[own]
            assert sums.weight[index] == w.sum()
            assert sums.squares[index] == (w**2).sum()
            assert sums.amount[index] == (w * x).sum()
            if with_squares:
                linear, square = sums.of_squares
                assert linear[index] == (w**2 * x).sum()
                assert square[index] == (w**2 * x**2).sum()


def test_rows_over_several_parts_count_as_few_do(monkeypatch):
    random = np.random.default_rng(8)
    rows = random.random(1000) < 0.3, random.normal(size=1000).round(2), None, random.random(1000)
    whole = count_rows(*rows)
    priced = curves.price(whole, BY_AMOUNT)
    monkeypatch.setattr(parts, "PART", 7)
    pieces = count_rows(*rows)
    assert pieces.thresholds.tolist() == whole.thresholds.tolist()
    for one, other in ((pieces.positives, whole.positives), (pieces.negatives, whole.negatives)):
        assert one.weight.tolist() == other.weight.tolist()
        assert one.amount.tolist() == other.amount.tolist()
    again = curves.price(pieces, BY_AMOUNT)
    assert again.profit.tolist() == priced.profit.tolist()
    assert again.treated_share.tolist() == priced.treated_share.tolist()


def test_the_given_columns_stay_as_they_are():
    given_columns = columns([(True, 0.5, 2, 3), (False, 0.25, 0, 4), (False, 0.5, 1, -9)])
    before = [each.copy() for each in given_columns]
    count_rows(*given_columns, profiled=True)
    assert all(np.array_equal(one, old) for one, old in zip(given_columns, before, strict=True))


def test_without_squares_there_is_a_profit_and_no_range():
    labels, scores, _, amounts = columns([(True, 0.5, 1, 3), (False, 0.25, 1, 4)])
    counts = count_rows(labels, scores, amounts=amounts, with_squares=False)
    payoffs = Payoffs(Payoff(0, 1), Payoff(0, -1))
    assert curves.price(counts, payoffs).profit.tolist() == [0, 3, -1]
    with pytest.raises(ValueError, match="need the squares of the amounts"):
        intervals.standard_errors(counts, payoffs)
