"""Figures as data, and their drawing: true to the numbers, escaped, labeled, without collisions."""

import doctest
import importlib
import itertools
import json
import math
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiproj.shared import charts
from aiproj.shared.charts import figures, frame, labels, scales

HOSTILE = '"><script>alert(1)</script>&</script><b>'
CSS = Path(__file__).parents[2] / "static" / "css"
FINITE = st.floats(-1e12, 1e12, allow_nan=False)


def sample(words=HOSTILE, **more):
    x, y = [0.0, 0.25, 0.5], [0.0, 90_000.5, -40_000.0]
    traces = [
        *charts.band(x, [each - 9000 for each in y], [each + 9000 for each in y]),
        charts.line([0, 0.5], [0, -90_000], "reference", name=words),
        charts.line(x, y, name=words, hover="%{y:$,.0f}", **more),
        charts.points([0.25], [90_000.5], "chosen"),
    ]
    return charts.figure(
        traces,
        charts.value_axis(x, charts.percent, title=words),
        charts.value_axis([-140_000, 100_000], charts.money("$")),
        said=words,
        shapes=[charts.region(0.3, 0.5), charts.vertical(0.3), charts.horizontal(20_000)],
        labels=[
            charts.rule_label("limit 30%", 0.3),
            charts.point_label("$90k", 0.25, 90_000.5, "key"),
            charts.line_label(words, [0, 0.5], [0, -90_000]),
            charts.point_label("the best of all the places there are", 0.25, 90_000.5, far=True),
        ],
    )


def drawn(figure, size=charts.WIDE, palette=None):
    return ElementTree.fromstring(charts.to_svg(figure, *size, palette))


@pytest.mark.parametrize("module", [scales, figures, frame])
def test_the_examples_of_the_contracts_run(module):
    assert doctest.testmod(importlib.import_module(module.__name__)).failed == 0


@pytest.mark.parametrize("size", [charts.WIDE, charts.NARROW])
def test_a_drawing_is_labeled_sized_and_free_of_styles(size):
    markup = charts.to_svg(sample(), *size)
    root = ElementTree.fromstring(markup)
    assert (root.get("role"), root.get("aria-label")) == ("img", HOSTILE)
    assert (root.get("width"), root.get("height")) == tuple(map(str, size))
    assert "<script" not in markup
    assert "style=" not in markup
    assert "nan" not in markup.lower()


def test_every_color_is_a_token_of_the_light_palette():
    """Paper has the values of the page; a color of its own would not follow dark mode."""
    tokens = dict(re.findall(r"(--ap-[\w-]+):\s*(#[0-9A-F]{6})", (CSS / "tokens.css").read_text()))
    light = (CSS / "tokens.css").read_text().split(':root[data-bs-theme="dark"]')[0]
    first = dict(re.findall(r"(--ap-[\w-]+):\s*(#[0-9A-F]{6})", light))
    assert set(charts.LIGHT) <= set(tokens)
    assert {name: first[name] for name in charts.LIGHT} == charts.LIGHT
    markup = charts.to_svg(sample(), palette=charts.LIGHT)
    assert "var(" not in markup
    assert 'xmlns="http://www.w3.org/2000/svg"' in markup
    assert set(re.findall(r'(?:fill|stroke)="([^"]+)"', markup)) <= {*charts.LIGHT.values(), "none"}
    assert "#" not in charts.to_svg(sample("words"))


def test_the_drawing_has_the_places_of_the_figure():
    root = drawn(sample("words"))
    fit, place = charts.fitted(sample("words"), *charts.WIDE)
    dot = root.find("circle")
    assert float(dot.get("cx")) == pytest.approx(place.x(0.25), abs=0.06)
    assert float(dot.get("cy")) == pytest.approx(place.y(90_000.5), abs=0.06)
    curve = root.findall("polyline")[-1].get("points").split()
    assert len(curve) == 3
    assert curve[2] == f"{place.x(0.5):.1f},{place.y(-40_000):.1f}".replace(".0", "")
    assert len(root.find("polygon").get("points").split()) == 6
    zero = [each for each in root.iter("line") if each.get("stroke") == figures.ZERO]
    assert [float(each.get("y1")) for each in zero] == [pytest.approx(place.y(0), abs=0.06)]
    texts = [each.text for each in root.iter("tspan")]
    assert {"−$100k", "0", "$50k", "10%"} <= set(texts)
    assert fit["layout"]["margin"]["t"] == place.plot.top


def test_steps_gaps_and_bars_are_drawn():
    axes = charts.value_axis([0, 3], charts.number), charts.value_axis([0, 3], charts.number)
    steps = charts.line([0, 1, 2, 3], [1, 3, None, 2], step="hv")
    two = charts.line([0, 1, 2, 3], [1, 3, 2, 2], step="vh")
    upright = charts.bars([1, 2], [3, None])
    root = drawn(charts.figure([steps, two, upright], *axes, said="x"))
    lines = [each.get("points").split() for each in root.findall("polyline")]
    assert [len(each) for each in lines] == [3, 6]
    assert lines[0][1].split(",")[1] == lines[0][0].split(",")[1]
    assert lines[1][1].split(",")[0] == lines[1][0].split(",")[0]
    assert len(root.findall("rect")) == 1


