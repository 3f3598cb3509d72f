"""S5 and S6: what was acknowledged comes back, and a submit does not care how long it took.

S1 (twenty submits at once) stands in test_survey_submitting.py, S2 (a key used twice) in
test_survey_saving.py.
"""

from datetime import timedelta

import factories
import pytest
from django.test import Client
from django.utils import timezone
from respondents import Respondent

from assessments.models import Participant


@pytest.fixture
def assessment(organization, manager):
    return factories.make_open(organization, manager)


@pytest.fixture
def person(assessment):
    return Respondent(assessment).begin()


def test_every_acknowledged_field_returns_in_a_new_browser(assessment, person):
    """S5: each saved field stands on its page when the link is opened in another browser."""
    keys = assessment.asked_of("technical")
    for number, key in enumerate(keys):
        saved = person.save(
            key, level=str(1 + number % 5), comment=f"Saved comment {number}",
            evidence_url=f"https://example.org/{number}",
        )  # fmt: skip
        assert saved.status_code == 200
    person.client = Client()
    for number in range(len(keys)):
        page = person.get("question", number=number + 1).text
        assert f'value="{1 + number % 5}" checked' in page
        assert f"Saved comment {number}</textarea>" in page
        assert f'value="https://example.org/{number}"' in page


def test_a_save_without_an_acknowledgment_is_sent_again_as_one(person):
    """S5: the browser closed before the answer came; the same key saves nothing twice."""
    person.save(level="2", comment="Once", key="closed-too-early")
    person.client = Client()
    again = person.save(level="2", comment="Once", key="closed-too-early")
    assert (again.status_code, again.json()["version"]) == (200, 1)


@pytest.mark.parametrize("privacy_mode", ["confidential", "anonymous"])
def test_a_submit_after_eight_idle_hours_keeps_everything(
    organization, manager, monkeypatch, privacy_mode
):
    """S6: no session, no cookie and no clock decides whether answers are handed in."""
    person = Respondent(factories.make_open(organization, manager, privacy_mode=privacy_mode))
    person.begin().save(level="2", comment="Before lunch")
    later = timezone.now() + timedelta(hours=8)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert person.submit().status_code in {200, 302}
    submitted = Participant.objects.get(pk=person.participant.pk)
    assert submitted.receipt
    stored = submitted.assessment.responses.get(is_submitted=True).answers.get()
    assert (stored.value, stored.comment) == (2, "Before lunch")
