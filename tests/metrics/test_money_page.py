"""Where the money of a valuation comes from: the charts' numbers, the table, and its errors."""

import re

import predictions as samples
import pytest
from django.urls import reverse

from metrics import counting
from metrics.calc import cash, curves, payoff_grid
from metrics.overview.money import money_page, priced
from metrics.overview.sensitivity import sensitivity
from metrics.services import uploading
from metrics.services.valuing import question_of

pytestmark = pytest.mark.django_db
TITLES = (
    *("Chosen are customers", "Money in is farthest", "The return is highest"),
    *("Treating one more pays up", "An AUC of", "If two amounts were guessed wrong"),
)
LIMITED = {"population": "100000", "volume": "10000", "fixed_cost": "20000"}


@pytest.fixture
def made(organization, manager):
    return samples.make_predictions(organization, manager, samples.churn_csv(rows=3000))


def open_page(client, made, number=1, **query):
    return client.get(reverse("metrics:money", args=[made.public_id, number]), query)


def words(answer):
    text = re.sub(r"<script.*?</script>|<[^>]+>", " ", answer.content.decode(), flags=re.S)
    return " ".join(text.replace("\xa0", " ").split())


def whole_curve(made, question):
    counts = counting.read(uploading.tables_of(made)).score
    return curves.price(counts, question.payoffs, question.population)


def test_every_chart_stands_with_its_table(made, manager, sign_in):
    samples.make_valuation(made, manager)
    answer = open_page(sign_in(manager), made)
    assert answer.status_code == 200
    page = words(answer)
    assert [part for part in TITLES if part not in page] == []
    assert answer.content.decode().count("Show as a table") == 5
    assert "a quarter in USD for 3,000 customers, before the correction" in page


def test_the_kept_points_give_the_same_best_profit_as_the_whole_file(made, manager):
    """Every cell of the table is the optimum over all cut-offs, without a limit and within it."""
    for given in ({}, LIMITED, {"budget": "3600"}):
        valuation = samples.make_valuation(made, manager, **given)
        question = question_of(valuation.question)
        found = priced(valuation, question)
        every = whole_curve(made, question)
        assert len(found.curve.profit) < len(every.profit)
        table = payoff_grid.payoff_grid(found.curve, question.limits)
        wanted = payoff_grid.payoff_grid(every, question.limits)
        assert table.profit == pytest.approx(wanted.profit)


def test_the_table_of_cash_holds_the_numbers_of_the_curve(made, manager):
    valuation = samples.make_valuation(made, manager, false_positive="-8")
    found = priced(valuation, question_of(valuation.question))
    chart = next(
        each for each in money_page(valuation, found).charts if "Money in" in each["title"]
    )
    flows = cash.cash_flows(found.curve)
    _, money_in, money_out, spent, profit = chart["rows"][-1]
    assert money_in == f"${flows.money_in[-1]:,.0f}"
    assert money_out == f"${flows.money_out[-1]:,.0f}"
    assert spent == f"${12 * 3000:,}"
    assert profit == f"${found.curve.profit[-1]:,.0f}".replace("$-", "−$")


def test_few_cases_leave_curves_and_no_single_amounts(organization, manager, sign_in):
    few = samples.make_predictions(organization, manager, samples.churn_csv(rows=60))
    valuation = samples.make_valuation(few, manager)
    page = words(open_page(sign_in(manager), few))
    assert "Fewer than 30 positives: too few cases to say what a better ranking would bring" in page
    assert "Fewer than 30 positives: too few cases for one number in each cell" in page
    assert "An AUC of" not in page
    assert "as entered" not in page
    drawn = money_page(valuation, priced(valuation, question_of(valuation.question))).charts
    assert re.fullmatch(r"The return is highest at [\d.]+% treated", drawn[2]["title"])
    assert all("too few cases" in each["wide"] for each in drawn[:3])


def test_nothing_spent_says_so_in_place_of_a_return(made, manager, sign_in):
    samples.make_valuation(made, manager, cost_per_action="0", false_positive="-12")
    page = words(open_page(sign_in(manager), made))
    assert "acting costs nothing" in page
    assert "The return is highest" not in page


