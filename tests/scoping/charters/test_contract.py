"""A charter in force is watched: clauses become limits, broken ones alerts, and end with it."""

import datetime
from decimal import Decimal

import factories
import metric_data
import pytest
import scoping_data
from django.utils import timezone

from metrics.models import Alert, SignedLimit
from scoping.models import Charter, Project
from scoping.overview.contract import watched
from scoping.services import gates, versions
from scoping.tasks import watch_charters

pytestmark = pytest.mark.django_db


@pytest.fixture
def today(organization):
    return organization.local_date(timezone.now())


@pytest.fixture
def complaints(organization, manager, today):
    """The metric that the guardrail of the worksheet names."""
    return _complaints(organization, manager, today)


def _complaints(organization, actor, today):
    return metric_data.metric(
        organization,
        actor,
        name="complaints",
        unit="complaints/week",
        baseline=Decimal(60),
        baseline_on=today - datetime.timedelta(days=5),
        target_on=today + datetime.timedelta(days=100),
    )


@pytest.fixture
def signed(flow, complaints):
    """An approved charter, and what follows in the background."""
    flow.approve()
    factories.run_jobs()
    return flow


def _measure(metric, actor, value, today):
    return metric_data.sample(metric, actor, day=today, value=Decimal(value))


def _states(project):
    found = Project.objects.get(pk=project.pk)
    charter = found.charters.approved().first()
    return {row.words.split(":")[0]: row.state for row in watched(found, charter)}


def test_nothing_is_watched_before_the_last_signature(flow, complaints):
    flow.submit()
    flow.sign(flow.lead)
    factories.run_jobs()
    assert not SignedLimit.objects.exists()


def test_approval_makes_limits_of_the_clauses_that_a_metric_measures(signed, complaints):
    limit = SignedLimit.objects.get()
    charter = signed.charter
    assert (limit.metric, limit.limit, limit.comparison) == (complaints, 50, "at_most")
    assert limit.document == charter.public_id
    assert limit.document_hash == charter.content_hash
    assert limit.clause == "Guardrail: Complaints at most 50"


def test_a_value_that_breaks_it_is_one_alert(signed, complaints, manager, today):
    _measure(complaints, manager, "55", today)
    watch_charters()
    alert = Alert.objects.get(kind="breach")
    assert signed.project.title in alert.text
    assert _states(signed.project)["Guardrail"] == "broken"


def test_clauses_without_a_metric_say_why(signed):
    found = watched(signed.project, signed.charter)
    said = {row.words.split(":")[0]: row.said for row in found}
    assert said["Target"].startswith("It is signed in %, the metric is measured in EUR/year.")
    assert "No metric of the catalog is called “Precision”" in said["Stop criterion of G2"]


def test_the_target_counts_from_its_deadline_on(flow, manager, organization, today):
    rate = metric_data.metric(
        organization, manager, name="Churn", baseline=Decimal(10),
        baseline_on=today - datetime.timedelta(days=5),
        target_on=today + datetime.timedelta(days=100),
    )  # fmt: skip
    flow.save("problem", metric=rate.public_id)
    flow.approve()
    factories.run_jobs()
    limit = SignedLimit.objects.get(path="problem.target_amount")
    assert limit.starts_on == datetime.date.fromisoformat(
        flow.project.content_of("problem")["deadline"]
    )
    _measure(rate, manager, "10", today)
    assert not Alert.objects.filter(kind="breach").exists()
    assert _states(flow.project)["Target"] == "ahead"


def test_revoking_ends_the_limits_and_their_alerts(signed, complaints, manager, today):
    _measure(complaints, manager, "55", today)
    versions.revoke(charter=signed.charter, actor=signed.sponsor, reason="The market moved")
    factories.run_jobs()
    assert not SignedLimit.objects.standing().exists()
    alert = Alert.objects.get(kind="breach")
    assert (alert.state, alert.note) == ("resolved", "The charter does not hold any longer.")


def test_expiry_ends_the_limits(signed):
    later = timezone.now() + datetime.timedelta(days=400)
    assert versions.expire_all(later) == 1
    factories.run_jobs()
    assert not SignedLimit.objects.standing().exists()


def test_a_stopped_project_is_watched_no_longer(signed):
    gates.move(project=signed.project, actor=signed.manager, step="stop", reason="No budget")
    factories.run_jobs()
    assert not SignedLimit.objects.standing().exists()
    assert watch_charters() == 1
    assert not SignedLimit.objects.standing().exists()


def test_wording_keeps_the_limit_and_its_alert(signed, complaints, manager, today):
    _measure(complaints, manager, "55", today)
    signed.amend()
    signed.save("problem", earlier_attempts="A survey in 2024")
    versions.publish(charter=signed.charter, actor=signed.manager)
    factories.run_jobs()
    limit = SignedLimit.objects.get()
    assert limit.document_name == "charter 1.1"
    assert limit.document_hash == signed.charter.signed_hash
    assert Alert.objects.get(kind="breach").state == "open"


def test_the_next_major_version_replaces_a_changed_limit(signed, complaints, manager, today):
    _measure(complaints, manager, "55", today)
    signed.amend()
    rail = dict(signed.project.content_of("evaluation")["guardrails"][0])
    signed.save("evaluation", guardrails=[rail | {"limit": "70"}])
    signed.save("problem", target_amount="25")
    signed.approve()
    factories.run_jobs()
    standing = SignedLimit.objects.standing().get()
    assert (standing.limit, standing.document_name) == (70, "charter 2.0")
    assert Alert.objects.get(kind="breach").state == "resolved"


def test_a_metric_that_comes_later_is_found_by_the_clock(flow, organization, manager, today):
    flow.approve()
    factories.run_jobs()
    assert not SignedLimit.objects.exists()
    _complaints(organization, manager, today)
    for _ in range(2):
        assert watch_charters() == 1
    assert SignedLimit.objects.count() == 1


def test_a_metric_of_another_organization_is_not_meant(flow, outsider, today):
    _complaints(outsider.memberships.get().organization, outsider, today)
    flow.approve()
    factories.run_jobs()
    assert not SignedLimit.objects.exists()


def test_the_page_of_gates_shows_each_clause(signed, sign_in, complaints, today):
    _measure(complaints, signed.manager, "55", today)
    address = f"/projects/{signed.project.public_id}/gates/"
    page = sign_in(signed.manager).get(address).content.decode()
    assert "Guardrail: Complaints at most 50" in page
    assert "55 complaints/week" in page
    assert f"/measure/metrics/{complaints.public_id}/" in page
    client, metric_page = sign_in(signed.lead), f"/measure/metrics/{complaints.public_id}/"
    assert metric_page in client.get(address).content.decode()
    assert client.get(metric_page).status_code == 200


def test_the_start_page_of_the_owner_names_the_breach(signed, sign_in, complaints, today):
    _measure(complaints, signed.manager, "55", today)
    page = sign_in(signed.manager).get("/").content.decode()
    assert f"breaks the charter of {scoping_data.TITLE}" in page


def test_a_draft_watches_nothing(flow):
    assert Charter.objects.get(project=flow.project).state == "draft"
    assert watched(flow.project, None) == ()
