"""Publishing: the page with the verdict, and what one click does."""

import factories
import pytest
from django.urls import reverse

from accounts.models import AuditEvent
from aiproj.shared.models import Job
from assessments.models import Assessment
from reports.models import Report
from reports.services import publishing


def address(assessment):
    return reverse("reports:publish", args=[assessment.public_id])


def form(assessment, **more):
    return {"version": assessment.version, **more}


def test_page_shows_the_verdict_before_publishing(sign_in, manager, frozen):
    page = sign_in(manager).get(address(frozen)).content.decode()
    assert "We are at stage\u00a02 of\u00a05, Emerging." in page
    assert "index of 100, likely 29 to 46" in page
    assert "Set a review date for every AI system in use." in page
    assert not Report.objects.exists()


def test_one_click_publishes_and_has_the_report_made(sign_in, manager, frozen):
    typed = form(frozen, text_1="Name one owner.", due_1="by 15 Dec", text_3="Set a goal.")
    answer = sign_in(manager).post(address(frozen), typed)
    report = Report.objects.get()
    frozen.refresh_from_db()
    assert answer.url == reverse("reports:report", args=[report.public_id])
    assert frozen.state == Assessment.State.PUBLISHED
    assert [found["text"] for found in frozen.decisions] == ["Name one owner.", "Set a goal."]
    assert (report.number, report.rendered_at, report.created_by) == (1, None, manager)
    assert Job.objects.get(key=report.job_key).user_id == manager.pk


def test_nothing_is_kept_when_the_job_cannot_be_written(manager, frozen, monkeypatch):
    def fail(**_):
        raise RuntimeError("no job")

    monkeypatch.setattr(publishing.jobs, "enqueue", fail)
    with pytest.raises(RuntimeError):
        publishing.publish(
            assessment=frozen,
            actor=manager,
            version=frozen.version,
            decisions=[],
            shared_with_members=False,
        )
    frozen.refresh_from_db()
    assert frozen.state == Assessment.State.CLOSED
    assert not Report.objects.exists()


def test_audit_log_says_who_published(sign_in, manager, frozen):
    sign_in(manager).post(address(frozen), form(frozen))
    events = AuditEvent.objects.filter(actor=manager).order_by("-sequence")
    assert [event.action for event in events[:2]] == ["report.created", "assessment.published"]


def test_publishing_twice_makes_one_report(sign_in, manager, frozen):
    client = sign_in(manager)
    client.post(address(frozen), form(frozen))
    again = client.post(address(frozen), form(frozen))
    assert again.status_code == 302
    assert Report.objects.count() == 1


def test_a_stale_form_keeps_what_was_typed_and_can_be_sent_again(sign_in, manager, frozen):
    client = sign_in(manager)
    typed = form(frozen, version=frozen.version - 1, text_1="Name one owner.")
    answer = client.post(address(frozen), typed)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Name one owner." in page
    assert f'name="version" value="{frozen.version}"' in page
    assert not Report.objects.exists()


def test_a_form_without_version_is_refused(sign_in, manager, frozen):
    answer = sign_in(manager).post(address(frozen), {"text_1": "Name one owner."})
    assert answer.status_code == 428
    assert "Name one owner." in answer.content.decode()
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"due_2": "by 15 Dec"}, "There is a date without a decision."),
        ({"text_1": "x" * 301}, "at most 300 characters"),
        ({"text_1": "a\x00b"}, "Null characters are not allowed"),
    ],
)
def test_invalid_decisions_are_named_beside_their_field(sign_in, manager, frozen, typed, message):
    answer = sign_in(manager).post(address(frozen), form(frozen, **typed))
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert not Report.objects.exists()


def test_an_open_assessment_cannot_be_published(sign_in, manager, organization):
    assessment = factories.make_open(organization, manager)
    answer = sign_in(manager).post(address(assessment), form(assessment))
    assert answer.status_code == 409
    assert "Close the assessment first" in answer.content.decode()


def test_markup_in_a_decision_stays_text(sign_in, manager, frozen):
    client = sign_in(manager)
    client.post(address(frozen), form(frozen, text_1="<script>alert(1)</script>"))
    factories.run_jobs()
    page = client.get(reverse("reports:report", args=[Report.objects.get().public_id]))
    assert "&lt;script&gt;alert(1)" in page.content.decode()
    assert "<script>alert" not in page.content.decode()


def test_page_needs_few_queries(sign_in, manager, frozen, django_assert_max_num_queries):
    client = sign_in(manager)
    with django_assert_max_num_queries(12):
        client.get(address(frozen))
