"""The page of a forecast: its files, its words, and what it shows of strange ones."""

import doctest
from dataclasses import replace

import predictions as data
import pytest
from django.urls import reverse

from accounts.models import AuditEvent
from metrics.models import Valuation
from metrics.services import uploading
from metrics.wording import forecasts as wording

pytestmark = pytest.mark.django_db
FORM = {**data.FORECAST_QUESTION, "version": "0"}


@pytest.fixture
def as_manager(sign_in, manager):
    return sign_in(manager)


@pytest.fixture
def ready(organization, manager):
    return data.make_forecast(organization, manager)


def page(predictions, name="forecast"):
    return reverse(f"metrics:{name}", args=[predictions.public_id])


def text(answer):
    return answer.content.decode()


def test_examples_run():
    assert doctest.testmod(wording).failed == 0


def test_files_hold_what_the_page_shows(as_manager, ready, manager):
    assert as_manager.get(page(ready, "forecast_shifts")).status_code == 404
    data.make_forecast_valuation(ready, manager)
    shifts = as_manager.get(page(ready, "forecast_shifts")).content.decode("utf-8-sig")
    assert shifts.splitlines()[0] == '"Added to every forecast, bikes","Cost, USD a year"'
    assert "2.0,66.0" in shifts.splitlines()
    months = as_manager.get(page(ready, "forecast_periods")).content.decode("utf-8-sig")
    assert months.splitlines()[0].endswith('"Too much, reference, bikes","Saved, USD on this file"')
    assert months.splitlines()[1].startswith("2026-01,100.0,98.0,90.0,2.0,0.0,10.0,0.0,32")
    assert len(months.splitlines()) == 13


def test_numbers_outlive_the_file(as_manager, ready, manager, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        as_manager.post(page(ready, "predictions_delete_file"))
    assert not uploading.file_of(ready).exists()
    as_manager.post(page(ready, "forecast_value"), FORM)
    assert "The original was deleted" in text(as_manager.get(page(ready)))
    assert Valuation.objects.count() == 1


def test_every_answer_is_in_the_audit_log(ready, manager):
    data.make_forecast_valuation(ready, manager)
    event = AuditEvent.objects.filter(action="predictions.valued").get()
    assert event.after["cost_under"] == "4"


def test_names_of_periods_are_text_and_nothing_else(as_manager, organization, manager):
    content = b"month,sold,forecast\n<b>1</b>,1,2\n=2+2,3,4\n@x,5,6\n"
    mapping = data.ForecastMapping("sold", "forecast", period="month")
    made = data.make_forecast(organization, manager, content, mapping)
    data.make_forecast_valuation(made, manager, reference="mean", block=1, unit="<i>bikes</i>")
    shown = text(as_manager.get(page(made)))
    assert "<b>1" not in shown
    assert "<i>" not in shown
    months = as_manager.get(page(made, "forecast_periods")).content.decode("utf-8-sig")
    assert "\r\n'=2+2," in months
    assert "The order of “month” does not show" in shown


def test_a_perfect_forecast_has_a_page(as_manager, organization, manager):
    content = b"sold,forecast\n" + b"5,5\n" * 40
    mapping = data.ForecastMapping("sold", "forecast")
    made = data.make_forecast(organization, manager, content, mapping)
    found = data.make_forecast_valuation(made, manager, reference="mean", block=None)
    assert found.finding == "The forecast saves nothing against the mean of the whole file"
    assert as_manager.get(page(made)).status_code == 200


def test_a_forecast_of_one_row_has_a_page_without_a_range(as_manager, organization, manager):
    mapping = data.ForecastMapping("sold", "forecast", "plan")
    made = data.make_forecast(organization, manager, b"sold,forecast,plan\n5,6,9\n", mapping)
    found = data.make_forecast_valuation(made, manager, size=None)
    assert found.finding == "The forecast saves $3.00 on this file against current practice"
    assert "There is one row only" in text(as_manager.get(page(made)))


def test_a_forecast_that_is_worse_says_so(organization, manager):
    mapping = data.ForecastMapping("sold", "forecast", "plan")
    content = b"sold,forecast,plan\n" + b"5,9,6\n6,8,6\n" * 20
    made = data.make_forecast(organization, manager, content, mapping)
    found = data.make_forecast_valuation(made, manager, size=None)
    assert found.finding == "The forecast costs $100 on this file more than current practice"


def test_many_periods_stand_together(as_manager, organization, manager):
    rows = "".join(f"{day},{day % 7},{day % 5}\n" for day in range(1, 2501))
    mapping = data.ForecastMapping("sold", "forecast", period="day", season=7)
    content = b"day,sold,forecast\n" + rows.encode()
    made = data.make_forecast(organization, manager, content, mapping)
    found = data.make_forecast_valuation(made, manager, reference="previous", block=10)
    assert (found.result["together"], found.result["block"]) == (3, 12)
    assert found.result["labels"][0] == "1 to 3"
    assert found.result["saving"]["units"] == 209
    shown = text(as_manager.get(page(made)))
    assert "3 periods stand together" in shown
    assert "209 blocks of 12 periods" in shown
    assert "the value of 7 periods earlier" in shown.replace("The", "the")


def test_the_hardest_reference_is_one_that_people_could_have_used(ready, manager):
    found = data.make_forecast_valuation(ready, manager)
    against = wording.savings(found.question, found.result)
    assert [each.is_hindsight for each in against] == [False, False, False, True]
    assert wording.hardest_title(against) == "The hardest to beat is current practice"
    worse = replace(against[1], saving=-3.0, ends=(-5.0, -1.0), share=-0.1)
    title = "The forecast does not beat the value of the period before"
    assert wording.hardest_title([*against, worse]) == title
    unclear = replace(against[2], ends=(-1.0, 9.0))
    assert wording.hardest([*against, unclear]) == unclear
    assert wording.hardest(against[3:]) == against[3]
