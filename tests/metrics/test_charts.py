"""Figures of a model's worth: small, exact at the top, and marked as the design shows."""

import itertools
import json
import math
from xml.etree import ElementTree

import numpy as np
import pytest

from aiproj.shared import charts
from aiproj.shared.charts.figures import DASHED, DOTTED
from metrics import charts as figures
from metrics.charts import Marks, Model
from metrics.charts.thinning import cut, thin

LIMIT_BYTES = 60_000
SHARES = np.linspace(0, 1, 5001)
PROFIT = 1.23456789e9 * np.sqrt(SHARES) * (1.1 - SHARES) - 54_321.98765
LOW, HIGH = PROFIT - 98_765_432.1, PROFIT + 98_765_432.1
TOP = int(PROFIT.argmax())
MARKS = Marks(
    chosen=(0.1, 170_432.0), best_free=(0.174, 197_000.0), limit_share=0.1,
    random=(-20_000.0, -500_000.0), practice=23_000.0, practice_share=0.09,
)  # fmt: skip


def profit(marks=MARKS, **more):
    return figures.profit_figure(SHARES, PROFIT, LOW, HIGH, marks, **more)


def model(name, power):
    return Model(name, SHARES, SHARES**power)


PAIR = [model("Model A", 0.3), model("Model B", 0.5)]
ALL = {
    "profit": profit(until=1.0),
    "gains": figures.gains_figure(PAIR),
    "lift": figures.lift_figure([Model("A", SHARES[1:], SHARES[1:] ** -0.4)]),
    "roc": figures.roc_figure(PAIR, [0.77, 0.66]),
    "precision and recall": figures.precision_recall_figure(
        [Model("A", SHARES[1:], 0.9 - 0.8 * SHARES[1:])], 0.06, [0.5]
    ),
    "separation": figures.separation_figure(
        model("positives", 0.3), model("negatives", 1.2), figures.Gap(0.31, (0.25, 0.7), 0.4512)
    ),
    "calibration": figures.calibration_figure([0.1, 0.4, 0.8], [0.12, 0.35, 0.83], [9, 5, 2]),
    "cost and revenue": figures.cost_and_revenue_figure(
        SHARES, 1e9 * SHARES + 0.123, 1.5e9 * np.sqrt(SHARES)
    ),
    "roi": figures.roi_figure(SHARES, [None, *(1.5 - SHARES[1:])]),
    "marginal profit": figures.marginal_profit_figure([0.5, 1.0], [1.5e4, -2e3]),
    "threshold": figures.threshold_figure(SHARES, PROFIT, (0.5, 1e8)),
    "cost by shift": figures.shift_figure(
        [*np.linspace(-9, -1, 700).tolist(), 0.0, *np.linspace(1, 5, 700).tolist()],
        [*np.linspace(9e5, 1e5, 700).tolist(), 5e4, *np.linspace(4e4, 6e5, 700).tolist()],
        (1.0, 4e4),
        (3e5, "current practice"),
        unit="bikes",
    ),
    "actual and forecast": figures.period_figure(
        [f"day {day}" for day in range(1000)],
        *(rows.tolist() for rows in np.random.default_rng(1).normal(1e5, 3e4, (3, 1000))),
        "current practice",
    ),
    "saved against references": figures.saving_figure(
        ["current practice", "mean so far"], [1.2e4, -3e3], [(1e3, 2.3e4), None]
    ),
    "value against AUC": figures.value_against_auc_figure([0.7, 0.8, 0.9], [-5e4, 0, 7e4], 0.8),
}


@pytest.mark.parametrize("name", ALL)
def test_every_figure_is_small_thin_and_drawable(name):
    """Metrics spec 4: chart JSON of at most 60 KB, at most 1,001 points a curve."""
    text = charts.to_json(ALL[name])
    assert len(text.encode()) <= LIMIT_BYTES
    content = json.loads(text)
    assert all(len(trace["x"]) <= 1001 for trace in content["data"])
    for size in (charts.WIDE, charts.NARROW):
        root = ElementTree.fromstring(charts.to_svg(ALL[name], *size))
        assert root.get("aria-label") == ALL[name]["said"] != ""
        coordinates = [
            float(each)
            for line in root.findall("polyline")
            for each in line.get("points").replace(",", " ").split()
        ]
        assert coordinates
        assert all(0 <= each <= max(size) for each in coordinates)


