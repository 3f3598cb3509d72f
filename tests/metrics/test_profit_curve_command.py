"""The profit curve at a terminal: no database, the paper's numbers, every bad file in words."""

import base64
import io
import json
import shlex
from pathlib import Path
from xml.etree import ElementTree

import predictions as data
import pytest
from django.core.management import CommandError, call_command

from metrics.management.commands import profit_curve

DATA = Path(__file__).parents[1] / "data"
VECTORS = json.loads((DATA / "profit-vectors.json").read_text(encoding="utf-8"))
BAD = [case for case in VECTORS["cases"] if case["kind"] == "bad_input"]
TWELVE = DATA / "twelve-loans.csv"
LOANS = {"label": "defaulted", "positive": "1", "score": "score", "benefit": 1000, "cost": 300}


def run(path=TWELVE, **options):
    out, err = io.StringIO(), io.StringIO()
    call_command("profit_curve", path, stdout=out, stderr=err, **{**LOANS, **options})
    return out.getvalue(), err.getvalue()


def line(said, name):
    """The cells of the row that begins with this name."""
    found = next(each for each in said.splitlines() if each.startswith(name))
    return found.removeprefix(name).split()


@pytest.fixture
def wide(tmp_path):
    """A file with enough positives for one number."""
    path = tmp_path / "churn.csv"
    path.write_bytes(data.churn_csv())
    return path


@pytest.mark.parametrize("amount", ["1e300", "-1e300", "1e15", "inf"])
@pytest.mark.parametrize("option", ["benefit", "missed-cost", "budget"])
def test_amounts_that_no_page_takes_are_refused(option, amount):
    with pytest.raises(CommandError, match=r"amount|sign"):
        call_command("profit_curve", TWELVE, *ARGUMENTS, f"--{option}={amount}")


ARGUMENTS = ["--label=defaulted", "--positive=1", "--score=score", "--benefit=1000"]
CHURN = {"label": "churned", "positive": "yes", "score": "chance", "benefit": 120, "cost": 12}


def test_the_twelve_loans_give_the_curve_of_the_paper(tmp_path):
    """1,000 for each default found, less 300 for each false alarm, at every score in turn."""
    run(json=tmp_path / "out.json")
    found = json.loads((tmp_path / "out.json").read_text())["result"]["drawing"]
    paper = {
        None: 0,
        0.95: 1000,
        0.90: 2000,
        0.85: 2000 - 300,
        0.80: 3000 - 300,
        0.70: 3000 - 3 * 300,  # two loans of one score move together
        0.60: 4000 - 3 * 300,
        0.10: 4000 - 8 * 300,
    }
    assert dict(zip(found["thresholds"], found["profit"], strict=True)) == paper


def test_the_table_names_optimum_range_and_simple_choices():
    said, _ = run()
    assert line(said, "Treat from a score of") == ["0.6"]
    assert line(said, "Profit in this file") == ["$3,100"]
    assert line(said, "Share treated") == ["58.3%"]
    assert line(said, "Everybody") == ["12", "$1,600"]
    assert line(said, "Perfect foresight")[-1] == "$4,000"


def test_few_positives_give_a_range_and_a_warning_but_no_single_number():
    said, warned = run()
    assert said.startswith("Too few positives for one number")
    assert line(said, "Profit, corrected") == ["too", "few", "cases"]
    assert "Compared with treating everybody: −372 to 1,730." in said
    assert "only 4 positive rows" in warned


def test_a_single_row_is_told_in_the_singular(tmp_path):
    path = tmp_path / "one.csv"
    path.write_text("defaulted,score\n1,0.9\n0,0.2\n0,0.1\n")
    assert "There is only 1 positive row." in run(path)[1]


def test_a_budget_limits_the_treated():
    said, _ = run(cost=None, cost_per_action=200, budget=400)
    assert line(said, "Treat from a score of") == ["0.6", "0.9"]
    assert line(said, "Limit, share treated") == ["-", "16.7%"]


def test_a_budget_below_the_fixed_cost_is_the_reason_and_not_the_model():
    said, _ = run(cost=None, cost_per_action=200, budget=400, fixed_cost=500)
    assert said.startswith(
        "The budget of $400 does not cover the fixed cost of $500: it allows treating nobody."
    )
    assert "Without the limit it could be" in said
    assert "no threshold earns" not in said
    assert "One more beyond the limit" not in said


@pytest.mark.parametrize(
    ("asked", "warns"),
    [
        ({"benefit": 100, "cost_per_action": 100}, "Warning: Treating a positive is worth $0.00,"),
        ({"spared_benefit": -400}, "Warning: Treating a negative costs −$100.00,"),
    ],
)
def test_payoffs_that_make_no_sense_are_told(asked, warns):
    assert warns in run(**asked)[0]
    assert "Warning" not in run()[0]


def test_few_positives_leave_no_number_of_the_model():
    """3,100 is the curve of the file; less the correction it would be the number refused."""
    said, _ = run()
    assert "−$1,540 to $6,090" in next(row for row in said.splitlines() if row.startswith("Model"))
    assert "$2,277" not in said
    assert "corrected by" not in said


def test_a_limit_inside_a_tie_gives_the_expected_part():
    """Five of twelve: three found for sure, and one of the two tied false alarms."""
    said, _ = run(volume=5)
    assert line(said, "Treat from a score of") == ["0.6", "0.8"]
    assert line(said, "Profit in this file") == ["$3,100", "$2,700"]


