"""Criteria of a model: stated, decided by numbers, judged by people."""

import predictions as samples
import pytest
from django.urls import reverse

from aiproj.shared.errors import Refused, Stale
from metrics.models import Criterion
from metrics.overview.criteria import criteria_of
from metrics.services import criteria

pytestmark = pytest.mark.django_db


@pytest.fixture
def model(organization, manager):
    made = samples.make_predictions(organization, manager)
    samples.make_valuation(made, manager)
    return samples.make_model(organization, manager, [made])


def number(measure, bound, threshold):
    return {
        "kind": "quantitative", "statement": "Good enough", "measure": measure, "bound": bound,
        "threshold": threshold,
    }  # fmt: skip


def word(judge):
    return {"kind": "qualitative", "statement": "Reasons are plausible", "judge": judge}


@pytest.mark.parametrize(
    ("measure", "threshold", "words"),
    [
        ("area_under_roc", "90", "AUC lies between 0 and 1, so this can never decide."),
        ("recall", "-1", "Recall, % lies between 0 and 100"),
        ("precision", "100.5", "Precision, % lies between 0 and 100"),
        ("share_of_perfect", "101", "Share of the perfect gain, % is at most 100"),
        ("area_under_roc", "1", ""),
        ("share_of_perfect", "-5", ""),
        ("roi", "250", ""),
    ],
)
def test_a_threshold_lies_where_its_measure_can(model, manager, sign_in, measure, threshold, words):
    client, address = sign_in(manager), reverse("metrics:criterion_new", args=[model.public_id])
    answer = client.post(address, number(measure, "at_least", threshold))
    assert answer.status_code == (422 if words else 302)
    assert words in answer.content.decode()
    assert Criterion.objects.count() == (0 if words else 1)


@pytest.mark.parametrize(
    ("fields", "standing", "found"),
    [
        (number("area_under_roc", "at_least", "0.7"), "Met", "0.740"),
        (number("recall", "at_least", 99), "Not met", "96.9 %"),
        (number("profit", "at_least", 10_000), "Met", "$10,707 a quarter"),
        (number("precision", "at_most", 10), "Not met", "38.0 %"),
    ],
)
def test_the_newest_valuation_decides(model, manager, fields, standing, found):
    criteria.add(model=model, actor=manager, fields=fields)
    row = criteria_of(model)[0]
    assert (row.standing, row.found) == (standing, found)


def test_a_range_across_the_threshold_is_said(model, manager):
    criteria.add(model=model, actor=manager, fields=number("profit", "at_least", 10_000))
    assert "reaches across" in criteria_of(model)[0].note


def test_without_a_valuation_it_stays_open(organization, manager):
    empty = samples.make_model(organization, manager, name="Empty")
    criteria.add(model=empty, actor=manager, fields=number("profit", "at_least", 1))
    row = criteria_of(empty)[0]
    assert (row.standing, row.note) == ("", "no number yet")


def test_few_cases_decide_nothing_that_is_made_of_the_profit(organization, manager):
    made = samples.make_predictions(organization, manager, samples.churn_csv(rows=60))
    samples.make_valuation(made, manager)
    few = samples.make_model(organization, manager, [made])
    for measure in ("share_of_perfect", "recall"):
        criteria.add(model=few, actor=manager, fields=number(measure, "at_least", 1))
    by_profit, by_count = criteria_of(few)
    assert (by_profit.found, by_profit.standing) == ("", "")
    assert by_profit.note == "too few cases in the newest valuation for one number"
    assert by_count.standing == "Met"


def test_a_newer_valuation_changes_the_standing_and_not_the_criterion(model, manager):
    criteria.add(model=model, actor=manager, fields=number("profit", "at_least", 10_000))
    samples.make_valuation(model.predictions.get(), manager, true_positive="20")
    assert criteria_of(model)[0].standing == "Not met"


def test_only_the_judge_judges(model, manager, member, sign_in):
    criterion = criteria.add(model=model, actor=manager, fields=word(member))
    address = reverse("metrics:criterion_judge", args=[criterion.public_id])
    typed = {"version": 1, "verdict": "met", "reason": "Twelve of twelve."}
    assert sign_in(manager).post(address, typed).status_code == 409
    assert sign_in(member).post(address, typed).status_code == 302
    assert criteria_of(model)[0].standing == "Met"


def test_no_verdict_is_chosen_beforehand(model, manager, sign_in):
    criterion = criteria.add(model=model, actor=manager, fields=word(manager))
    address = reverse("metrics:criterion_judge", args=[criterion.public_id])
    client = sign_in(manager)
    assert client.get(address).context["form"]["verdict"].value() == ""
    typed = {"version": 1, "verdict": "", "reason": "Looks right."}
    assert "Say whether it is met." in client.post(address, typed).content.decode()


def test_a_stale_verdict_loses_neither_text(model, manager, sign_in):
    criterion = criteria.add(model=model, actor=manager, fields=word(manager))
    criteria.give_verdict(
        criterion=criterion, actor=manager, version=1, verdict="met", reason="First text."
    )
    address = reverse("metrics:criterion_judge", args=[criterion.public_id])
    typed = {"version": 1, "verdict": "not_met", "reason": "Second text."}
    answer = sign_in(manager).post(address, typed)
    assert answer.status_code == 409
    assert "First text." in answer.content.decode()
    assert "Second text." in answer.content.decode()


def test_a_number_is_not_judged(model, manager):
    criterion = criteria.add(model=model, actor=manager, fields=number("roi", "at_least", 1))
    with pytest.raises(Refused):
        criteria.give_verdict(
            criterion=criterion, actor=manager, version=1, verdict="met", reason="x"
        )


def test_a_judge_from_elsewhere_is_refused(model, manager, outsider):
    with pytest.raises(Refused):
        criteria.add(model=model, actor=manager, fields=word(outsider))


def test_removing_twice_is_stale(model, manager):
    criterion = criteria.add(model=model, actor=manager, fields=word(manager))
    criteria.remove(criterion=criterion, actor=manager, version=1)
    assert criteria_of(model) == []
    with pytest.raises(Stale):
        criteria.remove(criterion=criterion, actor=manager, version=2)


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ({"kind": "quantitative", "statement": "x"}, "A number needs a measure"),
        ({"kind": "qualitative", "statement": "x"}, "Choose who judges it."),
        ({"kind": "qualitative"}, "Say what must hold."),
        ({"kind": "", "statement": "x"}, "Say how it is decided."),
        (number("profit", "at_least", "1e300"), "Enter a number such as"),
    ],
)
def test_wrong_input_is_named(model, manager, sign_in, typed, named):
    address = reverse("metrics:criterion_new", args=[model.public_id])
    answer = sign_in(manager).post(address, typed)
    assert answer.status_code == 422
    assert named in answer.content.decode()
    assert not Criterion.objects.exists()
