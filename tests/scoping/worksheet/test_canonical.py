"""The canonical form that signatures are bound to."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoping.worksheet.canonical import canonical_json, digest


@given(st.dictionaries(st.text(max_size=4), st.integers() | st.text(max_size=4), max_size=6))
def test_the_order_of_keys_does_not_matter(content):
    backwards = dict(reversed(content.items()))
    assert digest(content) == digest(backwards)


def test_equal_decimals_hash_alike():
    assert digest({"a": Decimal("1.0")}) == digest({"a": Decimal("1.000")})


def test_one_letter_changes_the_hash():
    assert digest({"a": "x"}) != digest({"a": "y"})


def test_floats_are_refused():
    with pytest.raises(TypeError, match="float"):
        canonical_json({"a": 0.1})
