"""Two models compared: joined, beside each other in one file, or on other cases altogether."""

from functools import partial

import predictions as samples
import pytest
from django.urls import reverse
from model_files import BOTH, COLUMNS, WITH_IDS, rows, valued, written

from aiproj.shared.errors import Refused
from metrics import comparing as child
from metrics.calc.comparison import SharedRows, compare_at
from metrics.calc.paired_optimism import compare_picked
from metrics.models import Comparison
from metrics.reading.columns import ColumnMapping
from metrics.services import comparing, uploading
from metrics.services.valuing import question_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def make(organization, manager):
    """A file with its payoffs."""
    return partial(valued, organization, manager)


def test_both_scores_of_one_file_are_compared_row_by_row(make, manager):
    labels, weak, strong = rows()
    first = make(written(labels, weak, strong), BOTH)
    found = comparing.ask(first=first, second=None, actor=manager)
    samples.factories.run_jobs()
    found.refresh_from_db()
    question = question_of(samples.QUESTION)
    expected = compare_picked(
        SharedRows(labels, weak, strong), question.payoffs, question.population, seed=child.SEED
    )
    assert found.result["difference"] == pytest.approx(expected.difference)
    assert (found.result["low"], found.result["high"]) == pytest.approx(
        (expected.low, expected.high)
    )
    assert found.finding.startswith("Churn model, second score earns $")


def test_files_are_joined_by_id_whatever_their_order(make, manager):
    labels, weak, strong = rows()
    first = make(written(labels, weak, weak), WITH_IDS)
    other = make(written(labels, strong, weak, order=range(299, 0, -1)), WITH_IDS)
    found = samples.make_comparison(first, manager, other)
    assert (found.state, found.result["joined"]) == ("ready", "row id")
    assert (found.result["rows"], found.result["only_a"], found.result["only_b"]) == (299, 1, 0)


def test_differing_outcomes_are_refused_with_their_number(make, manager):
    labels, weak, strong = rows()
    first = make(written(labels, weak, strong), WITH_IDS)
    other = make(written(~labels, weak, strong), WITH_IDS)
    found = samples.make_comparison(first, manager, other)
    assert found.state == Comparison.State.REFUSED
    assert found.finding.startswith(
        "The files cannot be compared: 300 shared rows differ in the outcome. In the first file: "
        "n0 (line 2), n1 (line 3), n2 (line 4), n3 (line 5), n4 (line 6) and others. Correct one of"
    )
    assert found.result == {}


def test_ids_that_repeat_are_named_with_their_file(make, manager, sign_in):
    labels, weak, strong = rows(count=40)
    first = make(written(labels, weak, strong), WITH_IDS)
    other = make(written(labels, weak, strong, order=[7, 3, 7, 1, 0, 2]), WITH_IDS)
    found = samples.make_comparison(first, manager, other)
    assert found.finding == (
        "The files cannot be compared: 1 row id stands more than once in the second file. In the "
        "second file: n7 (lines 2 and 4). Upload that file with one row for each id, or choose "
        "another column of row ids."
    )
    page = sign_in(manager).get(reverse("metrics:comparison", args=[found.public_id]))
    text = page.content.decode().replace("\xa0", " ")
    assert "n7 (lines 2 and 4)" in text
    assert reverse("metrics:predictions", args=[other.public_id]) in text


def test_other_cases_give_a_wide_range_and_say_so(make, manager, sign_in):
    labels, _, strong = rows()
    weak = strong + 0.2 * rows(seed=4)[1]
    joined = samples.make_comparison(
        make(written(labels, weak, weak), WITH_IDS),
        manager,
        make(written(labels, strong, weak), WITH_IDS),
    )
    apart = make(written(labels, strong, weak), ColumnMapping(**COLUMNS))
    found = samples.make_comparison(joined.first, manager, apart)
    assert found.result["joined"] == "not at all"
    assert found.result["standard_error"] > joined.result["standard_error"]
    page = sign_in(manager).get(reverse("metrics:comparison", args=[found.public_id]))
    assert "The files share no rows" in page.content.decode()


def test_files_with_ids_that_share_no_row_are_compared_apart(make, manager):
    labels, weak, strong = rows()
    other = written(labels, strong, weak).replace(b"\nn", b"\nother")
    found = samples.make_comparison(
        make(written(labels, weak, weak), WITH_IDS), manager, make(other, WITH_IDS)
    )
    assert (found.state, found.result["joined"]) == (Comparison.State.READY, "not at all")


def test_files_without_ids_are_not_joined_by_their_order(make, manager):
    labels, weak, strong = rows()
    first, second = (make(written(labels, each, weak), BOTH) for each in (weak, strong))
    assert samples.make_comparison(first, manager, second).result["joined"] == "not at all"


