"""Guardrails are planned before the first look; a release without a win is an override."""

from decimal import Decimal

import metric_data
import pytest

from aiproj.shared.errors import Refused, Stale
from metrics.models import Experiment
from metrics.overview.experiments import looks_of
from metrics.services import experiments

WON = (8200, 410, 8190, 510)
EVEN = (8200, 410, 8190, 412)
LOST = (8200, 510, 8190, 410)


@pytest.fixture
def experiment(organization, manager):
    return metric_data.experiment(organization, manager)


@pytest.fixture
def complaints(experiment, manager):
    """May rise by half a point."""
    return metric_data.guardrail(experiment, manager)


def page_of(experiment):
    return f"/measure/experiments/{experiment.public_id}/"


def look(experiment, manager, arms, guardrail=None, *found):
    numbers = dict(zip(("conversions_a", "conversions_b"), found, strict=True)) if found else None
    given = {guardrail.public_id: numbers} if numbers else {}
    metric_data.reading(experiment, manager, arms, **given)
    return looks_of(experiment)[0]


@pytest.mark.parametrize(
    ("found", "standing", "range_said"),
    [
        ((160, 150), "Held", "−0.54 to +0.30 points"),
        ((160, 330), "Breached", "+1.56 to +2.61 points"),
        ((160, 190), "Cannot be told yet", "−0.07 to +0.81 points"),
        ((), "Cannot be told yet", ""),
    ],
)
def test_a_guardrail_is_told_by_its_range(
    experiment, manager, complaints, found, standing, range_said
):
    row = look(experiment, manager, WON, complaints, *found).story.guardrails[0]
    assert (row.name, row.allowed) == ("Complaints", "at most +0.50 points")
    assert (row.standing, row.range) == (standing, range_said)


def test_only_a_win_with_every_guardrail_held_is_one(experiment, manager, complaints):
    found = look(experiment, manager, WON, complaints, 160, 330)
    assert not found.is_win
    assert "Complaints got worse by more than was accepted" in found.advice


@pytest.mark.parametrize(
    ("arms", "advice"),
    [
        (WON, "This is a win: the new way can be released."),
        (LOST, "This is no win: the difference goes the wrong way."),
        (EVEN, "This is no win: the planned size was reached without a clear difference."),
        ((10000, 500, 10900, 700), "Repair the assignment or the counting"),
    ],
)
def test_what_a_look_advises(experiment, manager, arms, advice):
    assert look(experiment, manager, arms).advice.startswith(advice)


def test_a_guardrail_that_was_not_measured_keeps_a_win_back(experiment, manager, complaints):
    found = look(experiment, manager, WON)
    assert not found.is_win
    assert found.advice == "This is no win yet: whether Complaints held cannot be told."


def test_an_alarm_hides_guardrails_too(experiment, manager, complaints):
    found = look(experiment, manager, (10000, 500, 10900, 700), complaints, 100, 900)
    assert found.story.guardrails == ()
    kept = found.reading.result["guardrails"][0]
    assert (kept["standing"], kept["range"]) == ("unclear", None)


def test_a_mean_guards_in_its_own_unit(experiment, manager):
    minutes = metric_data.guardrail(
        experiment, manager, name="Time", measure="mean", unit="minutes/query", worse="lower",
        worst_change=Decimal(2),
    )  # fmt: skip
    numbers = {"mean_a": 14.0, "sd_a": 6.0, "mean_b": 11.0, "sd_b": 6.0}
    metric_data.reading(experiment, manager, WON, **{minutes.public_id: numbers})
    row = looks_of(experiment)[0].story.guardrails[0]
    assert (row.allowed, row.standing) == ("at least −2.00 minutes/query", "Breached")
    assert row.measured == "14 minutes/query to 11 minutes/query"


def test_guardrails_come_from_the_catalog(sign_in, manager, organization, experiment):
    metric = metric_data.metric(organization, manager, name="Satisfaction", direction="up",
                                target_kind="absolute", target_amount=Decimal(40),
                                is_guardrail=True)  # fmt: skip
    address = f"{page_of(experiment)}guardrails/new/"
    assert "Satisfaction (%, guardrail)" in sign_in(manager).get(address).content.decode()
    typed = {"metric": metric.public_id, "measure": "share", "worst_change": "1", "version": 1}
    page = sign_in(manager).post(address, typed, follow=True).content.decode()
    made = experiment.guardrails.get()
    assert (made.name, made.worse, made.metric) == ("Satisfaction", "lower", metric)
    assert "at least −1.00 points" in page
    assert organization.audit_events.filter(action="experiment.guardrail_added").count() == 1


def test_the_catalog_of_elsewhere_is_not_offered_and_a_guardrail_may_have_its_own_name(
    sign_in, member, outsider, experiment
):
    elsewhere = outsider.memberships.get().organization
    metric = metric_data.metric(elsewhere, outsider, is_guardrail=True)
    address = f"{page_of(experiment)}guardrails/new/"
    client = sign_in(member)
    assert metric.name not in client.get(address).content.decode()
    typed = {"metric": metric.public_id, "measure": "share", "worst_change": "1", "version": 1}
    assert list(client.post(address, typed).context["form"].errors) == ["metric", "name", "worse"]
    named = {**typed, "metric": "", "name": "Complaints", "worse": "higher"}
    client.post(address, named)
    assert experiment.guardrails.get().name == "Complaints"


