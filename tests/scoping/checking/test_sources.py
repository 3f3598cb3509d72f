"""Taking a benefit from its source, and noticing what was edited since."""

import dataclasses
import datetime
from decimal import Decimal

import pytest

from scoping.checking.sources import (
    Source,
    differs,
    edited_words,
    origin_of,
    origin_words,
    refusal,
    take,
)
from scoping.exports.charter import value_sentence
from scoping.worksheet.belonging import belonging
from scoping.worksheet.loading import candidate_spec
from scoping.worksheet.state import CandidateState, WorksheetState
from scoping.worksheet.validating import content_faults

DAY = datetime.date(2026, 11, 29)
REVENUE = Source(
    "link", "formula", "Revenue kept", "USD", Decimal(800), Decimal(2000), Decimal("2600.50"),
    formula="kept = customers * revenue", hash="a" * 64,
)  # fmt: skip
CURVE = Source(
    "valuation", "curve", "Churn model", "USD", Decimal(-10), Decimal(90), Decimal(190),
    is_margin=True, formula="corrected profit", hash="b" * 64,
)  # fmt: skip


def test_figures_source_and_record_are_set_in_one_go():
    found = take({"name": "Churn model"}, REVENUE, DAY)
    figures = [found[f"benefit_{end}"] for end in ("low", "likely", "high")]
    assert figures == ["800", "2000", "2600.5"]
    assert (found["benefit_source"], found["benefit_link"]) == ("link", "formula")
    assert found["benefit_taken"]["on"] == "2026-11-29"
    assert content_faults(candidate_spec(), found) == []


def test_a_formula_of_several_lines_is_stored_on_one():
    written = dataclasses.replace(REVENUE, formula="kept =\n  customers\u202e * revenue")
    found = take({}, written, DAY)
    assert found["benefit_taken"]["formula"] == "kept = customers * revenue"
    assert content_faults(candidate_spec(), found) == []


@pytest.mark.parametrize(
    ("changed", "expected"),
    [({}, False), ({"hash": "c" * 64}, True), ({"likely": Decimal(91)}, True)],
)
def test_other_inputs_or_figures_are_a_change(changed, expected):
    origin = origin_of(take({}, CURVE, DAY))
    assert origin is not None
    assert differs(origin, dataclasses.replace(CURVE, **changed)) is expected


@pytest.mark.parametrize("is_known", [True, False])
def test_a_file_brings_the_record_only_where_its_source_is(is_known):
    state = WorksheetState({}, (CandidateState("c", take({}, CURVE, DAY)),))
    found, left = belonging(state, lambda kind, value: is_known)
    assert ("benefit_taken" in found.candidates[0].content) is is_known
    assert [each.path for each in left] == ([] if is_known else ["c:candidate.benefit_valuation"])


def test_a_typed_margin_stays_where_the_source_is_revenue():
    assert take({"margin": "40"}, REVENUE, DAY)["margin"] == "40"


def test_a_margin_never_counts_twice():
    assert take({"margin": "40"}, CURVE, DAY)["margin"] == "100"


def test_the_margin_of_an_earlier_source_goes_with_it():
    assert "margin" not in take(take({}, CURVE, DAY), REVENUE, DAY)


def test_what_was_taken_is_not_edited():
    origin = origin_of(take({}, CURVE, DAY))
    assert origin is not None
    assert (origin.name, origin.on, origin.edits) == ("Churn model", DAY, ())


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("benefit_likely", "120", "likely from 90 to 120"),
        ("margin", "50", "margin from 100 to 50"),
        ("benefit_high", None, "high from 190 to –"),
    ],
)
def test_a_figure_that_was_typed_over_is_edited(key, value, words):
    origin = origin_of({**take({}, CURVE, DAY), key: value})
    assert origin is not None
    assert edited_words(origin) == words


@pytest.mark.parametrize(
    "changed",
    [{"benefit_source": "typed"}, {"benefit_valuation": "another"}, {"benefit_taken": None}],
)
def test_another_source_is_no_origin(changed):
    assert origin_of({**take({}, CURVE, DAY), **changed}) is None


@pytest.mark.parametrize(
    ("source", "why"),
    [
        (REVENUE, ""),
        (Source("link", "a", "A", "EUR", *[Decimal(1)] * 3), "the benefit is in EUR, the project"),
        (Source("link", "a", "A", fault="no period"), "No period."),
        (Source("link", "a", "A", "USD"), "It has no figures."),
        (Source("link", "a", "A", "USD", *[Decimal(10) ** 15] * 3), "too large"),
    ],
)
def test_why_a_source_cannot_be_taken(source, why):
    found = refusal(source, "Churn model", "USD")
    assert why in found
    assert bool(found) == bool(why)


def test_a_charter_prints_the_formula_and_flags_edits():
    content = {**take({}, CURVE, DAY), "benefit_likely": "120"}
    value = {
        "benefit": "105",
        "benefit_low": "-10",
        "benefit_high": "190",
        "formula": "(low + 4 × likely + high) / 6",
        "source": origin_words(content),
    }
    sentence = value_sentence({"value": value}, "USD")
    assert "taken from Churn model on 29 Nov 2026: corrected profit" in sentence
    assert sentence.endswith("edited since: likely from 90 to 120")


@pytest.mark.parametrize(
    "record",
    ["text", {}, {**take({}, CURVE, DAY)["benefit_taken"], "on": "soon"},
     {**take({}, CURVE, DAY)["benefit_taken"], "low": 3}],
)  # fmt: skip
def test_a_broken_record_cannot_be_stored(record):
    assert content_faults(candidate_spec(), {"benefit_taken": record})
