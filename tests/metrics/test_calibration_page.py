"""Calibration on the page of quality: measured when a file is read, or the reason why not."""

import re

import factories
import predictions as samples
import pytest
from django.urls import reverse
from sklearn.metrics import brier_score_loss

from metrics.services import reading_files, uploading

pytestmark = pytest.mark.django_db


def page_of(client, made):
    answer = client.get(reverse("metrics:quality", args=[made.public_id]))
    text = re.sub(r"<script.*?</script>|<[^>]+>", " ", answer.content.decode(), flags=re.S)
    return " ".join(text.replace("\xa0", " ").split())


def test_reading_a_file_measures_its_calibration(organization, manager, sign_in):
    made = samples.make_upload(organization, manager)
    reading_files.choose_columns(
        predictions=made, actor=manager, version=1, mapping=samples.MAPPING
    )
    factories.run_jobs()
    lines = [line.split(",") for line in samples.churn_csv().decode().split()[1:]]
    brier = brier_score_loss([label == "yes" for _, label, _ in lines],
                             [float(score) for *_, score in lines])  # fmt: skip
    page = page_of(sign_in(manager), made)
    assert f"Brier score {brier:.4f}" in page
    assert "In bins of equal width scores are" in page
    assert "In bins of about as many rows each scores are" in page


def test_the_bins_stand_in_the_tables(organization, manager, sign_in):
    content = b"churned,chance\n" + b"no,0.1\nyes,0.3\nno,0.3\nyes,0.9\n" * 5
    made = samples.make_predictions(organization, manager, content)
    page = page_of(sign_in(manager), made)
    assert "0.2 to 0.3 10 30.0% 50.0%" in page
    assert "0.8 to 0.9 5 90.0% 100.0%" in page
    assert "Expected calibration error: 0.1500" in page


def test_scores_that_are_no_chances_have_none(organization, manager, sign_in):
    content = b"churned,chance\nyes,2.5\nno,-1\nyes,0.5\nno,0.4\n"
    page = page_of(sign_in(manager), samples.make_predictions(organization, manager, content))
    assert "they are no chances and have no calibration" in page
    assert "Brier score" not in page


@pytest.mark.parametrize("deleted", [True, False])
def test_a_file_read_before_says_what_to_do(organization, manager, sign_in, deleted):
    made = samples.make_predictions(organization, manager)
    del made.facts["calibration"]
    made.save()
    if deleted:
        uploading.delete_file(predictions=made, actor=manager)
    page = page_of(sign_in(manager), made)
    assert ("needs the original, which was deleted" in page) == deleted
    assert ("Choose its columns once more" in page) != deleted
