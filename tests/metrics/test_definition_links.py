"""Links: formula, check, saving, circles, savings counted once."""

from decimal import Decimal

import metric_data
import pytest
from metric_data import typed_link as typed

from aiproj.shared.errors import Refused, Stale
from metrics.models import MetricLink
from metrics.overview.driver_trees import content_of, drawing_of
from metrics.services import definitions, links


@pytest.fixture
def metric(organization, manager):
    return metric_data.revenue_metric(organization, manager)


@pytest.fixture
def page(metric):
    return f"/measure/metrics/{metric.public_id}/link/"


def test_a_saved_link_shows_every_number_with_its_unit(sign_in, manager, page, organization):
    text = sign_in(manager).post(page, typed(), follow=True).content.decode()
    for words in ("100 customers/year", "90 to 120", "10 EUR/customer", "1,000 EUR/year"):
        assert words in text
    assert "720 to 1,320" in text
    assert "100 customers/year × 10 EUR/customer = 1,000 EUR/year" in text
    assert organization.audit_events.filter(action="metric_link.created").count() == 1


def test_a_check_draws_the_tree_and_saves_nothing(sign_in, manager, page):
    answer = sign_in(manager).post(page, typed(then="check"))
    assert answer.status_code == 200
    assert "1,000 EUR/year" in answer.content.decode()
    assert not MetricLink.objects.exists()


def test_more_rows_keep_what_was_typed_and_complain_about_nothing(sign_in, manager, page):
    row = {"name": "Customers", "low": "many"}
    answer = sign_in(manager).post(page, typed(row, then="more", formula=""))
    editor = answer.context["editor"]
    assert answer.status_code == 200
    assert editor.problems == []
    assert editor.inputs[0]["low"].value() == "many"
    assert len(editor.inputs.forms) == 4


PRICE = {"name": "Price", "unit": "EUR", "low": "1", "likely": "2", "high": "3"}

RATE = {"name": "Rate", "unit": "years", "low": "1", "likely": "2", "high": "3"}


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (typed(formula="customers *"), "formula ends"),
        (typed(formula="custmers * price"), "did you mean customers"),
        (typed(formula="customers + price"), "measure different things"),
        (typed(formula="customers"), "the formula gives customers/year"),
        (typed(PRICE, formula="price"), "The formula gives EUR, not EUR/year"),
        (typed({**PRICE, "low": "5"}, formula="price"), "must stand in this order"),
        (typed({**PRICE, "high": ""}, formula="price"), "Enter the high value."),
        (typed({**PRICE, "unit": "$"}, formula="price"), "ISO code"),
        (typed(PRICE, PRICE, formula="price"), "used twice"),
        (typed({**PRICE, "key": "Max!"}, formula="price"), "Small letters"),
        (typed(steps=[{"name": "A", "formula": "a + 1"}], formula="a"), "needs itself"),
        (typed({**RATE, "low": "-1"}, PRICE, formula="price / rate"), "zero"),
        (typed(mechanism=" "), "Say why"),
        (typed(formula="(" * 10_000 + "price" + ")" * 10_000), "at most 2000 characters"),
        (typed(formula="(" * 100 + "price" + ")" * 100), "brackets"),
        (typed(formula="-" * 900 + "price"), "400 parts"),
        (typed(steps=[{"name": "A", "formula": "(" * 100 + "1"}], formula="a"), "brackets"),
        (typed({**PRICE, "unit": "(" * 40 + "EUR" + ")" * 37}, formula="price"), "unit"),
        (typed({**PRICE, "unit": "EUR/year"}, formula="price / 0"), "zero"),
        (typed({**PRICE, "unit": "EUR/year"}, formula="price / (1 - 1)"), "zero"),
        (typed({**PRICE, "high": "1e300"}, formula="price"), "Enter a number"),
        (typed({**PRICE, "high": "9" * 40}, formula="price"), "15 digits"),
        (typed(PRICE, formula="price * 1e300"), "1e+18"),
        (typed(PRICE, formula="price\0"), "null characters"),
        (typed(PRICE, formula="__import__('os')"), "is not understood"),
    ],
)
def test_what_is_wrong_is_named_beside_its_row_and_not_saved(sign_in, manager, page, data, text):
    answer = sign_in(manager).post(page, data)
    assert answer.status_code == 422
    found = " ".join(message for _, message in answer.context["editor"].problems)
    assert text.lower() in found.lower()
    assert not MetricLink.objects.exists()


