"""The page of model quality: its numbers, its form, and what it cannot show."""

import re

import predictions as samples
import pytest
from django.urls import reverse
from sklearn import metrics as reference

from metrics.services import uploading

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(organization, manager):
    return samples.make_predictions(organization, manager)


def page_of(client, made, **query):
    return client.get(reverse("metrics:quality", args=[made.public_id]), query)


def words(answer):
    text = re.sub(r"<[^>]+>", " ", answer.content.decode()).replace("\xa0", " ")
    return " ".join(text.split())


def rows():
    lines = [line.split(",") for line in samples.churn_csv().decode().split()[1:]]
    return [label == "yes" for _, label, _ in lines], [float(score) for *_, score in lines]


def test_the_measures_are_those_of_the_rows(made, manager, sign_in):
    labels, scores = rows()
    page = words(page_of(sign_in(manager), made))
    assert f"AUC {reference.roc_auc_score(labels, scores):.3f}" in page
    assert f"Average precision {reference.average_precision_score(labels, scores):.3f}" in page
    rates = reference.roc_curve(labels, scores)
    assert f"KS distance {max(rates[1] - rates[0]):.3f}" in page


def test_the_largest_gap_stands_in_the_chart_and_its_table(made, manager, sign_in):
    labels, scores = rows()
    wrong, right, _ = reference.roc_curve(labels, scores, drop_intermediate=False)
    at = max(range(len(right)), key=lambda place: right[place] - wrong[place])
    distance = f"{right[at] - wrong[at]:.3f}"
    treated = (right[at] * sum(labels) + wrong[at] * (len(labels) - sum(labels))) / len(labels)
    page = words(page_of(sign_in(manager), made))
    assert f"The curves are farthest apart at {treated:.1%} treated: {distance}" in page
    assert f"{treated:.1%} {right[at]:.1%} {wrong[at]:.1%} {distance}" in page


@pytest.mark.parametrize("percent", [0, 10, 37.5, 100])
def test_the_four_outcomes_are_counted(made, manager, sign_in, percent):
    labels, scores = rows()
    ordered = sorted(zip(scores, labels, strict=True), reverse=True)
    page = words(page_of(sign_in(manager), made, treated=percent))
    hits, alarms = map(int, re.search(r"Treated (\d+) (\d+)", page).groups())
    missed, spared = map(int, re.search(r"Left alone (\d+) (\d+)", page).groups())
    assert hits + alarms + missed + spared == len(labels)
    assert hits + missed == sum(labels)
    assert hits + alarms <= len(labels) * percent / 100
    assert hits == sum(label for _, label in ordered[: hits + alarms])


@pytest.mark.parametrize("typed", ["", "many", "-1", "101", "1e300", "NaN"])
def test_a_wrong_share_is_named_and_the_curves_stay(made, manager, sign_in, typed):
    answer = page_of(sign_in(manager), made, treated=typed)
    assert answer.status_code == 422
    assert "The best 10% hold" in words(answer)


def test_it_answers_without_the_original(made, manager, sign_in):
    uploading.delete_file(predictions=made, actor=manager)
    assert page_of(sign_in(manager), made).status_code == 200


def test_unread_predictions_lead_back(organization, manager, sign_in):
    waiting = samples.make_upload(organization, manager)
    answer = page_of(sign_in(manager), waiting)
    assert answer.headers["Location"] == reverse("metrics:predictions", args=[waiting.public_id])
