"""One saving in one category: what stands for a metric, and that a check runs what saving runs."""

from decimal import Decimal

import metric_data
import pytest
from metric_data import typed_link as typed

from aiproj.shared.errors import Refused
from metrics.models import MetricLink
from metrics.services import definitions, links


@pytest.fixture
def revenue(organization, manager):
    return metric_data.revenue_metric(organization, manager)


@pytest.fixture
def cost(organization, manager):
    return metric_data.revenue_metric(
        organization, manager, name="Marketing saved", category="cost"
    )


def standing_for(metric, **more):
    """A tree that takes another metric's total as it is."""
    kept = metric_data.input_node("kept", metric.unit, "5", driver=metric.public_id)
    return metric_data.content(kept, formula="kept", **more)


def other(organization, actor, **fields):
    given = {"target_kind": "absolute", "target_amount": Decimal(9), "baseline": Decimal(0)}
    return metric_data.metric(organization, actor, direction="up", **{**given, **fields})


def test_a_saving_does_not_flow_into_another_category(manager, revenue, cost):
    with pytest.raises(Refused) as refused:
        links.create_link(metric=cost, actor=manager, content=standing_for(revenue))
    assert str(refused.value) == (
        "Revenue kept (revenue) is an input of Marketing saved (cost): the same saving would count "
        "in both categories, and it counts once only. Give both metrics the same category, or "
        "leave this input out of the formula."
    )
    assert not MetricLink.objects.exists()


def test_the_remedy_of_one_category_is_taken(manager, revenue, cost):
    fields = {"name": cost.name, "unit": cost.unit, "category": "revenue"}
    definitions.change_metric(metric=cost, actor=manager, version=1, fields=fields)
    links.create_link(metric=cost, actor=manager, content=standing_for(revenue))
    assert [str(row) for row in cost.links.get().drivers.all()] == ["Revenue kept"]


def test_hours_saved_are_no_cost_saved_as_well(organization, manager, cost):
    hours = other(organization, manager, name="Hours saved", unit="hours/year")
    own = metric_data.input_node("hours", "hours/year", "5", driver=hours.public_id)
    wage = metric_data.input_node("wage", "EUR/hour", "40")
    content = metric_data.content(own, wage, formula="hours * wage")
    with pytest.raises(Refused, match=r"Hours saved \(efficiency\) is an input of Marketing saved"):
        links.create_link(metric=cost, actor=manager, content=content)


def test_a_share_of_another_category_moves_money(organization, manager, revenue):
    churn = other(organization, manager, name="Yearly churn", category="customer", unit="%/year")
    rate = metric_data.input_node("churn", "%/year", "5", driver=churn.public_id)
    money = metric_data.input_node("worth", "EUR", "40")
    content = metric_data.content(rate, money, formula="churn * worth")
    links.create_link(metric=revenue, actor=manager, content=content)
    assert revenue.links.count() == 1


def test_money_moves_a_share_of_another_category(organization, manager, revenue):
    share = other(organization, manager, name="Share kept", unit="%", category="customer")
    kept = metric_data.input_node("kept", "EUR/year", "5", driver=revenue.public_id)
    whole = metric_data.input_node("whole", "EUR/year", "40")
    content = metric_data.content(kept, whole, formula="kept / whole")
    links.create_link(metric=share, actor=manager, content=content)
    assert share.links.count() == 1


def test_a_change_a_restored_link_and_a_restored_metric_are_asked_too(manager, revenue, cost):
    plain = metric_data.content(metric_data.input_node("kept", "EUR/year", "5"), formula="kept")
    link = links.create_link(metric=cost, actor=manager, content=plain)
    with pytest.raises(Refused, match="in both categories"):
        links.change_link(link=link, actor=manager, version=1, content=standing_for(revenue))
    link.drivers.set([revenue])  # as it could be saved before
    links.archive_link(link=link, actor=manager)
    with pytest.raises(Refused, match="in both categories"):
        links.restore_link(link=link, actor=manager)
    MetricLink.objects.update(archived_at=None)
    definitions.archive_metric(metric=cost, actor=manager)
    with pytest.raises(Refused, match="in both categories"):
        links.restore_metric(metric=cost, actor=manager)


def test_a_link_of_before_does_not_lock_the_others(organization, manager, revenue, cost):
    plain = metric_data.content(metric_data.input_node("kept", "EUR/year", "5"), formula="kept")
    links.create_link(metric=cost, actor=manager, content=plain).drivers.set([revenue])
    third = metric_data.revenue_metric(organization, manager, name="Revenue won")
    links.create_link(metric=third, actor=manager, content=metric_data.content())
    assert third.links.count() == 1


def input_row(name, unit, number, **more):
    return {"name": name, "unit": unit, "low": number, "likely": number, "high": number, **more}


@pytest.mark.parametrize("then", ["check", "save"])
def test_what_a_check_and_a_save_refuse_is_not_called_right(sign_in, manager, revenue, cost, then):
    row = input_row("Kept", "EUR/year", "5", stands_for=f"driver:{revenue.public_id}")
    page = f"/measure/metrics/{cost.public_id}/link/"
    answer = sign_in(manager).post(page, typed(row, formula="kept", then=then))
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "would count in both categories" in text
    assert "The formula holds" not in text
    assert not MetricLink.objects.exists()


def test_a_check_names_a_circle(sign_in, manager, organization, revenue):
    margin = metric_data.revenue_metric(organization, manager, name="Margin")
    links.create_link(metric=margin, actor=manager, content=standing_for(revenue))
    row = input_row("Margin", "EUR/year", "5", stands_for=f"driver:{margin.public_id}")
    page = f"/measure/metrics/{revenue.public_id}/link/"
    answer = sign_in(manager).post(page, typed(row, formula="margin", then="check"))
    assert (answer.status_code, "in a circle" in answer.content.decode()) == (422, True)


def test_a_check_names_another_unit_than_that_of_the_metric(
    sign_in, manager, organization, revenue
):
    alerts = metric_data.technical(organization, manager)
    row = input_row("Alerts", "EUR/year", "5", stands_for=f"technical:{alerts.public_id}")
    page = f"/measure/metrics/{revenue.public_id}/link/"
    answer = sign_in(manager).post(page, typed(row, formula="alerts", then="check"))
    assert "Alerts is in %, not in EUR/year" in answer.content.decode()


def test_a_check_of_a_stored_link_changes_nothing(sign_in, manager, organization, revenue):
    link = links.create_link(metric=revenue, actor=manager, content=metric_data.content())
    before = MetricLink.objects.values().get()
    events = organization.audit_events.count()
    page = f"/measure/links/{link.public_id}/edit/"
    client = sign_in(manager)
    answer = client.post(page, typed(formula="2 * customers * price", then="check"))
    assert "The formula holds" in answer.content.decode()
    assert MetricLink.objects.values().get() == before
    assert organization.audit_events.exclude(action__startswith="account").count() == events
    assert client.post(page, typed(version="7", then="check")).status_code == 409


def test_a_question_is_not_ended_twice(sign_in, manager, revenue):
    page = f"/measure/metrics/{revenue.public_id}/link/"
    answer = sign_in(manager).post(page, typed(formula="custmers * price", then="check"))
    found = [text for _, text in answer.context["editor"].problems]
    assert found == ["Line 1, column 1: custmers is not known; did you mean customers?"]
