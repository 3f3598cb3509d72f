"""A/B tests: totals that shrink are asked about, the planned test is told, plans have an end."""

import csv
import io

import metric_data
import pytest

from aiproj.shared.errors import Refused
from metrics.calc.experiment_plan import MOST_UNITS, plan_means, plan_proportions
from metrics.models import Experiment
from metrics.overview.experiments import looks_of
from metrics.services import experiments

EARLY = (4000, 200, 4020, 250)
WHOLE = (8200, 410, 8190, 510)
SMALLER = {"n_a": 3900, "conversions_a": 201, "n_b": 4100, "conversions_b": 240}
PLAN = {"name": "Tiny", "units": "customers", "rate": "5", "power": "0.8", "share_b": "50"}


@pytest.fixture
def experiment(organization, manager):
    return metric_data.experiment(organization, manager)


def version_of(experiment):
    return Experiment.objects.get(pk=experiment.pk).version


def test_smaller_totals_are_asked_about_and_what_was_typed_is_kept(sign_in, manager, experiment):
    metric_data.reading(experiment, manager, EARLY)
    address = f"/measure/experiments/{experiment.public_id}/"
    client, typed = sign_in(manager), {**SMALLER, "version": version_of(experiment)}
    assert "is_correction" not in client.get(address).content.decode()
    answer = client.post(f"{address}read/", typed)
    assert answer.status_code == 422
    form = answer.context["form"]
    assert list(form.errors) == ["is_correction"]
    said = form.errors["is_correction"][0]
    assert "people in the old way are 3,900 after 4,000" in said
    assert "people who did it in the new way are 240 after 250" in said
    assert form["n_a"].value() == "3900"
    assert 'name="is_correction"' in answer.content.decode()
    assert experiment.readings.count() == 1


def test_a_correction_is_kept_and_named_as_one(sign_in, manager, organization, experiment):
    metric_data.reading(experiment, manager, EARLY)
    address = f"/measure/experiments/{experiment.public_id}/"
    typed = {**SMALLER, "version": version_of(experiment), "is_correction": "on"}
    page = sign_in(manager).post(f"{address}read/", typed, follow=True).content.decode()
    assert "which counted too many" in page
    assert experiment.last_reading().result["is_correction"] is True
    kept = organization.audit_events.filter(action="experiment.read").order_by("pk").last()
    assert "3,900 after 4,000" in kept.after["correction"]


def test_larger_totals_are_no_correction_even_when_called_one(manager, experiment):
    metric_data.reading(experiment, manager, EARLY)
    names = ("n_a", "conversions_a", "n_b", "conversions_b")
    made = experiments.read(
        experiment=experiment,
        actor=manager,
        version=version_of(experiment),
        counts=dict(zip(names, WHOLE, strict=True)),
        is_correction=True,
    )
    assert made.result["is_correction"] is False


def test_the_service_refuses_smaller_totals_with_the_remedy(manager, experiment):
    metric_data.reading(experiment, manager, EARLY)
    with pytest.raises(Refused, match="an earlier look counted too many"):
        experiments.read(
            experiment=experiment, actor=manager, version=version_of(experiment), counts=SMALLER
        )
    assert experiment.readings.count() == 1


def fell(conversions_a, conversions_b):
    return {"conversions_a": conversions_a, "conversions_b": conversions_b}


def test_smaller_totals_of_a_guardrail_are_asked_about_too(sign_in, manager, experiment):
    key = metric_data.guardrail(experiment, manager).public_id
    metric_data.reading(experiment, manager, EARLY, **{key: fell(40, 44)})
    later = dict(zip(("n_a", "conversions_a", "n_b", "conversions_b"), WHOLE, strict=True))
    typed = {**later, f"{key}_conversions_a": 39, f"{key}_conversions_b": 60}
    address = f"/measure/experiments/{experiment.public_id}/read/"
    client = sign_in(manager)
    answer = client.post(address, {**typed, "version": version_of(experiment)})
    assert answer.status_code == 422
    form = answer.context["form"]
    assert list(form.errors) == ["is_correction"]
    said = "but people counted for Complaints in the old way are 39 after 40."
    assert form.errors["is_correction"][0].endswith(said)
    typed |= {"version": version_of(experiment), "is_correction": "on"}
    page = client.post(address, typed, follow=True).content.decode()
    assert "smaller than those of an earlier look" in page


