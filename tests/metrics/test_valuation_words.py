"""What a valuation says where its limit, its payoffs or its few cases forbid the usual words."""

import predictions as samples
import pytest

from metrics.overview.money import money_page, priced
from metrics.overview.valuation import curve_figure, page_of
from metrics.services.valuing import question_of
from metrics.wording import chosen, payoffs
from metrics.wording import valuation as wording

pytestmark = pytest.mark.django_db


@pytest.fixture
def value(organization, manager):
    """Value a file of 400 rows, or of the few rows given."""

    def make(rows=400, **asked):
        made = samples.make_predictions(organization, manager, samples.churn_csv(rows))
        return samples.make_valuation(made, manager, **asked)

    return make


@pytest.fixture
def short(value):
    """A budget of $400 where $500 are to be paid before anybody is treated."""
    return value(budget="400", fixed_cost="500")


def told(valuation):
    return wording.tell(valuation.question, valuation.result)


def labels(lines):
    return [line.label for line in lines]


def test_a_budget_below_the_fixed_cost_is_named_as_the_reason(short):
    assert short.finding == (
        "The budget of $400 does not cover the fixed cost of $500: it allows contacting nobody"
    )


def test_the_lede_says_what_there_would_be_without_the_limit(short, value):
    free = short.result["free"]["value"]
    lede = told(short).lede
    assert lede.startswith("Without the limit contacting the best")
    assert f"worth ${wording.rounded(free['estimate']):,.0f} a quarter" in lede
    assert "Likely 0" not in lede


def test_current_practice_is_still_compared(value):
    asked = {"practice_treated": "50", "practice_hits": "30"}
    lede = told(value(budget="400", fixed_cost="500", **asked)).lede
    assert "Contacting nobody brings 2,500 less than current practice." in lede


def test_the_chart_is_titled_by_what_the_budget_forbids(short):
    title = told(short).chart_title
    assert title.startswith("Profit would rise until")
    assert title.endswith("of customers are treated, but the budget allows nobody")


def test_one_more_beyond_a_limit_that_allows_nobody_is_not_offered(short, value):
    name = "One more beyond the limit brings"
    assert short.result["capacity_worth"] > 0
    assert name not in labels(wording.decides(short.question, short.result))
    limited = value(volume="20")
    assert limited.result["chosen"]["refused"] == "few_treated"
    assert name not in labels(wording.decides(limited.question, limited.result))
    limited = value(volume="40")
    assert name in labels(wording.decides(limited.question, limited.result))


@pytest.mark.parametrize("budget", ["99.5", "99.995"])
def test_amounts_that_lie_close_together_stay_apart(value, budget):
    said = value(budget=budget, fixed_cost="100").finding
    assert f"${budget}" in said


def test_a_limit_of_nobody_is_not_the_fault_of_the_model(value):
    said = value(volume="0")
    assert said.finding == "Within the limit contacting nobody is best"
    page = money_page(said, priced(said, question_of(said.question)))
    assert page.charts[0]["title"] == "The limit leaves nobody to treat"


def test_payoffs_that_never_pay_are_the_reason_whatever_the_budget(value):
    said = value(true_positive="12", budget="400", fixed_cost="500").finding
    assert said == "Contacting nobody is best: no threshold earns more than it costs"


def test_few_cases_leave_a_range_beside_the_simple_choices(value):
    few = value(rows=60)
    _, treated, profit = wording.choices(few.question, few.result)[0]
    low, high = (few.result["chosen"]["value"][end] for end in ("low", "high"))
    words = wording.Words.of(few.question)
    assert few.result["chosen"]["refused"] == "few_positives"
    assert profit == " to ".join(words.money(wording.rounded(each)) for each in (low, high))
    assert treated != "–"


def test_few_cases_leave_a_range_in_the_chart_and_a_dot_on_the_curve(value):
    few = value(rows=60, volume="10")
    figure = curve_figure(few.question, few.result)
    estimates = {few.result[name]["value"]["estimate"] for name in ("chosen", "free")}
    assert figure["said"].count(" to ") == 2
    assert estimates.isdisjoint(y for trace in figure["data"] for y in trace["y"])
    assert few.result["chosen"]["optimism"] > 0
    assert "corrected by" not in told(few).caption


