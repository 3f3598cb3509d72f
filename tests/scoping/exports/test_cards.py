"""Model card, data card and ethics answers."""

import charter_data
import pytest

from scoping.exports.cards import NOT_STATED, data_card, ethics_answers, model_card

CARDS = [model_card, data_card, ethics_answers]


@pytest.mark.parametrize("card", CARDS)
def test_no_heading_is_empty(card):
    for part in card(charter_data.edition()).parts:
        assert part.blocks


def test_what_is_not_stated_says_so():
    parts = {part.title: part for part in data_card(charter_data.edition()).parts}
    assert parts["Quality"].blocks[0].text == NOT_STATED


def test_the_model_card_says_what_shall_be_reached():
    parts = {part.title: part for part in model_card(charter_data.edition()).parts}
    assert parts["What it shall reach"].blocks[0].text.startswith("Yearly churn from 10%")


@pytest.mark.parametrize("card", CARDS)
def test_every_card_carries_the_hash(card):
    assert ("SHA-256", charter_data.edition().content_hash) in card(charter_data.edition()).facts
