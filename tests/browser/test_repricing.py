"""Sliders of a valuation: the page computes what the server does, and asks only to confirm."""

import json
import random
import re

import numpy as np
import predictions as data
import pytest
from playwright.sync_api import expect

from metrics import counting
from metrics.calc import curves
from metrics.calc.counts import ClassSums, Counts
from metrics.calc.payoffs import Limits, is_reasonable
from metrics.services import uploading, valuing
from metrics.services.valuing import question_of

ALL = """async ([points, asked]) => {
  const { price, best, breakEven, limitShare } = await import("/static/js/pricing.js");
  return asked.map((each) => {
    const curve = price(points, each);
    const limit = limitShare(each, curve.size);
    const [chosen, free] = [best(curve, limit), best(curve, null)];
    return {
      profit: [...curve.profit], share: [...curve.share], limit, chosen, free,
      right: curve.right, wrong: curve.wrong, pays: breakEven(curve),
    };
  });
}"""
AMOUNTS = ("true_positive", "false_positive", "false_negative", "true_negative")


@pytest.fixture
def valued(organization, manager):
    made = data.make_predictions(organization, manager, data.churn_csv(rows=3000))
    data.make_valuation(made, manager)
    return made


@pytest.fixture
def page(as_user, manager, valued):
    page = as_user(manager, viewport={"width": 1280, "height": 900}).new_page()
    page.sent = []
    page.goto(f"/measure/predictions/{valued.public_id}/")
    page.wait_for_function("document.querySelector('[data-chart]').dataset.drawn !== undefined")
    page.on("request", lambda request: page.sent.append(request.url))
    return page


def some_question(chance):
    """Payoffs of any sign, sometimes with another population, prevalence and limits."""

    def maybe(value):
        return chance.choice([None, value])

    asked = {name: round(chance.uniform(-150, 150), 2) for name in AMOUNTS}
    if chance.random() < 0.7:
        asked["true_positive"] = abs(asked["true_positive"]) + 50
    return asked | {
        "cost_per_action": chance.choice([0, round(chance.uniform(0, 20), 2)]),
        "fixed_cost": chance.choice([0, round(chance.uniform(0, 5000), 2)]),
        "fixed_cost_always": chance.random() < 0.3,
        "population": maybe(round(chance.uniform(1, 1e6))),
        "prevalence": maybe(chance.uniform(0.001, 0.999)),
        "volume": maybe(round(chance.uniform(0, 4000))),
        "budget": maybe(round(chance.uniform(0, 20_000))),
    }


def stored_counts(valuation):
    drawing = valuation.result["drawing"]
    return Counts(
        np.array([np.inf, *drawing["thresholds"][1:]]),
        ClassSums(np.array(drawing["true_positives"])),
        ClassSums(np.array(drawing["false_positives"])),
        rows=0,
        positive_rows=0,
    )


def test_the_page_computes_what_the_server_computes(page, valued):
    chance = random.Random(4)
    asked = [some_question(chance) for _ in range(300)]
    points = json.loads(page.locator("[data-reprice] script").inner_text())
    counts = stored_counts(valued.last_valuation())
    for plain, found in zip(asked, page.evaluate(ALL, [points, asked]), strict=True):
        question = question_of(plain)
        curve = curves.price(counts, question.payoffs, question.population)
        share = Limits(plain["volume"], plain["budget"]).share(question.payoffs, curve.size)
        assert found["profit"] == curve.profit.tolist()
        assert found["share"] == curve.treated_share.tolist()
        assert found["limit"] == share
        assert found["chosen"] == curves.best(curve, share)
        assert found["free"] == curves.best(curve)
        assert (found["pays"] is not None) == is_reasonable(question.payoffs)


