"""The value report of a forecast: what it says, its formulas, its files, and older answers."""

import doctest
import io
import re

import metric_data
import openpyxl
import predictions as samples
import pypdf
import pytest
from django.urls import reverse
from factories import run_jobs
from value_report_texts import text_of, worked_out

from metrics.services import uploading
from reports import forecast_story
from reports.models import ValueReport
from reports.services import value_reports
from reports.value_exports import value_sheets

pytestmark = pytest.mark.django_db


@pytest.fixture
def forecast(organization, manager):
    return samples.make_forecast(organization, manager)


@pytest.fixture
def make_report(forecast, manager):
    def make(counted="savings", metric=None, **question):
        found = samples.make_forecast_valuation(forecast, manager, **question)
        report = value_reports.create(
            valuation=found, actor=manager, metric=metric, counted=counted
        )
        run_jobs()
        report.refresh_from_db()
        return report

    return make


def letters(text):
    return re.sub(r"\s", "", text)


def by_label(report):
    return {amount["label"]: amount for amount in report.content["amounts"]}


def test_examples_run():
    assert doctest.testmod(forecast_story).failed == 0


@pytest.mark.parametrize("question", [{}, {"cost_under": "0.015"}, {"cost_over": "0"}])
def test_every_formula_gives_its_amount(make_report, question):
    for amount in make_report(**question).content["amounts"]:
        digits = 0.002 if amount["unit"] == "share" else 0.011
        assert worked_out(amount["formula"]) == pytest.approx(amount["value"], abs=digits)


def test_numbers_of_the_paper(make_report):
    """13 bikes too few and 7 too many against 40 and 25, twice as many rows a year."""
    amounts = by_label(make_report())
    own = amounts["Cost of errors of the forecast"]
    assert own["formula"] == "26 bikes too little × $4.00 + 14 bikes too much × $1.00"
    saved = amounts["Saved against current practice"]
    assert (saved["value"], saved["formula"]) == (252, "$370.00 − $118.00")
    assert amounts["Savings from errors 1% smaller"]["text"] == "$1.18"
    assert amounts["Savings from +2 bikes on every forecast, at most"]["value"] == 52
    assert {"Saved against the value of the period before", "Saved against the mean of all earlier "
            "periods", "Saved against the mean of the whole file"} < set(amounts)  # fmt: skip


def test_the_story_has_its_four_blocks(make_report, organization, manager):
    link = metric_data.link(organization, manager)
    content = make_report(metric=link.metric).content
    assert content["title"] == "Value report: Revenue kept"
    lines = {line["label"]: line["value"] for line in content["context"]}
    assert lines["Target"] == "1,000 EUR/year by 31 Mar 2027"
    assert lines["Forecasts"] == "Bikes sold"
    assert lines["Each unit too little"] == "$4.00"
    assert lines["Rows a year"] == "24, scaled from 12 in the file"
    found = [each["finding"] for each in content["findings"]]
    assert found[0] == "Too little costs $104 a year, 88% of what errors cost."
    assert found[1] == "2 bikes more in every forecast would save at most $52.00 a year."
    assert found[2] == "The hardest to beat is current practice, with $252 saved a year."
    assert found[3].startswith("In 1 of 12 periods the reference was better, most in 2026-06")
    assert all(each["action"] for each in content["findings"])
    titles = [content["chart"]["title"], *(chart["title"] for chart in content["charts"])]
    assert len(titles) == 3
    assert content["sentence"] == (
        "Planning with the forecast instead of current practice saves about $252 a year, likely "
        "$133 to $371."
    )
    assert content["trees"][0]["value"] == "1,000 EUR/year"


def test_revenue_and_margin_stand_under_their_own_names(make_report):
    for counted, other in (("revenue", "Margin"), ("margin", "Revenue")):
        content = make_report(counted).content
        labels = " ".join(amount["label"] for amount in content["amounts"])
        assert counted.title() in labels
        assert other not in labels
        assert f"of {counted}" in content["sentence"]


def test_the_files_say_the_same_as_the_page(make_report, sign_in, manager):
    report = make_report()
    page = sign_in(manager).get(reverse("reports:value", args=[report.public_id])).content.decode()
    pdf = letters(text_of(value_reports.read_stored(report, "pdf")))
    book = openpyxl.load_workbook(io.BytesIO(value_reports.read_stored(report, "xlsx")))
    amounts = {row[0]: row[1:] for row in book["Amounts"].iter_rows(values_only=True)}
    for amount in report.content["amounts"]:
        for said in (amount["text"], amount["formula"], amount["span"]):
            assert said in page
            assert letters(said) in pdf
        assert amounts[amount["label"]][0] == pytest.approx(amount["value"])
        assert amounts[amount["label"]][4] == amount["formula"]
    assert page.count('<div class="chart-wide"><svg') == 3
    assert (2, 66) in book["Cost by shift"].iter_rows(values_only=True)
    assert [cell.value for cell in book["Cost by shift"][1]] == [
        "Added to every forecast, bikes", "Cost, USD a year",
    ]  # fmt: skip
    assert book["Periods"]["I1"].value == "Saved, USD on this file"
    assert book["Periods"].max_row == 13
    assert "One point better" not in book.sheetnames


