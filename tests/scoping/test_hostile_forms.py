"""Texts of ten thousand characters in every form of projects and charters, and what is kept."""

import pytest
import scoping_data
from django.db import connection
from django.urls import reverse
from page_forms import controls, refused
from payloads import PAYLOADS

from scoping.models import Comment, SavedView
from scoping.services import charters, ratings

pytestmark = pytest.mark.django_db
LONG = "y" * 10_000


@pytest.fixture
def send(sign_in):
    """Post a form as somebody."""

    def post(who, route, /, *path, **fields):
        return sign_in(who).post(reverse(f"scoping:{route}", args=path), fields)

    return post


def _is_refused(answer, *names):
    assert answer.status_code == 422
    assert refused(answer.content, dict.fromkeys(names, LONG)) == []


def test_reasons_of_signatories(flow, send):
    key = flow.submit().public_id
    who = flow.sponsor
    _is_refused(send(who, "charter_sign", key, condition=LONG, content_hash="x"), "condition")
    texts = {f"text_{number}": LONG for number in (1, 2, 3)}
    _is_refused(send(who, "charter_changes", key, **texts), *texts)
    _is_refused(send(who, "charter_reject", key, reason=LONG), "reason")
    asked = [("plan.end", PAYLOADS[0])]
    charters.request_changes(charter=flow.charter, actor=who, requests=asked)
    comment = flow.charter.change_requests.get().comment.public_id
    answer = send(flow.manager, "charter_answers", key, comment=comment, text=LONG)
    _is_refused(answer, "text")


def test_reasons_after_approval(flow, send):
    key, project, who = flow.approve().public_id, flow.project.public_id, flow.sponsor
    _is_refused(send(who, "charter_revoke", key, reason=LONG), "reason")
    texts = {"reason": LONG, "conditions": LONG}
    _is_refused(send(who, "gate_decide", project, gate="G1", **texts), *texts)
    _is_refused(send(who, "project_stage", project, reason=LONG), "reason")
    _is_refused(send(who, "risk_accept", project, reason=LONG), "reason")


def test_words_of_managers(send, manager, project):
    key = project.public_id
    texts = {"name": LONG, "says": LONG, "starts_on": LONG, "ends_on": LONG}
    _is_refused(send(manager, "objective_new", **texts), *texts)
    _is_refused(send(manager, "project_new", title=LONG), "title")
    _is_refused(send(manager, "deputies", starts_on=LONG, ends_on=LONG), "starts_on", "ends_on")
    _is_refused(send(manager, "comment_add", key, path="problem", text=LONG), "text")
    reasons = {f"{row.public_id}_reason": LONG for row in project.candidates.current()}
    _is_refused(send(manager, "decide", key, version=1, **reasons), *reasons)


def test_notes_of_raters(send, manager, project):
    ratings.invite_rater(project=project, actor=manager, person=manager, side="business")
    found = project.candidates.current().last()
    answer = send(manager, "rate", project.public_id, found.public_id, V1_note=LONG, C5_note=LONG)
    _is_refused(answer, "V1_note", "C5_note")


@pytest.mark.parametrize("kind", ["settings", "rubric", "techniques"])
def test_words_of_rules(send, manager, kind):
    form = send(manager, "rule_edit", kind, version=1).content
    texts = [name for name, found in controls(form).items()
             if found[0].is_invalid and name not in ("text", "method", "signing")]  # fmt: skip
    assert "reason" in texts
    answer = send(manager, "rule_edit", kind, version=1, **dict.fromkeys(texts, LONG))
    _is_refused(answer, *texts)


@pytest.mark.parametrize("text", [LONG, " "])
def test_an_answer_that_is_refused_stays_in_its_thread(send, manager, project, text):
    comment = scoping_data.make_comment(project, manager)
    path = [project.public_id, comment.public_id]
    answer = send(manager, "comment_answer", *path, text=text)
    assert answer.status_code == 422
    assert refused(answer.content, {"text": text}) == []
    assert Comment.objects.count() == 1


