"""A/B tests of means: planned by the formula, read from three figures a group, sorted, exported."""

import csv
import doctest
import io

import metric_data
import pytest

from aiproj.shared.errors import Refused
from metrics.calc.experiment_plan import plan_means
from metrics.models import Experiment
from metrics.overview.experiments import looks_of, plan_lines
from metrics.services import experiments
from metrics.wording import experiments as wording
from metrics.wording import figures

NEW = "/measure/experiments/new/?measure=mean"
LIST = "/measure/experiments/"
TYPED = {
    "name": "Basket", "units": "customers", "value_unit": "EUR/customer", "mean": "20",
    "effect": "1.5", "sd_a": "8", "sd_b": "", "power": "0.8", "share_b": "50",
}  # fmt: skip
EARLY = (300, 20.1, 8.2, 305, 21.9, 8.4)
WHOLE = (450, 20.1, 8.2, 455, 21.9, 8.4)


@pytest.fixture
def experiment(organization, manager):
    return metric_data.mean_experiment(organization, manager)


def test_examples_of_the_wording_run():
    assert doctest.testmod(wording).failed == 0
    assert doctest.testmod(figures).failed == 0


def csv_of(client, experiment):
    answer = client.get(f"{LIST}{experiment.public_id}/looks.csv")
    assert answer["Content-Type"] == "text/csv"
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_the_plan_is_the_formula(sign_in, manager):
    """Product row 104: sample size equals the formula; unit, split, effect, power, duration."""
    typed = {**TYPED, "share_b": "20", "sd_b": "12", "daily_traffic": "100", "outcome_days": "30"}
    page = sign_in(manager).post(NEW, typed, follow=True).content.decode()
    kept = Experiment.objects.get()
    plan = plan_means(1.5, 8, 12, share_b=0.2, daily_traffic=100)
    assert (kept.plan["n_a"], kept.plan["n_b"]) == (plan.n_a, plan.n_b)
    assert plan.n_a == pytest.approx(4 * plan.n_b, abs=4)
    facts = dict(plan_lines(kept))
    assert facts["Assigned"] == "customers, each to one of the two ways"
    assert facts["Split"] == "80% old way, 20% new way"
    assert facts["Smallest change to find"] == (
        "20 EUR/customer becoming 21.5 EUR/customer; "
        "standard deviation 8 EUR/customer, new way 12 EUR/customer"
    )
    assert facts["Chance to find it"] == "80%"
    assert "the last outcome is known 30 days later" in facts["Takes"]
    assert all(value in page for value in facts.values())


def test_without_traffic_the_duration_is_not_known(experiment):
    assert "not known" in dict(plan_lines(experiment))["Takes"]


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        ({"sd_a": "0"}, ["sd_a"]),
        ({"sd_b": "-1"}, ["sd_b"]),
        ({"effect": "0"}, ["effect"]),
        ({"value_unit": "a/b/c/d**"}, ["value_unit"]),
        ({"units": ""}, ["units"]),
        ({"outcome_days": "-1"}, ["outcome_days"]),
    ],
)
def test_what_cannot_be_planned_is_refused(sign_in, manager, changes, names):
    answer = sign_in(manager).post(NEW, {**TYPED, **changes})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == names
    assert not Experiment.objects.exists()


def test_an_early_look_rests_on_the_range_that_allows_for_it(manager, experiment):
    metric_data.reading(experiment, manager, EARLY)
    look = looks_of(experiment)[0]
    assert look.reading.result["basis"] == "always_valid"
    assert look.story.headline == "No clear difference"
    assert (
        look.story.difference == "+1.80 EUR/customer, from 20.1 EUR/customer to 21.9 EUR/customer"
    )
    assert "605 of 894 planned customers" in look.story.basis
    assert look.advice == "This is no win yet: the planned size is not reached."


def test_one_look_at_the_planned_size_is_welch(manager, experiment):
    metric_data.reading(experiment, manager, WHOLE)
    look = looks_of(experiment)[0]
    assert look.reading.result["basis"] == "fixed_size"
    assert look.story.headline == "The new way is higher"
    assert look.story.range == "+0.72 to +2.88 EUR/customer"
    assert look.is_win


def test_a_wanted_fall_is_a_win_when_the_old_way_is_higher(organization, manager):
    made = metric_data.mean_experiment(organization, manager, effect=-1.5)
    metric_data.reading(made, manager, (450, 21.9, 8.4, 455, 20.1, 8.2))
    look = looks_of(made)[0]
    assert (look.story.headline, look.is_win) == ("The old way is higher", True)


def test_groups_that_do_not_vary_have_no_range(manager, experiment):
    metric_data.reading(experiment, manager, (300, 5.0, 0.0, 300, 5.0, 0.0))
    story = looks_of(experiment)[0].story
    assert story.range == ""
    assert "Neither group varies" in story.basis


def test_the_sample_ratio_follows_the_planned_split(organization, manager):
    made = metric_data.mean_experiment(organization, manager, share_b=0.2)
    metric_data.reading(made, manager, (800, 20.0, 8.0, 200, 20.5, 8.0))
    assert not looks_of(made)[0].story.is_alarm
    metric_data.reading(made, manager, (800, 20.0, 8.0, 800, 29.5, 8.0))
    alarmed = looks_of(made)[0]
    assert alarmed.story.is_alarm
    assert (alarmed.story.range, alarmed.story.difference, alarmed.is_win) == ("", "", False)


