"""What a refused comparison says: which rows, in which file, and what to do."""

import pytest

from metrics.reading.outcome import NamedRow
from metrics.wording.comparison import notice, unfit

QUESTION = {"people": "customers", "currency": "USD", "period": "quarter"}


def test_a_single_row_is_told_with_its_remedy():
    assert unfit("weight", 1, [NamedRow("c12", 13)]) == (
        "The files cannot be compared: 1 shared row differs in the weight. In the first file: c12 "
        "(line 13). Correct one of the files, upload it again and compare anew."
    )


def test_rows_of_parquet_are_called_rows():
    said = unfit("first", 2, [NamedRow("a", 1), NamedRow("b", 2), NamedRow("a", 9)], "row")
    assert said.endswith("or choose another column of row ids.")
    assert "In the first file: a (rows 1 and 9), b (row 2). Upload that file" in said


@pytest.mark.parametrize("fault", ["outcome", "second"])
@pytest.mark.parametrize("length", [1, 20, 35, 200])
def test_long_ids_leave_room_for_the_remedy(fault, length):
    rows = [NamedRow(f"{at}" * length, 99_999_999) for at in range(5)]
    said = unfit(fault, 99_999_999, rows)
    assert len(said) <= 300
    assert "and others. " in said
    assert said.endswith((" compare anew.", " row ids."))


def test_rows_that_were_not_found_again_are_counted_at_least():
    assert unfit("outcome", 7, []).startswith(
        "The files cannot be compared: 7 shared rows differ in the outcome. Correct one of"
    )


def test_an_id_cannot_break_the_sentence():
    said = unfit("amount", 1, [NamedRow("a\u202eb\n\x00 c", 4)])
    assert "In the first file: a b c (line 4)." in said


def test_amounts_are_assumed_alike_where_payoffs_depend_on_them():
    people = {"size": 100.0, "prevalence": 0.25, "as_asked": False}
    result = {"joined": "not at all", "population": people}
    names = ("Forest", "Boosting")
    assert "that scores behave alike" in notice(QUESTION, result, names)
    by_amount = {**QUESTION, "true_positive_per_amount": "0.8"}
    assert "that scores and amounts behave alike" in notice(by_amount, result, names)


def test_an_older_answer_for_given_people_needs_no_warning():
    asked = {**QUESTION, "population": "100", "prevalence": "0.1"}
    result = {"joined": "not at all"}
    assert notice(asked, result, ("Forest", "Boosting")) == ""
    assert "compare again" in notice(QUESTION, result, ("Forest", "Boosting"))
