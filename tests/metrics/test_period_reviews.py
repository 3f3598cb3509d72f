"""Predictions period by period, from the form to the page."""

import predictions as samples
import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, OutboxMessage
from accounts.outbox import body_of
from aiproj.shared.errors import Refused
from metrics.models import PeriodReview
from metrics.services import alerts, reviewing, uploading

pytestmark = pytest.mark.django_db


@pytest.fixture
def ready(organization, manager):
    made = samples.make_predictions(
        organization, manager, samples.period_csv(), samples.WITH_PERIODS
    )
    samples.make_valuation(made, manager)
    return made


@pytest.fixture
def review(organization, manager):
    return samples.make_period_review(organization, manager)


def test_the_last_month_stands_out(review, manager, sign_in):
    assert review.state == PeriodReview.State.READY, review.finding
    assert review.settings["periods"] == ["2026-01", "2026-02", "2026-03", "2026-04"]
    periods = review.result["periods"]
    assert [period["earned"]["rows"] for period in periods] == [300] * 4
    assert [period["worse"] for period in periods] == [False, False, False, True]
    assert review.finding.startswith("In 2026-04 the model earned $")
    page = sign_in(manager).get(reverse("metrics:period_review", args=[review.public_id]))
    text = page.content.decode().replace("\xa0", " ")
    assert "Large, beyond chance" in text
    assert "Treated from a score of 0.5. The reference is 2026-01, with 300 rows." in text


def test_inputs_of_numbers_words_and_blanks_are_watched(review):
    age, region = review.result["inputs"]
    assert (age["name"], region["name"]) == ("age", "region")
    for found in (age, region):
        assert [drift["drift"] for drift in found["periods"]] == [False, False, True]
    assert region["bins"] == ["numbers", "north", "south", "other words", "missing"] or (
        sorted(region["bins"]) == ["missing", "north", "numbers", "other words", "south"]
    )
    assert sum(part["current_count"] for part in region["periods"][-1]["bins"]) == 300


def test_what_is_wrong_with_the_newest_period_becomes_alerts(review, manager, sign_in):
    found = {alert.kind: alert for alert in review.predictions.alerts.standing()}
    assert set(found) == {"profit", "drift"}
    assert found["drift"].owner == manager
    assert found["drift"].text.startswith(
        "In 2026-04 drift is beyond its limit: the scores (large: PSI "
    )
    assert ", limit 0.1" in found["drift"].text
    message = OutboxMessage.objects.get(subject=f"Alert: {review.predictions}")
    assert found["profit"].text in body_of(message)
    assert found["profit"].text in sign_in(manager).get(reverse("home")).content.decode()


def test_a_reader_gets_to_the_periods_and_is_offered_no_new_review(review, executive, sign_in):
    reader, predictions = sign_in(executive), review.predictions
    shown = reverse("metrics:period_review", args=[review.public_id])
    alert = predictions.alerts.standing().first()
    for name, key in (("alert", alert.public_id), ("predictions", predictions.public_id)):
        assert shown in reader.get(reverse(f"metrics:{name}", args=[key])).content.decode()
    page = reader.get(shown).content.decode()
    assert reverse("metrics:periods", args=[predictions.public_id]) not in page


def test_a_better_review_closes_them_by_itself(review, manager):
    order = {"threshold": 0.5, "grouping": "quarter", "reference": 1, "inputs": []}
    reviewing.ask(predictions=review.predictions, actor=manager, **order)
    samples.factories.run_jobs()
    standing = review.predictions.alerts.standing()
    assert {alert.kind for alert in standing} == {"profit", "drift"}
    alerts.check_predictions(review.predictions, {}, timezone.now())
    assert not standing.all()
    assert all(alert.by_itself for alert in review.predictions.alerts.all())


def test_a_member_who_evaluates_handles_alerts_of_predictions(
    organization, manager, member, sign_in
):
    found = samples.make_period_review(organization, manager).predictions.alerts.first()
    address = reverse("metrics:alert", args=[found.public_id])
    client = sign_in(member)
    assert found.text in client.get(address).content.decode()
    answer = client.post(address, {"version": "1", "note": "Retrained."})
    assert answer.url == reverse("metrics:alerts")
    found.refresh_from_db()
    assert (found.state, found.note) == ("resolved", "Retrained.")


