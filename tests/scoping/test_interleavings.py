"""Two tabs on the same worksheet, in random order."""

import random

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db
SEEDS = range(20)
PLAYS = 10


class Tab:
    """A browser's tab: what it typed last, and the version that it saw."""

    def __init__(self, client, project, key):
        self.client, self.project, self.key = client, project, key
        self.address = reverse("scoping:section_save", args=[project.public_id, key])
        self.load()

    def load(self):
        stored = self.project.sections.filter(key=self.key).first()
        self.version = stored.version if stored else 0
        self.text = self.stored = stored.content.get("funding", "") if stored else ""

    def save(self):
        return self.client.post(self.address, {"version": self.version, "funding": self.text})


def _play(client, project, order):
    """Acts of two tabs in that order; each text that was acknowledged, and how it was replaced."""
    tabs = [Tab(client, project, "money"), Tab(client, project, "money")]
    overwritten = []
    for number, (who, act) in enumerate(order):
        tab = tabs[who]
        if act == "type":
            tab.text = f"Budget {number}"
        elif act == "load":
            tab.load()
        else:
            before = project.content_of("money").get("funding", "")
            answer = tab.save()
            page = answer.content.decode()
            if answer.status_code == 409:
                assert before in page
                assert tab.text in page
                assert project.content_of("money").get("funding", "") == before
            else:
                assert project.content_of("money").get("funding", "") == tab.text
                overwritten += [before] if before not in (tab.stored, tab.text) else []
                tab.load()
    return overwritten


@pytest.mark.parametrize("seed", SEEDS)
def test_no_text_is_overwritten_unseen(as_manager, project, seed):
    """S3: 20 x 10 random interleavings of two tabs on one section."""
    chance = random.Random(seed)
    acts = [(who, act) for who in (0, 1) for act in ("type", "save", "load")]
    overwritten = []
    for _ in range(PLAYS):
        chance.shuffle(acts)
        overwritten += _play(as_manager, project, acts)
    assert overwritten == []
