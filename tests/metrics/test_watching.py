"""Regular checks of a model are due by the clock; each source of drift names its signal."""

import datetime
import doctest

import metric_data
import predictions as samples
import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.access import PERMISSIONS, Permission
from accounts.models import Membership
from accounts.outbox import body_of
from aiproj.shared import format as show
from aiproj.shared.errors import Refused, Stale
from metrics.models import PredictiveModel
from metrics.overview.watching import check_rows, drift_rows, due_checks, outcomes_said
from metrics.services import definitions, watching
from metrics.tasks import remind_of_checks
from metrics.wording import watching as wording
from reports import attention

DAY = datetime.date(2026, 3, 2)
NOON = datetime.datetime(2026, 3, 2, 12, tzinfo=datetime.UTC)


@pytest.fixture
def model(organization, manager):
    return samples.make_model(organization, manager)


def check(model, actor, kind="data", **overrides):
    return samples.make_check(model, actor, kind, **{"first_due": DAY, **overrides})


def note(found, person, day=DAY, text="All is well."):
    membership = Membership.objects.get(user=person, organization=found.organization)
    found.refresh_from_db()
    watching.note_done(
        check=found, membership=membership, version=found.version, done_on=day, note=text
    )


def page_of(client, model):
    return client.get(reverse("metrics:model", args=[model.public_id])).content.decode()


def test_examples_of_the_wording_run():
    assert doctest.testmod(wording).failed == 0


@pytest.mark.parametrize(
    ("today", "kinds"),
    [
        (DAY - datetime.timedelta(days=1), []),
        (DAY, ["data", "model"]),
        (DAY + datetime.timedelta(days=6), ["data", "model"]),
        (DAY + datetime.timedelta(days=7), ["data", "model", "alignment"]),
    ],
)
def test_the_due_list_follows_the_clock(organization, manager, model, today, kinds):
    """Product row 66: three schedules, the due list correct on a frozen clock."""
    check(model, manager)
    check(model, manager, "model")
    check(model, manager, "alignment", first_due=DAY + datetime.timedelta(days=7))
    assert [each.kind for each, _ in due_checks(organization, today)] == kinds


def test_what_was_done_is_due_again_so_many_days_later(organization, manager, model):
    found = check(model, manager, every_days=30)
    note(found, manager, DAY + datetime.timedelta(days=2))
    due = DAY + datetime.timedelta(days=32)
    assert due_checks(organization, due - datetime.timedelta(days=1)) == []
    assert [pair[1].next_due for pair in due_checks(organization, due)] == [due]
    assert organization.audit_events.get(action="check.data_done").after["note"] == "All is well."


def test_the_model_lists_all_three_whether_scheduled_or_not(sign_in, manager, model):
    page = page_of(sign_in(manager), model)
    assert page.count("Not scheduled") == 3
    check(model, manager)
    rows = check_rows(model, DAY + datetime.timedelta(days=1))
    assert [row.check is not None for row in rows] == [True, False, False]
    assert (rows[0].due, rows[0].every) == ("due since 2 Mar 2026, 1 day ago", "every 30 days")


def test_readers_see_no_actions_that_are_not_theirs(sign_in, executive, manager, model):
    check(model, manager)
    part = page_of(sign_in(executive), model).partition('id="checks"')[2].partition("</section>")[0]
    assert part
    assert 'data-label="Actions"' not in part


def test_a_check_is_scheduled_changed_and_ended_by_its_pages(sign_in, member, organization, model):
    client = sign_in(member)
    address = reverse("metrics:check_set", args=[model.public_id, "data"])
    typed = {"every_days": 7, "first_due": "2026-03-02", "owner": member.public_id, "version": 0}
    assert client.post(address, {**typed, "version": 5}).status_code == 409  # there is none
    assert client.post(address, typed).status_code == 302
    assert client.post(address, typed).status_code == 409  # somebody was quicker
    assert client.post(address, {**typed, "every_days": 14, "version": 1}).status_code == 302
    found = model.checks.get()
    assert (found.every_days, found.version) == (14, 2)
    ended = reverse("metrics:check_end", args=[found.public_id])
    client.post(ended, {"version": 1})
    assert model.checks.running().exists()
    client.post(ended, {"version": 2})
    assert not model.checks.running().exists()
    assert due_checks(organization, DAY) == []
    assert client.get(reverse("metrics:check_done", args=[found.public_id])).status_code == 404
    assert client.post(address, {**typed, "version": 3}).status_code == 302
    assert model.checks.running().exists()
    assert client.get(reverse("metrics:check_set", args=[model.public_id, "x"])).status_code == 404


