"""Sentences of the Measure pages: their examples run."""

import doctest

import pytest

from metrics.wording import following, limits, payoffs, valuation


@pytest.mark.parametrize("module", [following, limits, payoffs, valuation])
def test_the_examples_of_the_wording_run(module):
    assert doctest.testmod(module).failed == 0
