"""Picking the threshold on other predictions, as people and programs do it."""

import io
import json
from dataclasses import replace

import factories
import predictions as samples
import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from aiproj.shared.errors import Refused
from metrics import counting
from metrics.calc.curves import index_at, price
from metrics.calc.placing import with_threshold
from metrics.overview.money import money_page, priced
from metrics.overview.sensitivity import sensitivity
from metrics.services import uploading, valuing
from metrics.services.valuing import question_of
from metrics.wording import chosen as chosen_wording
from metrics.wording import valuation as wording
from metrics.wording.tuning import where_picked

pytestmark = pytest.mark.django_db
FORM = {**samples.QUESTION, "false_positive": "0", "false_negative": "0", "true_negative": "0"}
CHURN = {"label": "churned", "positive": "yes", "score": "chance", "benefit": 120, "cost": 12}


@pytest.fixture
def valued(organization, manager):
    """The file that is to be valued."""
    return samples.make_predictions(organization, manager)


@pytest.fixture
def tuning(organization, manager):
    """Another month of the same model, with other luck."""
    made = samples.make_predictions(organization, manager, samples.churn_csv(900, seed=11))
    made.name, made.file_name = "Churn in March", "march.csv"
    made.save()
    return made


@pytest.fixture
def ask(sign_in, manager, valued):
    """Send the payoff editor."""
    client = sign_in(manager)

    def send(follow=True, **fields):
        last = valued.last_valuation()
        data = {**FORM, "version": last.number if last else 0, **fields}
        return client.post(reverse("metrics:value", args=[valued.public_id]), data, follow=follow)

    return send


def text_of(answer):
    return " ".join(answer.content.decode().split())


def score_of(file):
    return counting.read(uploading.tables_of(file)).score


def test_the_best_threshold_of_the_other_file_is_valued_here(ask, valued, tuning):
    page = text_of(ask(tuning=tuning.public_id))
    found = valued.last_valuation()
    question = question_of(found.question)
    other = price(score_of(tuning), question.payoffs)
    best = other.point(int(other.profit.argmax())).threshold
    counts = with_threshold(score_of(valued), best)
    here = price(counts, question.payoffs).profit[index_at(counts, best)]
    chosen = found.result["chosen"]
    assert chosen["point"]["threshold"] == best
    assert (chosen["value"]["estimate"], chosen["optimism"]) == (pytest.approx(here), 0)
    assert "The threshold was picked on Churn in March, so nothing is taken off" in page
    assert "none: the threshold is the best one in Churn in March (march.csv, 900 rows" in page
    assert "No sliders here: the threshold is picked on another file." in page
    assert "Correction for picking" in page
    assert "before the correction" not in page


def test_the_answer_says_whose_threshold_it_is_when_that_file_is_gone(ask, valued, tuning):
    ask(tuning=tuning.public_id)
    uploading.delete(predictions=tuning, actor=tuning.created_by)
    found = valued.last_valuation()
    assert where_picked(found.result).startswith("The threshold was picked on Churn in March")
    page = text_of(ask(tuning=tuning.public_id))
    assert "Choose predictions that are there and ready." in page
    assert valued.last_valuation().number == 1
    assert "picked" not in where_picked(ask() and valued.last_valuation().result)


def test_the_hash_of_the_inputs_knows_the_tuning_file(ask, valued, tuning, organization, manager):
    third = samples.make_predictions(organization, manager, samples.churn_csv(900, seed=12))
    for file in (tuning, third):
        ask(tuning=file.public_id)
    hashes = set(valued.valuations.values_list("inputs_hash", flat=True))
    ask()
    assert len(hashes | {valued.last_valuation().inputs_hash}) == 3
    assert "tuning" not in valued.last_valuation().question


