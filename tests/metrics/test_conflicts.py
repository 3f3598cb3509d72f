"""Two people change the same thing: both texts stand on the page, nothing is lost unseen."""

import datetime
from decimal import Decimal

import metric_data
import predictions as data
import pytest
from django import forms

from aiproj.shared import versions
from metrics.models import BusinessMetric, MetricLink, MetricSample
from metrics.services import links, samples

KEY = "a" * 16


@pytest.fixture
def metric(organization, manager):
    return metric_data.metric(organization, manager)


def test_every_field_of_a_metric_that_differs_is_shown(sign_in, manager, metric):
    client, page = sign_in(manager), f"/measure/metrics/{metric.public_id}/edit/"
    form = client.get(page).context["form"]
    typed = {name: form[name].value() or "" for name in form.fields} | {"name": "Mine"}
    theirs = {"measured_by": "A new method", "frequency": "monthly", "alert_limit": Decimal(30)}
    BusinessMetric.objects.filter(pk=metric.pk).update(**theirs, version=2)
    answer = client.post(page, typed)
    assert answer.status_code == 409
    stored = answer.context["form"].stored
    limit = form["alert_limit"].label
    assert stored == {
        "Name": metric.name,
        form["measured_by"].label: "A new method",
        form["frequency"].label: "Monthly",
        limit: "30",
    }
    assert "<dd>A new method</dd>" in answer.content.decode()


def test_the_note_of_a_value_is_shown(sign_in, manager, metric):
    sample = metric_data.sample(metric, manager)
    MetricSample.objects.filter(pk=sample.pk).update(note="Theirs", version=2)
    typed = {"day": sample.day.isoformat(), "value": f"{sample.value}", "note": "", "version": 1}
    answer = sign_in(manager).post(f"/measure/values/{sample.public_id}/", typed)
    assert answer.context["form"].stored == {"Source or note": "Theirs"}


def test_numbers_sources_and_removed_inputs_of_a_link_are_shown(sign_in, manager, organization):
    metric = metric_data.revenue_metric(organization, manager)
    link = links.create_link(metric=metric, actor=manager, content=metric_data.content())
    page = f"/measure/links/{link.public_id}/edit/"
    client = sign_in(manager)
    editor = client.get(page).context["editor"]
    typed = {"then": "save"}
    for part in (editor.form, *editor.inputs.forms, *editor.steps.forms):
        typed |= {part.add_prefix(name): part[name].value() or "" for name in part.fields}
    for rows in (editor.inputs, editor.steps):
        typed |= {f"{rows.prefix}-TOTAL_FORMS": len(rows.forms), f"{rows.prefix}-INITIAL_FORMS": 0}
    technical = metric_data.technical(organization, manager)
    theirs = metric_data.content(
        metric_data.input_node("customers", "customers/year", "90", "111", "120", source="Census"),
        metric_data.input_node("share", "%", "5", technical=technical.public_id),
        {"key": "gained", "name": "Gained", "unit": "", "formula": "customers * share"},
        formula="gained * 10",
        mechanism="Theirs",
    )
    MetricLink.objects.filter(pk=link.pk).update(
        mechanism=theirs.mechanism, formula=theirs.formula, nodes=theirs.nodes, version=2
    )
    answer = client.post(page, typed)
    assert answer.status_code == 409
    assert answer.context["editor"].stored == {
        "Mechanism": "Theirs",
        "Input customers": "customers in customers/year: low 90, likely 111, high 120; "
        "source: Census",
        "Input share": "share in %: low 5, likely 5, high 5; stands for Alerts",
        "Step gained": "Gained: customers * share",
        "Formula of the business metric": "gained * 10",
        "Input revenue": "Not there",
    }
    assert "likely 111" in answer.content.decode()


def test_payoffs_of_somebody_else_are_shown_field_by_field(sign_in, organization, manager):
    made = data.make_predictions(organization, manager)
    data.make_valuation(made, manager, fixed_cost="777", people="shops")
    typed = {**data.QUESTION, "version": "0"}
    answer = sign_in(manager).post(f"/measure/predictions/{made.public_id}/value/", typed)
    assert answer.status_code == 409
    assert set(answer.context["form"].stored.values()) == {"777", "shops"}
    # They would call what was typed the stored valuation
    assert answer.context["sliders"] is None


def test_a_used_key_with_another_value_is_no_success(sign_in, manager, metric):
    client, page = sign_in(manager), f"/measure/metrics/{metric.public_id}/values/add/"
    typed = {"day": "2026-04-01", "value": "5", "note": "", "key": KEY}
    client.post(page, typed)
    for changed in ({"day": "2026-04-02", "value": "99"}, {"value": "6"}, {"note": "New"}):
        answer = client.post(page, typed | changed)
        assert answer.status_code == 409
        assert "This form has kept 5 % on 1 Apr 2026 already" in answer.content.decode()
        assert metric.samples.count() == 1
    again = {**typed, "day": "2026-04-02", "value": "99"}
    form = client.post(page, again).context["form"]
    assert form["value"].value() == "99"
    assert form["key"].value() != KEY
    client.post(page, again | {"key": form["key"].value()})
    assert metric.samples.get(day=datetime.date(2026, 4, 2)).value == 99


def test_a_key_that_was_used_says_what_it_kept(manager, metric):
    entry = samples.Entry(datetime.date(2026, 4, 1), Decimal(5), "", KEY)
    first = samples.add(metric=metric, actor=manager, entry=entry)
    assert samples.add(metric=metric, actor=manager, entry=entry) == first
    with pytest.raises(samples.KeyUsed, match="5 % on 1 Apr 2026"):
        samples.add(
            metric=metric,
            actor=manager,
            entry=samples.Entry(entry.day, Decimal(6), "", KEY),
        )


class Everything(forms.Form):
    word = forms.CharField(required=False)
    day = forms.DateField()
    amount = forms.DecimalField()
    ready = forms.BooleanField(required=False, label="Is it ready?")
    kind = forms.ChoiceField(choices=[("a", "First"), ("More", [("b", "Second")])])
    version = forms.IntegerField(widget=forms.HiddenInput)


STORED = {
    "word": "",
    "day": datetime.date(2026, 4, 1),
    "amount": Decimal("5.50"),
    "ready": False,
    "kind": "b",
    "version": 9,
}
TYPED = {"word": "", "day": "2026-04-01", "amount": "5.5", "kind": "b", "version": "1"}


def test_what_is_written_differently_and_means_the_same_is_not_shown():
    form = Everything(TYPED)
    versions.show_stored(form, STORED)
    assert form.stored == {}


@pytest.mark.parametrize(
    ("changed", "shown"),
    [
        ({"word": "x"}, {"Word": "Nothing"}),
        ({"day": "2026-04-02"}, {"Day": "1 Apr 2026"}),
        ({"day": "soon"}, {"Day": "1 Apr 2026"}),
        ({"amount": "5.51"}, {"Amount": "5.5"}),
        ({"ready": "on"}, {"Is it ready?": "No"}),
        ({"kind": "a"}, {"Kind": "Second"}),
    ],
)
def test_what_is_stored_is_shown_in_words(changed, shown):
    form = Everything(TYPED | changed)
    versions.show_stored(form, STORED)
    assert form.stored == shown
