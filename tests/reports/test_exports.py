"""The report's tables: typed, complete, and the same in one file as in many."""

import datetime
import io

import openpyxl
import pytest

from aiproj.shared.exports import write_sheet_csv, write_workbook
from reports.exports import Edition, one_table, workbook_sheets

EDITION = Edition(
    number=1,
    inputs_hash="ab" * 32,
    closed_on=datetime.date(2026, 11, 27),
    published_on=datetime.date(2026, 11, 30),
    answered=11,
    invited=11,
)


@pytest.fixture(scope="module")
def sheets(golden):
    return {sheet.title: sheet for sheet in workbook_sheets(golden, EDITION)}


def rows(sheet):
    return {
        row[0]: dict(zip([c.title for c in sheet.columns], row, strict=True)) for row in sheet.rows
    }


def test_every_table_is_there(sheets):
    assert list(sheets) == ["Summary", "Areas", "Topics", "Plan", "Comments", "Method"]
    counts = [len(sheets[title].rows) for title in ("Areas", "Topics", "Plan")]
    assert counts == [4, 20, 13]


def test_headline_figures_are_numbers(sheets):
    summary = dict(sheets["Summary"].rows)
    assert (summary["Index, 0 to 100"], summary["Stage"]) == (37, 2)
    assert (summary["Index, likely from"], summary["Index, likely to"]) == (29, 46)
    assert summary["Score, 1 to 5"] == pytest.approx(2.486883)
    assert summary["Closed"] == datetime.date(2026, 11, 27)


def test_a_hidden_topic_has_no_figure_in_any_column(sheets):
    hidden = rows(sheets["Topics"])["Data access"]
    shown = {name for name, value in hidden.items() if value is not None}
    assert shown == {
        *("Topic", "Key", "Area", "Must-have", "Risk", "Asked of", "Target", "Note"),
    }


def test_answers_of_a_topic_add_up_to_its_ratings(sheets):
    for topic in rows(sheets["Topics"]).values():
        if topic["Level"] is not None:
            assert sum(topic[f"At level {level}"] for level in range(1, 6)) == topic["Ratings"]


def test_plan_keeps_its_order_and_times(sheets):
    plan = sheets["Plan"].rows
    assert [row[1] for row in plan] == list(range(1, 14))
    assert [row[2] for row in plan] == ["Now"] * 3 + ["Next"] * 4 + ["Later"] * 6


def test_parameters_are_stored_with_the_method(sheets):
    method = {row[0]: row[1] for row in sheets["Method"].rows}
    assert method["Parameter level_share"] == "2/3"
    assert method["Parameter k_anonymity"] == 5


def test_one_table_holds_every_figure_of_all_tables(sheets):
    long = one_table(list(sheets.values())).rows
    filled = sum(
        value not in (None, "")
        for sheet in sheets.values()
        for row in sheet.rows
        for value in row[1:]
    )
    assert len(long) == filled
    assert ("Summary", "Index, 0 to 100", "Value", 37) in long


def test_files_come_out_the_same_every_time(sheets):
    created = datetime.datetime(2026, 11, 27, tzinfo=datetime.UTC)
    tables = list(sheets.values())
    assert write_workbook(tables, created) == write_workbook(tables, created)
    assert write_sheet_csv(one_table(tables)) == write_sheet_csv(one_table(tables))


def test_hostile_texts_never_become_formulas(golden, report_of):
    report = report_of(
        organization="=1+1",
        scope="@SUM(A1)\x00",
        decisions=(("+HYPERLINK(1)", "-2"),),
        comments={"ai_skills": ("=cmd|' /C calc'!A0", "＝1+1")},
    )
    sheets = workbook_sheets(report, EDITION)
    book = openpyxl.load_workbook(io.BytesIO(write_workbook(sheets)))
    cells = [cell for page in book for row in page.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "b", "d"}
    assert "=1+1" in [cell.value for cell in book["Summary"]["B"]]
    lines = write_sheet_csv(one_table(sheets)).decode("utf-8-sig").splitlines()
    assert "Summary,Organization,Value,'=1+1" in lines
    assert "Summary,Scope,Value,'@SUM(A1)" in lines
    assert "Comments,AI skills,Comment,'＝1+1" in lines