def test_an_owner_comes_from_the_organization(sign_in, manager, outsider, model):
    with pytest.raises(Refused, match="owner"):
        check(model, manager, owner=outsider)
    address = reverse("metrics:check_set", args=[model.public_id, "data"])
    typed = {"every_days": 7, "first_due": "2026-03-02", "owner": outsider.public_id, "version": 0}
    assert list(sign_in(manager).post(address, typed).context["form"].errors) == ["owner"]


def test_an_owner_of_any_role_notes_it_as_done(sign_in, executive, manager, model):
    found = check(model, manager, "alignment", owner=executive)
    other = check(model, manager)
    client = sign_in(executive)
    address = reverse("metrics:check_done", args=[found.public_id])
    assert client.get(address).status_code == 200
    typed = {"done_on": "2026-03-02", "note": "Goals are the same.", "version": found.version}
    assert client.post(address, typed).status_code == 302
    assert client.post(address, typed).status_code == 409
    assert client.get(reverse("metrics:check_done", args=[other.public_id])).status_code == 403
    with pytest.raises(Refused, match="owner"):
        note(other, executive)
    assert "Goals are the same." in page_of(client, model)


def test_days_that_have_not_come_or_lie_before_the_last_are_refused(sign_in, manager, model):
    found = check(model, manager)
    note(found, manager, DAY)
    address = reverse("metrics:check_done", args=[found.public_id])
    for day, words in (("2090-01-01", "not come yet"), ("2026-03-01", "later than that")):
        typed = {"done_on": day, "note": "x", "version": found.version}
        answer = sign_in(manager).post(address, typed)
        assert answer.status_code == 422
        assert words in answer.content.decode()


def test_the_owner_gets_one_message_each_time(organization, manager, member, model):
    found = check(model, manager, owner=member)
    early = NOON - datetime.timedelta(days=1)
    assert [watching.remind_all(at) for at in (early, NOON, NOON)] == [0, 1, 0]
    message = organization.messages.get()
    assert message.recipient == member.email
    assert "Data check of Gradient boosting: due today." in body_of(message)
    note(found, manager)
    assert watching.remind_all(NOON + datetime.timedelta(days=29)) == 0
    assert watching.remind_all(NOON + datetime.timedelta(days=30)) == 1


def test_whoever_left_gets_no_message(organization, manager, member, model):
    check(model, manager, owner=member)
    member.memberships.update(is_active=False)
    watching.remind_all(NOON)
    assert not organization.messages.exists()


def test_the_task_reminds_by_the_clock(manager, model):
    check(model, manager, first_due=timezone.now().date() - datetime.timedelta(days=2))
    assert remind_of_checks() == 1


def test_due_checks_stand_on_the_start_pages(sign_in, manager, member, executive, model):
    check(model, manager, owner=executive)
    to_do = attention.for_checkers(executive.memberships.get(), NOON)[0]
    assert (to_do.title, to_do.late) == ("Check the data of Gradient boosting", False)
    assert attention.for_checkers(member.memberships.get(), NOON) == []
    assert "Check the data of Gradient boosting" in sign_in(executive).get("/").content.decode()
    assert "Checks that are due" in sign_in(member).get("/measure/").content.decode()
    executive.memberships.update(is_active=False)
    assert len(attention.for_checkers(member.memberships.get(), NOON)) == 1


def test_outcomes_have_a_lag_and_a_key(sign_in, manager, model):
    """Product row 101: outcome lag and join key; the lag feeds the deadline of a check."""
    address = reverse("metrics:model_edit", args=[model.public_id])
    version = PredictiveModel.objects.get().version
    typed = {"name": model.name, "decision": model.decision, "version": version}
    sign_in(manager).post(address, {**typed, "outcome_lag": 90, "join_key": "customer number"})
    model.refresh_from_db()
    assert outcomes_said(model, datetime.date(2026, 4, 1)) == (
        "An outcome is known 90 days after its prediction, joined by customer number. "
        "Predictions until 1 Jan 2026 can be compared with what happened."
    )
    begun = model.organization.local_date(model.created_at)
    known = begun + datetime.timedelta(days=90)
    check(model, manager, "model", first_due=known - datetime.timedelta(days=1))
    since, day = show.date(begun), show.date(known)
    assert check_rows(model, begun)[1].note == (
        f"Cases since {since}, when the model was named here, have outcomes from {day} on: "
        "until then look at their scores only."
    )
    check(model, manager, "model", first_due=known)
    assert check_rows(model, begun)[1].note == ""


