"""PSI: the vectors, its limit under no drift, and bins of awkward references."""

import doctest

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from metrics.calc import binning, drift
from metrics.calc.binning import bin_indices, equal_count_edges
from metrics.calc.drift import (
    bin_scores,
    count_scores,
    drift_from_counts,
    drift_size,
    score_drift,
)

COUNTS = st.lists(st.integers(0, 500), min_size=2, max_size=12)
SIDES = COUNTS.flatmap(
    lambda left: st.tuples(
        st.just(left), st.lists(st.integers(0, 500), min_size=len(left), max_size=len(left))
    )
).filter(lambda sides: all(map(any, sides)))
SCORES = arrays(float, st.integers(1, 60), elements=st.sampled_from([-2.0, -0.0, 0.0, 0.5, 1.0]))


@pytest.mark.parametrize("module", [binning, drift])
def test_examples_run(module):
    assert doctest.testmod(module).failed == 0


def test_vector(psi_case, agrees):
    given_counts, expected = psi_case["input"], psi_case["expected"]
    found = drift_from_counts(
        given_counts["reference_counts"],
        given_counts["current_counts"],
        alpha=given_counts["alpha"],
    )
    assert agrees(found.psi, expected["psi_smoothed"])
    assert agrees(found.psi_raw, expected["psi_raw"])
    assert agrees(found.expected_under_no_drift, expected["expected_under_no_drift"])
    assert agrees(found.critical_value, expected["critical_value"])
    assert found.chi2_p == pytest.approx(expected["chi2_p"], rel=1e-9)
    assert found.drift is expected["drift"]
    assert bool(found.empty_bins) is (expected["psi_raw"] is None)


@given(SIDES)
def test_sides_may_be_swapped_and_contributions_add_up(sides):
    found, swapped = drift_from_counts(*sides), drift_from_counts(*sides[::-1])
    assert found.psi == pytest.approx(swapped.psi, rel=1e-9, abs=1e-12)
    assert found.chi2_p == pytest.approx(swapped.chi2_p, rel=1e-9, abs=1e-12)
    assert sum(part.contribution for part in found.bins) == pytest.approx(found.psi)
    assert found.psi >= 0


@given(SIDES, st.integers(0, 3))
def test_bins_empty_on_both_sides_change_nothing(sides, n_empty):
    found = drift_from_counts(*sides)
    longer = drift_from_counts(*[[*counts, *[0] * n_empty] for counts in sides])
    assert (longer.psi, longer.critical_value) == (found.psi, found.critical_value)
    assert (longer.empty_bins, longer.chi2_p) == (found.empty_bins, found.chi2_p)


@given(SIDES)
def test_plain_psi_exists_unless_one_side_of_a_bin_is_empty(sides):
    found = drift_from_counts(*sides)
    one_sided = tuple(
        place
        for place, pair in enumerate(zip(*sides, strict=True))
        if (pair[0] == 0) != (pair[1] == 0)
    )
    assert found.empty_bins == one_sided
    assert (found.psi_raw is None) is bool(one_sided)


def test_a_single_bin_cannot_drift():
    found = drift_from_counts([10], [90])
    assert (found.psi, found.critical_value, found.chi2_p, found.drift) == (0.0, 0.0, 1.0, False)


def test_small_samples_have_size_without_significance_and_large_ones_the_reverse():
    small = drift_from_counts([10, 10, 10], [7, 6, 2])
    assert (small.size, small.drift) == ("moderate", False)
    large = drift_from_counts([100_000, 100_000], [99_000, 101_000])
    assert (large.size, large.drift) == ("small", True)


def test_alarms_without_drift_come_as_often_as_alpha_says():
    random = np.random.default_rng(7)
    runs = [score_drift(random.random(5000), random.random(3000)).drift for _ in range(1000)]
    assert 0.03 < np.mean(runs) < 0.07


def test_ten_bins_hold_a_tenth_of_a_smooth_reference_each():
    scores = np.random.default_rng(1).permutation(1000) / 7
    found = score_drift(scores, scores[:100])
    assert [part.reference_count for part in found.bins] == [100] * 10
    assert [part.reference_share for part in found.bins] == [0.1] * 10
    assert (found.bins[0].low, found.bins[-1].high) == (None, None)
    assert [part.high for part in found.bins[:-1]] == [part.low for part in found.bins[1:]]


