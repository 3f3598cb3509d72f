"""A/B tests: the plan is kept, an alarm hides the verdict, early looks get the wider range."""

import metric_data
import pytest

from aiproj.shared.errors import Refused, Stale
from metrics.calc.experiment_plan import plan_proportions
from metrics.models import Experiment
from metrics.services import experiments
from metrics.wording.experiments import reading_story

NEW = "/measure/experiments/new/"
TYPED = {
    "name": "New offer",
    "units": "people",
    "rate": "5",
    "effect": "1",
    "power": "0.8",
    "share_b": "50",
}
EARLY = (4000, 200, 4020, 250)
WHOLE = (8200, 410, 8190, 510)
BROKEN = (10000, 500, 10900, 700)


@pytest.fixture
def experiment(organization, manager):
    return metric_data.experiment(organization, manager)


def story(reading):
    reading.refresh_from_db()
    return reading_story(reading.result, reading.experiment.plan["n_total"])


def test_the_plan_is_the_calculation_and_is_kept(sign_in, member, organization):
    typed = {**TYPED, "daily_traffic": "1,000"}
    answer = sign_in(member).post(NEW, typed, follow=True)
    kept = Experiment.objects.get()
    plan = plan_proportions(0.05, 0.06, daily_traffic=1000)
    assert (kept.plan["n_total"], kept.plan["days"]) == (plan.n_total, plan.days) == (16316, 17)
    page = answer.content.decode()
    assert "16,316" in page
    assert "17 days; run it for 3 full weeks" in page
    assert organization.audit_events.get(action="experiment.planned").after["n_total"] == 16316


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"rate": "101"}, "rate"),
        ({"rate": "99.5"}, "effect"),
        ({"effect": "0"}, "effect"),
        ({"effect": "-6"}, "effect"),
        ({"share_b": "100"}, "share_b"),
        ({"daily_traffic": "0"}, "daily_traffic"),
        ({"power": "0.1"}, "power"),
        ({"name": ""}, "name"),
    ],
)
def test_what_cannot_be_planned_is_refused(sign_in, manager, changes, name):
    answer = sign_in(manager).post(NEW, {**TYPED, **changes})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [name]
    assert not Experiment.objects.exists()


def test_a_name_is_taken_once(organization, manager, experiment):
    with pytest.raises(Refused, match="already"):
        metric_data.experiment(organization, manager)


def test_an_early_look_gets_the_range_that_allows_for_it(manager, experiment):
    found = metric_data.reading(experiment, manager, EARLY)
    assert found.result["basis"] == "always_valid"
    assert found.result["verdict"] == "no_clear_difference"
    told = story(found)
    assert "8,020 of 16,316 planned people" in told.basis
    low, high = found.result["always_valid"]["interval"]
    narrow = found.result["newcombe"]
    assert low < narrow[0] < narrow[1] < high
    assert told.range == "−0.37 to +2.81 points"


def test_a_look_at_nothing_has_no_range(sign_in, manager, experiment):
    told = story(metric_data.reading(experiment, manager, (100, 0, 100, 0)))
    assert (told.difference, told.range) == ("", "")
    assert "nothing to compare yet" in told.basis
    page = sign_in(manager).get(f"/measure/experiments/{experiment.public_id}/").content.decode()
    assert "nothing to compare yet" in page
    assert "likely difference" not in page


def test_one_look_at_the_planned_size_gets_the_usual_range(manager, experiment):
    found = metric_data.reading(experiment, manager, WHOLE)
    assert (found.result["basis"], found.result["verdict"]) == ("fixed_size", "b_higher")
    assert "single look" in story(found).basis


def test_whoever_looked_early_keeps_the_wider_range(manager, experiment):
    metric_data.reading(experiment, manager, EARLY)
    found = metric_data.reading(experiment, manager, WHOLE)
    assert found.result["basis"] == "always_valid"
    assert "looked at before" in story(found).basis


def test_wrong_group_sizes_hide_the_verdict_and_every_difference(sign_in, manager, experiment):
    told = story(metric_data.reading(experiment, manager, BROKEN))
    assert told.is_alarm
    assert (told.difference, told.range) == ("", "")
    page = sign_in(manager).get(f"/measure/experiments/{experiment.public_id}/").content.decode()
    assert "do not have the planned sizes" in page
    assert "10,450 and 10,450 were to be expected (p &lt; 0.0001)" in page
    assert "points" not in page.partition("<main")[2].partition("The plan</h2>")[0]


def test_a_look_is_kept_and_shown(sign_in, member, organization, experiment):
    client, page = sign_in(member), f"/measure/experiments/{experiment.public_id}/"
    typed = dict(zip(("n_a", "conversions_a", "n_b", "conversions_b"), WHOLE, strict=True))
    answer = client.post(f"{page}read/", {**typed, "version": 1}, follow=True)
    assert "The new way is higher" in answer.content.decode()
    again = client.post(f"{page}read/", {**typed, "version": 1})
    assert again.status_code == 409
    assert again.context["form"]["n_a"].value() == str(WHOLE[0])
    assert again.context["form"]["version"].value() == "2"
    assert experiment.readings.count() == 1
    assert organization.audit_events.filter(action="experiment.read").count() == 1


def test_more_conversions_than_people_are_refused(sign_in, manager, experiment):
    typed = {"n_a": 10, "conversions_a": 11, "n_b": 10, "conversions_b": 1, "version": 1}
    answer = sign_in(manager).post(f"/measure/experiments/{experiment.public_id}/read/", typed)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["conversions_a"]


def test_a_stale_look_is_refused_by_the_service(manager, experiment):
    metric_data.reading(experiment, manager, EARLY)
    counts = {"n_a": 1, "conversions_a": 0, "n_b": 1, "conversions_b": 0}
    with pytest.raises(Stale):
        experiments.read(experiment=experiment, actor=manager, version=1, counts=counts)


def test_executives_read_and_do_not_plan(sign_in, executive, experiment):
    client = sign_in(executive)
    page = client.get(f"/measure/experiments/{experiment.public_id}/").content.decode()
    assert "Read it out" not in page
    assert client.get(NEW).status_code == 403
