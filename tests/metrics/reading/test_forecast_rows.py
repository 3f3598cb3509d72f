"""Reading amounts that were forecast: each problem of a row, left-out rows, guesses, the tables."""

import doctest

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics import forecast_tables
from metrics.calc.forecast_sums import ForecastQuestion, answer
from metrics.reading import periods, process
from metrics.reading.columns import (
    ForecastMapping,
    guess_forecast_roles,
    guess_kind,
    guess_roles,
)
from metrics.reading.periods import in_order
from metrics.reading.preview import preview_file

ALL = ForecastMapping("y", "f", "r", period="m", series="s", weight="w")
GOOD = {"y": "10", "f": "9.5", "r": "8", "m": "2026-01", "s": "north", "w": "2"}
OTHER = GOOD | {"y": "12", "m": "2026-02"}


def text_of(*rows):
    return "\n".join([",".join(GOOD), *(",".join(row.values()) for row in rows)])


def codes(outcome, level="error"):
    return [item.code for item in outcome.problems if item.level == level]


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("y", "", "actual_missing"),
        ("y", "inf", "actual_not_finite"),
        ("y", "12 pcs", "actual_not_number"),
        ("y", "-2e15", "actual_too_large"),
        ("f", "NA", "forecast_missing"),
        ("f", "1e400", "forecast_not_finite"),
        ("f", "=1+1", "forecast_not_number"),
        ("f", "9e15", "forecast_too_large"),
        ("r", "", "reference_missing"),
        ("r", "-inf", "reference_not_finite"),
        ("r", "ten", "reference_not_number"),
        ("r", "1e16", "reference_too_large"),
        ("m", "", "period_missing"),
        ("s", " ", "series_missing"),
        ("w", "-1", "weight_negative"),
        ("w", "x", "weight_not_number"),
    ],
)
def test_each_problem_of_a_row(outcome, column, cell, code):
    read = outcome(text_of(GOOD, OTHER, GOOD | {column: cell}), ALL)
    (found,) = [item for item in read.problems if item.level == "error"]
    assert (found.code, found.column, found.first_line, found.count) == (code, column, 4, 1)
    assert found.message
    assert found.remedy
    assert read.facts is None


def test_all_columns(outcome, tmp_path):
    read = outcome(text_of(GOOD, OTHER), ALL)
    assert codes(read) == []
    assert codes(read, "warning") == ["few_rows"]
    assert (read.facts.rows, read.facts.periods) == (2, ("2026-01", "2026-02"))
    assert read.facts.positives is None
    found = {role: np.load(tmp_path / f"arrays/{role}.npy").tolist() for role in read.facts.arrays}
    assert len(set(found.pop("series"))) == 1
    assert found == {
        "actual": [10, 12],
        "forecast": [9.5, 9.5],
        "reference": [8, 8],
        "period": [0, 1],
        "weight": [2, 2],
    }


def test_rows_without_amounts_are_left_out_only_when_chosen(outcome):
    text = "y,f,r\n1,2,3\n,2,3\n1,,3\n1,2,NA\n4,5,6\n"
    assert codes(outcome(text, ForecastMapping("y", "f", "r"))) == [
        "actual_missing",
        "forecast_missing",
        "reference_missing",
    ]
    chosen = ForecastMapping("y", "f", "r", leave_out_missing=True)
    read = outcome(text, chosen)
    assert (read.facts.rows, read.facts.left_out) == (2, 3)
    (empty,) = outcome("y,f,r\n,,\n", chosen).problems
    assert "every amount; 1 were left out" in empty.message


def test_decimal_commas_are_read_and_said(outcome, tmp_path):
    read = outcome("y;f\n1,5;2\n3;4,25\n", ForecastMapping("y", "f"))
    assert codes(read, "notice") == ["decimal_comma"]
    assert np.load(tmp_path / "arrays/forecast.npy").tolist() == [2.0, 4.25]


