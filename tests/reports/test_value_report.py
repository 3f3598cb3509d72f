"""The value report: what it says, its files, who may read it, and what keeps it as it is."""

import io

import metric_data
import openpyxl
import predictions as samples
import pytest
from django.urls import reverse
from factories import run_jobs
from value_report_texts import text_of, worked_out

from aiproj.shared import files
from aiproj.shared.errors import Refused
from aiproj.shared.models import Job
from metrics.models import Predictions
from metrics.services import uploading
from reports.models import ValueReport
from reports.services import value_reports

pytestmark = pytest.mark.django_db


@pytest.fixture
def valued(organization, manager):
    """A file whose payoffs have a limit, a fixed cost and current practice."""
    made = samples.make_predictions(organization, manager)
    return samples.make_valuation(
        made, manager, volume="60", fixed_cost="100", cost_per_action="2", practice_treated="50",
        practice_hits="20",
    )  # fmt: skip


@pytest.fixture
def make_report(valued, manager):
    def make(counted="margin", metric=None):
        report = value_reports.create(
            valuation=valued, actor=manager, metric=metric, counted=counted
        )
        run_jobs()
        report.refresh_from_db()
        return report

    return make


def test_every_formula_gives_its_amount(make_report):
    for amount in make_report().content["amounts"]:
        digits = 0.002 if amount["unit"] == "share" else 1.0
        assert worked_out(amount["formula"]) == pytest.approx(amount["value"], abs=digits)


def test_revenue_and_margin_stand_under_their_own_names(make_report):
    for counted, other in (("revenue", "Margin"), ("margin", "Revenue")):
        labels = " ".join(amount["label"] for amount in make_report(counted).content["amounts"])
        assert counted.title() in labels
        assert other not in labels


def test_the_metric_gives_context_and_formulas(make_report, organization, manager):
    link = metric_data.link(organization, manager)
    content = make_report(metric=link.metric).content
    assert content["title"] == "Value report: Revenue kept"
    assert {"label": "Target", "value": "1,000 EUR/year by 31 Mar 2027"} in content["context"]
    assert content["trees"][0]["value"] == "1,000 EUR/year"
    assert content["trees"][0]["agreed"] == "not agreed yet"


def test_an_input_that_differs_from_what_it_stands_for_is_named_everywhere(
    make_report, organization, manager, sign_in
):
    counted, held = metric_data.differing(organization, manager)
    report = make_report(metric=held)
    said = (
        "This tree has 600 EUR/year (550 to 700) as margin, which stands for Margin kept, whose "
        "own tree gives 630 EUR/year (550 to 700)."
    )
    assert [tree["differs"] for tree in report.content["trees"]] == [said]
    page = sign_in(manager).get(reverse("reports:value", args=[report.public_id]))
    assert said in page.content.decode().replace("\xa0", " ")
    assert said in text_of(value_reports.read_stored(report, "pdf"))
    book = openpyxl.load_workbook(io.BytesIO(value_reports.read_stored(report, "xlsx")))
    heads, row = book["Driver trees"].iter_rows(values_only=True)
    assert dict(zip(heads, row, strict=True))["Inputs that differ"] == said
    assert make_report(metric=counted).content["trees"][0]["differs"] == ""


def test_a_report_made_before_differences_were_named_reads_on(
    make_report, organization, manager, sign_in
):
    report = make_report(metric=metric_data.differing(organization, manager)[1])
    del report.content["trees"][0]["differs"]
    report.rendered_at = None
    report.save()
    Job.objects.update(state=Job.State.RUNNING)
    value_reports.render(report.job)
    report.refresh_from_db()
    assert report.rendered_at
    page = sign_in(manager).get(reverse("reports:value", args=[report.public_id]))
    for text in (page.content.decode(), text_of(value_reports.read_stored(report, "pdf"))):
        assert "Margin in all: 600 EUR/year" in text.replace("\xa0", " ")
        assert "This tree has" not in text