def test_a_name_that_is_refused_stays_with_its_view(send, manager):
    answer = send(manager, "view_save", name=LONG, stage="idea")
    _is_refused(answer, "name")
    assert [each.value for each in controls(answer.content)["stage"]] == ["idea"]
    assert not SavedView.objects.exists()


def test_days_of_a_deputy_outside_the_calendar(send, executive, manager):
    days = {"starts_on": "0001-01-01", "ends_on": "9999-12-31"}
    answer = send(executive, "deputies", deputy=manager.public_id,
                  person=executive.public_id, **days)  # fmt: skip
    assert answer.status_code == 422
    assert refused(answer.content, days) == []


@pytest.mark.parametrize("budget", ["1e300", "NaN", "١٢", "-1", "9" * 30, "\x00"])
def test_no_budget_is_no_error(sign_in, manager, project, budget):
    answer = sign_in(manager).get(reverse("scoping:budget"), {"budget": budget, "currency": "USD"})
    assert answer.status_code == 422


@pytest.mark.parametrize("value", ["\x00", "9" * 40, "-1", "'; --", PAYLOADS[0], LONG])
def test_no_address_is_an_error(sign_in, manager, project, value):
    """What stands in an address filters nothing, or finds nothing."""
    client, path = sign_in(manager), [project.public_id]
    for name, given, query in (
        ("portfolio", [], ("q", "stage", "objective", "readiness", "show", "sort", "page")),
        ("portfolio_file", ["csv"], ("q", "stage", "sort")),
        ("budget_csv", [], ("budget", "currency", "in", "out", "step")),
        ("agenda", [], ("kind", "page")),
        ("agenda_file", [], ("kind",)),
        ("enablers", [], ("currency",)),
        ("comments", path, ("path",)),
        ("legal", path, ("at",)),
        ("section", [*path, "plan"], ("add",)),
        ("section_history", [*path, "plan"], ("before", "each")),
    ):
        for key in query:
            answer = client.get(reverse(f"scoping:{name}", args=given), {key: value})
            assert answer.status_code in (200, 302, 404, 422), (name, key)


@pytest.mark.parametrize("value", ["\x00", "nobody", "a:b:c", LONG, "up:milestones:x"])
def test_what_buttons_send_does_no_harm(sign_in, manager, project, value):
    client = sign_in(manager)
    for key in ("problem", "plan"):
        address = reverse("scoping:section_save", args=[project.public_id, key])
        for name in ("move", "add", "take", "fix", "meaning", "day"):
            stored = project.sections.filter(key=key).first()
            version = stored.version if stored else 0
            fields = {"version": version, "title": "Late offers", name: value}
            assert client.post(address, fields).status_code in (302, 422), (key, name)


def test_answers_to_no_change_are_told(flow, send):
    key = flow.submit().public_id
    asked = [("plan.end", "Later")]
    charters.request_changes(charter=flow.charter, actor=flow.sponsor, requests=asked)
    for fields in ({}, {"comment": "\x00", "text": "Done"}, {"comment": LONG, "text": "Done"}):
        answer = send(flow.manager, "charter_answers", key, **fields)
        assert answer.status_code == 422
        assert b"Choose the change that you answer." in answer.content


def test_no_statement_holds_a_byte_that_postgresql_refuses(sign_in, flow):
    """NUL in what names a row: SQLite looks for it, PostgreSQL raises."""
    sent = []

    def note(execute, sql, params, many, context):
        sent.extend(str(each) for each in params or ())
        return execute(sql, params, many, context)

    charter = flow.submit().public_id
    client = sign_in(flow.manager)
    with connection.execute_wrapper(note):
        client.get(reverse("scoping:objective_new"), {"project": "a\x00b"})
        client.post(reverse("scoping:charter_answers", args=[charter]), {"comment": "a\x00b"})
    assert sent
    assert not [each for each in sent if "a\x00b" in each]
