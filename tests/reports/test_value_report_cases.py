"""The value report where a limit, odd payoffs or few cases forbid its usual words."""

import io

import openpyxl
import predictions as samples
import pytest
from django.urls import reverse
from factories import run_jobs

from reports.services import value_reports

pytestmark = pytest.mark.django_db


@pytest.fixture
def report_of(organization, manager):
    """The report of a file of so many rows under these payoffs."""

    def make(rows=400, **asked):
        made = samples.make_predictions(organization, manager, samples.churn_csv(rows))
        valuation = samples.make_valuation(made, manager, **asked)
        report = value_reports.create(
            valuation=valuation, actor=manager, metric=None, counted="margin"
        )
        run_jobs()
        report.refresh_from_db()
        return report

    return make


def all_said(content):
    findings = [text for found in content["findings"] for text in found.values()]
    return " ".join([content["headline"], content["lede"], content["sentence"], *findings])


def test_a_budget_that_covers_nobody_is_no_verdict_on_the_model(report_of):
    content = report_of(budget="400", fixed_cost="500").content
    assert content["sentence"].startswith("The budget of $400 does not cover the fixed cost of")
    assert "Without the limit contacting the best" in content["sentence"]
    assert content["findings"][0]["action"].endswith("what a larger budget costs.")
    assert "adds nothing" not in all_said(content)
    assert "no threshold" not in all_said(content).lower()


def test_payoffs_that_never_pay_are_a_verdict(report_of):
    content = report_of(true_positive="12").content
    assert "so the model adds nothing" in content["sentence"]
    assert content["findings"][0]["finding"].startswith("Treating a positive is worth $0.00")
    assert content["findings"][0]["action"].startswith("Mend the payoffs")


@pytest.mark.parametrize("asked", [{"false_positive": "12"}, {"true_negative": "-20"}])
def test_where_payoffs_are_doubted_no_improvement_is_praised(report_of, asked):
    said = all_said(report_of(**asked).content)
    assert "Treating a negative costs" in said
    assert "the most of the three" not in said
    assert "Spend the next work" not in said


def test_payoffs_that_make_sense_keep_their_praise(report_of):
    report = report_of()
    said = all_said(report.content)
    assert "the most of the three" in said
    threshold = report.valuation.result["chosen"]["point"]["threshold"]
    assert f"Act on scores of {threshold:.6g} or more." in said
    assert len(f"{threshold:.6g}") > len(f"{threshold:.4g}")  # fewer digits would treat others


def test_a_model_that_brings_less_than_a_simple_choice_is_not_praised(report_of):
    report = report_of(true_positive="400")
    gain = report.valuation.result["gain_over_simple"]
    assert gain["high"] < 0
    least, less, most = (f"${-gain[end]:.0f}" for end in ("high", "estimate", "low"))
    assert report.content["sentence"] == (
        f"Contacting the best 98% of customers instead of everybody brings about {less} less a "
        f"quarter, likely {least} to {most}."
    )
    found = report.content["findings"][0]
    assert found["finding"] == (
        f"Contacting everybody brings about {less} more a quarter than the model."
    )
    assert "Act on scores" not in all_said(report.content)


def test_few_cases_leave_ranges_and_no_single_amounts(report_of):
    content = report_of(rows=60, volume="20", practice_treated="9", practice_hits="4").content
    amounts = {amount["label"]: amount for amount in content["amounts"]}
    assert [*amounts] == [
        "Margin less cost of acting",
        "More than contacting nobody",
        "Money spent on acting",
    ]
    for label in ("Margin less cost of acting", "More than contacting nobody"):
        assert amounts[label]["text"] == "too few cases"
        assert amounts[label]["value"] is None
        assert " to " in amounts[label]["span"]
    assert "The limit costs" not in all_said(content)
    assert "One point better" not in all_said(content)
    assert content["improvements"] == []


def test_few_cases_do_not_say_what_part_of_a_cut_block_would_bring(organization, manager):
    """Scores in tenths of 60 rows, of whom three can be treated: no whole block fits."""
    lines = samples.churn_csv(60).decode().split()
    tied = "\n".join([lines[0], *(line[: line.rindex(".") + 2] for line in lines[1:]), ""])
    made = samples.make_predictions(organization, manager, tied.encode())
    valuation = samples.make_valuation(made, manager, volume="1")
    assert valuation.result["partial"]["profit"] > 0
    report = value_reports.create(valuation=valuation, actor=manager, metric=None, counted="margin")
    assert report.content["sentence"] == (
        "No whole block pays within the limit; cases are too few to say what contacting a random "
        "part of the next one would bring."
    )
    amount = f"${valuation.result['partial']['profit']:,.0f}"
    assert amount not in all_said(report.content)


def test_pages_and_files_read_an_amount_without_a_number(report_of, sign_in, manager):
    report = report_of(rows=60)
    page = sign_in(manager).get(reverse("reports:value", args=[report.public_id]))
    assert "<b>too few cases</b>" in page.content.decode()
    assert value_reports.read_stored(report, "pdf").startswith(b"%PDF")
    book = openpyxl.load_workbook(io.BytesIO(value_reports.read_stored(report, "xlsx")))
    cells = next(row for row in book["Amounts"].iter_rows(min_row=2, values_only=True))
    assert cells[1] is None
    assert cells[2] < cells[3]
    why = "Fewer than 30 positives: too few cases to say what one point better is worth."
    assert why in page.content.decode()
    assert [*book["One point better"].iter_rows(min_row=2, values_only=True)] == [(why,)]


def test_a_gain_that_may_be_a_loss_is_not_promised(report_of):
    report = report_of()
    gain = report.valuation.result["gain_over_simple"]
    assert gain["low"] < 0 < gain["high"]
    assert report.content["sentence"].endswith("a quarter: whether it brings more is not clear.")
    assert "about $" not in report.content["sentence"]


def test_everybody_as_the_best_choice_needs_no_model(report_of):
    content = report_of(false_positive="13").content
    assert content["sentence"] == "Contacting everybody is best, so the model adds nothing."
