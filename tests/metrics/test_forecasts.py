"""Forecasts from the upload to their worth: columns, costs, refusals, files, the history."""

import factories
import predictions as data
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from aiproj.shared.errors import Refused
from metrics import forecast_tables
from metrics.children import Declined
from metrics.models import Predictions, Valuation
from metrics.services import comparing, forecasting, predictive_models, valuing

pytestmark = pytest.mark.django_db
COLUMNS = {
    "holds": "forecast",
    "actual": "sold",
    "forecast": "forecast",
    "reference": "plan",
    "period": "month",
    "season": "6",
    "version": "1",
}
FORM = {**data.FORECAST_QUESTION, "version": "0"}


@pytest.fixture
def as_manager(sign_in, manager):
    return sign_in(manager)


@pytest.fixture
def uploaded(organization, manager):
    return data.make_upload(organization, manager, data.TWELVE_MONTHS)


@pytest.fixture
def ready(organization, manager):
    return data.make_forecast(organization, manager)


def page(predictions, name="forecast"):
    return reverse(f"metrics:{name}", args=[predictions.public_id])


def text(answer):
    return answer.content.decode()


def test_a_file_becomes_a_saving(as_manager):
    file = SimpleUploadedFile("bikes.csv", data.TWELVE_MONTHS)
    answer = as_manager.post(reverse("metrics:predictions_new"), {"name": "Bikes", "file": file})
    asked = text(as_manager.get(answer.url))
    assert "Proposed because of the columns “sold” and “forecast”" in asked
    assert 'name="actual"' in asked
    as_manager.post(answer.url, COLUMNS)
    factories.run_jobs()
    made = Predictions.objects.get()
    assert (made.kind, made.state, made.facts["rows"]) == ("forecast", "ready", 12)
    assert made.facts["references"] == ["practice", "season", "previous", "earlier_mean", "mean"]
    assert as_manager.get(page(made, "predictions")).url == page(made)
    assert as_manager.post(page(made, "forecast_value"), FORM).url == page(made)
    shown = text(as_manager.get(page(made)))
    assert "The forecast saves $252 a year against current practice" in shown
    assert shown.count('<div class="chart-wide"><svg') == 3
    assert "The forecast saves $252" in text(as_manager.get(reverse("metrics:home")))


def test_numbers_of_the_paper(ready, manager):
    """By hand: 13 bikes too few and 7 too many, the plan 40 and 25; twice as many rows a year."""
    found = data.make_forecast_valuation(ready, manager)
    result = found.result
    assert result["forecast"] == {
        "short": 104, "over": 14, "total": 118, "loss": pytest.approx(59 / 60),
    }  # fmt: skip
    assert result["reference"]["total"] == 370
    saving = result["saving"]
    assert (saving["estimate"], saving["units"], saving["by_block"]) == (252, 6, True)
    assert saving["low"] == pytest.approx(252 - 2 * 2.570581835636314 * 537.6**0.5)
    assert saving["high"] == pytest.approx(252 + 2 * 2.570581835636314 * 537.6**0.5)
    assert result["target_quantile"] == 0.8
    assert result["one_percent"] == pytest.approx(1.18)
    assert result["shift"] == {"shift": 2, "cost": 66, "saving": 52, "in_sample": True}
    assert result["group_savings"] == [32, 4, 12, 4, 30, -2, 4, 7, 20, 1, 12, 2]
    assert result["labels"][:2] == ["2026-01", "2026-02"]
    assert (found.number, found.formula_version) == (1, "2")
    assert found.finding == "The forecast saves $252 a year against current practice"


def test_a_range_around_zero_is_not_called_a_saving(organization, manager):
    mapping = data.ForecastMapping("sold", "forecast", "plan")
    content = b"sold,forecast,plan\n10,9,10\n10,10,8\n"
    made = data.make_forecast(organization, manager, content, mapping)
    found = data.make_forecast_valuation(made, manager, size=None)
    assert found.result["saving"]["estimate"] == 4
    assert found.finding == (
        "It is not clear that the forecast saves anything against current practice"
    )