def test_the_cheapest_shift_and_no_shift_are_exact():
    cost = next(trace for trace in ALL["cost by shift"]["data"] if trace["name"] == "cost")
    assert (0, 5e4) in zip(cost["x"], cost["y"], strict=True)
    assert (1, 4e4) in zip(cost["x"], cost["y"], strict=True)


@pytest.mark.parametrize("name", ["profit", "threshold"])
def test_the_highest_profit_is_exact(name):
    traces = json.loads(charts.to_json(ALL[name]))["data"]
    curve = next(each for each in traces if each["name"] == "profit")
    assert max(curve["y"]) == float(PROFIT[TOP])
    assert curve["x"][curve["y"].index(max(curve["y"]))] == pytest.approx(SHARES[TOP], rel=1e-5)


def test_the_profit_curve_is_marked_like_the_design():
    figure = profit()
    assert figure["layout"]["xaxis"]["range"] == [0, 0.5]
    names = [label["text"] for label in figure["labels"]]
    assert names == [
        "limit 10%", "$170k", "best without a limit: 17.4%, $197k", "more than the limit",
        "current practice $23k", "chosen at random",
    ]  # fmt: skip
    looks = [
        (trace["line"]["color"], trace["line"]["dash"])
        for trace in figure["data"]
        if trace["mode"] == "lines" and trace["line"]["width"]
    ]
    assert looks == [
        ("var(--ap-chart-ref)", DASHED),
        ("var(--ap-chart-second)", DOTTED),
        ("var(--ap-chart-main)", "solid"),
    ]
    dots = [trace["marker"]["color"] for trace in figure["data"] if trace["mode"] == "markers"]
    assert dots == ["var(--ap-page)", "var(--ap-page)", "var(--ap-chart-main)"]
    assert [shape["type"] for shape in figure["layout"]["shapes"]] == ["rect", "line"]
    assert figure["said"] == figures.profit_said(MARKS)


@pytest.mark.parametrize("size", [charts.WIDE, charts.NARROW])
def test_the_marks_of_a_real_curve_find_their_places(size):
    shares = np.linspace(0, 0.5, 501)
    curve = 420_000 * (shares / 0.174) ** 0.4 - 230_000 * shares / 0.174 - 20_000
    figure = figures.profit_figure(shares, curve, curve - 27_000, curve + 27_000, MARKS)
    notes = charts.fitted(figure, *size)[0]["layout"]["annotations"]
    words = {" ".join(note["text"].split()) for note in notes}
    best = "best without a limit: 17.4%, $197k" if size == charts.WIDE else "best 17.4%, $197k"
    assert {"limit 10%", "$170k", best} <= words
    assert {"current practice $23k", "chosen at random"} <= words


def test_marks_that_are_not_there_are_not_drawn():
    figure = profit(Marks((0.3, 5e8), best_free=(0.3, 5e8)))
    assert [label["text"] for label in figure["labels"]] == ["$500M"]
    assert figure["layout"]["shapes"] == []
    assert sum(trace["mode"] == "markers" for trace in figure["data"]) == 1
    bare = figures.profit_figure(SHARES, PROFIT, None, None, Marks((0.3, 5e8)))
    assert not any(trace.get("fill") for trace in bare["data"])


def test_the_axis_follows_the_farthest_mark():
    ends = [profit(Marks((at, 1.0)))["layout"]["xaxis"]["range"][1] for at in (0.0, 0.1, 0.2, 0.9)]
    assert ends == [0.1, 0.3, 0.5, 1.0]


def test_a_cut_curve_ends_at_the_end_of_the_axis():
    x, (y,) = cut([0.0, 0.4, 0.6, 1.0], [[0.0, 4.0, 8.0, 0.0]], 0.5, 1001)
    assert (x, y) == ([0.0, 0.4, 0.5], [0.0, 4.0, pytest.approx(6.0)])
    assert cut([0.0, 0.5], [[0.0, 1.0]], 0.5, 1001) == ([0.0, 0.5], [[0.0, 1.0]])


def test_the_currency_reaches_words_and_hover():
    figure = profit(currency="€")
    assert "€" in figure["said"]
    assert "$" not in json.dumps([label["text"] for label in figure["labels"]])
    assert json.loads(charts.to_json(figure))["currency"] == "€"
    assert any("€" in text for text in figure["layout"]["yaxis"]["ticktext"])


