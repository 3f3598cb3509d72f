"""S3: two tabs on one answer, two hundred random interleavings, nothing overwritten unseen."""

import random

import factories
import pytest
from respondents import Respondent

from assessments.models import AnswerRevision

INTERLEAVINGS = 200
STEPS = 4


class Tab:
    """One tab: the version it saw last, and what it typed."""

    def __init__(self, name: str, person: Respondent, capability: str) -> None:
        self.name, self.person, self.capability = name, person, capability
        self.seen, self.saves = 0, 0

    def save(self) -> tuple[str, object]:
        """Save a new text against the version seen; the text and the answer."""
        self.saves += 1
        text = f"{self.name} {self.saves} {self.capability}"
        answer = self.person.save(self.capability, level="3", comment=text, version=self.seen)
        if answer.status_code == 200:
            self.seen = answer.json()["version"]
        return text, answer


def _play(tabs: list[Tab], seed: int) -> str:
    """Save from the tabs in random order; check every answer; what must be stored at the end."""
    chance = random.Random(seed)
    stored, version = "", 0
    for _ in range(STEPS):
        tab = chance.choice(tabs)
        expected = 200 if tab.seen == version else 409
        text, answer = tab.save()
        assert answer.status_code == expected, (seed, text)
        if expected == 200:
            stored, version = text, version + 1
            continue
        both = answer.json()
        assert (both["stored"]["comment"], both["yours"]["comment"]) == (stored, text)
        assert both["stored"]["version"] == version
        if chance.random() < 0.5:  # this person decides, having seen both texts
            tab.seen = version
    return stored


@pytest.fixture
def assessment(organization, manager):
    assessment = factories.make_assessment(organization, manager)
    factories.add_people(assessment, technical=12, business=0)
    return factories.open_assessment(assessment)


def test_two_hundred_interleavings_of_two_tabs_overwrite_nothing(assessment):
    """S3: a stale save is always 409 with both texts, a fresh one is always kept."""
    places = [
        (Respondent(assessment, f"t{n}"), key)
        for n in range(1, 13)
        for key in assessment.asked_of("technical")
    ]
    assert len(places) >= INTERLEAVINGS
    for seed, (person, key) in enumerate(places[:INTERLEAVINGS]):
        tabs = [Tab("left", person, key), Tab("right", person, key)]
        stored = _play(tabs, seed)
        assert person.stored(key).comment == stored
        kept = AnswerRevision.objects.filter(response=person.participant.response, capability=key)
        versions = list(kept.order_by("version").values_list("version", flat=True))
        assert versions == list(range(1, len(versions) + 1))
