"""The precision from which acting pays, as a criterion that follows until somebody takes it on."""

from decimal import Decimal

import pytest

from metrics.calc.payoffs import Payoff, Payoffs, break_even_probability
from scoping.checking.break_even import (
    BreakEven,
    followed,
    of_action,
    of_payoffs,
    state_of,
    threshold_of,
    with_criterion,
)
from scoping.rules.templates import project_templates
from scoping.worksheet.loading import sections
from scoping.worksheet.validating import content_faults

BANK = {"action_cost": "150", "action_success": "40", "action_saved": "5400"}
OTHER = BreakEven(Decimal("0.081"), "175 / (40% × 5,400)")


@pytest.fixture
def bank():
    found = of_action(BANK)
    assert found is not None
    return found


def test_contacts_of_the_bank_pay_above_6_9_percent(bank):
    assert bank.threshold == "6.9"
    assert bank.basis == "Payoffs: 150 / (40% × 5,400) = 6.94%"


def test_payoffs_of_a_curve_say_the_same(bank):
    payoffs = Payoffs(true_positive=Payoff(0.4 * 5400), cost_per_action=150)
    found = of_payoffs(break_even_probability(payoffs), payoffs.right_action.constant,
                       payoffs.wrong_action.constant)  # fmt: skip
    assert found is not None
    assert found.threshold == bank.threshold
    assert found.formula == "150 / (150 + 2,010)"


@pytest.mark.parametrize(
    "changed",
    [{"action_cost": None}, {"action_success": "0"}, {"action_saved": "100"}, {"action_cost": "0"}],
)
def test_without_a_break_even_there_is_no_criterion(changed):
    assert of_action({**BANK, **changed}) is None


@pytest.mark.parametrize("precision", [None, -0.2, 0.0, 1.4])
def test_payoffs_for_which_acting_never_pays_have_none(precision):
    assert of_payoffs(precision, 1.0, 1.0) is None


def test_a_share_below_one_percent_keeps_its_digits():
    assert BreakEven(Decimal("0.000444"), "").threshold == "0.044"


def test_the_criterion_is_added_at_the_end(bank):
    evaluation = {"criteria": [{"id": "abcd", "name": "Recall"}], "measurement_days": "90"}
    found = with_criterion(evaluation, bank, "precision-id")
    assert [row["id"] for row in found["criteria"]] == ["abcd", "breakeven"]
    assert found["criteria"][1]["technical"] == "precision-id"
    assert content_faults(sections()["evaluation"], found) == []
    assert [state_of(each, bank) for each in (evaluation, found)] == ["fresh", "kept"]


def test_a_threshold_that_was_typed_over_is_edited(bank):
    found = with_criterion({}, bank)
    found["criteria"][0]["threshold"] = "8"
    assert (state_of(found, bank), threshold_of(found)) == ("edited", "8")


def test_new_payoffs_change_nothing_until_they_are_taken(bank):
    found = with_criterion({}, bank)
    found["criteria"][0] |= {"judge": "Tess", "due": "2027-01-31"}
    assert (state_of(found, OTHER), threshold_of(found)) == ("changed", "6.9")
    again = with_criterion(found, OTHER)
    assert (state_of(again, OTHER), threshold_of(again)) == ("kept", "8.1")
    assert again["criteria"][0]["judge"] == "Tess"
    assert len(again["criteria"]) == 1


def test_the_template_of_the_bank_has_the_criterion_from_its_payoffs(bank):
    template = project_templates()["credit-default"]
    models = [each.content for each in template.candidates if each.content["kind"] == "ml"]
    assert [of_action(content) for content in models] == [bank, bank]
    assert state_of(template.sections["evaluation"], bank) == "kept"


def test_a_full_list_of_criteria_takes_no_other():
    full = {"criteria": [{"id": f"c{number}"} for number in range(60)]}
    assert followed(full, None, BreakEven(Decimal("0.069"), "")) == full


def test_a_criterion_that_nobody_took_on_goes_with_its_payoffs(bank):
    evaluation = {"criteria": [{"id": "abcd", "name": "Recall"}], "measurement_days": "90"}
    assert followed(with_criterion(evaluation, bank), bank, None) == evaluation
    assert followed(with_criterion({}, bank), bank, None) == {}


def test_a_criterion_that_somebody_took_on_stays_without_payoffs(bank):
    found = with_criterion({}, bank)
    found["criteria"][0]["judge"] = "Tess"
    assert followed(found, bank, None) == found