def test_rows_without_a_reference_leave_both_costs(as_manager, ready, manager):
    found = data.make_forecast_valuation(ready, manager, reference="previous")
    assert (found.result["rows"], found.result["rows_without"]) == (11, 1)
    assert "1 row has no such reference and is left out of both" in text(
        as_manager.get(page(ready))
    )


def test_columns_that_say_nothing_are_asked_about(as_manager, organization, manager):
    made = data.make_upload(organization, manager, b"left,right\n1,2\n3,4\n")
    asked = text(as_manager.get(page(made, "columns")))
    assert "Its columns do not say" in asked
    assert "Read the file" not in asked
    for kind, field in (("classification", "label"), ("forecast", "actual")):
        shown = text(as_manager.get(page(made, "columns") + f"?holds={kind}"))
        assert f'name="{field}"' in shown
        assert f'name="holds" value="{kind}"' in shown


def test_what_was_said_stands_when_columns_are_chosen_again(as_manager, ready):
    shown = text(as_manager.get(page(ready, "columns")))
    assert '<option value="plan" selected>' in shown
    assert 'name="season"' in shown


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"forecast": "sold"}, "chosen twice"),
        ({"period": ""}, "A season needs the column of the periods"),
        ({"season": "1"}, "greater than or equal to 2"),
        ({"actual": ""}, "Choose the column of the actual amount"),
    ],
)
def test_wrong_columns_are_refused(as_manager, uploaded, changes, words):
    answer = as_manager.post(page(uploaded, "columns"), {**COLUMNS, **changes})
    assert answer.status_code == 422
    assert words in text(answer)
    assert Predictions.objects.get().state == "received"


def test_a_bad_file_says_what_to_do(as_manager, organization, manager):
    content = data.TWELVE_MONTHS.replace(b"2026-03,120,117", b"2026-03,,117")
    made = data.make_upload(organization, manager, content)
    as_manager.post(page(made, "columns"), COLUMNS)
    factories.run_jobs()
    shown = text(as_manager.get(page(made, "predictions")))
    assert "“sold” is missing in 1 row, first in line 4" in shown
    assert "leave out rows with missing amounts" in shown
    as_manager.post(page(made, "columns"), {**COLUMNS, "version": "3", "leave_out_missing": "on"})
    factories.run_jobs()
    assert "11, 1 left out" in text(as_manager.get(page(made)))


def test_too_many_rows_are_said_and_the_file_kept(as_manager, uploaded, monkeypatch):
    def decline(*order):
        raise Declined("a file of forecasts may hold 5 rows")

    monkeypatch.setattr(forecast_tables, "build_in_child", decline)
    as_manager.post(page(uploaded, "columns"), COLUMNS)
    factories.run_jobs()
    shown = text(as_manager.get(page(uploaded, "predictions")))
    assert "Too large: a file of forecasts may hold 5 rows" in shown
    assert Predictions.objects.get().state == "refused"


def test_rows_that_repeat_a_period_are_said(as_manager, organization, manager):
    content = data.TWELVE_MONTHS.replace(b"2026-03", b"2026-02")
    made = data.make_upload(organization, manager, content)
    as_manager.post(page(made, "columns"), COLUMNS)
    factories.run_jobs()
    assert "1 row has the same “month”" in text(as_manager.get(page(made)))


@pytest.mark.parametrize("name", ["quality", "compare", "periods"])
def test_pages_about_scores_send_to_the_forecast(as_manager, ready, name):
    answer = as_manager.get(page(ready, name), follow=True)
    assert answer.redirect_chain[-1][0] == page(ready)
    assert "holds an amount that was forecast" in text(answer)