def test_two_other_amounts_can_be_chosen(made, manager, sign_in):
    samples.make_valuation(made, manager, false_negative="-30", **LIMITED)
    query = {"rows": "cost_per_action", "columns": "false_negative"}
    page = words(open_page(sign_in(manager), made, **query))
    assert "Down: cost for each treated. Across: positive, left alone." in page
    assert "The limit stays at 10.0% of all" in page
    assert "−$45" in page


def test_a_budget_follows_the_cost_of_acting(made, manager):
    """Also in a valuation of before, of which fewer points were kept."""
    valuation = samples.make_valuation(made, manager, budget="3600", fixed_cost="")
    question = question_of(valuation.question)
    share = 3600 / 12 / 3000
    found = sensitivity(priced(valuation, question), ("true_positive", "cost_per_action"))
    follows = f"from {share / 1.5:.1%} of all where acting costs most to {share / 0.5:.1%}"
    assert len(found.notes) == 1
    assert follows in found.notes[0]
    del valuation.result["drawing"]["costs_decisive"]
    before = sensitivity(priced(valuation, question), ("true_positive", "cost_per_action"))
    assert "each cell is the best of" in before.notes[1]
    other = sensitivity(priced(valuation, question), ("true_positive", "false_positive"))
    assert other.notes == ["The limit stays at 10.0% of all in every cell."]


@pytest.mark.parametrize("typed", ["true_positive", "false_positive", "everything", ""])
def test_a_wrong_amount_is_named_and_the_page_stays(made, manager, sign_in, typed):
    samples.make_valuation(made, manager)
    answer = open_page(sign_in(manager), made, rows="true_positive", columns=typed)
    assert answer.status_code == 422
    assert "Down: positive, treated. Across: cost for each treated." in words(answer)


def test_one_amount_has_nothing_to_be_varied_against(made, manager):
    valuation = samples.make_valuation(made, manager, cost_per_action="0")
    found = sensitivity(priced(valuation, question_of(valuation.question)))
    assert len(found.table["rows"]) == 11
    assert len(found.table["columns"]) == 1
    valuation = samples.make_valuation(made, manager, cost_per_action="0", true_positive="0")
    assert sensitivity(priced(valuation, question_of(valuation.question))) is None


def test_nobody_treated_is_shown_as_well(made, manager, sign_in):
    samples.make_valuation(made, manager, true_positive="1")
    page = words(open_page(sign_in(manager), made))
    assert "No threshold earns more than it costs" in page
    assert "Already the best scores cost more than they bring" in page


def test_amounts_by_row_are_valued_from_the_kept_points(organization, manager, sign_in):
    made = samples.make_by_amount(organization, manager)
    page = words(open_page(sign_in(manager), made))
    assert "50% " in page
    assert "Money in is farthest" in page


@pytest.mark.parametrize("number", [2, 0, 10**30])
def test_a_valuation_that_is_not_there_is_not_found(made, manager, sign_in, number):
    samples.make_valuation(made, manager)
    assert open_page(sign_in(manager), made, number).status_code == 404


def test_an_older_valuation_leads_back(made, manager, sign_in):
    valuation = samples.make_valuation(made, manager)
    del valuation.result["against_auc"]
    valuation.save()
    answer = open_page(sign_in(manager), made)
    assert answer.headers["Location"] == reverse("metrics:predictions", args=[made.public_id])


def test_a_forecast_has_another_page(organization, manager, sign_in):
    made = samples.make_forecast(organization, manager)
    samples.make_forecast_valuation(made, manager)
    answer = open_page(sign_in(manager), made)
    assert answer.headers["Location"] == reverse("metrics:predictions", args=[made.public_id])


def test_it_needs_neither_file_nor_tables(made, manager, sign_in, django_assert_max_num_queries):
    samples.make_valuation(made, manager)
    uploading.tables_of(made).unlink()
    made.state, made.facts = "refused", {}
    made.save()
    client = sign_in(manager)
    with django_assert_max_num_queries(12):
        assert open_page(client, made).status_code == 200
