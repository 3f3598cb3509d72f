"""Calibration: the vector, both kinds of bins, weights, and when there is none."""

import doctest

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from metrics.calc import calibration as module
from metrics.calc.calibration import calibration

SIZES = st.shared(st.integers(1, 40), key="rows")
LABELS = arrays(np.int8, SIZES, elements=st.integers(0, 1))
SCORES = arrays(float, SIZES, elements=st.integers(0, 20).map(lambda twentieth: twentieth / 20))
WEIGHTS = arrays(np.int64, SIZES, elements=st.integers(0, 3)).filter(np.any)


def test_examples_run():
    assert doctest.testmod(module).failed == 0


def test_vector(calibration_case, agrees):
    rows, expected = calibration_case["input"], calibration_case["expected"]
    found = calibration(np.array(rows["label"]), np.array(rows["score"]), bins=rows["bins"])
    bins = found.equal_width.bins
    assert [part.count for part in bins] == expected["bin_counts"]
    assert all(map(agrees, [part.observed for part in bins], expected["observed"]))
    assert all(map(agrees, [part.predicted for part in bins], expected["predicted"]))
    assert agrees(found.brier, expected["brier"])
    assert agrees(found.equal_width.expected_calibration_error, expected["ece"])


@pytest.mark.parametrize("bins", [5, 10, 20])
def test_a_score_on_an_edge_belongs_to_the_bin_below(bins):
    edges = np.array([round((k + 1) / bins, 2) for k in range(bins)])
    found = calibration(np.zeros(bins), edges, bins=bins)
    assert [part.count for part in found.equal_width.bins] == [1] * bins
    assert [part.high for part in found.equal_width.bins] == edges.tolist()


def test_the_ends_belong_to_the_outer_bins():
    found = calibration(np.array([0, 1]), np.array([0.0, 1.0]), bins=4)
    assert [part.count for part in found.equal_width.bins] == [1, 0, 0, 1]
    assert found.brier == found.equal_width.expected_calibration_error == 0.0


def test_an_empty_bin_has_no_share():
    middle = calibration(np.array([0, 1]), np.array([0.0, 1.0]), bins=3).equal_width.bins[1]
    assert (middle.weight, middle.observed, middle.predicted) == (0.0, None, None)


def test_equal_count_bins_follow_the_scores():
    scores = np.arange(100) / 1000
    found = calibration(np.zeros(100), scores, bins=4).equal_count.bins
    assert [part.count for part in found] == [25] * 4
    assert (found[0].low, found[-1].high) == (0.0, 0.099)
    assert [part.high for part in found[:-1]] == [part.low for part in found[1:]]


def test_a_constant_score_makes_one_equal_count_bin():
    found = calibration(np.array([0, 0, 1, 0]), np.full(4, 0.5))
    (only,) = found.equal_count.bins
    assert (only.count, only.observed, only.predicted) == (4, 0.25, 0.5)
    assert found.equal_count.expected_calibration_error == 0.25


@pytest.mark.parametrize("score", [-1e-9, 1 + 1e-9, 7.0, np.inf])
def test_scores_outside_zero_to_one_have_no_calibration(score):
    assert calibration(np.array([0, 1]), np.array([0.5, score])) is None


def test_an_outside_score_of_no_weight_does_not_count():
    label, score, weight = np.array([0, 1]), np.array([0.5, 7.0]), np.array([1.0, 0.0])
    assert calibration(label, score, weight=weight).n == 1


@settings(deadline=None)
@given(LABELS, SCORES, st.integers(1, 12))
def test_bins_lose_no_row_and_agree_with_the_whole(label, score, bins):
    found = calibration(label, score, bins=bins)
    for part in (found.equal_width, found.equal_count):
        filled = [entry for entry in part.bins if entry.count]
        assert sum(entry.count for entry in part.bins) == found.n == len(label)
        assert sum(entry.weight * entry.observed for entry in filled) == pytest.approx(label.sum())
        assert all(entry.low <= entry.predicted + 1e-12 for entry in filled)
        assert all(entry.predicted <= entry.high + 1e-12 for entry in filled)
        assert 0 <= part.expected_calibration_error <= 1
    assert len(found.equal_width.bins) == bins
    assert len(found.equal_count.bins) <= bins
    assert found.brier == pytest.approx(np.mean((score - label) ** 2))


@settings(deadline=None)
@given(LABELS, SCORES, WEIGHTS)
def test_a_weight_of_two_equals_a_repeated_row(label, score, weight):
    weighted = calibration(label, score, weight=weight.astype(float), bins=7)
    repeated = calibration(np.repeat(label, weight), np.repeat(score, weight), bins=7)
    assert weighted.brier == pytest.approx(repeated.brier)
    assert weighted.predicted == pytest.approx(repeated.predicted)
    for name in ("equal_width", "equal_count"):
        ours, theirs = getattr(weighted, name), getattr(repeated, name)
        assert [entry.high for entry in ours.bins] == [entry.high for entry in theirs.bins]
        assert [entry.weight for entry in ours.bins] == [entry.weight for entry in theirs.bins]
        assert ours.expected_calibration_error == pytest.approx(theirs.expected_calibration_error)


def test_many_rows_are_summed_in_parts(monkeypatch):
    random = np.random.default_rng(3)
    label, score, weight = random.random(1000) < 0.3, random.random(1000), random.random(1000)
    whole = calibration(label, score, weight=weight)
    monkeypatch.setattr(module, "CHUNK", 77)
    parted = calibration(label, score, weight=weight)
    assert parted.brier == pytest.approx(whole.brier)
    assert [part.count for part in parted.equal_count.bins] == [
        part.count for part in whole.equal_count.bins
    ]


@pytest.mark.parametrize(
    ("label", "score", "options", "message"),
    [
        ([0, 1], [0.5], {}, "equally many"),
        ([0], [0.5], {"weight": np.array([1.0, 2.0])}, "equally many"),
        ([2], [0.5], {}, "label"),
        ([0], [np.nan], {}, "numbers"),
        ([0], [0.5], {"weight": np.array([-1.0])}, "weight"),
        ([0], [0.5], {"weight": np.array([0.0])}, "at least one row"),
        ([], [], {}, "at least one row"),
        ([0], [0.5], {"bins": 0}, "at least one bin"),
    ],
)
def test_bad_input_is_refused(label, score, options, message):
    with pytest.raises(ValueError, match=message):
        calibration(np.array(label), np.array(score), **options)