def watch(model, actor, source="market", signal="scores", metric=None, version=0):
    return watching.watch(
        model=model, actor=actor, version=version, source=source, signal=signal, metric=metric,
        limit="above its limit",
    )  # fmt: skip


def sources(model):
    return drift_rows(model, check_rows(model, DAY), may_read_metrics=True)


def test_each_source_of_drift_has_a_signal_or_says_so(sign_in, manager, model):
    """Product row 99: behavior, market and pipeline, each with a signal and a limit."""
    watch(model, manager)
    rows = sources(model)
    assert [(row.name, row.signal, row.limit, row.fault) for row in rows] == [
        ("Behavior", "", "", "Without a signal"),
        ("Market", "Drift of scores", "above its limit", ""),
        ("Pipeline", "", "", "Without a signal"),
    ]
    assert page_of(sign_in(manager), model).count("Without a signal") == 2


def test_a_signal_that_will_not_be_seen_is_named(organization, manager, model):
    metric = metric_data.metric(organization, manager)
    watch(model, manager, "market", "metric", metric)
    watch(model, manager, "pipeline", "data")
    faults = [row.fault for row in sources(model)]
    assert faults == ["Without a signal", "", "Not scheduled"]
    check(model, manager)
    definitions.archive_metric(metric=metric, actor=manager)
    faults = [row.fault for row in sources(model)]
    assert faults == ["Without a signal", "Archived", ""]


def test_a_signal_is_named_changed_and_taken_back(sign_in, manager, organization, model):
    metric = metric_data.metric(organization, manager)
    client = sign_in(manager)
    address = reverse("metrics:drift_watch", args=[model.public_id, "market"])
    typed = {"signal": "metric", "metric": metric.public_id, "limit": "twice", "version": 0}
    missing = client.post(address, {**typed, "metric": "", "limit": ""})
    assert list(missing.context["form"].errors) == ["metric", "limit"]
    assert client.post(address, {**typed, "version": 5}).status_code == 409
    assert client.post(address, typed).status_code == 302
    theirs = client.post(address, typed)
    assert theirs.status_code == 409
    assert theirs.context["form"].stored == {"Signal": metric.name, "Act when": "twice"}
    assert client.post(address, {"signal": "", "limit": "x", "version": 1}).status_code == 302
    row = model.drift_watches.get()
    assert (row.signal, row.metric, row.limit) == ("", None, "")
    assert organization.audit_events.filter(action="drift.market_watched").count() == 2
    unknown = reverse("metrics:drift_watch", args=[model.public_id, "weather"])
    assert client.get(unknown).status_code == 404


def test_whoever_may_not_know_a_metric_keeps_it(
    sign_in, member, manager, organization, model, monkeypatch
):
    monkeypatch.setitem(PERMISSIONS, "member", {Permission.BELONG, Permission.EVALUATE})
    metric = metric_data.metric(organization, manager)
    watch(model, manager, "market", "metric", metric)
    client = sign_in(member)
    address = reverse("metrics:drift_watch", args=[model.public_id, "market"])
    for page in (client.get(address).content.decode(), page_of(client, model)):
        assert metric.name not in page
    client.post(address, {"signal": "metric", "limit": "sooner", "version": 1})
    row = model.drift_watches.get()
    assert (row.metric, row.limit) == (metric, "sooner")
    other = reverse("metrics:drift_watch", args=[model.public_id, "pipeline"])
    answer = client.post(other, {"signal": "metric", "limit": "x", "version": 0})
    assert list(answer.context["form"].errors) == ["signal"]


def test_a_metric_of_elsewhere_is_refused(outsider, manager, model):
    theirs = metric_data.metric(outsider.memberships.get().organization, outsider)
    with pytest.raises(Refused, match="organization"):
        watch(model, manager, "market", "metric", theirs)
    with pytest.raises(Stale):
        watch(model, manager, version=3)
