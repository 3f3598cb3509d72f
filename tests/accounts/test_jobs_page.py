"""Background work that was given up: shown to administrators, tried again by them."""

import pytest
from django.utils import timezone

from accounts.models import AuditEvent, Organization, User
from aiproj.shared import jobs
from aiproj.shared.models import Job


def make_job(organization: Organization | None, **overrides) -> Job:
    fields = {
        "kind": "accounts.deliver_mail",
        "key": f"job {Job.objects.count()}",
        "organization_id": organization.pk if organization else None,
        "state": Job.State.PARKED,
        "attempts": 3,
        "finished_at": timezone.now(),
        "error": "Traceback: <boom>",
        **overrides,
    }
    return Job.objects.create(**fields)


def test_an_administrator_sees_what_was_given_up_and_why(sign_in, admin, organization):
    make_job(organization)
    page = sign_in(admin).get("/jobs/").content.decode()
    assert "Send every message that is due" in page
    assert "Traceback: &lt;boom&gt;" in page


def test_waiting_work_is_not_listed(sign_in, admin, organization):
    make_job(organization, state=Job.State.WAITING, attempts=0)
    assert "All background work is done" in sign_in(admin).get("/jobs/").content.decode()


def test_a_retry_gives_three_new_tries_and_is_logged(sign_in, admin, organization):
    job = make_job(organization)
    answer = sign_in(admin).post(f"/jobs/{job.public_id}/retry/", follow=True)
    job.refresh_from_db()
    assert (job.state, job.attempts, job.error) == (Job.State.WAITING, 0, "")
    assert "The work is queued again." in answer.content.decode()
    assert AuditEvent.objects.get().action == "job.retried"


def test_a_second_click_says_that_it_is_queued_already(sign_in, admin, organization):
    job = make_job(organization, state=Job.State.WAITING)
    answer = sign_in(admin).post(f"/jobs/{job.public_id}/retry/", follow=True)
    assert "This work is not parked any more." in answer.content.decode()
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize("role", ["manager", "member", "executive"])
def test_others_may_not(sign_in, role, request, organization):
    client = sign_in(request.getfixturevalue(role))
    job = make_job(organization)
    assert client.get("/jobs/").status_code == 403
    assert client.post(f"/jobs/{job.public_id}/retry/").status_code == 403


def test_another_organization_cannot_reach_it(sign_in, outsider, organization):
    job = make_job(organization)
    client = sign_in(outsider)
    assert job.error not in client.get("/jobs/").content.decode()
    assert client.post(f"/jobs/{job.public_id}/retry/").status_code == 404
    job.refresh_from_db()
    assert job.state == Job.State.PARKED


def test_work_of_the_installation_is_for_its_administrator(sign_in, admin, db):
    job = make_job(None)
    assert sign_in(admin).post(f"/jobs/{job.public_id}/retry/").status_code == 404
    User.objects.filter(pk=admin.pk).update(is_superuser=True)
    client = sign_in(admin)
    assert "Send every message" in client.get("/jobs/").content.decode()
    client.post(f"/jobs/{job.public_id}/retry/")
    job.refresh_from_db()
    assert job.state == Job.State.WAITING


# Progress


def test_the_person_who_asked_sees_how_far_it_is(sign_in, member, organization):
    job = make_job(organization, user_id=member.pk, state=Job.State.RUNNING, attempts=1)
    jobs.progress(job, 3, 10, "3 of 10 pages")
    page = sign_in(member).get(f"/jobs/{job.public_id}/status/").content.decode()
    assert 'value="3"' in page
    assert "3 of 10 pages" in page
    assert "You can leave this page" in page


def test_nobody_else_does(sign_in, admin, member, organization):
    job = make_job(organization, user_id=member.pk)
    assert sign_in(admin).get(f"/jobs/{job.public_id}/status/").status_code == 404


def test_the_end_is_marked_for_the_page(sign_in, member, organization):
    client = sign_in(member)
    for state in ("done", "parked"):
        job = make_job(organization, user_id=member.pk, state=state)
        page = client.get(f"/jobs/{job.public_id}/status/").content.decode()
        assert f'data-over="{state}"' in page
