"""Sentences of the Measure pages: their examples run."""

import doctest

import pytest

from metrics.wording import following, limits, links, payoffs, valuation


@pytest.mark.parametrize("module", [following, limits, links, payoffs, valuation])
def test_the_examples_of_the_wording_run(module):
    assert doctest.testmod(module).failed == 0
