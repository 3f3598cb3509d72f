"""A benefit taken over from a driver formula or a profit curve, on the candidate's page."""

import datetime
from decimal import Decimal

import factories
import metric_data
import predictions
import pytest
import scoping_data
from django.urls import reverse

from scoping.models import Revision
from scoping.overview.cases import case_of
from scoping.overview.sources import offered
from scoping.services import worksheets

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(organization, manager):
    return scoping_data.make_project(organization, manager, currency="EUR")


@pytest.fixture
def candidate(project):
    return project.candidates.current().last()


@pytest.fixture
def link(project, organization, manager):
    """A driver formula that the worksheet lists: 720, 1,000 and 1,320 EUR a year of revenue."""
    made = metric_data.link(organization, manager)
    scoping_data.save(
        project, "metrics", manager, {"links": [{"id": "l1", "link": made.public_id}]}
    )
    return made


@pytest.fixture
def curve(organization, manager):
    made = predictions.make_predictions(organization, manager)
    return predictions.make_valuation(made, manager, currency="EUR")


def _address(name, candidate):
    return reverse(f"scoping:{name}", args=[candidate.project.public_id, candidate.public_id])


def _take(client, candidate, what, version=1, **fields):
    content = {"version": version, "name": "Churn model", "take": what, **fields}
    return client.post(_address("candidate_save", candidate), content)


def _content(candidate):
    candidate.refresh_from_db()
    return candidate.content


def _page(client, candidate):
    return client.get(_address("candidate", candidate)).content.decode()


def test_a_driver_formula_becomes_the_benefit(as_manager, candidate, link):
    answer = _take(as_manager, candidate, f"link:{link.public_id}", margin="40")
    assert answer["Location"].endswith("#sources")
    found = _content(candidate)
    figures = [found[f"benefit_{end}"] for end in ("low", "likely", "high")]
    assert figures == ["720", "1000", "1320"]
    assert (found["benefit_source"], found["margin"]) == ("link", "40")
    assert found["benefit_taken"]["hash"] == link.inputs_hash


def test_the_chosen_point_of_a_curve_becomes_the_benefit_of_a_year(as_manager, candidate, curve):
    _take(as_manager, candidate, f"valuation:{curve.public_id}", margin="40")
    found, value = _content(candidate), curve.result["chosen"]["value"]
    assert Decimal(found["benefit_likely"]) == round(Decimal(repr(value["estimate"])) * 4, 2)
    assert Decimal(found["benefit_low"]) == round(Decimal(repr(value["low"])) * 4, 2)
    assert (found["benefit_source"], found["margin"]) == ("valuation", "100")


def test_saved_cost_is_margin_already(as_manager, project, candidate, organization, manager):
    made = metric_data.link(organization, manager, category="cost", unit="EUR/year")
    _take(as_manager, candidate, f"link:{made.public_id}", benefit_link=made.public_id)
    assert _content(candidate)["margin"] == "100"


def test_one_save_is_kept_and_can_be_undone(as_manager, project, candidate, link):
    _take(as_manager, candidate, f"link:{link.public_id}")
    assert Revision.objects.of(project, candidate.public_id).count() == 2
    back = reverse("scoping:candidate_bring_back",
                   args=[project.public_id, candidate.public_id, 1])  # fmt: skip
    as_manager.post(back, {"version": 2})
    assert "benefit_likely" not in _content(candidate)


def test_the_page_tells_where_the_figures_are_from(as_manager, candidate, link):
    _take(as_manager, candidate, f"link:{link.public_id}")
    page = _page(as_manager, candidate)
    assert "EUR 1,000 a year, from 720 to 1,320" in page
    assert "result = customers * revenue" in page
    assert link.inputs_hash[:12] in page
    assert "has changed since" not in page


def test_a_source_that_changed_offers_the_new_figures(
    as_manager, project, candidate, link, manager
):
    _take(as_manager, candidate, f"link:{link.public_id}")
    _change(link, manager)
    page = _page(as_manager, candidate)
    assert "The source has changed since." in page
    assert "<del>EUR 1,000 a year, from 720 to 1,320</del>" in page
    assert "<ins>EUR 2,000 a year, from 1,440 to 2,640</ins>" in page
    assert _content(candidate)["benefit_likely"] == "1000"
    _take(as_manager, candidate, f"link:{link.public_id}", version=2)
    assert _content(candidate)["benefit_likely"] == "2000"


def _change(link, manager):
    nodes = metric_data.content().nodes
    metric_data.links.change_link(
        link=link, actor=manager, version=1,
        content=metric_data.content(*nodes, formula="customers * revenue * 2"),
    )  # fmt: skip


def test_a_newer_curve_of_the_same_file_is_a_change(as_manager, candidate, curve, manager):
    _take(as_manager, candidate, f"valuation:{curve.public_id}")
    newer = predictions.make_valuation(curve.predictions, manager, currency="EUR",
                                       true_positive="200")  # fmt: skip
    assert "The source has changed since." in _page(as_manager, candidate)
    _take(as_manager, candidate, f"valuation:{newer.public_id}", version=2)
    assert _content(candidate)["benefit_valuation"] == newer.public_id