@pytest.mark.parametrize("size", [charts.WIDE, charts.NARROW, (520, 340)])
def test_words_touch_neither_words_nor_points(size):
    figure = sample("chosen at random")
    fit, place = charts.fitted(figure, *size)
    boxes = [written_box(each, place) for each in fit["layout"]["annotations"]]
    assert len(boxes) == 4
    assert not any(one.overlaps(other) for one, other in itertools.combinations(boxes, 2))
    x, y = place.x(0.25), place.y(90_000.5)
    dot = frame.Box(x - 6, y - 6, x + 6, y + 6)
    assert not any(dot.overlaps(box) for box in boxes)
    assert all(box.left >= 0 and box.right <= size[0] for box in boxes)


def written_box(note, place):
    """The rectangle of an annotation as plotly reads it."""
    plot = place.plot
    across = plot.left + (plot.right - plot.left) * note["x"]
    upward = plot.bottom - (plot.bottom - plot.top) * note["y"]
    x = across if note.get("xref") == "paper" else place.x(note["x"])
    y = upward if note.get("yref") == "paper" else place.y(note["y"])
    x += note["ax"] if note["showarrow"] else note["xshift"]
    y += note["ay"] if note["showarrow"] else -note["yshift"]
    width = frame.text_width(note["text"], note["font"]["size"], note["font"]["weight"])
    left = x - {"left": 0, "center": 0.5, "right": 1}[note["xanchor"]] * width
    half = frame.LINE_HEIGHT * (note["text"].count("\n") + 1) / 2
    return frame.Box(left, y - half, left + width, y + half)


def test_the_name_of_a_line_among_others_stands_apart_at_the_end_of_a_thin_line():
    x = [0.0, 1.0]
    lines = [[each, 1 + each] for each in (0.0, 0.03, 0.06)]
    figure = charts.figure(
        [charts.line(x, y) for y in lines], charts.value_axis(x, charts.number),
        charts.value_axis([0, 1.06], charts.number), said="Lines",
        labels=[charts.line_label("the one in the middle", x, lines[1])],
    )  # fmt: skip
    (name,) = charts.fitted(figure, *charts.WIDE)[0]["layout"]["annotations"]
    assert name["showarrow"]


def test_a_label_without_a_free_place_is_left_out():
    crowd = [charts.rule_label("the same words at one place", 0.3) for _ in range(20)]
    figure = sample("words") | {"labels": crowd}
    placed = labels.fitted(figure, *charts.NARROW)[0]["layout"]["annotations"]
    assert 1 <= len(placed) < 20


@pytest.mark.parametrize("size", [charts.WIDE, charts.NARROW])
def test_words_at_ticks_do_not_touch(size):
    figure = sample("words")
    figure["layout"]["xaxis"] |= charts.value_axis([0, 1], charts.percent, most=40)
    axis = charts.fitted(figure, *size)[0]["layout"]["xaxis"]
    place = charts.fitted(figure, *size)[1]
    assert len(axis["tickvals"]) >= 4
    for (a, one), (b, other) in itertools.pairwise(
        zip(axis["tickvals"], axis["ticktext"], strict=True)
    ):
        assert place.x(b) - place.x(a) > (frame.text_width(one) + frame.text_width(other)) / 2


def test_json_escapes_for_plotly_and_for_the_script_block():
    text = charts.to_json(sample())
    assert not set("<>&") & set(text)
    content = json.loads(text)
    assert content["data"][2]["name"] == (
        '">&lt;script>alert(1)&lt;/script>&amp;&lt;/script>&lt;b>'
    )
    assert content["layout"]["xaxis"]["title"]["text"].startswith('">&lt;script')
    assert "<" not in json.dumps(content["layout"]).replace("<br>", "")
    assert {"margin", "annotations", "xaxis"} == set(content["narrow"])
    assert set(content) == {"data", "layout", "narrow", "currency"}


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_not_a_number_is_refused(value):
    with pytest.raises(ValueError, match="finite"):
        charts.line([0, 1], [0, value])
    with pytest.raises(ValueError, match="as many"):
        charts.line([0, 1], [0])


@given(st.lists(FINITE, min_size=1, max_size=50))
def test_the_largest_number_stays_exact_and_the_largest(values):
    short = charts.column(values)
    assert max(short) == max(values)
    for given_value, kept in zip(values, short, strict=True):
        assert kept == pytest.approx(given_value, rel=6e-6)


@given(st.integers(1, 5000), st.integers(10, 1001), st.sets(st.integers(0, 4999), max_size=4))
def test_thinning_keeps_ends_and_what_must_stay(length, most, keep):
    keep = {each for each in keep if each < length}
    kept = charts.thinned(length, most, keep)
    assert {0, length - 1} | keep <= set(kept)
    assert kept == sorted(set(kept))
    assert len(kept) <= most
    assert max(b - a for a, b in itertools.pairwise([*kept, kept[-1]])) <= 2 * length / most + 6


@given(FINITE, st.floats(1e-6, 1e12))
def test_ticks_enclose_the_values_in_few_steps(low, span):
    high = low + span
    if high - low < abs(low) * 1e-9:
        return
    found = charts.ticks(low, high)
    step = charts.nice_step(low, high)
    assert found[0] <= low + step * 1e-6
    assert found[-1] >= high - step * 1e-6
    assert 2 <= len(found) <= 8


def test_equal_values_still_give_an_axis():
    assert charts.value_axis([0, 0], charts.number)["range"] == [-0.6, 0.6]
    with pytest.raises(ValueError, match="different"):
        charts.nice_step(1, 1)


def test_charts_load_neither_plotly_nor_numpy():
    """Web processes draw without them."""
    code = (
        "import sys, metrics.charts; print(sorted({'plotly', 'numpy', 'scipy'} & set(sys.modules)))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
