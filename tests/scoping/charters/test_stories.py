"""The stories of a charter: told with their values when it is frozen, linted before."""

import pytest
from django.utils import timezone

from scoping.exports.charter import Edition, charter_document
from scoping.exports.markdown import as_markdown
from scoping.overview.lacking import lacks
from scoping.services import charters

pytestmark = pytest.mark.django_db


def _lacks(flow):
    found = charters.freezing.freeze(flow.charter, timezone.now())
    return [each.text for each in lacks(flow.charter, found.content, found.review, found.unknown)]


def test_a_frozen_story_has_its_values(flow):
    found = flow.submit()
    assert found.content["sections"]["communication"]["impact"] == (
        "From {baseline} to {target} is worth {benefit} a year."
    )
    assert found.content["stories"]["impact"] == (
        "From 10% to 8% is worth EUR 760,000 a year."
    )  # fmt: skip


def test_documents_tell_the_story_with_its_values(flow):
    found = flow.submit()
    text = as_markdown(
        charter_document(Edition(found.content, found.content_hash, "In review", "1"))
    )
    assert "From 10% to 8% is worth EUR 760,000 a year." in text
    assert "{baseline}" not in text


def test_a_charter_from_before_stories_were_told_shows_them_as_written(flow):
    content = {key: each for key, each in flow.submit().content.items() if key != "stories"}
    text = as_markdown(charter_document(Edition(content, "", "In review", "1")))
    assert "From {baseline} to {target}" in text.replace("\\", "")


@pytest.mark.parametrize(
    ("story", "lack"),
    [
        ("The AUC tells who leaves.", "Jargon: “AUC”"),
        ("We reach {goal}.", "{goal} is no reference of this worksheet"),
    ],
)
def test_a_story_that_would_fail_in_the_meeting_is_not_submitted(flow, story, lack):
    flow.save("communication", insight=story)
    assert _lacks(flow) == [lack]


def test_the_sponsor_is_told_by_name(flow):
    flow.save("communication", insight="{sponsor} decides.")
    told = charters.freezing.freeze(flow.charter, timezone.now()).review.stories["insight"]
    assert told == f"{flow.sponsor} decides."