def test_a_slider_shows_the_best_profit_of_the_file_without_a_request(page, valued, manager):
    expect(page.locator("[data-reprice-result]")).to_be_hidden()
    slider = page.get_by_role("slider", name="Positive, treated, slider")
    slider.focus()
    for _ in range(15):
        slider.press("ArrowRight")
    assert page.locator("#id_true_positive").input_value() == "135"
    expect(page.locator("[data-reprice-result]")).to_be_visible()
    amounts = {"true_positive": "135", "cost_per_action": "12"}
    question = question_of(amounts)
    counts = counting.read(uploading.tables_of(valued)).score
    curve = curves.price(counts, question.payoffs, question.population)
    best = curve.profit[curves.best(curve)]
    # The drawing follows a move by a frame
    shown = page.locator("[data-reprice-profit]")
    expect(shown).to_have_text(f"${float(f'{best:.3g}'):,.0f}")
    assert "$123.00" in page.locator(".decides").inner_text()
    assert page.sent == []
    assert valuing.Valuation.objects.count() == 1
    with page.expect_navigation():
        page.get_by_role("button", name="Confirm with the server").click()
    assert valued.last_valuation().question["true_positive"] == "135"
    expect(page.locator("[data-reprice-result]")).to_be_hidden()


def test_commas_between_thousands_mean_what_the_server_takes_them_for(page):
    field, shown = page.locator("#id_true_positive"), page.locator("[data-reprice-profit]")
    field.fill("1200")
    expect(shown).to_have_text(re.compile(r"^\$[\d,]{7,}$"))
    expected = shown.inner_text()
    for typed in ("1,2", "abc"):
        field.fill(typed)
        expect(shown).to_have_text("–")
    field.fill("1,200")
    expect(shown).to_have_text(expected)
    assert "$1,188.00" in page.locator(".decides").inner_text()


def test_undo_shows_the_stored_valuation_again(page):
    parts = [page.locator(each) for each in (".worth figure", ".decides", ".payoffs .actions")]
    before = [part.inner_text() for part in parts]
    slider = page.get_by_role("slider", name="How many can be treated, slider")
    assert slider.get_attribute("aria-valuetext") == "no limit"
    slider.focus()
    slider.press("Home")
    expect(page.locator("[data-reprice-words]")).to_contain_text("contacting nobody is best.")
    assert page.locator("#id_volume").input_value() == "0"
    slider.press("End")
    assert page.locator("#id_volume").input_value() == ""
    page.locator("#id_prevalence").fill("2.5")
    expect(page.locator(".charttitle")).to_have_text(
        "Profit by share treated, for the amounts as they stand"
    )
    page.get_by_role("button", name="Undo").click()
    assert [part.inner_text() for part in parts] == before
    expect(page.locator("[data-reprice-result]")).to_be_hidden()
    assert page.sent == []


def test_a_budget_below_the_fixed_cost_is_the_reason_as_on_the_server(page, valued, manager):
    page.locator("#id_fixed_cost").fill("500")
    page.locator("#id_budget").fill("400")
    words = page.locator("[data-reprice-words]")
    reason = "The budget of $400 does not cover the fixed cost of $500: it allows contacting nobody"
    expect(words).to_contain_text(f"{reason}. Without the limit contacting the best")
    asked = {"fixed_cost": "500", "budget": "400"}
    assert data.make_valuation(valued, manager, **asked).finding == reason


def test_payoffs_that_make_no_sense_are_doubted_at_once(page, valued, manager):
    doubts = page.locator("[data-doubt]")
    page.locator("#id_true_positive").fill("12")
    expect(doubts.first).to_be_visible()
    expect(doubts.last).to_be_hidden()
    page.get_by_role("button", name="Undo").click()
    expect(doubts.first).to_be_hidden()
    page.locator("#id_true_negative").fill("-20")
    expect(doubts.last).to_be_visible()
    shown = doubts.last.inner_text().strip()
    data.make_valuation(valued, manager, true_negative="-20")
    page.goto(page.url)
    assert doubts.last.inner_text().strip() == shown


def test_few_cases_give_no_number_in_the_page_either(as_user, manager, organization):
    made = data.make_predictions(organization, manager, data.churn_csv(rows=60))
    data.make_valuation(made, manager)
    page = as_user(manager).new_page()
    page.goto(f"/measure/predictions/{made.public_id}/")
    page.locator("#id_true_positive").fill("130")
    expect(page.locator("[data-reprice-profit]")).to_have_text("–")
    expect(page.locator("[data-reprice-words]")).to_contain_text("Too few cases for one number")
    expect(page.locator("[data-reprice-words]")).not_to_contain_text("likewise")
    label = page.locator("svg[role=img]").first.get_attribute("aria-label")
    assert label.endswith("too few cases")