def test_doubtful_files_are_read_with_a_warning(outcome):
    text = "y,f,m\n" + "".join(f"{n},{n},{name}\n" for n, name in enumerate(["Jan", "Feb"] * 20))
    read = outcome(text, ForecastMapping("y", "f", period="m"))
    assert codes(read) == []
    assert codes(read, "warning") == ["forecast_is_actual", "period_order"]
    assert "“Jan”, “Feb”" in read.problems[1].message


def test_the_child_reads_forecasts_and_leaves_nothing_of_a_bad_file(tmp_path):
    path, folder = tmp_path / "upload", tmp_path / "arrays"
    folder.mkdir()
    path.write_text(text_of(GOOD, OTHER))
    assert process.run(path, ALL, folder).facts.arrays == tuple(ALL.roles())
    path.write_text(text_of(GOOD, OTHER | {"y": ""}))
    assert process.run(path, ALL, folder).facts is None
    assert list(folder.iterdir()) == []


def test_examples_run():
    assert doctest.testmod(periods).failed == 0


@pytest.mark.parametrize(
    ("names", "order"),
    [
        ([], []),
        (["2026-02-01", "2025-12-31"], [1, 0]),
        (["2026-Q2", "2026q1"], [1, 0]),
        (["2026W10", "2026W9"], [1, 0]),
        (["2026", "2025"], [1, 0]),
        (["20260201", "20251231"], [1, 0]),
        (["10", "9", "-1"], [2, 1, 0]),
        (["2026-01-01 10:00", "2026-01-01T9:00"], [1, 0]),
        (["2026-01-01 10:00:00", "2026-01-01 09:59:59.000"], [1, 0]),
        (["01/02/2026", "02/01/2026"], None),
        (["2026-01", "2026-Q1"], None),
        (["2026-01", "2026-01-05"], None),
        (["Jan", "Feb"], None),
        (["2026", "soon"], None),
        (["1.5", "1.4"], None),
    ],
)
def test_the_order_of_periods(names, order):
    assert in_order(names) == order


@given(st.lists(st.dates(), unique=True, max_size=40))
def test_dates_are_ordered_as_dates(days):
    names = [day.isoformat() for day in days]
    assert [days[at] for at in in_order(names)] == sorted(days)


def kind_of(names, rows):
    found = guess_kind(names, rows, guess_roles(names, rows), guess_forecast_roles(names))
    return found.value if found else None


def test_the_kind_of_a_file_is_proposed_only_where_it_shows():
    amounts = [["2026-01", "10", "9"], ["2026-02", "12", "11"], ["2026-03", "9", "9"]]
    labels = [["1", "0.7"], ["0", "0.2"], ["1", "0.9"]]
    assert kind_of(["month", "Sales", "Forecast"], amounts) == "forecast"
    assert kind_of(["actual", "prediction"], labels) == "classification"
    assert kind_of(["left", "right"], [["5", "6"], ["7", "8"]]) is None
    assert kind_of(["actual", "forecast"], []) is None


def test_the_preview_proposes_both_kinds_of_roles(tmp_path):
    path = tmp_path / "upload"
    path.write_text("month,store,sales,forecast,plan\n1,a,5,6,7\n2,a,6,6,6\n3,a,7,8,8\n")
    shown = preview_file(path)
    assert {role: guess.value for role, guess in shown.forecast_guesses.items()} == {
        "actual": "sales",
        "forecast": "forecast",
        "reference": "plan",
        "period": "month",
        "series": "store",
    }
    assert shown.kind.value == "forecast"
    assert "“sales” and “forecast”" in shown.kind.reason


def tables(outcome, tmp_path, text, mapping):
    facts = outcome(text, mapping).facts
    return forecast_tables.build(tmp_path / "arrays", facts.periods, mapping.season)


TWO_STORES = """month,store,actual,forecast
2026-03,a,7,6
2026-01,a,1,1
2026-01,b,10,9
2026-02,a,3,4
2026-02,b,30,20
"""


