"""J2: each task twice, also at once: the same rows, one set of files, no message twice."""

import harness
import play
import pytest

pytestmark = pytest.mark.services
TIMES = 10
SCOPE = "Mailed"


def _job(stack, kind: str) -> int:
    return stack.sql(f"SELECT max(id) FROM shared_job WHERE kind = '{kind}'")[0][0]


def _settled(stack) -> bool:
    return stack.jobs_are_done() and stack.queue_is_empty()


@pytest.fixture(scope="module")
def opened(stack, admin, mail) -> str:
    """An opened assessment; its messages' job reaches the workers ten times at once."""
    path = play.open_assessment(admin, SCOPE)
    stack.deliver(_job(stack, "accounts.deliver_mail"), times=TIMES)
    harness.wait_until(lambda: mail.count(SCOPE).total() >= len(play.PEOPLE), 60, "mail sent")
    harness.wait_until(lambda: _settled(stack), 60, "all work done")
    return path


def test_nobody_gets_an_invitation_twice(opened, mail):
    """J2: two workers got the job of eleven messages eleven times."""
    expected = {f"{name}@example.org": 1 for name in play.PEOPLE}
    assert mail.count(SCOPE) == expected


def test_two_jobs_of_reminders_at_once_send_each_once(stack, admin, opened, mail):
    """J2: two rounds of reminders, whose jobs both take whatever is due."""
    form = admin.form(f"{opened}participation/")
    for _ in range(2):
        stack.sql("UPDATE assessments_participant SET reminded_at = NULL")
        assert admin.post(f"{opened}remind/", form).status == 302
    stack.deliver(_job(stack, "accounts.deliver_mail"), times=TIMES)
    harness.wait_until(lambda: _settled(stack), 60, "all work done")
    assert mail.count(SCOPE, reminders=True) == {f"{name}@example.org": 2 for name in play.PEOPLE}


def test_finished_work_delivered_again_changes_no_row(stack, opened):
    """J2: the same database hash after ten more deliveries of every kind of job."""
    before = stack.fingerprint()
    for (job,) in stack.sql("SELECT max(id) FROM shared_job GROUP BY kind"):
        stack.deliver(job, times=TIMES)
    harness.wait_until(stack.queue_is_empty, 60, "messages taken")
    assert stack.fingerprint() == before


def test_a_report_delivered_ten_times_at_once_is_drawn_once(stack, admin, closed):
    """J2: one row, one set of files and one line in the audit log."""
    admin.fill(f"{closed}publish/")
    stack.deliver(_job(stack, "reports.render"), times=TIMES)
    harness.wait_until(lambda: play.report_is_ready(stack, closed), 60, "report")
    harness.wait_until(lambda: _settled(stack), 60, "all work done")
    report = play.reports_of(stack, closed)[-1]
    assert sorted(play.files_of(stack, report)) == play.FILES
    drawn = f"action = 'report.rendered' AND target = 'report {report}'"
    assert len(stack.sql(f"SELECT 1 FROM accounts_auditevent WHERE {drawn}")) == 1
