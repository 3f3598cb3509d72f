"""A project that was put aside: people read it, and change nothing of it until it is restored."""

import pytest
from django.urls import reverse

from aiproj.shared.errors import Refused
from scoping.models import Project, RiskAcceptance
from scoping.services import charters, comments, confirming, gates, outcomes, projects, versions
from scoping.services.worksheets import problem_hash

pytestmark = pytest.mark.django_db


@pytest.fixture
def archived(flow):
    """A project whose charter was rejected and that was archived then, and a comment on it."""
    flow.submit()
    charters.reject(charter=flow.charter, actor=flow.sponsor, reason="Too dear.")
    asked = {"project": flow.project, "actor": flow.lead, "path": "problem.statement"}
    comments.add_comment(**asked, text="Which customers?")
    projects.set_archived(project=flow.project, actor=flow.manager, archived=True)
    flow.project.refresh_from_db()
    return flow


def _comments(flow):
    path = {"path": "problem.statement", "text": "Another question"}
    comments.add_comment(project=flow.project, actor=flow.manager, **path)


def _answers(flow):
    asked = flow.project.comments.get()
    comments.answer_comment(comment=asked, actor=flow.manager, text="All of them.")


def _settles(flow):
    asked = flow.project.comments.get()
    comments.set_resolved(comment=asked, actor=flow.manager, resolved=True)


def _confirms(flow):
    seen = problem_hash(flow.project.content_of("problem"))
    confirming.confirm(project=flow.project, actor=flow.manager, side="business", seen=seen)


def _takes_back(flow):
    confirming.withdraw(project=flow.project, actor=flow.lead, side="technical")


def _accepts(flow):
    chosen = flow.project.candidates.current().first().public_id
    gates.accept_risk(project=flow.project, actor=flow.sponsor, candidate_id=chosen, reason="Yes")


def _stops(flow):
    gates.move(project=flow.project, actor=flow.manager, step="stop", reason="No money.")


def _decides(flow):
    fields = {"decision": "stop", "reason": "No money."}
    gates.decide(project=flow.project, actor=flow.manager, gate="G1", fields=fields)


def _measures(flow):
    outcomes.measure_again(project=flow.project, actor=flow.manager, fields={})


def _names(flow):
    projects.choose_assessments(project=flow.project, actor=flow.manager,
        version=flow.project.version, assessment=None, readiness_check=None)  # fmt: skip


def _copies(flow):
    versions.copy(charter=flow.charter, actor=flow.manager)


ACTS = (_comments, _answers, _settles, _confirms, _takes_back, _accepts, _stops, _decides,
        _measures, _names, _copies)  # fmt: skip


@pytest.mark.parametrize("act", ACTS)
def test_nothing_changes_until_it_is_restored(archived, act):
    with pytest.raises(Refused, match=r"The project is archived\. Restore it first\."):
        act(archived)
    assert archived.project.comments.filter(resolved_at=None).count() == 1
    assert archived.project.confirmations.filter(withdrawn_at=None).count() == 2
    assert not RiskAcceptance.objects.exists()


@pytest.mark.parametrize(
    ("route", "more"),
    [
        ("comment_resolve", "comment"),
        ("comment_reopen", "comment"),
        ("confirmation_withdraw", "side"),
    ],
)
def test_a_page_that_is_still_open_says_so(archived, sign_in, route, more):
    last = archived.project.comments.get().public_id if more == "comment" else "technical"
    address = reverse(f"scoping:{route}", args=[archived.project.public_id, last])
    answer = sign_in(archived.lead).post(address, follow=True)
    assert b"The project is archived. Restore it first." in answer.content


def test_naming_an_assessment_says_so_in_the_form(archived, sign_in):
    address = reverse("scoping:levels", args=[archived.project.public_id])
    answer = sign_in(archived.manager).post(address, {"version": archived.project.version})
    assert answer.status_code == 409
    assert b"The project is archived. Restore it first." in answer.content


def test_a_comment_on_a_project_that_was_put_aside_meanwhile_is_not_kept(archived):
    seen = Project.objects.get(pk=archived.project.pk)
    seen.archived_at = None  # as it was when the page was opened
    archived.project = seen
    with pytest.raises(Refused, match="is archived"):
        _comments(archived)
    assert seen.comments.count() == 1
