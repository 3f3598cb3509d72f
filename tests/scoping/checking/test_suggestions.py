"""Scores that the worksheet suggests to raters."""

import pytest
import whole_worksheet

from scoping.checking.suggestions import suggestions_of
from scoping.rules.loading import shipped_techniques

TECHNIQUES = shipped_techniques().by_key
GOOD = {"completeness": "99", "validity": "97", "label_quality": "99"}


def suggested(changes=None, datasets=None):
    changes = {**(changes or {})}
    if datasets is not None:
        changes |= {"data.datasets": datasets,
                    "churn:candidate.inputs": [row["id"] for row in datasets]}  # fmt: skip
    state = whole_worksheet.whole(changes)
    churn = next(each for each in state.candidates if each.id == "churn")
    return suggestions_of(state, churn, TECHNIQUES)


def dataset(key, **fields):
    return {"id": key, "name": key, "owner": "Dora", "interface": "database", **GOOD, **fields}


def test_the_technique_gives_its_complexity():
    """Checklist row 94."""
    found = suggested({"churn:candidate.technique": "computer_vision"})["C1"]
    assert (found.score, found.reason) == (4, "technique: Computer vision")


@pytest.mark.parametrize(("count", "score"), [(1, 0), (2, 1), (3, 2), (5, 3)])
def test_the_number_of_sources_feeds_data_engineering(count, score):
    """Checklist row 10."""
    found = suggested(datasets=[dataset(f"d{number}") for number in range(count)])
    assert found["C2"].score == score


def test_where_nobody_acts_on_the_decision_action_is_nil():
    """Scoping spec 1: nobody acts, V6 = 0. A candidate that only has begun is not judged."""
    found = suggested({"churn:candidate.actor": None})["V6"]
    assert (found.score, found.reason) == (0, "nobody is named who acts on the result")
    assert "V6" not in suggested()
    begun = {"churn:candidate.actor": None, "churn:candidate.decision": None}
    assert "V6" not in suggested(begun)


def test_a_stream_is_the_most_work():
    found = suggested(datasets=[dataset("calls", interface="stream")])["C2"]
    assert (found.score, found.reason) == (4, "1 dataset of 1 owner, one of them a stream")


def test_the_weakest_dataset_gives_data_quality():
    """Scoping spec 3."""
    found = suggested(datasets=[dataset("good"), dataset("weak", validity="70")])["V2"]
    assert (found.score, found.evidence) == (1, "guess")
    assert "in weak" in found.reason


def test_a_measurement_that_can_be_read_is_evidence():
    measured = dataset("calls", measured_on="2026-11-01", evidence="Report 12")
    assert suggested(datasets=[measured])["V2"].evidence == "measured"


def test_data_that_the_candidate_does_not_use_counts_nothing():
    found = suggested({"churn:candidate.inputs": []})
    assert set(found) == {"C1"}


def test_a_dataset_of_unknown_quality_leaves_it_open():
    assert "V2" not in suggested(datasets=[dataset("good"), {"id": "new", "name": "New"}])
