"""Payoffs to begin with: each fills the editor with what counts, and stores nothing by itself."""

import re
from dataclasses import replace
from decimal import Decimal

import predictions as data
import pytest
from django.urls import reverse

from metrics.calc.payoffs import break_even_probability
from metrics.catalog.loading import CONTENT, CatalogError, read_model
from metrics.catalog.payoffs import PayoffTemplates, payoff_templates
from metrics.forms.valuation import PayoffForm
from metrics.models import Valuation
from metrics.services.valuing import question_of

pytestmark = pytest.mark.django_db
TEMPLATES = payoff_templates()
# What treating a positive is worth and treating a negative costs: constant and share of amount
DECIDE = {
    "campaign": ((58, 0), (2, 0)),
    "retention": ((102, 0), (33, 0)),
    "fraud": ((-4, 0.9), (9, 0)),
    "maintenance": ((4050, 0), (150, 0)),
}


@pytest.fixture
def made(organization, manager):
    return data.make_predictions(organization, manager)


@pytest.fixture
def shown(sign_in, manager):
    """The page of predictions with a template, as a manager sees it."""

    def get(predictions, key):
        address = reverse("metrics:predictions", args=[predictions.public_id])
        return sign_in(manager).get(address, {"template": key})

    return get


def payoffs_of(template):
    return question_of(template.fields).payoffs


def form_of(template):
    return PayoffForm({**template.fields, "currency": "EUR", "version": 0}, by_amount=True)


@pytest.mark.parametrize("key", TEMPLATES)
def test_each_gives_the_two_differences_that_decide(key):
    payoffs = payoffs_of(TEMPLATES[key])
    found = (payoffs.right_action, payoffs.wrong_action)
    assert [(each.constant, each.per_amount) for each in found] == [
        pytest.approx(each) for each in DECIDE[key]
    ]
    assert payoffs.wrong_action.constant > 0
    assert payoffs.by_amount or 0 < break_even_probability(payoffs) < 1


@pytest.mark.parametrize("key", TEMPLATES)
def test_each_is_a_question_that_the_form_takes(key):
    form = form_of(TEMPLATES[key])
    assert form.is_valid(), form.errors
    assert question_of(form.question).payoffs == payoffs_of(TEMPLATES[key])


@pytest.mark.parametrize(
    "line", [line for template in TEMPLATES.values() for line in template.lines], ids=str
)
def test_every_formula_gives_its_amount_and_every_number_in_it_is_explained(line):
    plain = line.formula.replace("×", "*").replace("÷", "/").replace("−", "-")
    assert re.fullmatch(r"[-+*/().\d ]+", plain)
    assert eval(plain) == pytest.approx(float(line.amount))
    assert line.means.endswith(".")


def test_a_field_that_stands_twice_is_refused():
    text = (CONTENT / "payoffs.yaml").read_text(encoding="utf-8")
    twice = text.replace("field: fixed_cost", "field: cost_per_action")
    with pytest.raises(CatalogError, match="each field may stand once"):
        read_model(PayoffTemplates, twice, file="payoffs.yaml")


@pytest.mark.parametrize("key", ["campaign", "retention", "maintenance"])
def test_the_page_fills_the_form_and_explains_each_line(made, shown, key):
    answer = shown(made, key)
    form, said = answer.context["form"], answer.content.decode()
    for name, value in TEMPLATES[key].fields.items():
        if name in form.fields:
            assert form[name].value() == value
    for line in TEMPLATES[key].lines:
        assert line.means in said
        assert line.formula in said
    assert "example amounts of our own" in said
    assert len(answer.context["start"].decides) == 3
    assert not Valuation.objects.exists()


def test_limits_and_population_stay_as_they_were_asked(made, shown, manager):
    asked = {"population": "5000", "volume": "60", "currency": "EUR", "fixed_cost_always": True}
    data.make_valuation(made, manager, **asked)
    answer = shown(made, "campaign")
    form = answer.context["form"]
    kept = {name: form[name].value() for name in ("population", "volume", "currency", "version")}
    assert kept == {"population": "5000", "volume": "60", "currency": "EUR", "version": 1}
    assert not form["fixed_cost_always"].value()
    assert answer.context["start"].decides[0].value == "€58.00"
    assert answer.context["sliders"] is None
    assert Valuation.objects.count() == 1


def test_what_a_template_fills_can_be_computed(made, shown, sign_in, manager):
    form = shown(made, "retention").context["form"]
    typed = {name: form[name].value() or "" for name in form.fields}
    typed |= {"version": "0", "currency": "USD"}
    address = reverse("metrics:value", args=[made.public_id])
    assert sign_in(manager).post(address, typed).status_code == 302
    assert made.last_valuation().result["right_action"] == 102


def test_fraud_needs_an_amount_and_says_so(made, shown):
    answer = shown(made, "fraud")
    assert "no column of this file is named as one" in answer.content.decode()
    assert answer.context["start"].lines == []
    assert answer.context["form"]["false_positive"].value() == Decimal(0)


def test_fraud_counts_by_the_amount_of_the_row(organization, manager, shown):
    header, *lines = data.churn_csv().decode().split()
    content = "\n".join([f"{header},paid", *(f"{line},90" for line in lines), ""]).encode()
    mapping = replace(data.MAPPING, amount="paid")
    made = data.make_predictions(organization, manager, content, mapping)
    answer = shown(made, "fraud")
    assert answer.context["form"]["false_negative_per_amount"].value() == "-1"
    first = answer.context["start"].decides[0]
    assert (first.value, first.note) == ("−$4.00", "plus 0.9 of the amount")
    assert "Positive, left alone: per unit of amount" in answer.content.decode()


@pytest.mark.parametrize("key", ["", "nothing", "<b>", "campaign\0"])
def test_another_key_fills_nothing(made, shown, key):
    answer = shown(made, key)
    assert answer.status_code == 200
    assert answer.context["start"].lines == []


def test_those_who_may_not_evaluate_see_no_templates(made, sign_in, executive):
    address = reverse("metrics:predictions", args=[made.public_id])
    answer = sign_in(executive).get(address, {"template": "campaign"})
    assert "Start from a template" not in answer.content.decode()
    assert "example amounts" not in answer.content.decode()
