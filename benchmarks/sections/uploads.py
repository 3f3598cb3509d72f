"""Uploads on the embedded default: bombs and a million rows, while others open pages.

Then the whole way of one person in a browser, from the upload page to the curve.
"""

import os
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from playwright.sync_api import Page, sync_playwright

from benchmarks import data, hostile, load, processes, visits
from benchmarks.figures import Figure, at_most, p95_ms
from metrics.calc.sample import credit_defaults
from metrics.models import Predictions
from metrics.services import receiving

ROWS = 1_000_000
WARM_UPS = 8
WATCHED = 40  # seconds of other people's visits
MOST_VISITS = 100
FORM = "application/x-www-form-urlencoded"
COLUMNS = {"label": "y", "score": "score", "positive_label": "1", "version": "1"}
LOAN_COLUMNS = {**COLUMNS, "label": "defaulted"}
OVER = (Predictions.State.READY, Predictions.State.REFUSED)


def figures() -> Iterator[Figure]:
    if not settings.EMBEDDED:
        return
    with tempfile.TemporaryDirectory() as folder, processes.everything() as (port, web, worker):
        loans = Path(folder) / "loans.csv"
        with loans.open("wb") as target:
            target.writelines(credit_defaults(ROWS))
        manager = data.stage().manager
        sender = visits.Browser(port, manager)
        few = b"".join(credit_defaults(100_000))
        for _ in range(WARM_UPS):  # every thread of the web server has seen every page then
            _bring_in(sender, few, LOAN_COLUMNS)
        _visits(port, WARM_UPS)
        yield from _bombs(port, web, worker, sender, loans.read_bytes())
        seconds = [_journey(port, loans, visits.signed_in(manager)) for _ in range(3)]
        note = f" ({loans.stat().st_size / 1e6:.0f} MB)"
        what = "Browser: upload of 1 M rows to visible curve, median of 3"
        yield at_most(what, sorted(seconds)[1], 8, "s", note)


def _bombs(
    port: int, web: int, worker: int, sender: visits.Browser, loans: bytes
) -> Iterator[Figure]:
    files = {name: make() for name, make in hostile.BOMBS.items()}
    before = processes.memory_mib(web)
    with ThreadPoolExecutor() as pool, _watch(web, worker) as seen:
        visitors = pool.submit(_visits, port, WATCHED)
        took = {name: _bring_in(sender, file, COLUMNS) for name, file in files.items()}
        million = _bring_in(sender, loans, LOAN_COLUMNS)
        others = visitors.result()
    slowest = max(took, key=lambda name: took[name])
    yield at_most("Bomb to message, slowest", took[slowest], 10, "s", f" ({slowest})")
    yield Figure("Upload of 1 M rows until read, without a browser", f"{million:.2f} s")
    yield at_most("Largest child", seen["child"], 1024, "MiB")
    yield at_most("Web memory meanwhile: growth", seen["web"] - before, 50, "MiB")
    note = f" ({len(others.seconds)} visits)"
    yield at_most("Other people's pages meanwhile: p95", p95_ms(others.seconds), 1000, "ms", note)


def _visits(port: int, seconds: float) -> load.Outcome:
    """Four people who open a page every half second."""
    headers = visits.base_headers()
    headers |= visits.Browser(port, data.stage().manager).cookie_header
    pages = [("GET", "/measure/", ""), ("GET", "/profile/", "")] * MOST_VISITS
    return load.generate(port, [pages] * 4, headers, seconds=seconds, every=0.5).require(200)


def _bring_in(sender: visits.Browser, content: bytes, columns: dict[str, str]) -> float:
    """Send a file in pieces and have it read; seconds from its last byte to what is said of it."""
    sender.connection.close()  # the server closes one that was idle for long
    fields = {"name": "Loans", "file_name": "loans.csv", "size": len(content)}
    begun = sender.post("/measure/uploads/", urlencode(fields).encode(), **{"Content-Type": FORM})
    upload = begun.json()["id"]
    for offset in range(0, len(content), receiving.PIECE_MOST):
        piece = content[offset : offset + receiving.PIECE_MOST]
        sender.post(f"/measure/uploads/{upload}/", piece, **{"Upload-Offset": str(offset)})
    start = time.perf_counter()
    sender.post(f"/measure/uploads/{upload}/finish/")
    address = f"/measure/predictions/{upload}/columns/"
    if sender.send("GET", address).status == 200:
        sender.post(address, urlencode(columns).encode(), **{"Content-Type": FORM})
        rows = Predictions.objects.filter(public_id=upload, state__in=OVER)
        processes.wait_until(rows.exists, 120, "the file is read")
    return time.perf_counter() - start


@contextmanager
def _watch(web: int, worker: int) -> Iterator[dict[str, float]]:
    """The most memory that the web server and any one child had, in MiB."""
    most = {"web": 0.0, "child": 0.0}
    over = threading.Event()

    def look() -> None:
        while not over.wait(0.01):
            servers, children = processes.memory_apart((web, worker))
            most["web"] = max(most["web"], servers[web])
            most["child"] = max(most["child"], *children, 0)

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield most
    finally:
        over.set()
        watcher.join()


def _journey(port: int, file: Path, client: object) -> float:
    """One person in Chromium: choose the file, its columns and payoffs; seconds to the curve."""
    # Playwright's loop runs in this thread; Django would refuse the database there
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    session = client.cookies[settings.SESSION_COOKIE_NAME]  # type: ignore[attr-defined]
    home = f"http://127.0.0.1:{port}"
    with sync_playwright() as play:
        chromium = play.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        context = chromium.new_context(base_url=home)
        context.add_cookies([{"name": session.key, "value": session.value, "url": home}])
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.goto("/measure/predictions/new/")
        page.get_by_label("Name").fill("Loans")
        page.get_by_label("File").set_input_files(file)
        took = _timed(lambda: _to_the_curve(page))
        chromium.close()
    return took


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _to_the_curve(page: Page) -> None:
    page.get_by_role("button", name="Upload", exact=True).click()
    page.wait_for_url("**/columns/")
    page.get_by_label("Outcome", exact=True).select_option("defaulted")
    page.get_by_role("button", name="Read the file").click()
    page.get_by_label("Positive, treated", exact=True).fill("2160")
    page.get_by_label("For each treated").fill("150")
    page.get_by_role("button", name="Draw the profit curve").click()
    page.locator("figure svg, .chart svg, svg[role=img]").first.wait_for(state="visible")