def test_the_tables_answer_when_an_original_was_deleted(make, manager):
    labels, weak, strong = rows()
    first = make(written(labels, weak, strong), WITH_IDS)
    found = samples.make_comparison(first, manager)
    assert (found.state, found.result["joined"]) == ("ready", "not at all")


@pytest.mark.parametrize("case", ["no second score", "deleted", "no payoffs", "itself", "foreign"])
def test_what_cannot_be_compared_is_refused(case, make, organization, manager, outsider):
    labels, weak, strong = rows(count=40)
    content = written(labels, weak, strong)
    first = make(content, ColumnMapping(**COLUMNS) if case == "no second score" else BOTH)
    second = {"itself": first}.get(case)
    if case == "deleted":
        uploading.delete_file(predictions=first, actor=manager)
        first.refresh_from_db()
    if case == "no payoffs":
        first = samples.make_predictions(organization, manager, content, BOTH)
    if case == "foreign":
        elsewhere = outsider.memberships.get().organization
        second = samples.make_predictions(elsewhere, outsider, content, BOTH)
    with pytest.raises(Refused):
        comparing.ask(first=first, second=second, actor=manager)
    assert not Comparison.objects.exists()


def test_the_form_offers_own_files_only_and_starts(make, manager, sign_in, outsider):
    labels, weak, strong = rows(count=40)
    first = make(written(labels, weak, strong), BOTH)
    foreign = samples.make_predictions(outsider.memberships.get().organization, outsider)
    client, address = sign_in(manager), reverse("metrics:compare", args=[first.public_id])
    page = client.get(address).content.decode()
    assert "The second score in the same file" in page
    assert foreign.public_id not in page
    assert client.post(address, {"other": foreign.public_id}).status_code == 422
    assert client.post(address, {"other": "second-score"}).status_code == 302
    assert Comparison.objects.get().second is None


def test_a_person_who_left_gets_no_answer(make, manager):
    labels, weak, strong = rows(count=40)
    first = make(written(labels, weak, strong), BOTH)
    found = comparing.ask(first=first, second=None, actor=manager)
    manager.memberships.update(is_active=False)
    samples.factories.run_jobs()
    found.refresh_from_db()
    assert (found.state, found.result) == (Comparison.State.REFUSED, {})


def test_given_thresholds_count_disagreements_and_lose_nothing(make, manager, sign_in):
    labels, weak, strong = rows()
    first = make(written(labels, weak, strong), BOTH, volume="20")
    client, address = sign_in(manager), reverse("metrics:compare", args=[first.public_id])
    given = {"other": "second-score", "first_threshold": "0.5", "second_threshold": "1.25e0"}
    assert client.post(address, given).status_code == 302
    samples.factories.run_jobs()
    found = Comparison.objects.get()
    question = question_of(samples.QUESTION)
    expected = compare_at(SharedRows(labels, weak, strong), (0.5, 1.25), question.payoffs)
    assert found.result["difference"] == pytest.approx(expected.difference)
    assert (found.result["low"], found.result["replicates"]) == (pytest.approx(expected.low), None)
    page = client.get(reverse("metrics:comparison", args=[found.public_id]))
    assert [row[1:] for row in page.context["page"].sides.rows] == [
        ("0.5", f"{'−' * (expected.a.profit < 0)}${abs(expected.a.profit):,.0f}", ""),
        ("1.25", f"${expected.b.profit:,.0f}", ""),
    ]
    text = page.content.decode()
    assert "Each model at its given threshold" in text
    assert "Thresholds were given beforehand" in text
    assert "Limits do not hold back given thresholds." in text
    assert "Corrected for being picked" not in text


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"first_threshold": "0.5"}, "second_threshold"),
        ({"second_threshold": "0.5"}, "first_threshold"),
        ({"first_threshold": "nan", "second_threshold": "0.5"}, "first_threshold"),
        ({"first_threshold": "0.5", "second_threshold": "1e999"}, "second_threshold"),
    ],
)
def test_half_given_or_odd_thresholds_are_asked_back(given, wrong, make, manager, sign_in):
    labels, weak, strong = rows(count=40)
    first = make(written(labels, weak, strong), BOTH)
    address = reverse("metrics:compare", args=[first.public_id])
    answer = sign_in(manager).post(address, {"other": "second-score", **given})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [wrong]
    assert not Comparison.objects.exists()


def test_the_page_says_why_a_models_own_page_differs(make, manager, sign_in):
    labels, weak, strong = rows()
    first = make(written(labels, weak, strong), BOTH)
    found = samples.make_comparison(first, manager, own_second=True)
    page = sign_in(manager).get(reverse("metrics:comparison", args=[found.public_id]))
    assert "so its corrected profit there differs a little" in page.content.decode()
