"""From arrays to tables: in memory, in two passes, and thinned; and what is declined."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics import children, counting
from metrics.calc import curves
from metrics.calc.counts import count_by_class, count_in_pieces
from metrics.calc.payoffs import Payoff, Payoffs
from metrics.calc.row_counts import count_rows

SCORES = st.lists(st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.75, 1.0]), max_size=40)


def arrays(folder, labels, scores, **more):
    np.save(folder / "label.npy", np.asarray(labels, np.uint8))
    np.save(folder / "score.npy", np.asarray(scores, float))
    for name, values in more.items():
        np.save(folder / f"{name}.npy", np.asarray(values))


def made(rows=500, seed=3):
    random = np.random.default_rng(seed)
    labels = random.random(rows) < 0.2
    return labels, np.round(random.normal(size=rows) + labels, 2) + 0.0


def same(one, other):
    for name in ("thresholds", "positives", "negatives"):
        a, b = getattr(one, name), getattr(other, name)
        a, b = (a, b) if name == "thresholds" else (a.weight, b.weight)
        np.testing.assert_array_equal(a, b)
    assert (one.rows, one.positive_rows) == (other.rows, other.positive_rows)


@given(SCORES.filter(bool), SCORES, st.integers(1, 30))
def test_pieces_give_what_the_whole_gives(positives, negatives, size):
    pieces = (np.array(negatives[at : at + size]) for at in range(0, len(negatives), size))
    same(
        count_in_pieces(np.array(positives), pieces),
        count_by_class(np.array(positives), np.array(negatives, dtype=float)),
    )


def test_pieces_need_a_positive():
    with pytest.raises(ValueError, match="no positives"):
        count_in_pieces(np.zeros(0), iter([np.ones(2)]))


def test_two_passes_give_the_same_tables(tmp_path, monkeypatch):
    labels, scores = made()
    arrays(tmp_path, labels, scores, current_decision=(scores > 0).astype(np.uint8))
    whole = counting.count(tmp_path)
    monkeypatch.setattr(counting, "MOST_IN_MEMORY", 10)
    monkeypatch.setattr(counting, "PIECE", 7)
    passed = counting.count(tmp_path)
    same(whole.score, passed.score)
    same(whole.current_decision, passed.current_decision)
    same(whole.treated_today, passed.treated_today)


@pytest.mark.parametrize("few", [False, True])
def test_what_is_treated_today_stands_at_the_thresholds_of_the_score(tmp_path, monkeypatch, few):
    labels, scores = made(rows=2000)
    decided = np.arange(2000) % 3 == 0
    arrays(tmp_path, labels, scores, current_decision=decided.astype(np.uint8))
    monkeypatch.setattr(counting, "MOST_POINTS", 30 if few else counting.MOST_POINTS)
    counting.write(counting.count(tmp_path), tmp_path / "tables.npz")
    found = counting.read(tmp_path / "tables.npz")
    thresholds = found.score.thresholds
    assert (len(thresholds) < 100) == few
    treated = [(decided & ~labels & (scores >= at)).sum() for at in thresholds]
    assert found.treated_today.negatives.weight.tolist() == treated


def test_files_without_a_decision_have_no_such_table(tmp_path):
    arrays(tmp_path, *made())
    counting.write(counting.count(tmp_path), tmp_path / "tables.npz")
    assert counting.read(tmp_path / "tables.npz").treated_today is None


def test_two_passes_without_a_positive(tmp_path, monkeypatch):
    _, scores = made()
    arrays(tmp_path, np.zeros(len(scores)), scores)
    whole = counting.count(tmp_path)
    monkeypatch.setattr(counting, "MOST_IN_MEMORY", 10)
    monkeypatch.setattr(counting, "PIECE", 7)
    same(whole.score, counting.count(tmp_path).score)


def test_too_many_different_scores_are_declined(tmp_path, monkeypatch):
    arrays(tmp_path, *made())
    monkeypatch.setattr(counting, "MOST_IN_MEMORY", 10)
    monkeypatch.setattr(counting, "MOST_POSITIVE_SCORES", 20)
    with pytest.raises(ValueError, match="different scores, more than 20"):
        counting.count(tmp_path)


def test_too_many_rows_with_amounts_are_declined(tmp_path, monkeypatch):
    labels, scores = made()
    arrays(tmp_path, labels, scores, amount=scores)
    monkeypatch.setattr(counting, "MOST_WITH_AMOUNTS", 499)
    with pytest.raises(ValueError, match="may hold 499 rows"):
        counting.count(tmp_path)


@given(st.integers(1, 200), st.integers(-100, -1), st.integers(0, 30))
def test_thinned_tables_keep_the_optimum(gain, loss, cost):
    labels, scores = made(rows=2000)
    counts = count_by_class(scores[labels], scores[~labels])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(counting, "MOST_POINTS", 30)
        few = counting.small_enough(counts)
    assert len(few.thresholds) < 100 < len(counts.thresholds)
    payoffs = Payoffs(Payoff(gain), Payoff(loss), cost_per_action=cost)
    best = [curves.price(each, payoffs) for each in (counts, few)]
    assert best[0].profit.max() == best[1].profit.max()
    assert few.weight == counts.weight


def test_thinned_amounts_keep_their_sums(monkeypatch):
    labels, scores = made(rows=2000)
    counts = count_rows(labels, scores, None, np.arange(2000.0), profiled=True)
    monkeypatch.setattr(counting, "MOST_POINTS", 30)
    few = counting.small_enough(counts)
    for whole, kept in zip(counts.profiles, few.profiles, strict=True):
        assert len(kept.amounts) <= 31
        assert (kept.amount[-1], kept.weight[-1]) == (whole.amount[-1], whole.weight[-1])


def test_a_child_tells_why_it_declines(tmp_path):
    labels, scores = made()
    arrays(tmp_path, labels, scores, weight=-np.ones(len(scores)))
    with pytest.raises(children.Declined, match="weights must not be negative"):
        counting.count_in_child(tmp_path, tmp_path / "tables.npz")


def test_a_child_started_ahead_counts_as_another_does(tmp_path):
    arrays(tmp_path, *made())
    with counting.waiting() as ahead:
        counting.count_in_child(tmp_path, tmp_path / "tables.npz", ahead)
    same(counting.read(tmp_path / "tables.npz").score, counting.count(tmp_path).score)


def test_a_child_started_ahead_ends_when_it_is_not_asked():
    with counting.waiting() as ahead:
        assert ahead.process.poll() is None
    assert ahead.process.poll() is not None


def test_a_child_without_memory_declines(tmp_path, monkeypatch):
    (tmp_path / "hungry.py").write_text(
        "from metrics import children\nimport numpy as np\n"
        "children.serve(lambda order: float(np.ones(order['size']).sum()))\n"
    )
    monkeypatch.setitem(children.ENVIRONMENT, "PYTHONPATH", str(tmp_path))
    assert children.run("hungry", {"size": 1000}, 30) == 1000
    with pytest.raises(children.Declined, match="1,024 MB of memory"):
        children.run("hungry", {"size": 2**28}, 30)


def test_a_child_that_lingers_declines_and_one_that_breaks_is_an_error(tmp_path, monkeypatch):
    (tmp_path / "broken.py").write_text("import time\ntime.sleep(5)\n")
    monkeypatch.setitem(children.ENVIRONMENT, "PYTHONPATH", str(tmp_path))
    with pytest.raises(children.Declined, match="longer than"):
        children.run("broken", {}, 0.3)
    (tmp_path / "broken.py").write_text("raise KeyError('gone')\n")
    with pytest.raises(children.ChildFailed, match="gone"):
        children.run("broken", {}, 30)
    (tmp_path / "broken.py").write_text("import os\nos.abort()\n")
    with pytest.raises(children.ChildFailed):
        children.run("broken", {}, 30)


def test_scores_of_negatives_are_kept_at_even_ranks(tmp_path):
    random = np.random.default_rng(3)
    labels, scores = random.random(30_000) < 0.1, random.normal(size=30_000)
    arrays(tmp_path, labels, scores)
    counting.write(counting.count(tmp_path), target := tmp_path / "tables.npz")
    kept = counting.read(target).score.negative_scores
    negatives = np.sort(scores[~labels])
    assert len(kept) == 10_001
    assert kept[[0, 5000, -1]].tolist() == [
        negatives[0], negatives[(len(negatives) - 1) // 2], negatives[-1]
    ]  # fmt: skip


def test_tables_of_before_have_no_scores_of_negatives(tmp_path):
    arrays(tmp_path, [1, 0, 1, 0], [0.9, 0.6, 0.4, 0.1])
    tables = counting.count(tmp_path)
    old = replace(tables.score, negative_scores=None)
    counting.write(replace(tables, score=old), target := tmp_path / "tables.npz")
    assert counting.read(target).score.negative_scores is None


def test_only_the_score_keeps_scores_of_negatives(tmp_path):
    arrays(tmp_path, [1, 0, 1, 0], [0.9, 0.6, 0.4, 0.1], second_score=[0.1, 0.2, 0.3, 0.4])
    found = counting.count(tmp_path)
    assert found.score.negative_scores.tolist() == [0.1, 0.6]
    assert found.second_score.negative_scores is None
