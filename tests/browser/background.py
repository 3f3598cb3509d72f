"""The worker's part, beside a page that waits for it."""

from concurrent.futures import ThreadPoolExecutor

import factories
from playwright.sync_api import Page, expect


def work_is_done(page: Page) -> None:
    """Do all jobs, in a thread of its own beside the browser's loop; the page sees it by itself."""
    with ThreadPoolExecutor(1) as worker:
        worker.submit(factories.run_jobs).result()
    expect(page.locator("[data-job]:not([data-over])")).to_have_count(0, timeout=15_000)