def test_a_figure_that_is_typed_over_is_flagged(as_manager, project, candidate, link, manager):
    _take(as_manager, candidate, f"link:{link.public_id}")
    edited = {**_content(candidate), "benefit_likely": "1004"}
    worksheets.save_candidate(candidate=candidate, actor=manager, version=2, content=edited)
    page = _page(as_manager, candidate)
    assert "Edited by hand since it was taken:" in page
    assert "SC-L76" in page


def test_saving_the_form_keeps_the_record(as_manager, candidate, link):
    _take(as_manager, candidate, f"link:{link.public_id}")
    fields = {key: value for key, value in _content(candidate).items() if isinstance(value, str)}
    as_manager.post(_address("candidate_save", candidate), {**fields, "version": 2, "summary": "S"})
    assert _content(candidate)["benefit_taken"]["name"] == "Revenue kept"


def test_another_currency_is_refused_and_what_was_typed_stays(
    as_manager, candidate, organization, manager
):
    made = predictions.make_predictions(organization, manager)
    dollars = predictions.make_valuation(made, manager, currency="USD")
    answer = _take(as_manager, candidate, f"valuation:{dollars.public_id}", summary="Calls them")
    assert answer.status_code == 422
    assert "the benefit is in USD, the project in EUR" in answer.content.decode()
    assert "Calls them" in answer.content.decode()
    assert "benefit_likely" not in _content(candidate)


def test_a_profit_without_period_is_refused(as_manager, candidate, curve, manager):
    vague = predictions.make_valuation(curve.predictions, manager, currency="EUR", period="")
    answer = _take(as_manager, candidate, f"valuation:{vague.public_id}")
    assert answer.status_code == 422
    assert "stated for no period" in answer.content.decode()


def test_a_stale_click_shows_both_texts(as_manager, candidate, link, manager):
    theirs = {"name": "Chatbot", "benefit_likely": "5"}
    worksheets.save_candidate(candidate=candidate, actor=manager, version=1, content=theirs)
    answer = _take(as_manager, candidate, f"link:{link.public_id}")
    assert answer.status_code == 409
    assert "Chatbot" in answer.content.decode()
    assert _content(candidate) == theirs


@pytest.mark.parametrize("what", ["link", "valuation"])
def test_a_source_of_another_organization_is_like_none(as_manager, candidate, manager, what):
    other = factories.make_organization(name="Other")
    if what == "link":
        foreign = metric_data.link(other, manager)
    else:
        made = predictions.make_predictions(other, manager)
        foreign = predictions.make_valuation(made, manager, currency="EUR")
    answers = [
        _take(as_manager, candidate, f"{what}:{key}")
        for key in (foreign.public_id, "a" * 16)
    ]  # fmt: skip
    assert [each.status_code for each in answers] == [422, 422]
    assert all("is not there any more" in each.content.decode() for each in answers)
    assert "benefit_likely" not in _content(candidate)


@pytest.mark.parametrize("what", ["nonsense", "link:", ":", "typed:x", "link:a:b"])
def test_what_no_button_sends_is_refused(as_manager, candidate, what):
    assert _take(as_manager, candidate, what).status_code == 422


def test_an_archived_formula_is_said_to_be_gone(as_manager, candidate, link, manager):
    _take(as_manager, candidate, f"link:{link.public_id}")
    metric_data.links.archive_link(link=link, actor=manager)
    assert "The source is not there any more." in _page(as_manager, candidate)
    assert _content(candidate)["benefit_likely"] == "1000"


def test_a_charter_in_review_keeps_its_figures(as_manager, flow, organization, manager):
    charter = flow.submit()
    frozen = charter.content_hash
    made = predictions.make_predictions(organization, manager)
    curve = predictions.make_valuation(made, manager, currency=flow.project.currency)
    candidate = flow.project.candidates.get(decision="chosen")
    before = candidate.content
    answer = _take(as_manager, candidate, f"valuation:{curve.public_id}", candidate.version)
    assert answer.status_code == 422
    assert "The charter is in review." in answer.content.decode()
    charter.refresh_from_db()
    assert (_content(candidate), charter.content_hash) == (before, frozen)


def test_members_who_read_get_no_button(sign_in, executive, candidate, link):
    page = _page(sign_in(executive), candidate)
    assert 'name="take"' not in page


def test_forecasts_are_no_profit_curves(as_manager, project, candidate, organization, manager):
    made = predictions.make_forecast(organization, manager)
    forecast = predictions.make_forecast_valuation(made, manager)
    content = {"name": "Churn model", "kind": "ml", "benefit_source": "valuation",
               "benefit_valuation": forecast.public_id}  # fmt: skip
    worksheets.save_candidate(candidate=candidate, actor=manager, version=1, content=content)
    assert _page(as_manager, candidate).count(forecast.public_id) == 0
    assert offered(project, content) == {}


def test_money_of_a_month_counts_as_money_of_a_year(project, organization, manager):
    made = metric_data.link(organization, manager, unit="EUR/month")
    rows = [{"id": "l1", "link": made.public_id}]
    scoping_data.save(project, "metrics", manager, {"links": rows})
    assert offered(project, {})[f"link:{made.public_id}"].likely == 1000
    around = case_of(project, datetime.date(2026, 11, 29)).around
    assert around.links[made.public_id].value == 1000