def test_two_models_are_solid_and_dashed_and_three_are_refused():
    figure = ALL["gains"]
    lines = {trace["name"]: trace["line"] for trace in figure["data"]}
    assert lines["Model A"] | {"color": "var(--ap-chart-main)", "dash": "solid"} == lines["Model A"]
    assert (
        lines["Model B"] | {"color": "var(--ap-chart-second)", "dash": DASHED} == (lines["Model B"])
    )
    assert [trace["name"] for trace in figure["data"]][-1] == "Model A"
    with pytest.raises(ValueError, match="small multiples"):
        figures.gains_figure([*PAIR, model("C", 0.9)])


def test_the_largest_gap_is_a_line_with_its_size():
    gap = ALL["separation"]["data"][0]
    assert (gap["x"], gap["y"]) == ([0.31, 0.31], [0.25, 0.7])
    assert "0.451" in [label["text"] for label in ALL["separation"]["labels"]]
    same = figures.separation_figure(model("positives", 1), model("negatives", 1), None)
    assert [trace["name"] for trace in same["data"]] == ["negatives", "positives"]


def test_a_note_stands_in_both_drawings_and_in_what_is_said():
    note = "12 rows without a score left out"
    noted = charts.noted(ALL["roc"], note)
    content = json.loads(charts.to_json(noted))
    titles = [content["layout"]["xaxis"]["title"], content["narrow"]["xaxis"]["title"]]
    assert all(title["text"].endswith(f"<br>{note}") for title in titles)
    assert note in charts.to_svg(noted)
    assert noted["said"] == f"{ALL['roc']['said']}. {note}"
    assert charts.noted(ALL["roc"], "") == ALL["roc"]


def test_what_is_said_holds_the_numbers():
    assert "Model A: 50.1%" in ALL["gains"]["said"]
    assert "AUC 0.770" in ALL["roc"]["said"]
    assert "Largest gap: 0.451 at 31.0% treated" in ALL["separation"]["said"]
    assert "40.0% predicted, 35.0% observed" in ALL["calibration"]["said"]
    assert "AUC 0.900: $70k" in ALL["value against AUC"]["said"]


def test_nothing_spent_leaves_the_return_blank():
    curve = ALL["roi"]["data"][0]
    assert curve["x"][0] > 0
    with pytest.raises(ValueError, match="as many"):
        figures.roi_figure([0.0], [])


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_what_is_not_a_number_is_refused(bad):
    with pytest.raises(ValueError, match="finite"):
        thin([0.0, 1.0], [[1.0, bad]])
    with pytest.raises(ValueError, match="points"):
        thin([], [[]])


def test_the_two_way_table_shades_by_size_and_marks_the_present():
    table = figures.sensitivity_table(
        ["$100", "$120"], ["$10", "$12"], [[50_000, 0], [200_000, -9000]], present=(1, 0)
    )
    cells = list(itertools.chain.from_iterable(row["cells"] for row in table["rows"]))
    assert [cell["shade"] for cell in cells] == [2, 0, 4, 0]
    assert [cell["text"] for cell in cells] == ["$50k", "0", "$200k", "−$9k"]
    assert [cell["is_present"] for cell in cells] == [False, False, True, False]
    with pytest.raises(ValueError, match="value for each"):
        figures.sensitivity_table(["a"], ["b"], [[1.0, 2.0]])


def test_many_periods_stand_together_by_their_mean():
    days = [f"2025-01-{day:02}" for day in range(1, 31)] * 12
    together = figures.neighbors(days, None)
    rows = [[float(day) for day in range(360)] for _ in range(3)]
    shown = figures.period_figure(days, *rows, "plan", together=together)
    actual = next(trace for trace in shown["data"] if trace["name"] == "actual")
    assert (together, len(actual["x"])) == (14, 26)
    assert actual["y"][0] == sum(range(14)) / 14
    assert actual["y"][-1] == sum(range(350, 360)) / 10
    assert "360 periods, the mean of each 14" in shown["said"]


@pytest.mark.parametrize(
    ("count", "season", "together"), [(60, 12, 1), (61, None, 2), (400, 12, 12), (400, 365, 10)]
)
def test_whole_seasons_stand_together_where_they_fit(count, season, together):
    assert figures.neighbors([str(number) for number in range(count)], season) == together


def test_savings_stand_from_the_first_reference_down_with_their_ranges():
    shown = ALL["saved against references"]
    assert shown["layout"]["yaxis"]["ticktext"] == ["current practice", "mean so far"]
    line, dots = shown["data"]
    assert (line["x"], line["y"]) == ([1e3, 2.3e4], [2, 2])
    assert (dots["x"], dots["y"]) == ([1.2e4, -3e3], [2, 1])
    assert shown["said"].endswith("Current practice $12k, likely $1k to $23k; mean so far −$3k")
