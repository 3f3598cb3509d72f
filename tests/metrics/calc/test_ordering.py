"""Rows in falling order: the same as a stable argsort, whatever the bits of the numbers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.calc.ordering import falling

FEW = st.sampled_from([0.0, -0.0, 0.5, float(np.nextafter(0.5, 1)), -1.5, 5e-324])
ANY = st.floats(allow_nan=False)


@given(st.lists(st.one_of(FEW, ANY), max_size=200))
def test_rows_stand_as_a_stable_argsort_puts_them(values):
    numbers = np.array(values, dtype=np.float64)
    expected = np.argsort(-numbers + 0.0, kind="stable")
    places, found = falling(numbers)
    assert places.tolist() == expected.tolist()
    assert found.tolist() == numbers[expected].tolist()


def test_scores_that_differ_in_their_last_bits_only_are_put_right():
    random = np.random.default_rng(3)
    numbers = 0.5 + random.integers(0, 5000, 20_000) * 2.0**-53
    places, found = falling(numbers)
    assert places.tolist() == np.argsort(-numbers, kind="stable").tolist()
    assert found.tolist() == sorted(numbers.tolist(), reverse=True)


@pytest.mark.parametrize("values", [[-0.0, 0.0], [0.0, -0.0]])
def test_both_zeros_are_one(values):
    places, found = falling(np.array(values))
    assert places.tolist() == [0, 1]
    assert not np.signbit(found).any()


def test_the_given_numbers_stay_as_they_are():
    numbers = np.array([0.2, -0.9, 0.4])
    falling(numbers)
    assert numbers.tolist() == [0.2, -0.9, 0.4]