def test_a_guardrail_is_compared_with_the_last_look_that_measured_it(manager, experiment):
    key = metric_data.guardrail(experiment, manager).public_id
    metric_data.reading(experiment, manager, EARLY, **{key: fell(40, 44)})
    metric_data.reading(experiment, manager, EARLY)
    with pytest.raises(Refused, match="in the new way are 43 after 44"):
        metric_data.reading(experiment, manager, WHOLE, **{key: fell(40, 43)})
    made = metric_data.reading(experiment, manager, WHOLE, **{key: fell(40, 44)})
    assert made.result["is_correction"] is False


def csv_of(client, experiment):
    answer = client.get(f"/measure/experiments/{experiment.public_id}/looks.csv")
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_the_planned_look_tells_z_and_p_on_the_page_and_in_the_file(sign_in, manager, experiment):
    found = metric_data.reading(experiment, manager, WHOLE).result
    client = sign_in(manager)
    page = client.get(f"/measure/experiments/{experiment.public_id}/").content.decode()
    assert (
        f"Planned test: pooled z = {found['z']:.2f}, p = {found['p_two_sided']:.4f}."
        in page.replace("\xa0", " ")
    )
    (row,) = csv_of(client, experiment)
    assert float(row["z or t of the planned test"]) == found["z"]
    assert float(row["p of the planned test"]) == found["p_two_sided"]


def test_while_it_runs_only_the_range_counts(sign_in, manager, experiment):
    metric_data.reading(experiment, manager, EARLY)
    client = sign_in(manager)
    page = client.get(f"/measure/experiments/{experiment.public_id}/").content.decode()
    assert "only this range counts" in page
    assert "pooled z =" not in page
    assert csv_of(client, experiment)[0]["p of the planned test"] == ""
    metric_data.reading(experiment, manager, WHOLE)
    assert "after earlier ones only the range above counts" in looks_of(experiment)[0].story.test


def test_means_tell_welch(organization, manager):
    made = metric_data.mean_experiment(organization, manager)
    found = metric_data.reading(made, manager, (450, 20.1, 8.2, 455, 21.9, 8.4)).result
    said = looks_of(made)[0].story.test
    assert said.startswith(f"Planned test: Welch’s t ({found['df']:.1f} df) = {found['t']:.2f}, ")


def test_an_alarm_tells_no_test(sign_in, manager, experiment):
    metric_data.reading(experiment, manager, (10000, 500, 10900, 700))
    client = sign_in(manager)
    assert csv_of(client, experiment)[0]["z or t of the planned test"] == ""
    page = client.get(f"/measure/experiments/{experiment.public_id}/").content.decode()
    assert "pooled z =" not in page


def test_a_look_by_formulas_2_reads_on(sign_in, manager, experiment):
    made = metric_data.reading(experiment, manager, WHOLE)
    del made.result["is_correction"]
    made.formula_version = "2"
    made.save()
    client = sign_in(manager)
    assert csv_of(client, experiment)[0]["Corrects the look before"] == "false"
    assert client.get(f"/measure/experiments/{experiment.public_id}/").status_code == 200


def test_a_plan_beyond_what_a_look_holds_is_refused_at_its_field(sign_in, manager):
    answer = sign_in(manager).post("/measure/experiments/new/", {**PLAN, "effect": "0.000001"})
    assert answer.status_code == 422
    form = answer.context["form"]
    assert list(form.errors) == ["effect"]
    assert "more than 10,000,000,000 in one group" in form.errors["effect"][0]
    assert not Experiment.objects.exists()


def test_plans_stop_where_looks_do():
    assert plan_proportions(0.05, 0.0500123).n_a < MOST_UNITS
    for share_b in (0.1, 0.5, 0.9):
        with pytest.raises(ValueError, match="larger difference"):
            plan_proportions(0.05, 0.05 + 1e-6, share_b=share_b)
    with pytest.raises(ValueError, match="larger difference"):
        plan_means(1e-200, 1.0, 1.0)
