"""Two models on other cases: priced for the same people, or refused."""

from functools import partial

import numpy as np
import predictions as samples
import pytest
from django.urls import reverse
from model_files import COLUMNS, WEIGHTED, rows, valued, written

from metrics import counting
from metrics.calc.unjoined import choose_alone
from metrics.models import Comparison
from metrics.reading.columns import ColumnMapping
from metrics.services import uploading
from metrics.services.valuing import question_of

pytestmark = pytest.mark.django_db
ALONE = ColumnMapping(**COLUMNS)


@pytest.fixture
def make(organization, manager):
    """A file with its payoffs."""
    return partial(valued, organization, manager)


def file_of(seed, count, share):
    labels, _, strong = rows(seed, count, share)
    return written(labels, strong, strong)


def notice(client, found):
    return client.get(reverse("metrics:comparison", args=[found.public_id])).context["page"].notice


def test_a_larger_and_richer_file_wins_nothing(make, manager, sign_in):
    large, small = make(file_of(1, 4000, 0.5), ALONE), make(file_of(2, 360, 0.09), ALONE)
    found = samples.make_comparison(large, manager, small)
    people = found.result["population"]
    assert (people["size"], people["as_asked"]) == (4000, False)
    assert people["prevalence"] == pytest.approx(large.facts["positives"] / 4000)
    assert found.finding.startswith("There is no clear difference between the models: ")
    assert found.formula_version == "3"
    share = large.facts["positives"] / 40
    assert (
        f"Both are priced for 4,000 customers of whom {share:.1f}% are positive, as in the file of "
        "Churn model, first file; this assumes that scores behave alike within each class."
    ) in notice(sign_in(manager), found)


def test_the_other_way_round_the_small_file_says_for_whom(make, manager):
    large, small = make(file_of(1, 4000, 0.5), ALONE), make(file_of(2, 360, 0.09), ALONE)
    found = samples.make_comparison(small, manager, large)
    people = found.result["population"]
    assert (people["size"], people["prevalence"]) == (360, small.facts["positives"] / 360)
    given = {"population": people["size"], "prevalence": people["prevalence"]}
    question = question_of({**samples.QUESTION, **given})
    for side, file in (("a", small), ("b", large)):
        choice = choose_alone(counting.read(uploading.tables_of(file)).score, question)
        assert found.result[side]["profit"] == pytest.approx(choice.profit)


@pytest.mark.parametrize(
    ("payoffs", "size", "said"),
    [
        (
            {"population": "900", "prevalence": "0.2"},
            900,
            "900 customers of whom 20.0% are positive, as the payoffs say;",
        ),
        (
            {"prevalence": "0.2"},
            300,
            "300 customers (as in the file of Churn model, first file) of whom 20.0% are positive "
            "(as the payoffs say);",
        ),
    ],
)
def test_the_question_decides_first(payoffs, size, said, make, manager, sign_in):
    first = make(file_of(1, 300, 0.4), ALONE, **payoffs)
    found = samples.make_comparison(first, manager, make(file_of(2, 500, 0.3), ALONE))
    assert (found.result["population"]["size"], found.result["population"]["prevalence"]) == (
        size,
        0.2,
    )
    assert said in notice(sign_in(manager), found)


@pytest.mark.parametrize("which", ["first", "second"])
def test_a_file_of_one_outcome_gets_no_verdict(which, make, manager):
    both, one = make(file_of(1, 300, 0.4), ALONE), make(file_of(2, 300, 1.0), ALONE)
    files = (one, both) if which == "first" else (both, one)
    found = samples.make_comparison(files[0], manager, files[1])
    assert found.state == Comparison.State.REFUSED
    assert f"Churn model, {which} file holds one outcome only" in found.finding


def test_given_thresholds_need_no_shared_rows(make, manager, sign_in):
    first, second = make(file_of(1, 300, 0.4), ALONE), make(file_of(2, 500, 0.3), ALONE)
    found = samples.make_comparison(first, manager, second, thresholds=(1.5, 0.25))
    sides = [found.result[name] for name in "ab"]
    assert [(side["threshold"], side["optimism"]) for side in sides] == [(1.5, 0), (0.25, 0)]
    labels, _, strong = rows(2, 500, 0.3)
    share = found.result["population"]["prevalence"]
    treated = strong >= 0.25
    wanted = 300 * (
        share * 108 * treated[labels].mean() - (1 - share) * 12 * treated[~labels].mean()
    )
    assert sides[1]["profit"] == pytest.approx(wanted)
    page = sign_in(manager).get(reverse("metrics:comparison", args=[found.public_id]))
    assert "Each model at its given threshold" in page.content.decode()


def test_older_answers_are_read_and_say_how_they_were_priced(make, manager, sign_in):
    first, second = make(file_of(1, 300, 0.4), ALONE), make(file_of(2, 500, 0.3), ALONE)
    found = samples.make_comparison(first, manager, second)
    new = ("population", "disagreeing_rows", "weighted")
    old = {name: value for name, value in found.result.items() if name not in new}
    Comparison.objects.update(result=old, formula_version="1")
    found.refresh_from_db()
    said = notice(sign_in(manager), found)
    assert "at the size and the share of positives of its own file" in said


def test_counts_and_weights_of_disagreements_stand_apart(make, manager, sign_in):
    labels, weak, strong = rows(count=200)
    weights = 0.5 + np.arange(200) % 4
    content = written(labels, weak, strong, weights=weights)
    first = make(content, WEIGHTED)
    found = samples.make_comparison(first, manager, own_second=True, thresholds=(0.5, 0.5))
    chosen = labels & (strong >= 0.5) & (weak < 0.5)
    page = sign_in(manager).get(reverse("metrics:comparison", args=[found.public_id]))
    shown = page.context["page"].disagreements
    assert shown.rows[1][1:] == (str(chosen.sum()), f"{weights[chosen].sum():,.1f}")
    assert "Sum of their weights" in page.content.decode()
    old = {name: value for name, value in found.result.items() if name != "disagreeing_rows"}
    del old["weighted"]
    Comparison.objects.update(result=old)
    page = sign_in(manager).get(reverse("metrics:comparison", args=[found.public_id]))
    assert "or the sum of their weights where the file has weights" in page.content.decode()