def test_only_ready_other_scores_of_the_organization_are_offered(ask, valued, tuning, manager):
    organization = valued.organization
    stranger = samples.make_predictions(factories.make_organization(), manager)
    same = samples.make_predictions(organization, manager)
    unread = samples.make_upload(organization, manager)
    forecast = samples.make_forecast(organization, manager)
    for file in (stranger, same, unread, forecast, valued):
        answer = ask(tuning=file.public_id)
        assert answer.status_code == 422
        assert "Choose predictions that are there and ready." in text_of(answer)
        with pytest.raises(Refused, match="not there any more"):
            valuing.value(
                predictions=valued,
                actor=manager,
                seen=0,
                question={**samples.QUESTION, "tuning": file.public_id},
            )
    assert valued.last_valuation() is None


def test_without_other_predictions_nothing_is_asked(ask):
    page = text_of(ask())
    assert "Best score of" not in page
    assert 'name="tuning"' not in page


def test_scores_that_run_the_other_way_are_refused(ask, valued, organization, manager):
    turned = replace(samples.MAPPING, low_score_is_positive=True)
    content = samples.churn_csv(300, seed=3)
    other = samples.make_predictions(organization, manager, content, turned)
    answer = ask(tuning=other.public_id)
    assert answer.status_code == 422
    assert "A low score means positive in one of" in text_of(answer)


def test_payoffs_by_amount_need_amounts_in_both_files(organization, manager, tuning):
    made = samples.make_by_amount(organization, manager)
    question = {**made.last_valuation().question, "tuning": tuning.public_id}
    with pytest.raises(Refused, match="in the tuning file, payoffs that depend on the amount"):
        valuing.value(predictions=made, actor=manager, seen=1, question=question)


def test_a_limit_that_is_reached_first_is_said(ask, valued, tuning):
    cuts = set()
    for volume in ("40", "60", "80", "100", "400"):
        page = text_of(ask(tuning=tuning.public_id, volume=volume))
        result = valued.last_valuation().result
        cuts.add(result["tuning"]["cut"])
        assert ("The limit is reached above it." in page) == result["tuning"]["cut"]
        assert result["chosen"]["point"]["treated_share"] <= result["limit_share"] * (1 + 1e-9)
    assert cuts == {True, False}


def test_the_pages_of_money_do_not_speak_of_a_correction(ask, valued, tuning):
    ask(tuning=tuning.public_id)
    found = valued.last_valuation()
    page = money_page(found, priced(found, question_of(found.question)))
    assert page.lede.endswith("customers, without their range.")
    notes = sensitivity(priced(found, question_of(found.question))).notes
    assert any("picks on this file, not on Churn in March" in note for note in notes)
    story = wording.tell(found.question, found.result)
    drawing = found.result["drawing"]
    highest = drawing["treated_share"][drawing["profit"].index(max(drawing["profit"]))]
    assert f"Profit rises until {wording.part(highest)} of customers" in story.chart_title
    lines = {
        each.label: each.value for each in chosen_wording.computed(found.question, found.result)
    }
    assert "1,000 redraws of up to 500 groups" in lines["Range of the whole curve"]


def test_a_file_in_which_nothing_pays_is_named(ask, valued, tuning):
    ask(tuning=tuning.public_id, cost_per_action="900")
    assert valued.last_valuation().finding == (
        "Contacting nobody is best: in Churn in March no threshold earns more than it costs"
    )


def test_a_terminal_can_do_it_too(tmp_path):
    here, other, target = (tmp_path / name for name in ("april.csv", "march.csv", "out.json"))
    here.write_bytes(samples.churn_csv())
    other.write_bytes(samples.churn_csv(900, seed=11))
    out = io.StringIO()
    call_command("profit_curve", here, stdout=out, tuning=other, json=target, **CHURN)
    found = json.loads(target.read_text())["result"]
    assert found["chosen"]["optimism"] == 0
    assert found["tuning"]["file_name"] == "march.csv"
    assert "The threshold was picked on march, so nothing is taken off" in " ".join(
        out.getvalue().split()
    )


def test_a_copy_of_the_file_is_no_tuning_file(tmp_path):
    here, copy = (tmp_path / name for name in ("april.csv", "copy.csv"))
    for path in (here, copy):
        path.write_bytes(samples.churn_csv())
    with pytest.raises(CommandError, match=r"holds the same as .*leave --tuning out"):
        call_command("profit_curve", here, tuning=copy, **CHURN)
