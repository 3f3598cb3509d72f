"""Rows whose outcomes come later: kept apart while reading, estimated in the review by period."""

import predictions as samples
import pytest
from django.urls import reverse

from accounts.models import OutboxMessage
from metrics import counting
from metrics.models import PeriodReview, Predictions
from metrics.services import alerts, reviewing, uploading
from metrics.wording import periods as wording

pytestmark = pytest.mark.django_db

ESTIMATE = "Estimate from calibrated scores, no outcomes yet"
COLUMNS = {
    "version": "1", "holds": "classification", "label": "churned", "positive_label": "yes",
    "score": "chance", "period": "day", "outcomes_come_later": "on",
}  # fmt: skip


@pytest.fixture
def review(organization, manager):
    content = samples.period_csv(pending=1)
    return samples.make_period_review(organization, manager, content, mapping=samples.COMING_LATER)


@pytest.fixture
def shown(review, manager, sign_in):
    page = sign_in(manager).get(reverse("metrics:period_review", args=[review.public_id]))
    return page.content.decode().replace("\xa0", " ")


def read_from_the_form(client, made, **changed):
    address = reverse("metrics:columns", args=[made.public_id])
    answer = client.post(address, {**COLUMNS, **changed})
    samples.factories.run_jobs()
    made.refresh_from_db()
    return answer


def test_a_file_without_the_newest_outcomes_is_read_when_that_is_said(
    organization, manager, sign_in
):
    made = samples.make_upload(organization, manager, samples.period_csv(pending=1))
    client = sign_in(manager)
    read_from_the_form(client, made)
    assert (made.state, made.facts["rows"], made.facts["pending"]) == ("ready", 900, 300)
    page = client.get(reverse("metrics:predictions", args=[made.public_id])).content.decode()
    assert "Outcome to come" in page
    assert "300 more" in page


def test_without_the_choice_a_missing_outcome_stays_an_error(organization, manager, sign_in):
    made = samples.make_upload(organization, manager, samples.period_csv(pending=1))
    read_from_the_form(sign_in(manager), made, outcomes_come_later="")
    assert made.state == Predictions.State.REFUSED
    assert [item["code"] for item in made.problems] == ["label_missing"]
    assert "come later" in made.problems[0]["remedy"]


def test_the_choice_needs_the_column_of_the_periods(organization, manager, sign_in):
    made = samples.make_upload(organization, manager, samples.period_csv(pending=1))
    answer = read_from_the_form(sign_in(manager), made, period="")
    assert answer.status_code == 422
    assert "need the column of the periods" in answer.content.decode()


def test_curve_and_calibration_are_those_of_the_rows_with_outcomes(organization, manager):
    with_pending = samples.make_predictions(
        organization, manager, samples.period_csv(pending=1), samples.COMING_LATER
    )
    lines = samples.period_csv().splitlines(keepends=True)
    plain = samples.make_predictions(
        organization, manager, b"".join(lines[:901]), samples.WITH_PERIODS
    )
    one, other = (counting.read(uploading.tables_of(each)).score for each in (with_pending, plain))
    assert (one.thresholds == other.thresholds).all()
    assert (one.rows, one.positive_rows) == (other.rows, other.positive_rows)
    assert with_pending.facts["calibration"] == plain.facts["calibration"]


def test_the_newest_month_is_estimated_and_its_drift_is_seen(review):
    assert review.state == PeriodReview.State.READY, review.finding
    newest = review.result["periods"][-1]
    assert (newest["earned"]["estimated"], newest["earned"]["outcomes"]) == (True, 0)
    assert newest["drift"]["n_current"] == 300
    assert [found["periods"][-1]["n_current"] for found in review.result["inputs"]] == [300, 300]
    assert not any(period["earned"]["estimated"] for period in review.result["periods"][:-1])


def test_page_table_and_chart_call_it_an_estimate(shown):
    assert shown.count(ESTIMATE) >= 2
    assert "Open points are estimates from calibrated scores" in shown
    assert "in 2026-02 to 2026-03 (600 rows with outcomes, 5 ranges)" in shown
    assert "not that they mean something else now" in shown


def test_an_estimate_that_is_worse_raises_an_alert_that_says_so(review):
    alert = review.predictions.alerts.get(kind="profit")
    assert review.finding.startswith("Estimated from calibrated scores, 2026-04 brings $")
    assert "is estimated from calibrated scores as" in alert.text
    assert "no outcomes yet" in alert.text
    assert OutboxMessage.objects.filter(subject=f"Alert: {review.predictions}").count() == 1


def test_an_estimate_never_ends_what_outcomes_have_shown(review):
    result = review.result
    fallen, newest = result["periods"][-2:]
    fallen["worse"], newest["worse"] = True, False
    found = wording.faults(review.question, result)
    assert found["profit"].startswith("In 2026-03 the profit")
    assert "estimated" not in found["profit"]
    assert "2026-04 is only estimated" in wording.finding(review.question, result)


@pytest.mark.parametrize(
    ("shifted", "earlier", "words"),
    [
        (True, False, "the estimated profit is not clearly lower"),
        (False, True, "One earlier period stood out; 2026-04 is estimated to be as"),
        (False, False, "2026-04 is estimated to earn what the reference did"),
    ],
)
def test_headlines_without_a_clear_fall_name_the_estimate(review, shifted, earlier, words):
    result = review.result
    for period in result["periods"][1:]:
        period["worse"] = False
        period["drift"]["drift"] = False
    result["periods"][-1]["drift"]["drift"] = shifted
    result["periods"][1]["worse"] = earlier
    assert words in wording.finding(review.question, result)


def test_a_review_of_earlier_formulas_is_shown_as_before(organization, manager, sign_in):
    review = samples.make_period_review(organization, manager)
    result = review.result
    del result["basis"]
    for earned in (result["reference"], *(period["earned"] for period in result["periods"])):
        del earned["outcomes"], earned["estimated"]
    review.save()
    page = sign_in(manager).get(reverse("metrics:period_review", args=[review.public_id]))
    assert page.status_code == 200
    assert "stimate" not in page.content.decode()


def test_the_form_says_how_many_rows_wait(review, manager, sign_in):
    address = reverse("metrics:periods", args=[review.predictions.public_id])
    assert "300 rows of it have no outcome yet" in sign_in(manager).get(address).content.decode()


def test_a_reference_without_outcomes_is_refused_with_the_reason(review, manager):
    order = {"threshold": 0.5, "grouping": "quarter", "reference": 1, "inputs": []}
    alerts_before = review.predictions.alerts.count()
    content = samples.period_csv(pending=3)
    made = samples.make_predictions(review.organization, manager, content, samples.COMING_LATER)
    samples.make_valuation(made, manager)
    asked = reviewing.ask(predictions=made, actor=manager, **order)
    samples.factories.run_jobs()
    asked.refresh_from_db()
    assert asked.state == PeriodReview.State.REFUSED
    assert "outcomes are missing in the reference" in asked.finding
    assert not alerts.Alert.objects.filter(predictions=made).exists()
    assert review.predictions.alerts.count() == alerts_before


def test_a_second_run_of_the_job_changes_nothing(review):
    before = PeriodReview.objects.values().get()
    samples.factories.run_jobs()
    assert PeriodReview.objects.values().get() == before
