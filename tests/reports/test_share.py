"""Share links: one report for whoever has the link, until it ends or is taken back."""

from datetime import timedelta

import factories
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent
from aiproj.shared import tokens
from reports.models import ShareLink


def page(report):
    return reverse("reports:share", args=[report.public_id])


def end(link, **changes):
    ShareLink.objects.filter(pk=link.pk).update(**changes)


def expire(link):
    past = timezone.now() - timedelta(seconds=1)
    end(link, created_at=past - timedelta(days=7), expires_at=past)


def test_a_new_link_is_shown_once_and_opens_the_report(sign_in, manager, make_report):
    report, client = make_report(), sign_in(manager)
    answer = client.post(page(report), {"label": "Board", "days": "30"})
    link = ShareLink.objects.get()
    address = answer.context["address"]
    assert address in answer.content.decode()
    assert address not in client.get(page(report)).content.decode()
    assert link.expires_at - link.created_at == pytest.approx(timedelta(days=30), abs=timedelta(1))
    opened = Client().get(address.removeprefix("http://testserver"))
    assert "We are at stage" in opened.content.decode()


def test_only_a_digest_is_stored(make_report, share_link):
    link, path = share_link(make_report())
    secret = path.split("/")[2]
    assert link.digest == tokens.digest("share", secret)
    assert len(secret) >= 43


def test_shared_page_shows_the_report_and_no_way_into_the_app(make_report, share_link):
    link, path = share_link(make_report())
    html = Client().get(path).content.decode()
    assert f"Shared report · link ends {link.expires_at:%-d %b %Y}" in html
    assert f"{path}readiness.pdf" in html
    assert "sign-in" not in html
    assert link.label not in html
    assert 'href="/"' not in html


def test_shared_answers_are_not_kept_by_anybody(make_report, share_link):
    _, path = share_link(make_report())
    for answer in (Client().get(path), Client().get(f"{path}readiness.csv"), Client().get("/r/x/")):
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "noindex" in answer["X-Robots-Tag"]


def test_views_are_counted_once_a_page_and_not_for_files_or_heads(make_report, share_link):
    link, path = share_link(make_report())
    client = Client()
    client.get(path)
    client.get(path)
    client.head(path)
    client.get(f"{path}readiness.pdf")
    link.refresh_from_db()
    assert link.views == 2
    assert link.last_viewed_at is not None


def test_ended_and_unknown_links_answer_alike_with_no_byte_of_the_report(make_report, share_link):
    """T8: guessed, expired and revoked links serve no byte."""
    report = make_report()
    expired, expired_path = share_link(report)
    revoked, revoked_path = share_link(report)
    expire(expired)
    end(revoked, revoked_at=timezone.now())
    for ending in ("", "readiness.pdf", "readiness.xlsx", "readiness.csv"):
        paths = [expired_path, revoked_path, "/r/unknown/"]
        answers = [Client().get(path + ending) for path in paths]
        assert [answer.status_code for answer in answers] == [404] * 3
        assert len({answer.content for answer in answers}) == 1
        assert b"This link opens nothing any more" in answers[0].content
        assert b"Whole organization" not in answers[0].content


def test_tokens_of_another_purpose_open_nothing(make_report, organization, manager):
    """T8: nor do tokens of another purpose."""
    make_report()
    assessment = factories.make_open(organization, manager)
    secret = factories.make_link(assessment.participants.first())
    assert Client().get(f"/r/{secret}/").status_code == 404


def test_a_share_token_opens_no_survey(make_report, share_link):
    _, path = share_link(make_report())
    assert Client().get(path.replace("/r/", "/s/")).status_code in (404, 410)


def test_a_link_never_shows_another_report(make_report, share_link):
    first, second = make_report(scope="Sales"), make_report(scope="Finance")
    _, path = share_link(first)
    assert "Finance" not in Client().get(path).content.decode()
    assert Client().get(f"{path}readiness.pdf").content == b"Sales as pdf"
    assert Client().get(f"/reports/{second.public_id}/").status_code == 302
    assert Client().get(f"{path}{second.public_id}/").status_code == 404


def test_a_link_taken_back_ends_at_once(sign_in, manager, make_report, share_link):
    report = make_report()
    link, path = share_link(report)
    client, reader = sign_in(manager), Client()
    assert reader.get(path).status_code == 200
    answer = client.post(reverse("reports:revoke", args=[link.public_id]))
    assert answer.url == page(report)
    assert reader.get(path).status_code == 404
    assert reader.get(f"{path}readiness.pdf").status_code == 404


def test_audit_log_holds_making_and_taking_back(sign_in, manager, make_report):
    report, client = make_report(), sign_in(manager)
    client.post(page(report), {"label": "Board", "days": "7"})
    client.post(reverse("reports:revoke", args=[ShareLink.objects.get().public_id]))
    actions = AuditEvent.objects.filter(actor=manager).values_list("action", flat=True)
    assert list(actions.order_by("sequence"))[-2:] == ["share_link.created", "share_link.revoked"]


def test_only_administrators_and_the_reports_managers_share(sign_in, admin, make_report):
    report = make_report()
    other = factories.make_user(email="other@example.org")
    factories.make_membership(other, report.organization, role="manager")
    assert sign_in(admin).get(page(report)).status_code == 200
    assert sign_in(other).get(page(report)).status_code == 403
    assert sign_in(other).post(page(report), {"label": "x", "days": "7"}).status_code == 403
    assert not ShareLink.objects.exists()


def test_a_manager_cannot_take_back_the_links_of_others(sign_in, make_report, share_link):
    report = make_report()
    link, path = share_link(report)
    other = factories.make_user(email="other@example.org")
    factories.make_membership(other, report.organization, role="manager")
    answer = sign_in(other).post(reverse("reports:revoke", args=[link.public_id]))
    assert answer.status_code == 403
    assert Client().get(path).status_code == 200


def test_executives_and_strangers_make_no_links(sign_in, executive, outsider, make_report):
    report = make_report()
    assert sign_in(executive).get(page(report)).status_code == 403
    assert sign_in(outsider).get(page(report)).status_code == 404


@pytest.mark.parametrize("typed", [{"days": "7"}, {"label": "x", "days": "3650"}, {"label": "x"}])
def test_invalid_links_are_refused(sign_in, manager, make_report, typed):
    report = make_report()
    answer = sign_in(manager).post(page(report), typed)
    assert answer.status_code == 422
    assert "needs your attention" in answer.content.decode()
    assert not ShareLink.objects.exists()


def test_an_unfinished_report_cannot_be_shared(sign_in, manager, make_report):
    report = make_report()
    type(report).objects.update(rendered_at=None)
    answer = sign_in(manager).post(page(report), {"label": "x", "days": "7"})
    assert answer.status_code == 409
    assert "still being made" in answer.content.decode()


def test_queries_do_not_grow_with_links(
    sign_in, manager, make_report, share_link, django_assert_max_num_queries
):
    report, client = make_report(), sign_in(manager)
    for number in range(5):
        _, path = share_link(report, label=f"Reader {number}")
    with django_assert_max_num_queries(7):
        client.get(page(report))
    with django_assert_max_num_queries(3):
        Client().get(path)
