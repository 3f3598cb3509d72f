"""The one exception from the content policy, the script of the wheel, and the chart on a page."""

import gzip
import json
import re
from pathlib import Path

import brotli
import pytest
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.template.loader import render_to_string

from aiproj.shared import charts, static_files
from aiproj.shared.chart_pages import chart_page
from aiproj.shared.middleware import ContentSecurityPolicy

HOSTILE = "</script><script>alert(1)</script>"


def policy_of(view):
    header = ContentSecurityPolicy(view)(None).headers["Content-Security-Policy"]
    return dict(part.strip().split(" ", 1) for part in header.split(";"))


def test_only_chart_pages_allow_styles_of_scripts():
    """H2: style exceptions only there, and scripts stay this server's own everywhere."""
    plain = policy_of(lambda request: HttpResponse())
    relaxed = policy_of(chart_page(lambda request: HttpResponse()))
    assert plain["style-src"] == "'self'"
    assert relaxed["style-src"] == "'self' 'unsafe-inline'"
    assert relaxed | {"style-src": "'self'"} == plain
    assert relaxed["script-src"] == "'self'"


def test_one_file_of_the_wheel_is_served():
    found = finders.find("vendor/plotly/plotly.min.js")
    assert Path(found).read_bytes()[:400].count(b"plotly.js") >= 1
    assert finders.find("vendor/plotly/widgetbundle.js") is None
    listed = [name for name, _ in static_files.PlotlyFinder().list(None)]
    assert listed == ["plotly.min.js"]


@pytest.mark.parametrize("size", [1000, static_files.LARGE + 1])
def test_files_of_any_size_are_compressed_without_loss(size):
    data = bytes(range(250)) * (size // 250 + 1)
    compressor = static_files.CompressedFiles().create_compressor(quiet=True)
    assert brotli.decompress(compressor.compress_brotli(data)) == data
    assert gzip.decompress(compressor.compress_gzip(data)) == data


def test_the_chart_on_a_page_escapes_and_has_its_table():
    figure = charts.figure(
        [charts.line([0, 1], [0, 2], name=HOSTILE)],
        charts.value_axis([0, 1], charts.percent, title=HOSTILE),
        charts.value_axis([0, 2], charts.number),
        said=HOSTILE,
    )
    chart = charts.for_page(
        figure, title=HOSTILE, subtitle=HOSTILE, caption=HOSTILE,
        head=["Share", "Profit"], rows=[["10%", HOSTILE], ["20%", "$5"]],
    )  # fmt: skip
    page = render_to_string("includes/_chart.html", {"chart": chart})
    assert page.count("<script") == page.count("</script>") == 1
    block = re.search(r'<script type="application/json">(.*?)</script>', page, re.S)
    assert json.loads(block[1])["data"][0]["y"] == [0, 2]
    assert page.count('role="img"') == 2
    assert page.count("<tr>") == 3
    assert '<th scope="row">20%</th><td class="r">$5</td>' in page


def test_the_two_way_table_names_rows_columns_and_the_present():
    cells = [{"text": "$5", "shade": 4, "is_present": True}]
    table = {"columns": ["$10"], "rows": [{"name": "$100", "cells": cells}]}
    page = render_to_string("includes/_heat_table.html", {"table": table, "caption": HOSTILE})
    assert "<script" not in page
    assert 'class="shade-4 present">$5<span class="sr"> (as it is)</span>' in page
    assert '<th scope="col" class="r">$10</th>' in page


def test_the_scripts_of_a_chart_page_are_files_of_this_server():
    page = render_to_string("includes/_chart_scripts.html")
    assert re.findall(r'src="([^"]+)"', page) == [
        "/static/vendor/plotly/plotly.min.js",
        "/static/js/charts.js",
    ]