def test_a_look_by_the_page(sign_in, member, experiment):
    names = ("n_a", "mean_a", "sd_a", "n_b", "mean_b", "sd_b")
    address = f"{LIST}{experiment.public_id}/read/"
    typed = dict(zip(names, WHOLE, strict=True)) | {"version": 1}
    wrong = sign_in(member).post(address, {**typed, "sd_a": "-1", "mean_b": ""})
    assert wrong.status_code == 422
    assert list(wrong.context["form"].errors) == ["mean_b", "sd_a"]
    page = sign_in(member).post(address, typed, follow=True).content.decode()
    assert "The new way is higher" in page
    assert "customers in the old way" not in page  # labels begin with a capital
    assert "Customers in the old way" in page


def test_one_of_a_group_is_refused_in_words(sign_in, member, experiment):
    names = ("n_a", "mean_a", "sd_a", "n_b", "mean_b", "sd_b")
    typed = dict(zip(names, (1, 20, 1, 1, 21, 1), strict=True)) | {"version": 1}
    answer = sign_in(member).post(f"{LIST}{experiment.public_id}/read/", typed)
    assert answer.status_code == 422
    assert "at least two" in answer.content.decode()


def test_looks_are_a_file(sign_in, executive, manager, organization, experiment):
    guardrail = metric_data.guardrail(experiment, manager, name="=cmd()")
    numbers = {"conversions_a": 3, "conversions_b": 4}
    metric_data.reading(experiment, manager, EARLY, **{guardrail.public_id: numbers})
    metric_data.reading(experiment, manager, (300, 20.1, 8.2, 900, 25.0, 8.4))
    rows = csv_of(sign_in(executive), experiment)
    assert [(row["Look"], row["Measure"]) for row in rows] == [
        ("1", "Basket"), ("1", "'=cmd()"), ("2", "Basket"), ("2", "'=cmd()"),
    ]  # fmt: skip
    kept = experiment.readings.get(number=1).result
    assert float(rows[0]["Difference"]) == kept["difference"]
    assert float(rows[0]["Likely to"]) == kept["always_valid"]["interval"][1]
    assert rows[0]["Range"] == "valid at every look"
    assert rows[1]["Verdict"] == "Cannot be told yet"
    assert float(rows[1]["New way"]) == 4 / 305
    assert (rows[2]["Difference"], rows[2]["Likely from"], rows[2]["New way"]) == ("", "", "25.0")
    assert rows[2]["Verdict"] == "The groups do not have the planned sizes"


def test_archived_tests_stand_apart_and_come_back(sign_in, member, organization, experiment):
    client, page = sign_in(member), f"{LIST}{experiment.public_id}/"
    client.post(f"{page}archive/", follow=True)
    client.post(f"{page}archive/", follow=True)
    assert "Basket" not in client.get(LIST).content.decode()
    assert "Basket" in client.get(f"{LIST}?show=archived").content.decode()
    names = ("n_a", "mean_a", "sd_a", "n_b", "mean_b", "sd_b")
    typed = dict(zip(names, WHOLE, strict=True)) | {"version": 2}
    answer = client.post(f"{page}read/", typed)
    assert (answer.status_code, experiment.readings.count()) == (422, 0)
    client.post(f"{page}restore/")
    assert "Basket" in client.get(LIST).content.decode()
    for action in ("archived", "restored"):
        assert organization.audit_events.filter(action=f"experiment.{action}").count() == 1


def test_a_name_taken_meanwhile_keeps_it_archived(sign_in, manager, organization, experiment):
    experiments.archive(experiment=experiment, actor=manager)
    metric_data.mean_experiment(organization, manager)
    with pytest.raises(Refused, match="already"):
        experiments.restore(experiment=experiment, actor=manager)
    page = sign_in(manager).post(f"{LIST}{experiment.public_id}/restore/", follow=True)
    assert "There is a test called Basket already" in page.content.decode()


@pytest.mark.parametrize(
    ("sort", "names"),
    [
        ("", ["c", "B", "a"]),
        ("<b>", ["c", "B", "a"]),
        ("name", ["a", "B", "c"]),
        ("-name", ["c", "B", "a"]),
        ("needed", ["B", "a", "c"]),
        ("-needed", ["c", "a", "B"]),
        ("planned", ["a", "B", "c"]),
    ],
)
def test_the_list_is_sorted_by_its_headings(sign_in, manager, organization, sort, names):
    for name, effect in (("a", 0.02), ("B", 0.1), ("c", 0.001)):
        metric_data.experiment(organization, manager, name=name, effect=effect)
    answer = sign_in(manager).get(LIST, {"sort": sort})
    assert [row.experiment.name for row in answer.context["rows"]] == names
    assert "<b>" not in answer.content.decode().partition("<main")[2].partition("<table")[0]


def test_pages_keep_the_order(sign_in, manager, organization, monkeypatch):
    monkeypatch.setattr("metrics.views.experiments.PAGE_SIZE", 1)
    for name in ("a", "b"):
        metric_data.experiment(organization, manager, name=name)
    page = sign_in(manager).get(LIST, {"sort": "name"}).content.decode()
    assert 'href="?sort=name&amp;page=2"' in page