def test_the_form_proposes_months_and_the_threshold_of_the_file(ready, manager, sign_in):
    client, address = sign_in(manager), reverse("metrics:periods", args=[ready.public_id])
    page = client.get(address)
    form = page.context["form"]
    chosen = ready.last_valuation().result["chosen"]["point"]["threshold"]
    assert float(form["threshold"].value()) == chosen
    assert form["grouping"].value() == "month"
    assert "Picked on this very file" in page.content.decode()
    assert [key for key, _ in form.fields["inputs"].choices] == ["age", "region"]
    answer = client.post(
        address, {"threshold": "0.4", "grouping": "quarter", "reference": "1", "inputs": ["age"]}
    )
    made = PeriodReview.objects.get()
    assert answer.url == reverse("metrics:period_review", args=[made.public_id])
    assert made.settings["periods"] == ["2026 Q1", "2026 Q2"]
    assert AuditEvent.objects.filter(action="period_review.asked").count() == 1


def test_the_threshold_of_an_earlier_file_of_the_model_comes_first(
    ready, organization, manager, sign_in
):
    later = samples.make_predictions(
        organization, manager, samples.period_csv(seed=9), samples.WITH_PERIODS
    )
    samples.make_valuation(later, manager, cost_per_action="40")
    samples.make_model(organization, manager, [ready, later])
    page = sign_in(manager).get(reverse("metrics:periods", args=[later.public_id]))
    chosen = ready.last_valuation().result["chosen"]["point"]["threshold"]
    assert float(page.context["form"]["threshold"].value()) == chosen
    assert "an earlier file of the model" in page.content.decode()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"threshold": ""}, "Give the threshold"),
        ({"threshold": "nan"}, "Enter a number"),
        ({"reference": "4"}, "at least one must be left"),
        ({"grouping": "as_it_is", "reference": "200"}, "less than or equal to 59"),
        ({"inputs": ["churned"]}, "Select a valid choice"),
    ],
)
def test_wrong_orders_are_answered_in_place(wrong, words, ready, manager, sign_in):
    order = {"threshold": "0.4", "grouping": "month", "reference": "1", **wrong}
    page = sign_in(manager).post(reverse("metrics:periods", args=[ready.public_id]), order)
    assert page.status_code == 422
    assert words in page.content.decode()
    assert not PeriodReview.objects.exists()


def test_too_many_periods_are_refused(ready, manager):
    order = {"threshold": 0.5, "grouping": "as_it_is", "reference": 1, "inputs": []}
    with pytest.raises(Refused, match="112 periods are too many"):
        reviewing.ask(predictions=ready, actor=manager, **order)


@pytest.mark.parametrize("case", ["no period", "deleted", "no payoffs", "unread"])
def test_why_predictions_cannot_be_reviewed(case, organization, manager, sign_in):
    mapping = samples.MAPPING if case == "no period" else samples.WITH_PERIODS
    content = samples.period_csv()
    if case == "unread":
        made = samples.make_upload(organization, manager, content)
    else:
        made = samples.make_predictions(organization, manager, content, mapping)
    if case not in ("no payoffs", "unread"):
        samples.make_valuation(made, manager)
    if case == "deleted":
        uploading.delete_file(predictions=made, actor=manager)
        made.refresh_from_db()
    reason = reviewing.why_not(made)
    assert reason
    client, address = sign_in(manager), reverse("metrics:periods", args=[made.public_id])
    assert reason in client.get(address).content.decode()
    assert client.post(address, {"threshold": "1"}).status_code == 422
    assert not PeriodReview.objects.exists()


def test_a_file_deleted_meanwhile_is_refused_with_the_reason(ready, manager):
    order = {"threshold": 0.5, "grouping": "month", "reference": 1, "inputs": []}
    made = reviewing.ask(predictions=ready, actor=manager, **order)
    uploading.delete_file(predictions=ready, actor=manager)
    samples.factories.run_jobs()
    made.refresh_from_db()
    assert made.state == PeriodReview.State.REFUSED
    assert "deleted meanwhile" in made.finding


def test_files_of_forecasts_are_sent_elsewhere(organization, manager, sign_in):
    found = samples.make_forecast(organization, manager)
    address = reverse("metrics:periods", args=[found.public_id])
    client = sign_in(manager)
    for answer in (client.get(address), client.post(address, {"threshold": "1"})):
        assert answer.url == reverse("metrics:predictions", args=[found.public_id])
    order = {"threshold": 0.5, "grouping": "month", "reference": 1, "inputs": []}
    with pytest.raises(Refused, match="holds an amount"):
        reviewing.ask(predictions=found, actor=manager, **order)
