"""The workbook of a value report: numbers in cells, units in headings, ranges in columns."""

import io

import openpyxl
import predictions as samples
import pytest
from django.urls import reverse
from factories import run_jobs
from value_report_texts import text_of, worked_out

from reports.services import value_reports
from reports.value_exports import value_sheets

pytestmark = pytest.mark.django_db
NEW = ("unit", "strategies", "computed", "band_factor")


@pytest.fixture
def report(organization, manager):
    """Of a file with today's decisions, under a limit that cuts a block of ties."""
    made = samples.make_with_practice(organization, manager)
    valuation = samples.make_valuation(made, manager, volume="100", currency="EUR")
    found = value_reports.create(valuation=valuation, actor=manager, metric=None, counted="margin")
    run_jobs()
    found.refresh_from_db()
    return found


@pytest.fixture
def book(report):
    return openpyxl.load_workbook(io.BytesIO(value_reports.read_stored(report, "xlsx")))


def rows_of(sheet):
    heads, *rows = sheet.iter_rows(values_only=True)
    return {row[0]: dict(zip(heads, row, strict=True)) for row in rows}


def test_one_point_better_is_written_in_numbers(book, report):
    found = rows_of(book["One point better"])
    points = report.valuation.result["chosen"]["one_point"]
    worth = "At the limit, EUR a quarter"
    assert found["Recall +1 point"][worth] == pytest.approx(points["recall"]["value"])
    assert found["Recall +1 point"]["At the limit at least, EUR a quarter"] is None
    accuracy = found["Accuracy +1 point"]
    for head, key in (("", "present_mix"), (" at least", "low"), (" at most", "high")):
        cell = accuracy[f"At the limit{head}, EUR a quarter"]
        assert cell == pytest.approx(points[f"accuracy_{key}"]["value"])
    assert book["One point better"]["C2"].number_format == "#,##0.00"


def test_simple_choices_are_written_in_numbers(book, report):
    found = rows_of(book["Simple choices"])
    plain = report.valuation.result["baselines"]
    assert found["Current practice"]["Treated"] == 160
    profit = "Profit, EUR a quarter"
    assert found["Current practice"][profit] == pytest.approx(plain["current"])
    assert found["Perfect foresight"]["Treated"] is None
    assert book["Simple choices"]["C2"].number_format == "#,##0.00"


def test_the_gain_over_current_practice_has_its_range(book, report):
    gain = rows_of(book["Amounts"])["More than current practice"]
    expected = report.valuation.result["range_over_current"]
    for head, end in (
        ("Value", "estimate"),
        ("Likely at least", "low"),
        ("Likely at most", "high"),
    ):
        assert gain[head] == pytest.approx(expected[end])


def test_the_curve_has_the_range_of_all_of_it(book, report):
    heads, *rows = book["Profit curve"].iter_rows(values_only=True)
    names = ("Profit", "Likely at least", "Likely at most")
    names += ("Whole curve at least", "Whole curve at most")
    assert heads[-5:] == tuple(f"{name}, EUR a quarter" for name in names)
    low, high, least, most = rows[-1][-4:]
    assert least <= low <= high <= most


def test_a_cut_block_stands_beside_the_whole_blocks_in_every_form(report, book, sign_in, manager):
    partial, whole = (report.valuation.result[name] for name in ("partial", "chosen"))
    amounts = {each["label"]: each for each in report.content["amounts"]}
    page = sign_in(manager).get(reverse("reports:value", args=[report.public_id]))
    pdf = text_of(value_reports.read_stored(report, "pdf"))
    for label, point in (
        ("In this file, whole blocks of equal scores", whole["point"]),
        ("In this file, with part of the cut block", partial),
    ):
        amount = amounts[label]
        assert amount["value"] == point["profit"]
        assert worked_out(amount["formula"]) == pytest.approx(point["profit"], abs=1)
        assert label in page.content.decode()
        assert amount["text"] in pdf
        assert rows_of(book["Amounts"])[label]["Value"] == pytest.approx(point["profit"])
    assert "The limit cuts a block of customers tied" in pdf


def test_a_correction_that_adds_is_printed_as_one(report):
    assert report.valuation.result["chosen"]["optimism"] < 0
    first = report.content["amounts"][0]
    assert worked_out(first["formula"]) == pytest.approx(first["value"], abs=1)


def test_how_it_was_computed_stands_in_every_form(report, book, sign_in, manager):
    page = sign_in(manager).get(reverse("reports:value", args=[report.public_id]))
    said = "1,000 redraws of up to 500 groups of adjacent scores (Poisson bootstrap, seed 1)"
    assert said in page.content.decode()
    assert said in text_of(value_reports.read_stored(report, "pdf"))
    assert said in rows_of(book["Summary"])["Correction for picking"]["Says"]


def test_a_report_of_an_older_version_is_still_drawn(report, sign_in, manager):
    old = {name: value for name, value in report.content.items() if name not in NEW}
    chart = old["chart"]
    old["chart"] = {**chart, "head": chart["head"][:4], "rows": [row[:4] for row in chart["rows"]]}
    report.content = old
    report.save()
    assert value_reports._pdf(report).startswith(b"%PDF")
    sheets = {sheet.title: sheet for sheet in value_sheets(old, report.curve)}
    assert sheets["Simple choices"].rows[0][0] == "Model, within the limit"
    heads = [column.title for column in sheets["Profit curve"].columns]
    assert heads[4:] == ["Profit", "Likely at least", "Likely at most"]
    page = sign_in(manager).get(reverse("reports:value", args=[report.public_id]))
    assert page.status_code == 200
    assert "How this was computed" not in page.content.decode()


def test_where_no_whole_block_fits_the_report_says_what_a_part_brings(organization, manager):
    made = samples.make_with_practice(organization, manager)
    valuation = samples.make_valuation(made, manager, volume="3")
    report = value_reports.create(valuation=valuation, actor=manager, metric=None, counted="margin")
    assert "No whole block pays within the limit" in report.content["sentence"]
    assert "The limit cuts a block" in report.content["findings"][0]["finding"]


def test_a_threshold_of_another_file_is_told_in_every_form(organization, manager, sign_in):
    march = samples.make_predictions(organization, manager, samples.churn_csv(900, seed=11))
    made = samples.make_predictions(organization, manager)
    valuation = samples.make_valuation(made, manager, tuning=march.public_id)
    found = value_reports.create(valuation=valuation, actor=manager, metric=None, counted="margin")
    run_jobs()
    found.refresh_from_db()
    page = sign_in(manager).get(reverse("reports:value", args=[found.public_id]))
    book = openpyxl.load_workbook(io.BytesIO(value_reports.read_stored(found, "xlsx")))
    said = "none: the threshold is the best one in Churn model (churn.csv, 900 rows"
    assert said in page.content.decode()
    assert said in text_of(value_reports.read_stored(found, "pdf"))
    assert said in rows_of(book["Summary"])["Correction for picking"]["Says"]
    assert "for being picked on this file" not in found.content["amounts"][0]["formula"]
