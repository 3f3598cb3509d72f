"""The chosen point on its page: cut blocks of ties, gains with ranges, and how it was computed."""

import predictions as samples
import pytest
from django.urls import reverse

from metrics.models import Valuation
from metrics.overview.valuation import page_of, points_table
from metrics.wording import chosen

pytestmark = pytest.mark.django_db


@pytest.fixture
def decided(organization, manager):
    """A file with today's decisions, 160 of 400 treated, and scores in tenths."""
    return samples.make_with_practice(organization, manager)


@pytest.fixture
def page(sign_in, manager):
    def read(made):
        answer = sign_in(manager).get(reverse("metrics:predictions", args=[made.public_id]))
        return " ".join(answer.content.decode().split())

    return read


def lines_of(valuation):
    lines = chosen.point_lines(valuation.question, valuation.result)
    return {line.label: (line.value, line.note) for line in lines}


def test_a_column_of_decisions_gives_the_gain_a_range_and_the_number_treated(
    decided, manager, page
):
    valuation = samples.make_valuation(decided, manager)
    result = valuation.result
    span = result["range_over_current"]
    assert span["estimate"] == result["gain_over_current"]
    assert span["low"] < span["estimate"] < span["high"]
    assert result["current_treated"] == 160
    value, note = lines_of(valuation)["More than current practice"]
    assert note.startswith("likely $")
    shown = page(decided)
    assert value in shown
    assert note in shown
    assert ("Current practice", "160") in [row[:2] for row in page_of(decided, valuation).
                                           valuation.choices]  # fmt: skip


def test_pairs_are_surer_than_the_profit_alone(decided, manager):
    result = samples.make_valuation(decided, manager).result
    assert result["range_over_current"]["error"] != result["chosen"]["value"]["error"]
    assert result["range_over_current"]["error"] > 0


def test_a_typed_practice_has_no_range_and_says_why(organization, manager):
    made = samples.make_predictions(organization, manager)
    typed = {"practice_treated": "120", "practice_hits": "50"}
    valuation = samples.make_valuation(made, manager, **typed)
    assert valuation.result["range_over_current"] is None
    assert "decision on each row" in lines_of(valuation)["More than current practice"][1]
    assert valuation.result["current_treated"] == 120


def test_beside_current_practice_the_page_keeps_the_other_measures(decided, manager, page):
    valuation = samples.make_valuation(decided, manager)
    shown = page(decided)
    for name in ("More than contacting everybody", chosen.OF_PERFECT, chosen.RETURN):
        assert name in lines_of(valuation)
        assert name in shown


def test_a_cut_block_is_told_beside_the_best_whole_blocks(decided, manager, page):
    valuation = samples.make_valuation(decided, manager, volume="100")
    partial, whole = (valuation.result[name] for name in ("partial", "chosen"))
    assert partial["profit"] > whole["point"]["profit"]
    finding, said = chosen.cut_block(valuation.question, valuation.result)
    assert finding.endswith(f"tied at a score of {partial['threshold']:.6g}.")
    for amount in (partial["profit"], whole["point"]["profit"]):
        assert f"${amount:,.0f}" in said
    assert "100 customers in all" in said
    assert finding in page(decided)


def test_a_limit_that_cuts_nothing_is_not_told(decided, manager):
    valuation = samples.make_valuation(decided, manager)
    assert chosen.cut_block(valuation.question, valuation.result) == ()


def test_where_no_whole_block_fits_the_part_is_told(decided, manager, page):
    valuation = samples.make_valuation(decided, manager, volume="3")
    assert valuation.result["chosen"]["point"]["threshold"] is None
    assert "whole block" in valuation.finding
    assert "nobody (0)" in page(decided)


def test_of_few_cases_the_part_has_no_amount(decided, manager):
    valuation = samples.make_valuation(decided, manager, volume="100")
    valuation.result["chosen"]["refused"] = "few_treated"
    finding, said = chosen.cut_block(valuation.question, valuation.result)
    assert finding.startswith("The limit cuts a block of customers tied")
    assert said == ("Too few cases to say what contacting a random part of them would bring.")
    assert "With part of a cut block" not in lines_of(valuation)


def test_one_more_inside_a_cut_block_brings_what_the_next_limit_shows(decided, manager):
    first, second = (
        samples.make_valuation(decided, manager, volume=volume).result for volume in ("100", "101")
    )
    more = second["partial"]["profit"] - first["partial"]["profit"]
    assert first["capacity_worth"] == pytest.approx(more)


def test_the_page_says_how_it_was_computed(decided, manager, page):
    valuation = samples.make_valuation(decided, manager)
    told = {
        line.label: line.value for line in chosen.computed(valuation.question, valuation.result)
    }
    assert "1,000 redraws" in told["Correction for picking"]
    assert "seed 1)" in told["Correction for picking"]
    assert "payoffs that were guessed wrong" in told["Not covered"]
    shown = page(decided)
    assert all(words in shown for words in told.values())


def test_accuracy_names_the_middle_figure(decided, manager, page):
    valuation = samples.make_valuation(decided, manager)
    row = page_of(decided, valuation).valuation.improvements[-1]
    low, middle, high = row.free_worth
    assert low <= middle <= high
    assert row.free_mix == f"mix ${float(f'{middle:.3g}'):.2f}"
    assert row.free_mix in page(decided)


def test_the_range_of_the_whole_curve_is_wider_than_that_of_a_point(decided, manager, page):
    valuation = samples.make_valuation(decided, manager)
    assert "Range of the whole curve" in page(decided)
    table, ends = points_table(valuation), 0
    heads = [column.title.removesuffix(", USD a quarter") for column in table.columns]
    for row in table.rows:
        found = dict(zip(heads, row, strict=True))
        if found["Likely at most"] > found["Profit"]:
            ends += 1
            assert found["Whole curve at most"] > found["Likely at most"]
            assert found["Whole curve at least"] < found["Likely at least"]
    assert ends > 5


def test_a_result_of_the_first_formulas_is_still_read(decided, manager, page):
    typed = {"practice_treated": "120", "practice_hits": "50", "volume": "100"}
    valuation = samples.make_valuation(decided, manager, **typed)
    new = ("range_over_current", "current_treated", "seed", "replicates", "method")
    old = {name: value for name, value in valuation.result.items() if name not in new}
    Valuation.objects.filter(pk=valuation.pk).update(result=old, formula_version="1")
    shown = page(decided)
    assert "1,000 redraws" in shown
    assert "decision on each row" in shown
    assert ">120<" in shown