def test_few_cases_leave_no_amount_for_one_point_better(value):
    few = value(rows=60)
    page = page_of(few.predictions, few).valuation
    assert page.improvements == []
    assert page.held_improvements == (
        "Fewer than 30 positives: too few cases to say what one point better is worth."
    )


def test_few_treated_without_the_limit_are_few_as_well(value):
    """The limit allows nobody, so only what there would be without it is made of few."""
    few = value(volume="0", cost_per_action="100")
    assert (few.result["chosen"]["refused"], few.result["free"]["refused"]) == (None, "few_treated")
    page = page_of(few.predictions, few).valuation
    assert (page.improvements, page.held_improvements[:21]) == ([], "Fewer than 30 treated")


def test_few_treated_without_the_limit_say_nothing_of_more(value):
    """As where the limit cuts the first block, and the best point without it treats few."""
    found = value(volume="100")
    more = "Without the limit it could be"
    assert more in told(found).lede
    found.result["free"]["refused"] = "few_treated"
    assert more not in told(found).lede


def test_few_cases_do_not_tell_the_correction_beside_the_curve(value):
    """What the curve shows less the correction would be the number that is refused."""
    for rows, begins in ((60, "the mean over 1,000 redraws"), (400, "$")):
        found = value(rows=rows)
        told = {line.label: line.value for line in chosen.computed(found.question, found.result)}
        assert told["Correction for picking"].startswith(begins)


def test_enough_cases_keep_their_number(value):
    enough = value()
    assert wording.choices(enough.question, enough.result)[0][2].startswith("$")
    assert "corrected by" in told(enough).caption


@pytest.mark.parametrize(
    ("asked", "begins"),
    [
        ({"true_positive": "12"}, ("Treating a positive is worth $0.00, so", "")),
        ({"true_positive": "2"}, ("Treating a positive is worth −$10.00, so", "")),
        ({"false_positive": "12"}, ("", "Treating a negative costs $0.00, so")),
        ({"true_negative": "-20"}, ("", "Treating a negative costs −$8.00, so")),
        ({}, ("", "")),
    ],
)
def test_a_payoff_that_makes_no_sense_is_doubted(value, asked, begins):
    found = value(**asked)
    said = payoffs.doubts(found.question, found.result)
    assert tuple(text[: len(start)] for text, start in zip(said, begins, strict=True)) == begins
    assert [bool(text) for text in said] == [bool(start) for start in begins]


def test_payoffs_by_amount_are_judged_at_the_mean_amount(organization, manager):
    made = samples.make_by_amount(organization, manager)
    found = made.last_valuation()
    assert found.result["right_action"] < 0  # the constant alone
    assert payoffs.doubts(found.question, found.result) == ("", "")
    less = samples.make_valuation(made, manager, true_positive="0", true_positive_per_amount="0.01")
    said = payoffs.doubts(less.question, less.result)[0]
    assert said.startswith("Treating a positive is worth −$11.")
    assert "at the mean amount" in said


def test_an_older_valuation_without_amounts_is_not_doubted(organization, manager):
    found = samples.make_by_amount(organization, manager).last_valuation()
    del found.result["drawing"]["positive_amounts"]
    assert payoffs.doubts(found.question, found.result) == ("", "")


def test_a_gain_that_may_be_a_loss_is_called_no_clear_difference(value):
    unclear = value()
    gain = unclear.result["gain_over_simple"]
    assert gain["low"] < 0 < gain["high"]
    low, high = (wording.rounded(gain[end]) for end in ("low", "high"))
    said = f"It may bring −{-low:,.0f} to {high:,.0f} more than contacting everybody"
    assert f"{said}: no clear difference." in told(unclear).lede
    clear = value(2000)
    assert clear.result["gain_over_simple"]["low"] > 0
    assert "That is " in told(clear).lede


def test_a_choice_that_needs_no_model_is_not_corrected_against_itself(value):
    everybody = value(false_positive="13")
    assert everybody.finding.startswith("Contacting everybody is worth $")
    assert everybody.result["gain_over_simple"] == {
        "estimate": 0, "error": 0, "low": 0, "high": 0
    }  # fmt: skip
    assert "The model adds nothing to contacting everybody." in told(everybody).lede
    nobody = value(fixed_cost="11500")
    chosen = nobody.result["chosen"]
    assert (chosen["point"]["threshold"], chosen["optimism"]) == (None, 0)
    assert chosen["value"]["estimate"] == 0
    assert told(nobody).lede == "The model adds nothing to contacting nobody."