@settings(deadline=None)
@given(SCORES, SCORES, st.integers(2, 12))
def test_every_row_is_counted_and_only_outer_bins_are_empty_in_the_reference(left, right, bins):
    found = bin_scores(left, right, bins)
    assert (sum(found.reference), sum(found.current)) == (len(left), len(right))
    assert list(found.edges) == sorted(set(found.edges))
    assert min(found.reference[1:-1], default=1) > 0
    assert len(equal_count_edges(left, bins)) < bins


@settings(deadline=None)
@given(SCORES, SCORES)
def test_order_and_increasing_transforms_do_not_matter(left, right):
    found = bin_scores(left, right)
    turned = bin_scores(np.exp(left[::-1]), np.exp(right[::-1]))
    assert (turned.reference, turned.current) == (found.reference, found.current)


@settings(deadline=None)
@given(SCORES, st.integers(0, 59), st.sampled_from([-9.0, 9.0]))
def test_a_value_that_fills_two_bins_never_leaves_the_range_unseen(scores, place, target):
    heavy = scores[place % len(scores)]
    moved = np.where(scores == heavy, target, scores)
    found = bin_scores(scores, moved, 10)
    if (scores == heavy).mean() >= 0.2:
        assert found.current != found.reference


@settings(deadline=None)
@given(SCORES)
def test_the_same_scores_do_not_drift(scores):
    found = score_drift(scores, scores)
    assert (found.psi, found.drift) == (0.0, False)


@pytest.mark.parametrize(("shift", "place"), [(-1, 0), (0, 1), (1, 2)])
def test_a_constant_reference_sees_a_shift_either_way(shift, place):
    found = score_drift(np.full(200, 5.0), np.full(100, 5.0 + shift))
    assert [part.current_count for part in found.bins].index(100) == place
    assert found.drift is (shift != 0)
    assert bool(found.empty_bins) is (shift != 0)


def test_weights_equal_repeated_values_in_equal_count_bins():
    values, weights = np.array([0.4, 0.1, 0.1, 0.9, 0.6]), np.array([3.0, 1.0, 2.0, 5.0, 1.0])
    repeated = np.repeat(values, weights.astype(int))
    for bins in range(1, 9):
        edges = equal_count_edges(values, bins, weights)
        assert edges.tolist() == equal_count_edges(repeated, bins).tolist()


def test_an_edge_belongs_to_the_bin_below_and_zero_has_no_sign():
    assert bin_indices(np.array([-0.0, 0.0, 0.1]), np.array([0.0])).tolist() == [0, 0, 1]


@pytest.mark.parametrize(
    ("sides", "options", "message"),
    [
        (([1], [1, 2]), {}, "same bins"),
        (([1, -1], [1, 2]), {}, "at least 0"),
        (([0, 0], [1, 2]), {}, "both sides"),
        (([], []), {}, "both sides"),
        (([1, 2], [1, 2]), {"alpha": 0}, "alpha"),
        (([1, 2], [1, 2]), {"edges": [1, 2]}, "edge"),
    ],
)
def test_bad_counts_are_refused(sides, options, message):
    with pytest.raises(ValueError, match=message):
        drift_from_counts(*sides, **options)


@pytest.mark.parametrize(
    ("reference", "bins", "message"),
    [([], 10, "both sides"), ([np.nan], 10, "finite"), ([1.0], 1, "two bins")],
)
def test_bad_scores_are_refused(reference, bins, message):
    with pytest.raises(ValueError, match=message):
        bin_scores(np.array(reference), np.array([1.0]), bins)


def test_edges_must_rise():
    with pytest.raises(ValueError, match="rise"):
        count_scores(np.array([1.0]), (2.0, 2.0))


def test_bins_need_values_and_a_number():
    with pytest.raises(ValueError, match="at least one bin"):
        binning.equal_width_edges(0)
    with pytest.raises(ValueError, match="at least one bin"):
        equal_count_edges(np.array([1.0]), 0)
    with pytest.raises(ValueError, match="at least one value"):
        equal_count_edges(np.empty(0), 2)


def test_the_size_of_nothing_is_refused():
    with pytest.raises(ValueError, match="PSI"):
        drift_size(float("nan"))