def test_references_look_back_in_time_within_their_series(outcome, tmp_path):
    mapping = ForecastMapping("actual", "forecast", period="month", series="store", season=2)
    found = tables(outcome, tmp_path, TWO_STORES, mapping)
    assert (found.series, found.repeated, found.order) == (2, 0, (1, 2, 0))
    reference = {name: sums.groups[:, 3].tolist() for name, sums in found.sums.items()}
    assert reference == {
        "season": [0, 0, 1],
        "previous": [0, 1 + 10, 3],
        "earlier_mean": [0, 1 + 10, 2],
        "mean": [11 / 3 + 20, 11 / 3 + 20, 11 / 3],
    }
    assert found.sums["previous"].rows_without == 2
    assert found.sums["previous"].groups[:, 1].tolist() == [0, 33, 7]


def test_a_gap_in_time_is_no_earlier_period(outcome, tmp_path):
    text = "day,store,actual,forecast\n1,a,5,5\n2,b,6,5\n3,a,7,5\n3,b,8,5\n"
    mapping = ForecastMapping("actual", "forecast", period="day", series="store")
    assert tables(outcome, tmp_path, text, mapping).sums["previous"].rows == 1


def test_rows_of_one_series_and_period_are_counted_and_taken_by_their_mean(outcome, tmp_path):
    mapping = ForecastMapping("actual", "forecast", period="month")
    found = tables(outcome, tmp_path, TWO_STORES, mapping)
    assert found.repeated == 2
    assert found.sums["previous"].groups[:, 3].tolist() == [0, 5.5 * 2, 16.5]


def test_without_periods_only_the_mean_and_practice_are_references(outcome, tmp_path):
    text = "actual,forecast,plan\n1,2,3\n3,4,5\n"
    found = tables(outcome, tmp_path, text, ForecastMapping("actual", "forecast", "plan", season=1))
    assert list(found.sums) == ["practice", "mean"]
    assert found.order == ()


def test_weights_without_a_known_row_make_no_reference(outcome, tmp_path):
    text = "actual,forecast,month,w\n1,2,1,1\n3,4,2,0\n"
    mapping = ForecastMapping("actual", "forecast", period="month", weight="w")
    assert list(tables(outcome, tmp_path, text, mapping).sums) == ["mean"]


def test_more_rows_than_memory_suffices_for_are_declined(outcome, tmp_path, monkeypatch):
    monkeypatch.setattr(forecast_tables, "MOST_ROWS", 1)
    with pytest.raises(ValueError, match="may hold 1 rows"):
        tables(outcome, tmp_path, "y,f\n1,2\n3,4\n", ForecastMapping("y", "f"))


def test_tables_come_back_as_they_were_and_stay_small(outcome, tmp_path):
    random = np.random.default_rng(3)
    rows = random.lognormal(3, 1, (9_000, 2))
    body = "".join(f"{day},{a:.6f},{f:.6f}\n" for day, (a, f) in enumerate(rows, start=1))
    mapping = ForecastMapping("actual", "forecast", period="day", season=7)
    built = tables(outcome, tmp_path, "day,actual,forecast\n" + body, mapping)
    assert built.together == 9
    path = tmp_path / "tables.npz"
    forecast_tables.write(built, path)
    assert path.stat().st_size < 600_000
    back = forecast_tables.read(path)
    assert (back.order, back.together, back.series) == (built.order, 9, 1)
    question = ForecastQuestion(4, 1, size=365, block=2)
    for name in built.sums:
        assert answer(back.sums[name], question).saving == answer(built.sums[name], question).saving


def test_the_child_builds_the_same(outcome, tmp_path):
    mapping = ForecastMapping("actual", "forecast", period="month", series="store")
    built = tables(outcome, tmp_path, TWO_STORES, mapping)
    target = tmp_path / "child.npz"
    periods_read = ("2026-03", "2026-01", "2026-02")
    forecast_tables.build_in_child(tmp_path / "arrays", target, periods_read, None)
    back = forecast_tables.read(target)
    assert back.order == built.order
    assert back.sums["mean"].spread.tolist() == built.sums["mean"].spread.tolist()