def test_headings_stand_above_their_tables_and_short_tables_are_whole(make_report):
    pdf = pypdf.PdfReader(io.BytesIO(value_reports.read_stored(make_report(), "pdf")))
    pages = [" ".join(page.extract_text().split()) for page in pdf.pages]
    behind = pages[-1].partition("2 bikes more would be cheapest")[2]
    assert "Added to every forecast" in behind
    assert "−3 $336.00" in behind
    assert "+4 $84.00" in behind
    assert "How to read this" in pages[-2].partition("Sums of bikes")[0]


def test_an_older_answer_knows_its_own_reference_only(forecast, manager, make_report, sign_in):
    found = samples.make_forecast_valuation(forecast, manager)
    del found.result["references"]
    found.formula_version = "1"
    found.save()
    page = sign_in(manager).get(reverse("metrics:forecast", args=[forecast.public_id]))
    assert page.content.decode().count('<div class="chart-wide"><svg') == 2
    report = value_reports.create(valuation=found, actor=manager, metric=None, counted="savings")
    against = [amount for amount in by_label(report) if amount.startswith("Saved against")]
    assert against == ["Saved against current practice"]
    assert len(report.content["charts"]) == 1


def test_a_report_that_kept_no_units_is_still_written(make_report):
    report = make_report()
    old = {name: values for name, values in report.curve.items() if name != "units"}
    sheets = {sheet.title: sheet for sheet in value_sheets(report.content, old)}
    assert [column.title for column in sheets["Cost by shift"].columns][1] == "Cost"
    assert [column.title for column in sheets["Periods"].columns][-1] == "Saved"


def test_a_forecast_of_one_row_has_a_report_without_a_picture(organization, manager):
    mapping = samples.ForecastMapping("sold", "forecast", "plan")
    made = samples.make_forecast(organization, manager, b"sold,forecast,plan\n5,5,5\n", mapping)
    found = samples.make_forecast_valuation(made, manager, block=None, size=None)
    del found.result["references"]
    report = value_reports.create(valuation=found, actor=manager, metric=None, counted="savings")
    run_jobs()
    report.refresh_from_db()
    assert report.content["chart"] == {}
    assert "one case alone" in report.content["sentence"]
    book = openpyxl.load_workbook(io.BytesIO(value_reports.read_stored(report, "xlsx")))
    assert "Periods" not in book.sheetnames
    assert value_reports.read_stored(report, "pdf").startswith(b"%PDF")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"5,9,6\n6,8,6\n" * 20, "costs about $100 more on this file, likely $"),
        (b"10,9,10\n10,10,8\n", "whether it saves anything is not clear"),
        (b"5,9,6\n", "costs $3.00 more on this file; one case alone"),
        (b"5,5,5\n", "makes no difference on this file; one case alone"),
        (b"5,5,5\n6,6,6\n", "makes no difference on this file."),
    ],
)
def test_the_sentence_claims_no_more_than_the_numbers(organization, manager, content, said):
    mapping = samples.ForecastMapping("sold", "forecast", "plan")
    made = samples.make_forecast(organization, manager, b"sold,forecast,plan\n" + content, mapping)
    found = samples.make_forecast_valuation(made, manager, block=None, size=None)
    report = value_reports.create(valuation=found, actor=manager, metric=None, counted="margin")
    assert said in report.content["sentence"]


def test_a_loss_against_the_hardest_reference_is_called_one(organization, manager):
    content = b"sold,forecast,plan\n" + b"5,9,6\n6,8,6\n" * 20
    mapping = samples.ForecastMapping("sold", "forecast", "plan")
    made = samples.make_forecast(organization, manager, content, mapping)
    found = samples.make_forecast_valuation(made, manager, block=None, size=None)
    report = value_reports.create(valuation=found, actor=manager, metric=None, counted="savings")
    findings = [each["finding"] for each in report.content["findings"]]
    lost = "The forecast does not beat current practice, with $100 lost on this file."
    assert lost in findings


def test_the_form_offers_savings_and_makes_the_report(forecast, manager, sign_in):
    address = reverse("reports:value_new", args=[forecast.public_id])
    place = reverse("metrics:forecast", args=[forecast.public_id])
    client = sign_in(manager)
    assert client.get(address).status_code == 302
    found = samples.make_forecast_valuation(forecast, manager)
    shown = client.get(address).content.decode()
    assert found.finding in shown.replace("\xa0", " ")
    assert '<option value="savings" selected>' in shown
    assert address in client.get(place).content.decode()
    answer = client.post(address, {"counted": "savings", "version": found.number})
    report = ValueReport.objects.get()
    assert answer.headers["Location"] == reverse("reports:value", args=[report.public_id])
    assert report.content["headline"] == found.finding


def test_the_report_stays_when_the_forecast_goes(make_report, forecast, manager, sign_in):
    report = make_report()
    uploading.delete(predictions=forecast, actor=manager)
    page = sign_in(manager).get(reverse("reports:value", args=[report.public_id]))
    assert "$252" in page.content.decode()


def test_who_may_make_and_read_it(make_report, forecast, sign_in, outsider, member, executive):
    report = make_report()
    new = reverse("reports:value_new", args=[forecast.public_id])
    shown = reverse("reports:value", args=[report.public_id])
    answers = {
        name: [sign_in(user).get(address).status_code for address in (new, shown)]
        for name, user in (("outsider", outsider), ("member", member), ("executive", executive))
    }
    assert answers["outsider"] == [404, 404]
    assert answers["executive"] == [403, 200]
    assert answers["member"] == [403, 404]