def test_few_without_the_limit_are_no_number_where_it_allows_nobody(page):
    """Acting costs so much that the best few alone would pay, and the limit is nobody."""
    page.locator("#id_cost_per_action").fill("112")
    page.locator("#id_volume").fill("0")
    expect(page.locator("[data-reprice-words]")).not_to_contain_text("could bring")
    expect(page.locator("[data-chart]")).to_contain_text(", too few cases")


def test_the_table_and_the_words_of_the_drawing_follow(page):
    page.locator("#id_false_positive").fill("-400")
    expect(page.locator("[data-reprice-result]")).to_be_visible()
    page.get_by_text("Show as a table").click()
    assert "–$" not in page.locator("figure tbody").inner_text()
    last = page.locator("figure tbody tr").last.inner_text().split("\t")
    assert last[0] == "100.0%"
    assert last[2].startswith("−$")
    label = page.locator("svg[role=img]").first.get_attribute("aria-label")
    assert label.startswith("Profit by share treated, for the amounts as they stand. Best:")
    expect(page.locator("[data-reprice-live]")).to_contain_text("Before correction")


@pytest.mark.parametrize("typed", ["many", "1e5", "-", "−5"])
def test_what_is_no_number_is_said_and_changes_nothing(page, typed):
    page.locator("#id_cost_per_action").fill(typed)
    expect(page.locator("[data-reprice-words]")).to_have_text(
        "Give plain numbers to see what they would do."
    )


def test_a_slider_in_hand_is_not_covered(page):
    """WCAG 2.4.11: the result that appears at the bottom leaves the focus in view."""
    for name in ("Positive, treated", "How many people", "How many can be treated"):
        slider = page.get_by_role("slider", name=f"{name}, slider")
        slider.focus()
        slider.press("ArrowLeft")
        expect(page.locator("[data-reprice-result]")).to_be_visible()
        page.wait_for_timeout(100)
        bottom = slider.bounding_box()["y"] + slider.bounding_box()["height"]
        assert bottom <= page.locator(".reprice").bounding_box()["y"]


def test_without_scripts_the_form_alone_remains(as_user, manager, valued):
    page = as_user(manager, java_script_enabled=False).new_page()
    page.goto(f"/measure/predictions/{valued.public_id}/")
    expect(page.get_by_role("slider")).to_have_count(0)
    expect(page.locator("[data-reprice-hint]")).to_be_hidden()
    expect(page.get_by_role("button", name="Undo")).to_be_hidden()
    expect(page.get_by_role("button", name="Compute again")).to_be_visible()


def test_amounts_by_row_have_no_sliders_and_say_why(as_user, manager, organization):
    made = data.make_by_amount(organization, manager)
    page = as_user(manager).new_page()
    page.goto(f"/measure/predictions/{made.public_id}/")
    expect(page.get_by_text("No sliders here: with an amount in each row")).to_be_visible()
    expect(page.get_by_role("slider")).to_have_count(0)


def test_an_amount_column_keeps_its_sliders_while_no_payoff_depends_on_it(
    as_user, manager, organization
):
    made = data.make_by_amount(organization, manager)
    data.make_valuation(made, manager, true_positive="50", true_positive_per_amount="0")
    page = as_user(manager).new_page()
    page.goto(f"/measure/predictions/{made.public_id}/")
    page.locator("#id_true_positive").fill("60")
    expect(page.locator("[data-reprice-words]")).to_contain_text("Before correction")
    page.locator("#id_true_positive_per_amount").fill("0.8")
    expect(page.locator("[data-reprice-words]")).to_contain_text("depends on every row")


def test_a_threshold_of_another_file_is_left_to_the_server(as_user, manager, organization, valued):
    data.make_predictions(organization, manager, data.churn_csv(rows=500, seed=9))
    page = as_user(manager).new_page()
    page.goto(f"/measure/predictions/{valued.public_id}/")
    page.get_by_label("Best score of").select_option(index=1)
    expect(page.locator("[data-reprice-words]")).to_contain_text("picked on another file")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_label("Best score of")).to_have_value("")
    page.get_by_label("Best score of").select_option(index=1)
    page.get_by_role("button", name="Confirm with the server").click()
    expect(page.get_by_text("No sliders here: the threshold is picked")).to_be_visible()
    expect(page.get_by_text("so nothing is taken off for picking")).to_be_visible()