def test_nothing_about_scores_is_made_of_a_forecast(as_manager, ready, manager, organization):
    data.make_forecast_valuation(ready, manager)
    answer = as_manager.post(page(ready, "value"), {**data.QUESTION, "version": "1"})
    assert answer.status_code == 302
    assert as_manager.get(page(ready, "points")).status_code == 404
    with pytest.raises(Refused, match="holds an amount"):
        valuing.value(predictions=ready, actor=manager, seen=1, question=data.QUESTION)
    with pytest.raises(Refused, match="holds an amount"):
        comparing.ask(first=ready, second=None, actor=manager)
    model = data.make_model(organization, manager)
    with pytest.raises(Refused, match="holds an amount"):
        predictive_models.set_predictions(
            model=model, actor=manager, version=model.version, predictions=[ready]
        )
    assert ready.name not in text(as_manager.get(reverse("metrics:model", args=[model.public_id])))
    first = data.make_predictions(organization, manager)
    data.make_valuation(first, manager)
    with pytest.raises(Refused, match="holds an amount"):
        comparing.ask(first=first, second=ready, actor=manager)
    assert ready.public_id not in text(as_manager.get(page(first, "compare")))
    assert Valuation.objects.filter(predictions=ready).count() == 1


def test_forecast_pages_send_outcomes_to_their_own(as_manager, organization, manager):
    made = data.make_predictions(organization, manager)
    data.make_valuation(made, manager)
    assert as_manager.get(page(made)).url == page(made, "predictions")
    answer = as_manager.post(page(made, "forecast_value"), FORM, follow=True)
    assert "that page is for an amount that was forecast" in text(answer)
    assert as_manager.get(page(made, "forecast_periods")).status_code == 404
    with pytest.raises(Refused, match="holds a yes/no outcome"):
        forecasting.value(predictions=made, actor=manager, seen=1, question=data.FORECAST_QUESTION)


def test_a_file_that_was_valued_stays_what_it_is(as_manager, ready, manager):
    data.make_forecast_valuation(ready, manager)
    columns = {"label": "sold", "score": "forecast", "positive_label": "1", "version": "1"}
    answer = as_manager.post(page(ready, "columns"), columns)
    assert answer.status_code == 422
    assert "Upload it once more" in text(answer)
    assert Predictions.objects.get().kind == "forecast"


def test_a_file_without_answers_may_become_something_else(as_manager, ready):
    columns = {"label": "sold", "score": "forecast", "positive_label": "1", "version": "1"}
    as_manager.post(page(ready, "columns"), columns)
    factories.run_jobs()
    ready.refresh_from_db()
    assert (ready.kind, ready.state) == ("classification", "refused")


def test_no_answer_is_kept_of_what_the_file_was(ready, manager):
    Predictions.objects.update(kind="classification")
    with pytest.raises(Refused, match="holds a yes/no outcome"):
        data.make_forecast_valuation(ready, manager)
    assert not Valuation.objects.exists()


def test_somebody_elses_costs_are_not_overwritten(as_manager, ready, manager):
    data.make_forecast_valuation(ready, manager, cost_under="9")
    answer = as_manager.post(page(ready, "forecast_value"), FORM)
    assert answer.status_code == 409
    assert 'name="version" value="1"' in text(answer)
    assert Valuation.objects.count() == 1
    assert as_manager.post(page(ready, "forecast_value"), {"cost_under": "1"}).status_code == 428


@pytest.mark.parametrize(
    "changes",
    [
        {"cost_under": "0", "cost_over": "0"},
        {"cost_under": "-4"},
        {"cost_over": "NaN"},
        {"cost_over": "1e400"},
        {"reference": "season"},
        {"reference": "perfect"},
        {"block": "0"},
        {"size": "0"},
        {"cost_under": "999999999999", "size": "999999999999"},
    ],
)
def test_questions_without_an_answer_are_refused(as_manager, ready, changes):
    answer = as_manager.post(page(ready, "forecast_value"), {**FORM, **changes})
    assert answer.status_code == 422
    assert not Valuation.objects.exists()


def test_a_reference_that_went_with_other_columns_is_refused(ready, manager):
    with pytest.raises(Refused, match="does not allow"):
        data.make_forecast_valuation(ready, manager, reference="season")
