"""What a refused comparison says: which rows, in which file, and what to do."""

import pytest

from metrics.reading.outcome import NamedRow
from metrics.wording.comparison import finding, lede, notice, sides, unfit

QUESTION = {"people": "customers", "currency": "USD", "period": "quarter"}
NAMES = ("Forest", "Boosting")


def result_of(refused=(None, None), joined="row id", error=50.0):
    """Boosting brings 1,100 and Forest 700, after a correction of 33 each."""
    a, b = (
        {"threshold": 0.5, "profit": profit, "optimism": 33.0, "error": error, "refused": why}
        for profit, why in zip((733.0, 1133.0), refused, strict=True)
    )
    low, high = (302.0, 498.0) if error else (None, None)
    return {"a": a, "b": b, "difference": 400.0, "low": low, "high": high, "joined": joined}


@pytest.mark.parametrize(
    ("refused", "joined", "few", "why"),
    [
        (("few_positives",) * 2, "row id", "positives", "Fewer than 30 positives in the rows compar"
         "ed: too few cases for one number. Rows were joined"),
        (("few_positives", "few_treated"), "not at all", "positives", "Fewer than 30 positives in t"
         "he file of Forest and fewer than 30 treated by Boosting: too few cases for one number."),
        ((None, "few_treated"), "same file", "treated rows", "Fewer than 30 treated by Boosting: "),
    ],
)  # fmt: skip
def test_few_cases_leave_only_ranges(refused, joined, few, why):
    result = result_of(refused, joined)
    said = finding(QUESTION, result, NAMES)
    assert said == f"Too few {few} for one number: $302 to $498 a quarter (Boosting against Forest)"
    assert lede(QUESTION, result, NAMES).startswith(why)
    table = sides(QUESTION, result, NAMES)
    assert table.rows == [
        ("Forest", "0.5", "$602 to $798", ""),
        ("Boosting", "0.5", "$1,000 to $1,200", ""),
    ]
    assert not table.corrected
    shown = " ".join([said, lede(QUESTION, result, NAMES), *map(str, table.rows)])
    assert not any(amount in shown for amount in ("$400", "$700", "$1,100", "$33"))


def test_without_a_range_few_cases_leave_nothing():
    result = result_of(("few_positives",) * 2, error=None)
    assert finding(QUESTION, result, NAMES) == ("Too few positives to say which model earns more")
    assert [row[2] for row in sides(QUESTION, result, NAMES).rows] == [
        "too few cases for one number"
    ] * 2


def test_enough_cases_keep_their_numbers_and_so_do_older_answers():
    old = result_of()
    for side in "ab":
        del old[side]["refused"], old[side]["error"]
    for result in (result_of(), old):
        assert finding(QUESTION, result, NAMES) == "Boosting earns $400 a quarter more than Forest"
        assert "Boosting against Forest: $400, likely $302 to $498 a quarter." in lede(
            QUESTION, result, NAMES
        )
        assert sides(QUESTION, result, NAMES).rows[0] == ("Forest", "0.5", "$700", "$33")


def test_a_threshold_has_the_digits_of_its_own_page():
    result = result_of()
    result["a"]["threshold"], result["b"]["threshold"] = 0.2615142, None
    assert [row[1] for row in sides(QUESTION, result, NAMES).rows] == ["0.261514", "nobody"]


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
