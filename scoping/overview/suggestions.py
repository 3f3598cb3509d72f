"""Scores that the worksheet suggests to the raters of a candidate."""

from __future__ import annotations

from collections.abc import Mapping

from scoping.checking.suggestions import Suggestion, suggestions_of
from scoping.models import Candidate, pack_of


def suggestions(candidate: Candidate) -> Mapping[str, Suggestion]:
    """By factor, from the worksheet as it stands; none for a candidate that was put aside."""
    state = candidate.project.state()
    found = [each for each in state.candidates if each.id == candidate.public_id]
    techniques = pack_of(candidate.project.organization).techniques.by_key
    return suggestions_of(state, found[0], techniques) if found else {}