def test_a_form_without_its_rows_is_refused(sign_in, manager, page):
    answer = sign_in(manager).post(page, {"version": "1", "mechanism": "x", "formula": "1"})
    assert answer.status_code == 422
    assert answer.context["editor"].problems


def test_the_form_of_a_stored_link_saves_it_unchanged(sign_in, manager, organization):
    link = metric_data.start(organization, manager).links.get()
    client, page = sign_in(manager), f"/measure/links/{link.public_id}/edit/"
    editor = client.get(page).context["editor"]
    data = {"version": 1, "then": "save"}
    for part in (editor.form, *editor.inputs.forms, *editor.steps.forms):
        data |= {part.add_prefix(name): part[name].value() or "" for name in part.fields}
    for rows in (editor.inputs, editor.steps):
        data |= {f"{rows.prefix}-TOTAL_FORMS": len(rows.forms), f"{rows.prefix}-INITIAL_FORMS": 0}
    before = link.inputs_hash
    assert client.post(page, data).status_code == 302
    link.refresh_from_db()
    assert (link.inputs_hash, link.version) == (before, 2)


def test_a_stale_save_overwrites_nothing(sign_in, manager, metric):
    link = links.create_link(metric=metric, actor=manager, content=metric_data.content())
    MetricLink.objects.filter(pk=link.pk).update(version=2)
    page = f"/measure/links/{link.public_id}/edit/"
    answer = sign_in(manager).post(page, typed(formula="2 * customers * price"))
    assert answer.status_code == 409
    assert answer.context["editor"].form["version"].value() == "2"
    with pytest.raises(Stale):
        links.change_link(link=link, actor=manager, version=1, content=metric_data.content())


def test_metrics_cannot_rest_on_each_other_in_a_circle(manager, organization, metric):
    other = metric_data.revenue_metric(organization, manager, name="Margin")
    margin = metric_data.input_node("margin", "EUR/year", "5", driver=other.public_id)
    kept = metric_data.input_node("kept", "EUR/year", "5", driver=metric.public_id)
    content = metric_data.content(margin, formula="margin")
    links.create_link(metric=metric, actor=manager, content=content)
    with pytest.raises(Refused, match="circle: "):
        links.create_link(
            metric=other, actor=manager, content=metric_data.content(kept, formula="kept")
        )
    assert MetricLink.objects.count() == 1


def test_a_metric_that_another_rests_on_is_not_archived(manager, organization, metric):
    other = metric_data.revenue_metric(organization, manager, name="Margin")
    margin = metric_data.input_node("margin", "EUR/year", "5", driver=other.public_id)
    link = links.create_link(
        metric=metric, actor=manager, content=metric_data.content(margin, formula="margin")
    )
    with pytest.raises(Refused, match="rests on Margin"):
        definitions.archive_metric(metric=other, actor=manager)
    links.archive_link(link=link, actor=manager)
    definitions.archive_metric(metric=other, actor=manager)
    with pytest.raises(Refused, match="archived"):
        links.restore_link(link=link, actor=manager)


def test_an_input_has_the_unit_of_the_metric_that_it_stands_for(manager, organization, metric):
    technical = metric_data.technical(organization, manager)
    alerts = metric_data.input_node("alerts", "EUR/year", "5", technical=technical.public_id)
    with pytest.raises(Refused, match="Alerts is in %, not in EUR/year"):
        links.create_link(
            metric=metric, actor=manager, content=metric_data.content(alerts, formula="alerts")
        )


