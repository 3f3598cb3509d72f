"""Comments on the worksheet."""

import factories
import pytest
import scoping_data
from django.urls import reverse
from django.utils.html import escape
from payloads import PAYLOADS

from accounts.models import AuditEvent, OutboxMessage
from aiproj.shared.errors import Refused
from reports import attention
from scoping.models import Comment
from scoping.overview.comments import Places, counts
from scoping.services import comments as service

pytestmark = pytest.mark.django_db


@pytest.fixture
def comment(project, manager):
    return scoping_data.make_comment(project, manager)


def _page(client, project, query=""):
    return client.get(reverse("scoping:comments", args=[project.public_id]) + query)


def _add(client, project, **fields):
    address = reverse("scoping:comment_add", args=[project.public_id])
    return client.post(address, {"path": "problem.statement", "text": "Why?", **fields})


def _do(client, comment, name, **fields):
    path = [comment.project.public_id, comment.public_id]
    return client.post(reverse(f"scoping:{name}", args=path), fields)


@pytest.mark.parametrize(
    ("path", "label"),
    [
        ("problem", "Problem"),
        ("problem.statement", "Problem: Statement"),
        ("plan.milestones", "Plan: Milestones"),
        ("plan.milestones.abcd1234", "Plan: Pilot"),
        ("plan.milestones.abcd1234.budget", "Plan: Pilot, Budget"),
        ("plan.milestones.gone1234", "Plan: a milestone that was removed"),
    ],
)
def test_a_place_has_a_name(project, manager, path, label):
    scoping_data.save(
        project, "plan", manager, {"milestones": [{"id": "abcd1234", "name": "Pilot"}]}
    )
    assert Places(project).find(path).label == label


def test_a_field_of_a_candidate_is_a_place(project):
    found = project.candidates.current().last()
    place = Places(project).find(f"{found.public_id}:candidate.margin")
    assert place.label == "AI candidate: Margin on it"
    assert place.address.endswith(f"{found.public_id}/#id_margin")


@pytest.mark.parametrize(
    "path", ["", "weather", "problem.color", "problem.statement.more", "nobody:candidate", "a b",
             "plan.milestones.abcd1234.color"],
)  # fmt: skip
def test_no_place_is_no_place(project, manager, path):
    with pytest.raises(Refused):
        service.add_comment(project=project, actor=manager, path=path, text="Why?")


def test_a_comment_is_counted_beside_its_field(as_manager, project, comment):
    assert counts(project, "problem") == {"problem.statement": 1}
    page = as_manager.get(reverse("scoping:section", args=[project.public_id, "problem"]))
    assert b"1 open comment" in page.content


def test_an_executive_comments(sign_in, executive, project):
    _add(sign_in(executive), project)
    assert Comment.objects.get().author == executive


def test_an_empty_comment_says_what_is_missing(as_manager, project):
    answer = _add(as_manager, project, text=" ")
    assert answer.status_code == 422
    assert b"Write what you want to say." in answer.content


def test_a_place_that_is_none_is_refused_in_words(as_manager, project):
    assert _add(as_manager, project, path="weather").status_code == 422
    assert not Comment.objects.exists()


def test_an_answer_stands_in_the_thread(as_manager, comment):
    _do(as_manager, comment, "comment_answer", text="Contract customers.")
    assert comment.answers.get().path == comment.path


def test_an_answer_to_an_answer_stands_in_the_same_thread(comment, manager):
    first = service.answer_comment(comment=comment, actor=manager, text="One")
    second = service.answer_comment(comment=first, actor=manager, text="Two")
    assert second.parent == comment


def test_a_settled_thread_is_no_longer_counted(as_manager, project, comment):
    _do(as_manager, comment, "comment_resolve")
    assert counts(project, "problem") == {}


def test_a_settled_thread_opens_again(as_manager, project, comment):
    _do(as_manager, comment, "comment_resolve")
    _do(as_manager, comment, "comment_reopen")
    assert counts(project, "problem") == {"problem.statement": 1}


def test_settling_twice_is_once(manager, comment):
    for _ in range(2):
        service.set_resolved(comment=comment, actor=manager, resolved=True)
    assert AuditEvent.objects.filter(action="comment.resolved").count() == 1


def test_whoever_was_picked_gets_a_mail(as_manager, project, executive):
    _add(as_manager, project, mention=executive.public_id)
    assert OutboxMessage.objects.get().recipient == executive.email


def test_whoever_is_named_gets_a_mail(as_manager, project, executive):
    _add(as_manager, project, text=f"@{executive} what do you think?")
    assert OutboxMessage.objects.get().recipient == executive.email


def test_nobody_gets_a_mail_for_naming_themselves(as_manager, project, manager):
    _add(as_manager, project, text=f"@{manager} thinks so.")
    assert not OutboxMessage.objects.exists()


def test_a_longer_name_does_not_call_its_beginning(project, manager, organization):
    ana, ana_lee = (factories.make_user(f"{n}@example.org", name)
                    for n, name in enumerate(["Ana", "Ana Lee"]))  # fmt: skip
    for person in (ana, ana_lee):
        factories.make_membership(person, organization, role="manager")
    made = service.add_comment(
        project=project, actor=manager, path="problem", text="@Ana Lee knows"
    )
    assert list(made.mentions.all()) == [ana_lee]


def test_members_who_do_not_see_the_project_are_not_called(project, manager, member):
    made = service.add_comment(
        project=project, actor=manager, path="problem", text=f"@{member}", mentions=[member]
    )
    assert not made.mentions.exists()


def _to_dos(person):
    return [each.title for each in attention.for_mentioned(person.memberships.get())]


def test_a_mention_waits_on_the_start_page(project, manager, executive):
    scoping_data.make_comment(project, manager, mentions=[executive])
    assert _to_dos(executive) == [f"Answer {manager}"]


def test_an_answered_mention_waits_no_longer(project, manager, executive):
    made = scoping_data.make_comment(project, manager, mentions=[executive])
    service.answer_comment(comment=made, actor=executive, text="Yes")
    assert _to_dos(executive) == []


def test_a_settled_mention_waits_no_longer(project, manager, executive):
    made = scoping_data.make_comment(project, manager, mentions=[executive])
    service.set_resolved(comment=made, actor=manager, resolved=True)
    assert _to_dos(executive) == []


def test_a_mention_in_an_answer_waits(project, manager, executive, comment):
    service.answer_comment(comment=comment, actor=manager, text="?", mentions=[executive])
    assert _to_dos(executive) == [f"Answer {manager}"]


def test_a_comment_of_another_project_is_not_found(as_manager, organization, manager, comment):
    other = scoping_data.make_project(organization, manager)
    path = [other.public_id, comment.public_id]
    assert as_manager.post(reverse("scoping:comment_resolve", args=path)).status_code == 404


@pytest.mark.parametrize("text", PAYLOADS)
def test_what_people_type_stays_text(as_manager, project, manager, text):
    """H4"""
    scoping_data.make_comment(project, manager, text=text)
    page = _page(as_manager, project, "?path=" + "problem.statement").content.decode()
    assert escape(text.strip()) in page