@pytest.mark.parametrize(("times", "told"), [(1, "- too few cases"), (40, "- $68,000")])
def test_a_random_part_has_no_amount_where_cases_are_too_few(tmp_path, times, told):
    """One found, one false alarm and half of two that are tied: 1,000 - 300 + 1,000."""
    rows = ["1,0.9", "0,0.7", "1,0.6", "1,0.6"]
    path = tmp_path / "tied.csv"
    path.write_text("\n".join(["defaulted,score", *rows * times]))
    said, _ = run(path, volume=3 * times)
    assert line(said, "With part of the tied cases") == told.split()


def test_more_room_brings_what_the_way_to_the_next_corner_of_the_curve_earns(tmp_path):
    """From four treated, 2,700, to seven, 3,100; of twelve loans alone it would be too few."""
    name, path = "One more beyond the limit brings", tmp_path / "many.csv"
    header, *rows = TWELVE.read_text().split()
    path.write_text("\n".join([header, *rows * 40]))
    assert line(run(path, volume=5 * 40)[0], name) == ["$133.33"]
    assert name not in run(volume=5)[0]


def test_population_prevalence_and_currency_count():
    said, _ = run(population=1200, prevalence=10, currency="EUR")
    assert line(said, "Perfect foresight")[-1] == "€120,000"


def test_payoffs_by_amount_use_the_column():
    said, _ = run(benefit=0, amount="exposure", true_positive_per_amount=0.45)
    perfect = 0.45 * (12000 + 8000 + 10000 + 14000)
    assert line(said, "Perfect foresight")[-1] == f"${perfect:,.0f}"


def test_columns_line_up():
    said, _ = run()
    block = said.split("\n\n")[2].splitlines()
    assert len({len(each) for each in block}) == 1


def test_the_drawing_says_how_many_rows_were_left_out(tmp_path):
    path = tmp_path / "gaps.csv"
    path.write_text(f"{TWELVE.read_text()}L13,0,,1000\nL14,1,,1000\n")
    run(path, leave_out_missing_scores=True, svg=tmp_path / "a.svg")
    drawing = ElementTree.parse(tmp_path / "a.svg").getroot()
    note = "2 rows without a score left out"
    assert drawing.get("aria-label").endswith(note)
    assert note in [span.text for span in drawing.iter("{http://www.w3.org/2000/svg}tspan")]


def test_json_and_svg_are_written_beside(wide, tmp_path):
    said, told = run(wide, **CHURN, json=tmp_path / "a.json", svg=tmp_path / "a.svg")
    content = json.loads((tmp_path / "a.json").read_text())
    assert content["facts"]["rows"] == 400
    assert content["question"]["false_positive"] == "-12"
    assert said.startswith("Treating the best")
    assert ElementTree.parse(tmp_path / "a.svg").getroot().tag.endswith("svg")
    assert told.count("Written:") == 2


def test_a_place_that_cannot_be_written_is_told(tmp_path):
    with pytest.raises(CommandError, match="cannot be written"):
        run(json=tmp_path / "nowhere" / "a.json")


@pytest.mark.parametrize("case", BAD, ids=[case["id"] for case in BAD])
def test_every_bad_file_is_told_in_words(case, tmp_path):
    given, expected = case["input"], case["expected"]
    path = tmp_path / "upload"
    path.write_bytes(base64.b64decode(given["file_base64"]))
    columns = {**given["columns"], "positive": given["positive_label"]}
    if expected["level"] != "error":
        said, _ = run(path, **columns)
        assert "Profit in this file" in said
        return
    with pytest.raises(CommandError) as refused:
        run(path, **columns)
    assert refused.value.returncode == 1
    words = str(refused.value)
    assert words.count(".") >= 2  # what is wrong, and what to do
    assert expected["code"] not in words
    assert "{" not in words


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(CommandError, match="There is no file"):
        run(tmp_path / "nothing.csv")


def test_a_question_without_an_answer_is_told():
    with pytest.raises(CommandError, match="cannot be computed"):
        run(true_positive_per_amount=1)


@pytest.mark.parametrize("given", [["--cost", "-5"], ["--benefit", "inf"], ["--prevalence", "100"]])
def test_odd_amounts_are_refused(given):
    needed = ["--label", "y", "--positive", "1", "--score", "s", "--benefit", "1"]
    with pytest.raises(CommandError, match=given[0]):
        call_command("profit_curve", "file.csv", *needed, *given)


def test_the_bar_fills_while_reading(capsys):
    show = profit_curve.progress_bar()
    show(500, 1, 2)
    assert "[###############...............] 500 rows" in capsys.readouterr().err


def test_the_page_of_the_manual_shows_what_the_command_prints():
    page = (DATA.parents[1] / "docs/profit-curve.md").read_text(encoding="utf-8")
    command, shown = page.split("```\n")[1::2]
    out = io.StringIO()
    call_command(*shlex.split(command)[2:], stdout=out, stderr=io.StringIO())
    assert out.getvalue().strip() == shown.strip()


def test_the_manual_names_every_payoff_and_limit():
    page = (DATA.parents[1] / "docs/profit-curve.md").read_text(encoding="utf-8")
    names = [name for name, _, _ in (*profit_curve.MONEY, *profit_curve.LIMITS)]
    assert [name for name in names if f"`--{name}`" not in page] == []