def test_a_metric_of_another_organization_cannot_be_an_input(manager, outsider, metric):
    foreign = metric_data.technical(outsider.memberships.get().organization, outsider)
    alerts = metric_data.input_node("alerts", "%", "5", technical=foreign.public_id)
    content = metric_data.content(alerts, formula="alerts")
    with pytest.raises(Refused, match="gives"):
        links.create_link(metric=metric, actor=manager, content=content)
    money = metric_data.input_node("money", "EUR/year", "5")
    content = metric_data.content(alerts, money, formula="money * alerts")
    with pytest.raises(Refused, match="not there any more"):
        links.create_link(metric=metric, actor=manager, content=content)


def test_the_same_saving_counts_in_one_category(manager, organization, metric):
    first = links.create_link(metric=metric, actor=manager, content=metric_data.content())
    saved = metric_data.revenue_metric(organization, manager, name="Saved", category="cost")
    with pytest.raises(Refused, match="“customers” feeds both Revenue kept"):
        links.create_link(metric=saved, actor=manager, content=metric_data.content())
    links.archive_link(link=first, actor=manager)
    links.create_link(metric=saved, actor=manager, content=metric_data.content())
    with pytest.raises(Refused, match="counts once only"):
        links.restore_link(link=first, actor=manager)
    first.refresh_from_db()
    assert first.archived_at


def test_the_same_saving_in_one_category_is_fine(manager, organization, metric):
    other = metric_data.revenue_metric(organization, manager, name="Revenue won")
    for each in (metric, other):
        links.create_link(metric=each, actor=manager, content=metric_data.content())
    assert MetricLink.objects.counting().count() == 2


def test_archiving_a_metric_frees_its_saving_until_it_is_restored(manager, organization, metric):
    links.create_link(metric=metric, actor=manager, content=metric_data.content())
    definitions.archive_metric(metric=metric, actor=manager)
    saved = metric_data.revenue_metric(organization, manager, name="Saved", category="cost")
    links.create_link(metric=saved, actor=manager, content=metric_data.content())
    with pytest.raises(Refused, match="counts once only"):
        links.restore_metric(metric=metric, actor=manager)
    metric.refresh_from_db()
    assert metric.archived_at


def test_unit_and_category_stay_while_a_link_rests_on_them(manager, metric):
    links.create_link(metric=metric, actor=manager, content=metric_data.content())
    fields = {"name": metric.name, "unit": "USD/year", "category": "revenue"}
    with pytest.raises(Refused, match="Links rest on"):
        definitions.change_metric(metric=metric, actor=manager, version=1, fields=fields)


def test_a_node_that_is_needed_twice_is_drawn_once_in_full(organization, manager):
    link = metric_data.start(organization, manager).links.get()
    drawing = drawing_of(link.result, content_of(link))
    saved, cost = drawing.root.branches
    found = saved.branches[0].branches[0]
    again = cost.branches[0].branches[0]
    assert (found.key, again.key) == ("found", "found")
    assert (found.is_repeated, again.is_repeated) == (False, True)
    assert again.branches == ()
    assert found.value == "600 loans/year"


def test_the_bars_of_the_tornado_stand_on_one_scale(organization, manager):
    link = metric_data.link(organization, manager)
    drawing = drawing_of(link.result, content_of(link))
    assert [(bar.name, bar.at_low, bar.at_high) for bar in drawing.bars] == [
        ("customers", "900 EUR/year", "1,200 EUR/year"),
        ("revenue", "800 EUR/year", "1,100 EUR/year"),
    ]
    assert (drawing.bars[0].start, drawing.bars[0].width, drawing.middle) == (25.0, 75.0, 50.0)
    assert Decimal(link.result["nodes"][-1]["likely"]) == 1000


def test_a_function_is_no_key(sign_in, manager, page):
    row = {"name": "Smallest", "key": "min", "unit": "EUR/year", "low": "1", "likely": "2"}
    answer = sign_in(manager).post(page, typed({**row, "high": "3"}, formula="min"))
    assert answer.status_code == 422
    assert "Min is a function in formulas; take another key." in answer.content.decode()


def test_a_form_that_is_cut_says_so(sign_in, manager, page):
    sent = {name: text for name, text in typed().items() if "FORMS" not in name}
    shown = sign_in(manager).post(page, sent).content.decode()
    assert "The form did not arrive whole" in shown
    assert "bug report" not in shown
