"""The calibration ledger, and forecasts beside what measured projects make of them."""

import datetime
from decimal import Decimal

import outcome_data
import pytest
import scoping_data
from django.urls import reverse

from accounts.models import Membership
from scoping.models import BenefitOutcome, Project
from scoping.overview import ledger

pytestmark = pytest.mark.django_db
PAGE, FILE = "/portfolio/ledger/", "/portfolio/ledger.csv"


def _read(client, address=PAGE):
    return client.get(address).content.decode()


def test_an_empty_ledger_says_when_a_project_stands_there(as_manager):
    page = _read(as_manager)
    assert "No forecast has been held against what came of it" in page
    assert "5 measured projects are still needed" in page
    assert "gate G4, is decided" in page


def test_a_measured_project_shows_both_ratios(as_manager, organization, manager):
    outcome_data.outcome(organization, manager)
    row = ledger.ledger_rows(manager, organization)[0]
    assert (row.ratio_said, row.cost_said) == ("0.50", "1.20")
    page = _read(as_manager)
    assert "1 forecast held against what came of it" in page
    assert "4 measured projects are still needed" in page
    assert "USD 0.20m" in page


def test_half_a_year_counts_twice(organization, manager):
    days = {"starts_on": datetime.date(2026, 1, 1), "ends_on": datetime.date(2026, 3, 14)}
    outcome_data.outcome(organization, manager, **days)
    assert ledger.ledger_rows(manager, organization)[0].ratio == Decimal("2.5")


def test_five_projects_give_the_middle_and_the_range(as_manager, organization, manager):
    outcome_data.record(organization, manager, 100_000, 120_000, 160_000, 180_000, 240_000)
    page = _read(as_manager)
    assert "The median project brings 80% of what was forecast" in page
    assert "5 measured projects, from 50% to 120%." in page
    assert "0.80 (0.50 to 1.20)" in page


def test_the_newest_measurement_of_a_project_counts(organization, manager):
    first = outcome_data.outcome(organization, manager)
    fields = {**outcome_data.FIELDS, "benefit": Decimal(300_000)}
    first.project.outcomes.create(**fields, forecast_benefit=Decimal(200_000))
    rows = ledger.ledger_rows(manager, organization)
    assert [row.ratio for row in rows] == [Decimal("1.5")]


def test_what_was_not_forecast_has_no_ratio(as_manager, organization, manager):
    outcome_data.outcome(organization, manager, forecast_benefit=None, forecast_cost=None)
    assert ledger.closed_cases(ledger.ledger_rows(manager, organization)) == []
    assert "Fewer returns" in _read(as_manager)


@pytest.mark.parametrize("column", sorted(ledger.SORTS))
def test_every_column_sorts_both_ways(as_manager, organization, manager, column):
    outcome_data.outcome(organization, manager, "Alpha", category="", complexity="")
    outcome_data.outcome(organization, manager, "Beta", forecast_benefit=None)
    for sort in (column, f"-{column}"):
        assert as_manager.get(PAGE, {"sort": sort}).status_code == 200
    rows = ledger.ledger_rows(manager, organization)
    assert [row.project.title for row in ledger.ordered(rows, "title")] == ["Alpha", "Beta"]


def test_an_unknown_order_is_the_usual_one(as_manager, organization, manager):
    outcome_data.outcome(organization, manager)
    page = _read(as_manager, f'{PAGE}?sort="><script>')
    assert "<script>" not in page.split("<main")[1]


def test_the_file_holds_exact_figures_and_no_formulas(as_manager, organization, manager):
    outcome_data.outcome(organization, manager, source="=1+1", benefit=Decimal("100000.25"))
    text = _read(as_manager, FILE)
    assert "100000.25" in text
    assert "'=1+1" in text


def test_projects_in_use_without_a_measurement_are_named(as_manager, project):
    Project.objects.filter(pk=project.pk).update(stage="live")
    assert "In use, not measured yet: 1" in _read(as_manager)


def test_other_organizations_stay_apart(as_manager, outsider, organization, manager):
    elsewhere = outsider.memberships.get().organization
    outcome_data.record(elsewhere, outsider, 1, 2, 3, 4, 5)
    assert "No forecast has been held" in _read(as_manager)
    assert ledger.ledger_rows(manager, elsewhere) == []


def test_an_estimator_who_left_is_not_named(as_manager, organization, manager, member):
    outcome_data.outcome(organization, manager, estimator=None)
    assert "Somebody who left" in _read(as_manager)


def test_the_page_asks_as_often_for_ten_as_for_one(
    as_manager, organization, manager, django_assert_max_num_queries
):
    outcome_data.record(organization, manager, *range(1, 11))
    with django_assert_max_num_queries(16):
        as_manager.get(PAGE)


def test_the_candidates_say_how_many_projects_lack(as_manager, organization, manager):
    made = scoping_data.make_example(organization, manager)
    outcome_data.record(organization, manager, 1, 2)
    page = _read(as_manager, reverse("scoping:candidates", args=[made.public_id]))
    assert "3 more measured projects are needed before the margin can be adjusted" in page


def test_five_projects_put_a_figure_beside_the_raw_one(as_manager, organization, manager):
    made = scoping_data.make_example(organization, manager)
    outcome_data.record(organization, manager, 100_000, 120_000, 100_000, 100_000, 140_000)
    page = _read(as_manager, reverse("scoping:candidates", args=[made.public_id]))
    assert "Margin by our record" in page
    assert "USD 0.38m" in page  # half of 0.76 million
    assert "USD 0.38m to USD 0.53m; 5 measured projects of the same complexity" in page
    assert "USD 0.76m" in page


def test_a_candidate_shows_both_with_their_names(as_manager, organization, manager):
    made = scoping_data.make_example(organization, manager)
    outcome_data.record(organization, manager, 100_000, 120_000, 100_000, 100_000, 140_000)
    churn = next(row for row in made.candidates.current() if row.name == "Churn model")
    page = _read(as_manager, reverse("scoping:candidate", args=[made.public_id, churn.public_id]))
    assert "As forecast; this counts" in page
    assert "By our record" in page
    assert "Measured projects make USD 0.38m of a margin of USD 0.76m" in page


def test_who_sees_one_project_only_learns_nothing_of_others(sign_in, organization, manager, member):
    made = scoping_data.make_example(organization, manager)
    made.involvements.create(person=member, part="owner")
    outcome_data.record(organization, manager, 1, 2, 3, 4, 5)
    address = reverse("scoping:candidates", args=[made.public_id])
    assert "Margin by our record" not in _read(sign_in(member), address)
    assert Membership.objects.get(user=member).role == "member"
    assert BenefitOutcome.objects.visible_to(member).count() == 0