def test_the_files_say_the_same_as_the_page(make_report, client, sign_in, manager):
    report = make_report()
    page = sign_in(manager).get(reverse("reports:value", args=[report.public_id]))
    pdf = text_of(value_reports.read_stored(report, "pdf"))
    book = openpyxl.load_workbook(io.BytesIO(value_reports.read_stored(report, "xlsx")))
    amounts = {row[0]: row[1:] for row in book["Amounts"].iter_rows(values_only=True)}
    for amount in report.content["amounts"]:
        assert amount["text"] in page.content.decode()
        assert amount["text"] in pdf
        assert amounts[amount["label"]][0] == pytest.approx(amount["value"])
    assert book["Profit curve"].max_row == len(report.curve["profit"]) + 1


def test_the_report_stays_when_predictions_go(make_report, valued, manager, sign_in):
    report = make_report()
    uploading.delete(predictions=valued.predictions, actor=manager)
    report.refresh_from_db()
    assert report.valuation is None
    address = reverse("reports:value_download", args=[report.public_id, "pdf"])
    answer = sign_in(manager).get(address)
    assert answer.content.startswith(b"%PDF")
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_drawing_twice_changes_nothing(make_report):
    report = make_report()
    before = {each: files.place(file["path"]).read_bytes() for each, file in report.files.items()}
    ValueReport.objects.update(rendered_at=None)
    Job.objects.update(state=Job.State.RUNNING)
    value_reports.render(report.job)
    after = {each: files.place(file["path"]).read_bytes() for each, file in report.files.items()}
    assert after == before


def test_a_foreign_metric_is_refused(valued, manager, outsider):
    elsewhere = outsider.memberships.get().organization
    foreign = metric_data.metric(elsewhere, outsider)
    with pytest.raises(Refused):
        value_reports.create(valuation=valued, actor=manager, metric=foreign, counted="margin")


def test_the_form_makes_a_report(valued, manager, sign_in):
    address = reverse("reports:value_new", args=[valued.predictions.public_id])
    client = sign_in(manager)
    assert valued.finding.split()[0] in client.get(address).content.decode()
    answer = client.post(address, {"counted": "margin", "version": valued.number})
    report = ValueReport.objects.get()
    assert answer.headers["Location"] == reverse("reports:value", args=[report.public_id])
    assert report.content["headline"] == valued.finding


def test_no_report_is_made_of_a_file_that_is_refused(valued, manager, sign_in):
    Predictions.objects.update(state=Predictions.State.REFUSED)
    address = reverse("reports:value_new", args=[valued.predictions.public_id])
    answer = sign_in(manager).post(address, {"counted": "margin", "version": valued.number})
    place = reverse("metrics:predictions", args=[valued.predictions.public_id])
    assert answer.headers["Location"] == place
    assert not ValueReport.objects.exists()


def test_a_valuation_made_meanwhile_is_shown_first(valued, manager, sign_in):
    address = reverse("reports:value_new", args=[valued.predictions.public_id])
    samples.make_valuation(valued.predictions, manager, true_positive="9")
    answer = sign_in(manager).post(address, {"counted": "margin", "version": valued.number})
    assert answer.status_code == 409
    assert not ValueReport.objects.exists()


@pytest.mark.parametrize("typed", [{"counted": "profit"}, {"metric": "z" * 16}, {}])
def test_wrong_input_is_named(valued, manager, sign_in, typed):
    address = reverse("reports:value_new", args=[valued.predictions.public_id])
    answer = sign_in(manager).post(address, {"version": valued.number, **typed})
    assert answer.status_code == 422
    assert not ValueReport.objects.exists()


def test_the_list_names_it(make_report, manager, sign_in, member):
    report = make_report()
    address = reverse("reports:list")
    assert report.content["title"] in sign_in(manager).get(address).content.decode()
    assert report.content["title"] not in sign_in(member).get(address).content.decode()
