"""Predictions in the browser's eyes: upload, columns, reading, payoffs, deletion."""

import hashlib
import re

import factories
import predictions as data
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from metrics import counting
from metrics.models import Predictions, Valuation
from metrics.services import reading_files, uploading

pytestmark = pytest.mark.django_db
FORM = {**data.QUESTION, "version": "0"}
COLUMNS = {"label": "churned", "score": "chance", "positive_label": "yes", "version": "1"}


@pytest.fixture
def as_manager(sign_in, manager):
    return sign_in(manager)


@pytest.fixture
def uploaded(organization, manager):
    return data.make_upload(organization, manager)


@pytest.fixture
def ready(organization, manager):
    return data.make_predictions(organization, manager)


def page(predictions, name="predictions"):
    return reverse(f"metrics:{name}", args=[predictions.public_id])


def test_a_file_becomes_a_curve(as_manager, organization):
    file = SimpleUploadedFile("churn.csv", data.churn_csv())
    answer = as_manager.post(reverse("metrics:predictions_new"), {"name": "Churn", "file": file})
    made = Predictions.objects.get()
    assert answer.url == page(made, "columns")
    asked = as_manager.get(answer.url).content.decode()
    assert "Proposed because of its name" in asked
    as_manager.post(answer.url, COLUMNS)
    factories.run_jobs()
    made.refresh_from_db()
    assert (made.state, made.facts["rows"]) == ("ready", 400)
    assert made.sha256 == hashlib.sha256(data.churn_csv()).hexdigest()
    as_manager.post(page(made, "value"), FORM)
    shown = as_manager.get(page(made)).content.decode()
    assert "Contacting the best" in shown
    assert "<svg" in shown
    assert Valuation.objects.get().result["drawing"]["profit"][0] == 0


def test_an_empty_file_is_refused(as_manager):
    file = SimpleUploadedFile("empty.csv", b"")
    answer = as_manager.post(reverse("metrics:predictions_new"), {"name": "Churn", "file": file})
    assert answer.status_code == 422
    assert not Predictions.objects.exists()


def test_a_file_beyond_the_quota_is_refused_and_leaves_nothing(as_manager, settings, organization):
    settings.UPLOAD_QUOTA = 100
    file = SimpleUploadedFile("churn.csv", data.churn_csv())
    answer = as_manager.post(reverse("metrics:predictions_new"), {"name": "Churn", "file": file})
    assert answer.status_code == 413
    assert "Nothing was kept" in answer.content.decode()
    kept = settings.FILES_DIR / organization.public_id
    assert not [path for path in kept.rglob("*") if path.is_file()]


def test_a_pdf_is_refused_before_columns_are_asked(as_manager, organization, manager):
    made = data.make_upload(organization, manager, b"%PDF-1.7\nnot a table")
    answer = as_manager.get(page(made, "columns"))
    assert answer.status_code == 422
    assert "cannot be read" in answer.content.decode()


def test_a_column_is_chosen_once(as_manager, uploaded):
    answer = as_manager.post(page(uploaded, "columns"), {**COLUMNS, "amount": "chance"})
    assert answer.status_code == 422
    assert "chosen twice" in answer.content.decode()


def test_columns_chosen_meanwhile_are_not_overwritten(as_manager, uploaded):
    Predictions.objects.update(version=2)
    assert as_manager.post(page(uploaded, "columns"), COLUMNS).status_code == 409


def test_a_bad_file_says_what_to_do_and_is_kept(as_manager, organization, manager):
    made = data.make_upload(organization, manager, b"churned,chance\nyes,0.9\nno,=1+1\n")
    as_manager.post(page(made, "columns"), COLUMNS)
    factories.run_jobs()
    shown = as_manager.get(page(made)).content.decode()
    assert "first in line 3" in shown
    assert "Write plain numbers" in shown
    assert uploading.file_of(made).exists()


def test_reading_twice_changes_nothing(as_manager, uploaded):
    as_manager.post(page(uploaded, "columns"), COLUMNS)
    factories.run_jobs()
    before = Predictions.objects.values().get()
    factories.run_jobs()
    assert Predictions.objects.values().get() == before


def test_somebody_elses_payoffs_are_not_overwritten(as_manager, ready, manager):
    data.make_valuation(ready, manager, true_positive="75")
    answer = as_manager.post(page(ready, "value"), FORM)
    assert answer.status_code == 409
    shown = answer.content.decode()
    assert 'value="120"' in shown  # what was typed
    assert 'name="version" value="1"' in shown
    assert Valuation.objects.count() == 1


