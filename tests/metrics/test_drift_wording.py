"""What drift says: beyond the limit is an alarm whatever its size; empty bins are named."""

import csv
import io
from dataclasses import asdict

import numpy as np
import predictions as samples
import pytest
from django.urls import reverse

from accounts.models import OutboxMessage
from metrics.calc.drift import drift_from_counts, score_drift
from metrics.models import PeriodReview
from metrics.overview.periods import period_page
from metrics.services import reviewing
from metrics.wording import drift as wording
from metrics.wording import periods

SMALL = asdict(drift_from_counts([50_000, 50_000], [51_500, 48_500]))


def test_small_drift_of_many_rows_is_beyond_its_limit():
    assert (SMALL["size"], SMALL["drift"]) == ("small", True)
    assert wording.is_beyond(SMALL)
    assert wording.drift_said(SMALL) == "small, beyond chance"
    assert wording.size_said(SMALL) == "small: PSI 0.0009, limit 0.00008"


def test_an_alert_names_what_drifted_farthest_and_counts_the_rest():
    drift = {"size": "large", "psi": 1.0, "critical_value": 0.1}
    drifted = [(f"{'column ' * 8}{number}", drift) for number in range(20)]
    said = wording.alert_said("2026-04", drifted, 300)
    assert len(said) <= 300
    assert "and 17 more." in said
    assert len(wording.alert_said("period " * 60, drifted, 300)) <= 300


def test_empty_bins_are_named_by_side():
    reference = np.array([0.2] * 50 + [0.4] * 50)
    found = asdict(score_drift(reference, np.array([0.2] * 50 + [0.9] * 50)))
    names = wording.score_bins(found)
    said = wording.empty_said(found, found, names)
    assert said == "1 bin empty in the reference: above 0.4; 1 bin empty in the period: " + (
        next(name for name in names if "0.4" in name and name != "above 0.4")
    )
    assert wording.empty_said(None, found, names) == ""


def test_long_lists_of_empty_bins_are_counted():
    found = asdict(drift_from_counts([10, 0, 0, 0, 0, 0], [10, 1, 1, 1, 1, 1]))
    said = wording.empty_said(found, found, ["a", "b", "c\nd", "e" * 60, "f", "g"])
    assert said.startswith("5 bins empty in the reference: b, c d, eee")
    assert said.endswith("… and 2 more")


@pytest.mark.django_db
def test_small_drift_counts_alerts_once_and_says_its_size(organization, manager, sign_in):
    review = samples.make_period_review(organization, manager, inputs=("age",))
    before = OutboxMessage.objects.count()
    newest = review.result["periods"][-1]
    newest["drift"] |= {"drift": True, "size": "small", "psi": 0.02, "critical_value": 0.002}
    newest["worse"] = False
    finding = periods.finding(review.question, review.result)
    assert finding.startswith("In 2026-04 scores drifted (small: PSI 0.020, limit 0.002); ")
    said = periods.faults(review.question, review.result)["drift"]
    assert "the scores (small: PSI 0.020, limit 0.002) and age (large: PSI " in said
    small = review.result["inputs"][0]["periods"]
    small[0] |= {"drift": True, "size": "small"}
    assert period_page(review).inputs[0].times == "2 of 3"
    reviewing.ask(
        predictions=review.predictions, actor=manager,
        threshold=0.5, grouping="month", reference=1, inputs=["age"],
    )  # fmt: skip
    samples.factories.run_jobs()
    assert review.predictions.alerts.filter(kind="drift").count() == 1
    assert OutboxMessage.objects.count() == before


@pytest.mark.django_db
def test_page_and_csv_name_empty_bins_and_how_often_it_was_right(organization, manager, sign_in):
    review = samples.make_period_review(organization, manager)
    client = sign_in(manager)
    page = client.get(reverse("metrics:period_review", args=[review.public_id])).content.decode()
    page = page.replace("\xa0", " ")
    assert "bins empty in the period: up to 2" in page
    assert "PSI counts half a row there" in page
    assert page.count("How often it was right") == 1
    quality = review.result["periods"][1]["earned"]["quality"]
    assert f"{quality['recall']['share'] * 100:.1f}%" in page
    answer = client.get(reverse("metrics:period_review_csv", args=[review.public_id]))
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["Period"] for row in rows] == review.settings["periods"]
    row = rows[1]
    assert float(row["Precision"]) == quality["precision"]["share"]
    assert rows[-1]["Empty bins"] == wording.empty_said(
        review.result["periods"][-1]["drift"],
        review.result["periods"][-1]["drift"],
        wording.score_bins(review.result["periods"][-1]["drift"]),
    )
    assert float(row["Recall, likely from"]) == quality["recall"]["low"]


@pytest.mark.django_db
def test_a_review_of_formulas_2_reads_on_without_them(organization, manager, sign_in):
    review = samples.make_period_review(organization, manager)
    result = review.result
    for earned in (result["reference"], *(period["earned"] for period in result["periods"])):
        del earned["quality"]
    review.formula_version = "2"
    review.save()
    client = sign_in(manager)
    page = client.get(reverse("metrics:period_review", args=[review.public_id])).content.decode()
    assert "How often it was right" not in page
    assert "passes over drift that is small" in page
    table = client.get(reverse("metrics:period_review_csv", args=[review.public_id]))
    assert "not computed by formulas before 3" in table.content.decode()


@pytest.mark.django_db
def test_estimated_periods_have_no_quality_and_say_why(organization, manager, sign_in):
    review = samples.make_period_review(
        organization, manager, samples.period_csv(pending=1), mapping=samples.COMING_LATER
    )
    row = period_page(review).rows[-1]
    assert [(share, why) for _, share, why in row.quality] == [("–", "no outcomes yet")] * 3


@pytest.mark.django_db
def test_a_review_under_way_has_no_csv(organization, manager, sign_in):
    review = samples.make_period_review(organization, manager)
    PeriodReview.objects.update(state=PeriodReview.State.WAITING)
    address = reverse("metrics:period_review_csv", args=[review.public_id])
    assert sign_in(manager).get(address).status_code == 404
