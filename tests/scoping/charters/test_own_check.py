"""The project's own readiness check in the charter: it holds back, and what it said is kept."""

import datetime

import charter_flow
import factories
import pytest
import results_data
from django.utils import timezone

from assessments.models import Assessment
from scoping.exports.charter import Edition, charter_document
from scoping.exports.markdown import as_markdown
from scoping.overview.lacking import lacks
from scoping.services import charters, gates, projects

pytestmark = pytest.mark.django_db


@pytest.fixture
def checked(flow):
    """Publish a check of this project whose people gave these levels."""

    def make(level, people=6, published_at=None, **other):
        answers = results_data.everybody(level, results_data.PROJECT, people, **other)
        found = results_data.closed_with(
            flow.project.organization, flow.manager,
            results_data.evaluation(answers, results_data.PROJECT),
            pack_version=factories.project_pack(), scope="Churn model",
            state=Assessment.State.PUBLISHED, published_at=published_at or timezone.now(),
        )  # fmt: skip
        flow.project.refresh_from_db()
        projects.choose_assessments(
            project=flow.project, actor=flow.manager, version=flow.project.version,
            assessment=flow.project.assessment, readiness_check=found,
        )  # fmt: skip

    return make


def _frozen(flow):
    return charters.freezing.freeze(flow.charter, timezone.now())


def _said(flow):
    found = _frozen(flow).review.findings
    return [(each.severity, each.title, each.remedy) for each in found if each.rule == "SC-L34"]


def _told(flow):
    charter = flow.submit()
    edition = Edition(charter.content, charter.content_hash, "In review", "1")
    return as_markdown(charter_document(edition)).replace("\\", "")


def test_ready_to_build_says_nothing_and_is_kept(flow, checked):
    checked(3)
    assert _said(flow) == []
    text = _told(flow)
    assert "The project's own check: ready to build." in text
    assert "Ready to build, by 6 people, published" in text
    assert "| Value | 3.0 |" in text


def test_ready_to_explore_warns_with_what_holds_it_back(flow, checked):
    checked(3, problem_definition=2)
    (found,) = _said(flow)
    assert found == (
        "warn",
        "The project's own readiness check says: ready to explore",
        "Clear these up first: Problem (2).",
    )
    assert "Held back by: Problem (2)." in _told(flow)


def test_not_ready_stops_submitting_unless_the_sponsor_accepts_the_risk(flow, checked):
    checked(3, problem_definition=1)
    (found,) = _said(flow)
    assert found[0] == "error"
    assert found[2].endswith("Problem (1), or ask the sponsor to accept the risk.")
    frozen = _frozen(flow)
    listed = lacks(flow.charter, frozen.content, frozen.review, frozen.unknown)
    assert [each.text for each in listed] == [found[1]]
    assert "/levels/" in listed[0].field
    gates.accept_risk(
        project=flow.project, actor=flow.sponsor, candidate_id=flow.project.state().chosen.id,
        reason="The pilot will tell.",
    )  # fmt: skip
    (found,) = _said(flow)
    assert (found[0], found[1].split("; ")[1]) == (
        "warn",
        "the sponsor accepts the risk: The pilot will tell.",
    )
    assert flow.submit().content["own_check"]["verdict"] == "not_ready"


def test_too_few_answers_and_an_expired_check_are_unknown(flow, checked):
    checked(3, people=3)
    (found,) = _said(flow)
    assert (found[0], found[2]) == ("warn", "Ask enough people to answer it.")
    checked(3, published_at=timezone.now() - datetime.timedelta(days=400))
    (found,) = _said(flow)
    assert found[0] == "warn"
    assert found[2].startswith("The assessment expired on")
    assert "The project's own check is unknown: The assessment expired on" in _told(flow)


def test_the_levels_are_printed_beside_those_that_are_needed(flow):
    text = _told(flow)
    assert "| Monitoring & Maintenance | 1.6 | – | 2.5 | 0.9 |" in text
    for level in charter_flow.LEVELS.values():
        assert f" {level} |" in text


def test_a_charter_from_before_the_check_was_kept_is_told_without(flow):
    content = {key: each for key, each in flow.submit().content.items() if key != "own_check"}
    text = as_markdown(charter_document(Edition(content, "", "In review", "1")))
    assert "own check" not in text
