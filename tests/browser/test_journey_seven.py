"""Measure as people do it: upload twelve loans, choose columns, give payoffs, see the curve.

1,000 for each default found, less 300 for each false alarm: the best is to treat the seven loans
from a score of 0.6, which finds all four defaults for 4,000 - 3 x 300 = 3,100.
"""

from pathlib import Path

import numpy as np
import pytest
from background import work_is_done
from django.core.management import call_command
from playwright.sync_api import expect

from metrics.calc.counts import count_by_class
from metrics.calc.curves import best, price
from metrics.calc.payoffs import Payoff, Payoffs
from metrics.models import Valuation

FILE = Path(__file__).parents[1] / "data/twelve-loans.csv"
PAPER = {0.95: 1000, 0.9: 2000, 0.85: 1700, 0.8: 2700, 0.7: 2100, 0.6: 3100, 0.1: 1600}


@pytest.fixture
def page(as_user, manager):
    return as_user(manager).new_page()


def _upload(page, file, name):
    page.goto("/measure/")
    page.get_by_role("link", name="Upload predictions").first.click()
    page.get_by_label("Name").fill(name)
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Upload", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "What do the columns mean?", timeout=60_000
    )


def _choose_columns(page):
    page.locator("[name=label]").select_option("defaulted")
    page.locator("[name=positive_label]").fill("1")
    page.locator("[name=score]").select_option("score")
    page.get_by_role("button", name="Read the file").click()
    work_is_done(page)


def _give_payoffs(page, **amounts):
    for name, amount in amounts.items():
        page.locator(f"[name={name}]").fill(amount)
    page.get_by_role("button", name="Draw the profit curve").click()


def test_twelve_loans_from_the_upload_to_the_curve_of_the_paper(page, check_accessibility):
    _upload(page, FILE, "Twelve loans")
    _choose_columns(page)
    expect(page.get_by_text("12, none left out")).to_be_visible()
    _give_payoffs(page, true_positive="1000", false_positive="-300")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Too few positives")
    expect(page.get_by_role("row", name="Everybody 12 $1,600")).to_be_visible()
    expect(page.get_by_role("row", name="Perfect foresight")).to_contain_text("$4,000")
    shown = page.locator("figure table tbody tr, .chart table tbody tr").all_text_contents()
    for threshold, profit in PAPER.items():
        assert any(f"{threshold:.6g}" in row and f"${profit:,}" in row for row in shown)
    check_accessibility(page)
    drawing = Valuation.objects.get().result["drawing"]
    assert dict(zip(drawing["thresholds"], drawing["profit"], strict=True)) == {None: 0, **PAPER}


def test_a_million_generated_loans_give_their_exact_best_cut_off(page, tmp_path):
    file = tmp_path / "loans.csv"
    call_command("sample_predictions", file)
    _upload(page, file, "A million loans")
    _choose_columns(page)
    expect(page.get_by_text("1,000,000, none left out")).to_be_visible()
    expect(page.get_by_text("40,000 (4.0%)")).to_be_visible()
    _give_payoffs(page, true_positive="2160", cost_per_action="150")
    expect(page.get_by_role("heading", level=1)).to_contain_text("is worth $", timeout=30_000)
    loans = np.loadtxt(file, delimiter=",", skiprows=1, usecols=(1, 2))
    positive, scores = loans[:, 0] == 1, loans[:, 1]
    payoffs = Payoffs(Payoff(2160), cost_per_action=150)
    curve = price(count_by_class(scores[positive], scores[~positive]), payoffs)
    point = Valuation.objects.get().result["chosen"]["point"]
    assert point["threshold"] == curve.counts.thresholds[best(curve)]
    assert point["profit"] == curve.profit.max()
