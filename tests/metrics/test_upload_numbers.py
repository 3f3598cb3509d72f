"""Files that are read but cannot be counted: too much for a child, or for any sum."""

import re

import factories
import predictions as data
import pytest
from uploads import COLUMNS, bring_in, page, words_about

from metrics import children, counting
from metrics.services import reading_files

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_manager(sign_in, manager):
    return sign_in(manager)


def test_what_takes_too_much_to_count_is_refused_and_not_tried_again(
    as_manager, organization, manager, monkeypatch
):
    made = data.make_upload(organization, manager)

    def give_up(*_):
        raise children.Declined("it takes more than 1 MB of memory")

    monkeypatch.setattr(counting, "count_in_child", give_up)
    reading_files.choose_columns(predictions=made, actor=manager, version=1, mapping=data.MAPPING)
    factories.run_jobs()
    shown = as_manager.get(page(made)).content.decode()
    assert "it takes more than 1 MB of memory" in shown
    assert made.job.attempts == 1


NUMBERS = {
    "amount": ("1e300", "-1e16", "1e308"),
    "weight": ("1e300", "1e-300", "1e10"),
}


@pytest.mark.parametrize(
    ("column", "value"), [(name, value) for name, values in NUMBERS.items() for value in values]
)
def test_numbers_that_no_sum_can_hold_are_refused(as_manager, column, value):
    rows = "".join(f"{at % 2},0.{at:03},{value if at % 5 else 1}\n" for at in range(100))
    made = bring_in(as_manager, f"y,score,{column}\n{rows}".encode())
    shown = words_about(as_manager, made, {**COLUMNS, column: column})
    assert "to count with in 80 rows" in shown


@pytest.mark.parametrize("column", ["amount", "weight"])
def test_the_largest_numbers_give_finite_pages(as_manager, column):
    largest = {"amount": ("1e15", "-1e15"), "weight": ("1e9", "1e-9")}[column]
    rows = "".join(
        f"{int(at % 3 == 0)},{(at * 37 % 200 + 90 * (at % 3 == 0)) / 300:.3f},{largest[at % 2]}\n"
        for at in range(200)
    )
    made = bring_in(as_manager, f"y,score,{column}\n{rows}".encode())
    as_manager.post(page(made, "columns"), {**COLUMNS, column: column})
    factories.run_jobs()
    most = "999999999999"
    form = {**data.QUESTION, "version": "0", "population": most, "prevalence": "0.0001"}
    amounts = ("true_positive", "false_negative", "cost_per_action", "fixed_cost", "budget")
    form |= dict.fromkeys(amounts, most)
    if column == "amount":
        form["true_positive_per_amount"] = most
    beyond = as_manager.post(page(made, "value"), form)
    assert beyond.status_code == 422
    assert "too large to compute with" in beyond.content.decode()
    form["population"] = "1000" if column == "weight" else "1"
    form |= dict.fromkeys(amounts, "1000")
    form["true_positive_per_amount"] = "1"
    assert as_manager.post(page(made, "value"), form).status_code == 302
    for name in ("predictions", "quality", "points"):
        answer = as_manager.get(page(made, name))
        assert answer.status_code == 200
        assert not re.search(r"\b(nan|inf|NaN|Infinity)\b", answer.content.decode())