def test_the_same_guardrail_stands_once(experiment, manager, complaints):
    with pytest.raises(Refused, match="already"):
        metric_data.guardrail(experiment, manager, name="complaints")


def test_guardrails_are_fixed_from_the_first_look_on(sign_in, manager, experiment, complaints):
    look(experiment, manager, WON)
    with pytest.raises(Refused, match="fixed"):
        metric_data.guardrail(experiment, manager, name="Returns")
    version = Experiment.objects.get().version
    address = f"/measure/guardrails/{complaints.public_id}/remove/"
    page = sign_in(manager).post(address, {"version": version}, follow=True).content.decode()
    assert "fixed from then on. Nothing was removed." in page
    assert experiment.guardrails.count() == 1


def test_a_guardrail_is_removed_before_the_first_look(sign_in, manager, experiment, complaints):
    address = f"/measure/guardrails/{complaints.public_id}/remove/"
    sign_in(manager).post(address, {"version": 1})
    assert experiment.guardrails.count() == 1  # the page was older than the guardrail
    sign_in(manager).post(address, {"version": 2})
    assert experiment.guardrails.count() == 0


def test_half_of_a_guardrail_is_refused(sign_in, manager, experiment, complaints):
    typed = dict(zip(("n_a", "conversions_a", "n_b", "conversions_b"), WON, strict=True))
    half = {**typed, "version": 2, f"{complaints.public_id}_conversions_a": "1"}
    answer = sign_in(manager).post(f"{page_of(experiment)}read/", half)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [f"{complaints.public_id}_conversions_b"]
    more = half | {f"{complaints.public_id}_conversions_b": "99999"}
    answer = sign_in(manager).post(f"{page_of(experiment)}read/", more)
    assert "At most as many" in answer.content.decode()


def decided(client, experiment, **typed):
    version = Experiment.objects.get(pk=experiment.pk).version
    fields = {"kind": "release", "reason": "It sells more.", "version": version, **typed}
    return client.post(f"{page_of(experiment)}decide/", fields)


def test_a_win_is_released_with_a_reason(sign_in, member, manager, organization, experiment):
    look(experiment, manager, WON)
    assert decided(sign_in(member), experiment, reason=" ").status_code == 422
    assert decided(sign_in(member), experiment).status_code == 302
    made = experiment.decisions.get()
    assert (made.kind, made.overrides, made.look) == ("release", "", 1)
    event = organization.audit_events.get(action="experiment.decided")
    assert (event.actor, event.after["reason"]) == (member, "It sells more.")


def test_a_release_without_a_win_needs_an_override(
    sign_in, manager, organization, experiment, complaints
):
    """Product row 104: release without a win needs an override, with its reason, audited."""
    look(experiment, manager, WON, complaints, 160, 330)
    client = sign_in(manager)
    refused = decided(client, experiment)
    assert refused.status_code == 422
    assert list(refused.context["decision_form"].errors) == ["override"]
    assert not experiment.decisions.exists()
    page = client.get(page_of(experiment)).content.decode()
    assert "Release without a win" in page
    assert decided(client, experiment, override="on").status_code == 302
    made = experiment.decisions.get()
    assert "Complaints got worse" in made.overrides
    assert organization.audit_events.get(action="experiment.decided").after["override of"]
    assert "Released without a win." in client.get(page_of(experiment)).content.decode()


@pytest.mark.parametrize("arms", [None, EVEN, LOST, (10000, 500, 10900, 700), (400, 20, 402, 25)])
def test_the_service_refuses_every_release_that_is_no_win(experiment, manager, arms):
    if arms:
        look(experiment, manager, arms)
    with pytest.raises(Refused, match="explicit override"):
        metric_data.decision(experiment, manager, kind="release")
    assert metric_data.decision(experiment, manager, kind="release", override=True).overrides


def test_a_decided_test_is_looked_at_again_only_after_going_on(sign_in, manager, experiment):
    look(experiment, manager, WON)
    metric_data.decision(experiment, manager, kind="do_not_release", reason="Too dear.")
    assert "Read it out" not in sign_in(manager).get(page_of(experiment)).content.decode()
    with pytest.raises(Refused, match="decided"):
        look(experiment, manager, WON)
    metric_data.decision(experiment, manager, kind="go_on", reason="Cheaper now.")
    look(experiment, manager, WON)
    page = sign_in(manager).get(page_of(experiment)).content.decode()
    assert "Earlier decisions: 1" in page
    assert "Too dear." in page


def test_whoever_did_not_see_the_last_look_decides_again(sign_in, manager, experiment):
    version = experiment.version
    look(experiment, manager, WON)
    answer = decided(sign_in(manager), experiment, version=version)
    assert answer.status_code == 409
    assert not experiment.decisions.exists()
    with pytest.raises(Stale):
        experiments.decide(
            experiment=experiment, actor=manager, version=version, kind="go_on", reason="x"
        )


def test_readers_see_the_decision_and_cannot_make_one(sign_in, executive, manager, experiment):
    look(experiment, manager, WON)
    metric_data.decision(experiment, manager, kind="release", reason="It sells more.")
    page = sign_in(executive).get(page_of(experiment)).content.decode()
    assert "It sells more." in page
    assert "Keep the decision" not in page
    assert decided(sign_in(executive), experiment).status_code == 403
