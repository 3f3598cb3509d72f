"""Two models on too few cases: ranges on every page, and no single amount."""

from functools import partial

import predictions as samples
import pytest
from django.urls import reverse
from model_files import BOTH, COLUMNS, rows, valued, written

from metrics.reading.columns import ColumnMapping
from metrics.wording.valuation import Words, rounded

pytestmark = pytest.mark.django_db
ALONE = ColumnMapping(**COLUMNS)


@pytest.fixture
def make(organization, manager):
    """A file with its payoffs."""
    return partial(valued, organization, manager)


def text_of(answer):
    return answer.content.decode().replace("\xa0", " ")


def single_amounts(result):
    """Every amount that only one number tells, as the pages would write it."""
    money = Words.of(samples.QUESTION).money
    sides = [result[side]["profit"] - result[side]["optimism"] for side in "ab"]
    return {
        money(value) for each in (result["difference"], *sides) for value in (each, rounded(each))
    }


def shows_ranges_only(client, found):
    page = text_of(client.get(reverse("metrics:comparison", args=[found.public_id])))
    return " to " in found.finding and not any(
        f">{amount}<" in page or f" {amount} " in page or f" {amount}," in page
        for amount in single_amounts(found.result)
    )


def test_few_positives_of_one_file(make, manager, sign_in):
    labels, weak, strong = rows(count=80)
    first = make(written(labels, weak, strong), BOTH)
    found = samples.make_comparison(first, manager, own_second=True)
    assert found.result["a"]["refused"] == found.result["b"]["refused"] == "few_positives"
    assert found.finding.startswith("Too few positives for one number: ")
    assert shows_ranges_only(sign_in(manager), found)


def test_few_treated_by_one_of_them(make, manager, sign_in):
    labels, weak, strong = rows()
    first = make(written(labels, weak, strong), BOTH)
    found = samples.make_comparison(first, manager, own_second=True, thresholds=(0.0, 4.0))
    assert [found.result[side]["refused"] for side in "ab"] == [None, "few_treated"]
    assert found.finding.startswith("Too few treated rows for one number: ")
    assert shows_ranges_only(sign_in(manager), found)


def test_few_positives_of_another_file(make, manager, sign_in, organization):
    many, few = (written(*rows(seed, count)) for seed, count in ((1, 400), (2, 80)))
    first = make(many, ALONE)
    model = samples.make_model(organization, manager, [first])
    found = samples.make_comparison(first, manager, make(few, ALONE))
    assert [found.result[side]["refused"] for side in "ab"] == [None, "few_positives"]
    client = sign_in(manager)
    assert shows_ranges_only(client, found)
    page = text_of(client.get(reverse("metrics:comparison", args=[found.public_id])))
    assert "Fewer than 30 positives in the file of Churn model, second file" in page
    assert found.finding in text_of(client.get(reverse("metrics:model", args=[model.public_id])))
