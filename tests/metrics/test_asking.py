"""Answers from the stored tables: those of large ones come from a child, and from it alone."""

import threading
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import predictions as samples
import pytest
from django.urls import reverse

from aiproj.shared.errors import Refused
from metrics import asking, counting
from metrics.calc import discrimination
from metrics.calc.counts import count_by_class
from metrics.calc.row_counts import count_rows
from metrics.overview.quality import outcomes_at
from metrics.services import uploading

pytestmark = pytest.mark.django_db
NUMBERS = np.arange(3000)
LABELS = (NUMBERS * 7) % 10 < 3
SCORES = (NUMBERS * 611 % 3000) / 3000.0


@pytest.fixture
def all_large(monkeypatch):
    """No table is small enough for the asking process, and it may not read one."""

    def refuse(path):
        raise AssertionError(f"{path} was read by the process that serves people")

    monkeypatch.setattr(asking, "SMALL", 0)
    monkeypatch.setattr(counting, "read", refuse)


@pytest.fixture
def made(organization, manager):
    return samples.make_predictions(organization, manager)


def forget_summaries(tables):
    """Leave the file as it was written before there were summaries."""
    with np.load(tables) as stored:
        kept = {name: stored[name] for name in stored.files if not name.startswith("summary")}
    with tables.open("wb") as file:
        np.savez_compressed(file, **kept)


def test_no_page_of_predictions_reads_large_tables(made, manager, sign_in, all_large):
    client, home = sign_in(manager), reverse("metrics:predictions", args=[made.public_id])
    answer = client.post(f"{home}value/", {**samples.QUESTION, "version": 0})
    assert answer.status_code == 302
    places = ("", "quality/", "quality/?treated=12.3456", "valuations/1/money/")
    assert [client.get(f"{home}{place}").status_code for place in places] == [200] * 4


def test_two_files_without_shared_rows_are_compared_without_reading_large_tables(
    made, manager, all_large
):
    samples.make_valuation(made, manager)
    assert samples.make_comparison(made, manager).state == "ready"


def test_a_child_gives_the_same_answer_to_the_last_digit(made, manager, monkeypatch):
    limited = {"practice_treated": "120", "practice_hits": "50", "volume": "90"}
    here = samples.make_valuation(made, manager, **limited)
    monkeypatch.setattr(asking, "SMALL", 0)
    assert samples.make_valuation(made, manager, **limited).result == here.result


def test_a_child_gives_the_same_answer_where_rows_have_amounts(organization, manager, monkeypatch):
    content = samples.churn_csv().decode().split()
    rows = [f"{content[0]},revenue,called"]
    rows += [f"{line},{at % 90},{at % 2}" for at, line in enumerate(content[1:])]
    mapping = replace(samples.MAPPING, amount="revenue", current_decision="called")
    made = samples.make_predictions(organization, manager, "\n".join(rows).encode(), mapping)
    here = samples.make_valuation(made, manager, true_positive_per_amount="0.8")
    monkeypatch.setattr(asking, "SMALL", 0)
    there = samples.make_valuation(made, manager, true_positive_per_amount="0.8")
    assert there.result == here.result


@pytest.mark.parametrize("small", [0, asking.SMALL])
def test_a_question_without_an_answer_is_refused_with_the_reason(made, manager, monkeypatch, small):
    monkeypatch.setattr(asking, "SMALL", small)
    with pytest.raises(Refused, match="need an amount column"):
        samples.make_valuation(made, manager, true_positive_per_amount="0.8")


def test_money_beyond_what_numbers_hold_is_refused_by_a_child_too(made, manager, all_large):
    with pytest.raises(Refused, match="too large to compute with"):
        samples.make_valuation(made, manager, true_positive="1e30")


@pytest.mark.parametrize("small", [0, asking.SMALL])
def test_a_file_that_was_counted_before_there_were_summaries_answers(
    made, manager, sign_in, monkeypatch, small
):
    place = reverse("metrics:quality", args=[made.public_id])
    before = sign_in(manager).get(place).context["page"]
    forget_summaries(uploading.tables_of(made))
    monkeypatch.setattr(asking, "SMALL", small)
    assert sign_in(manager).get(place).context["page"] == before


def test_while_too_much_is_asked_a_question_is_put_off(made, manager, all_large, monkeypatch):
    monkeypatch.setattr(uploading, "LOOKS", threading.BoundedSemaphore(1))
    monkeypatch.setattr(uploading, "LONGEST_WAIT", 0.01)
    with uploading.turn(), pytest.raises(uploading.Busy):
        samples.make_valuation(made, manager)
    assert samples.make_valuation(made, manager).number == 1


@pytest.mark.parametrize(
    "counts",
    [
        count_by_class(SCORES[LABELS].copy(), SCORES[~LABELS].copy()),
        count_rows(LABELS, SCORES.round(2), 1 + NUMBERS % 3 / 7, NUMBERS % 50 - 9.0),
        count_by_class(SCORES[:20].copy(), np.zeros(0)),
    ],
    ids=["rows", "weights and amounts", "one outcome"],
)
def test_a_summary_comes_back_from_the_file_as_it_went(tmp_path, counts):
    counting.write(counting.Tables(counts), tmp_path / "tables.npz")
    found = counting.read_summary(tmp_path / "tables.npz", "score")
    assert found.area == discrimination.area_under_roc(counts)
    assert found.average == discrimination.average_precision(counts)
    assert found.separation == discrimination.separation(counts)
    assert found.best_tenth == discrimination.recall_at(counts, 0.1)
    assert found.cut_offs == len(counts.thresholds)
    assert (found.few.weight, found.few.rows) == (counts.weight, counts.rows)


@pytest.mark.parametrize("share", [0, 0.0004, 0.001, 0.137, 0.13777, 0.99999, 1])
def test_the_outcomes_at_a_share_are_those_of_the_whole_curve(share):
    counts = count_rows(LABELS, SCORES, 1 + NUMBERS % 3 / 7)
    assert outcomes_at(discrimination.summarize(counts, share).few, share) == outcomes_at(
        counts, share
    )


def test_between_the_steps_of_the_grid_only_the_tables_know(tmp_path, monkeypatch):
    counts = count_by_class(SCORES[LABELS].copy(), SCORES[~LABELS].copy())
    counting.write(counting.Tables(counts), tmp_path / "tables.npz")
    monkeypatch.setattr(counting, "read", lambda path: SimpleNamespace(score=None))
    assert asking.summarize(tmp_path / "tables.npz", "score", 0.137) is not None
    assert asking.summarize(tmp_path / "tables.npz", "score", 0.13777) is None


def test_only_the_score_keeps_profiles_of_amounts(tmp_path):
    columns = {"label": LABELS, "score": SCORES, "second_score": SCORES, "amount": SCORES}
    for name, values in columns.items():
        np.save(tmp_path / f"{name}.npy", values.astype(np.uint8 if name == "label" else float))
    tables = counting.count(tmp_path)
    assert tables.score.profiles is not None
    assert tables.second_score.profiles is None
