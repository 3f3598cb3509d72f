"""Charters as Markdown."""

import charter_data
import pytest
from payloads import PAYLOADS

from scoping.exports.charter import charter_document
from scoping.exports.markdown import as_markdown


def _markdown(**problem):
    return as_markdown(charter_document(charter_data.edition(charter_data.frozen(**problem))))


def test_two_renders_are_equal_to_the_byte():
    assert _markdown().encode() == _markdown().encode()


def test_the_order_of_keys_does_not_matter():
    content = charter_data.frozen()
    content["sections"] = dict(reversed(content["sections"].items()))
    turned = as_markdown(charter_document(charter_data.edition(content)))
    assert turned == _markdown()


def test_the_hash_stands_in_it():
    assert charter_data.edition().content_hash in _markdown()


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_that_people_typed_acts_as_markup(payload):
    text = _markdown(statement=payload)
    line = next(line for line in text.splitlines() if line.startswith("| Problem |"))
    assert line.replace(r"\|", "").count("|") == 3
    assert "<" not in line.replace(r"\<", "")


def test_line_breaks_stay_in_their_cell():
    assert "| Problem | one two |" in _markdown(statement="one\n\ntwo")
