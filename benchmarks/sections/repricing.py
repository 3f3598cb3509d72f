"""The pages of a million predictions: their time and weight, and a slider's answer in a browser."""

import re
import shutil
from collections.abc import Iterator
from itertools import chain

from django.conf import settings
from django.db import connection
from playwright.sync_api import sync_playwright

from aiproj.shared import jobs
from benchmarks import data, processes, visits
from benchmarks.figures import Figure, at_most, median_ms
from benchmarks.sections import pages
from metrics.calc.sample import credit_defaults
from metrics.models import Predictions
from metrics.reading.columns import ColumnMapping
from metrics.services import reading_files, uploading, valuing

ROWS = 1_000_000
TIMES = 20
MOVES = 60
MAPPING = ColumnMapping(label="defaulted", score="score", positive_label="1")
QUESTION = {"true_positive": "2160", "cost_per_action": "150", "currency": "EUR", "volume": "9000"}
BLOCK = re.compile(rb'<script type="application/json">(.*?)</script>', re.DOTALL)
# Milliseconds from the move of a slider to the end of the drawing, one after the other.
MOVE = """async (moves) => {
  const slider = document.querySelector("#id_true_positive + .slider");
  const plot = document.querySelector(".chart-plot");
  const taken = [];
  for (let move = 0; move < moves; move += 1) {
    slider.value = Number(slider.max) / 2 + move * Number(slider.step);
    const drawn = new Promise((done) => plot.once("plotly_afterplot", done));
    const start = performance.now();
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    await drawn;
    taken.push(performance.now() - start);
    await new Promise((done) => setTimeout(done, 50));
  }
  return taken;
}"""


def figures() -> Iterator[Figure]:
    if connection.vendor != "sqlite":
        return  # the database takes little part: once is enough
    made = _predictions()
    home = f"/measure/predictions/{made.public_id}/"
    places = {
        "Valuation": home,
        "Model quality": f"{home}quality/",
        "Money": f"{home}valuations/1/money/",
    }
    with processes.web() as (port, _):
        browser = visits.Browser(port, data.stage().manager)
        for name, path in places.items():
            seconds = visits.timings(lambda path=path: browser.get(path), TIMES)
            yield at_most(f"{name} page of 1 M rows: median", median_ms(seconds), 250, "ms")
            plain = browser.get(path, **{"Accept-Encoding": "identity"}).body
            largest = max(len(block) for block in BLOCK.findall(plain)) / 1024
            yield at_most(f"{name} page of 1 M rows: largest chart data", largest, 60, "KB")
            weights = pages.first_view(browser, path)
            yield at_most(f"{name} page, first view", sum(weights.values()) / 1e6, 1.6, "MB")
        cookie = browser.cookies[settings.SESSION_COOKIE_NAME]
        yield from _slider(f"http://127.0.0.1:{port}", home, cookie.key, cookie.value)


def _predictions() -> Predictions:
    base = data.stage()
    made = uploading.take_in(
        organization=base.organization, actor=base.manager, name="Loans",
        file_name="loans.csv", content=chain(credit_defaults(ROWS)),
    )  # fmt: skip
    reading_files.choose_columns(
        predictions=made, actor=base.manager, version=made.version, mapping=MAPPING
    )
    job = made.job
    if job is None:
        raise RuntimeError("choosing columns starts no reading")
    jobs.run(job.pk)
    made.refresh_from_db()
    valuing.value(predictions=made, actor=base.manager, seen=0, question=QUESTION)
    return made


def _slider(server: str, path: str, name: str, value: str) -> Iterator[Figure]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    what = "A slider's move to its drawing, 1 M rows"
    if chromium is None:
        yield Figure(what, "no chromium on this machine")
        return
    with sync_playwright() as play:
        shown = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        context = shown.new_context(viewport={"width": 1280, "height": 900})
        context.add_cookies([{"name": name, "value": value, "url": server}])
        page = context.new_page()
        page.goto(f"{server}{path}")
        page.wait_for_selector("[data-chart][data-drawn]")
        seconds = [taken / 1000 for taken in page.evaluate(MOVE, MOVES)]
        shown.close()
    yield at_most(f"{what}: median", median_ms(seconds), 50, "ms")