@pytest.mark.parametrize("amount", ["1e300", "NaN", "Infinity", "12,5 %", "=1+1", "9" * 40])
def test_amounts_that_are_none_are_refused(as_manager, ready, amount):
    answer = as_manager.post(page(ready, "value"), {**FORM, "true_positive": amount})
    assert answer.status_code == 422
    assert not Valuation.objects.exists()


def test_practice_needs_both_numbers(as_manager, ready):
    answer = as_manager.post(page(ready, "value"), {**FORM, "practice_treated": "10"})
    assert "both numbers" in answer.content.decode()


def test_more_hits_than_the_population_holds_are_refused(as_manager, ready):
    beyond = {**FORM, "practice_treated": "9000", "practice_hits": "10"}
    answer = as_manager.post(page(ready, "value"), beyond)
    assert answer.status_code == 422
    assert "cannot be computed" in answer.content.decode()


def test_numbers_outlive_the_file(as_manager, ready, manager, django_capture_on_commit_callbacks):
    data.make_valuation(ready, manager)
    with django_capture_on_commit_callbacks(execute=True):
        as_manager.post(page(ready, "predictions_delete_file"))
    assert not uploading.file_of(ready).exists()
    as_manager.post(page(ready, "value"), {**FORM, "version": "1", "true_positive": "60"})
    assert Valuation.objects.count() == 2


def test_deleting_leaves_nothing(as_manager, ready, manager, django_capture_on_commit_callbacks):
    data.make_valuation(ready, manager)
    as_manager.get(page(ready, "predictions_delete"))
    assert Predictions.objects.exists()
    folder = uploading.file_of(ready).parent
    with django_capture_on_commit_callbacks(execute=True):
        as_manager.post(page(ready, "predictions_delete"))
    assert not Predictions.objects.exists()
    assert not folder.exists()


def test_markup_in_column_names_stays_text(as_manager, organization, manager):
    content = data.churn_csv().replace(b"chance", b"<img src=x onerror=alert(1)>", 1)
    made = data.make_upload(organization, manager, content)
    shown = as_manager.get(page(made, "columns")).content.decode()
    assert "<img src=x" not in shown
    assert "&lt;img src=x" in shown


def test_points_as_csv_equal_what_is_stored(as_manager, ready, manager):
    valuation = data.make_valuation(ready, manager)
    lines = as_manager.get(page(ready, "points")).content.decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + len(valuation.result["drawing"]["profit"])


def test_a_reversed_score_is_turned_around_by_one_click(sign_in, organization, manager):
    lines = data.churn_csv().decode().splitlines()
    turned = [lines[0], *(f"{a},{b},-{c}" for a, b, c in (line.split(",") for line in lines[1:]))]
    made = data.make_upload(organization, manager, "\n".join([*turned, ""]).encode())
    reading_files.choose_columns(predictions=made, actor=manager, version=1, mapping=data.MAPPING)
    factories.run_jobs()
    client, address = sign_in(manager), reverse("metrics:predictions", args=[made.public_id])
    page = client.get(address).content.decode()
    form = page[page.index("Warnings") : page.index("Turn the score around</button>")]
    sent = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
    assert client.post(reverse("metrics:columns", args=[made.public_id]), sent).status_code == 302
    factories.run_jobs()
    made.refresh_from_db()
    assert made.mapping["low_score_is_positive"]
    assert made.warnings() == []
    shown = client.get(address).content.decode()
    assert "sign turned" in shown
    straight = data.make_predictions(organization, manager)
    found = [counting.read(uploading.tables_of(each)).score for each in (made, straight)]
    assert (found[0].thresholds == found[1].thresholds).all()


@pytest.mark.parametrize(
    "typed", ["\uff11\uff12", "\u0663", "1_000", "-1e3", "1e3", "0x10", "1 000"]
)
def test_payoffs_are_written_as_all_amounts_are(as_manager, ready, typed):
    for field in ("true_positive", "prevalence"):
        answer = as_manager.post(page(ready, "value"), FORM | {field: typed})
        assert answer.status_code == 422
        assert field in answer.context["form"].errors
    assert not Valuation.objects.exists()


@pytest.mark.parametrize("typed", ["1,200.50", "1200.5", " 1200.50 "])
def test_commas_between_thousands_are_read(as_manager, ready, typed):
    as_manager.post(page(ready, "value"), FORM | {"true_positive": typed})
    assert float(ready.last_valuation().question["true_positive"]) == 1200.5
