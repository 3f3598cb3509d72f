"""Journeys in the system's Chromium, with accessibility rules and a watch on foreign requests."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock

import page_world
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core.management import call_command
from django.test import TransactionTestCase
from every_page import WATCH
from page_world import World
from pages import Place
from playwright.sync_api import Browser, BrowserContext, Page

from assessments.models import pack_of

QUIET = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    "resultTypes": ["violations"],
}
# All that another color scheme can change: the rest of a page is the same in both.
COLORS = {
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
    "resultTypes": ["violations"],
}
# Playwright's loop runs in the test's thread; Django would refuse the database there.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder is a browser test on a real server and database."""
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        if os.environ.get("CI") == "true":
            pytest.fail("no chromium on this machine")
        pytest.skip("no chromium on this machine")
    return {**browser_type_launch_args, "executable_path": chromium, "args": QUIET}


@pytest.fixture
def open_context(browser: Browser, live_server: Any) -> Iterator[Callable[..., BrowserContext]]:
    """Make a browser context of one person; each has cookies and storage of its own."""
    contexts: list[BrowserContext] = []

    def make(**options: Any) -> BrowserContext:
        context = browser.new_context(base_url=live_server.url, **options)
        context.set_default_timeout(15_000)
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def as_user(open_context: Any, live_server: Any, sign_in: Any) -> Callable[..., BrowserContext]:
    """Make a context in which this person is signed in; nobody is when it is None."""

    def make(user: Any, **options: Any) -> BrowserContext:
        context = open_context(reduced_motion="reduce", **options)
        if user is not None:
            session = sign_in(user).cookies[settings.SESSION_COOKIE_NAME]
            cookie = {"name": session.key, "value": session.value, "url": live_server.url}
            context.add_cookies([cookie])
        return context

    return make


@pytest.fixture(scope="module")
def kept_database(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """What one test of the module writes stays for the next; emptied after the last of them."""
    with django_db_blocker.unblock():
        pack_of.cache_clear()  # an emptied database gives its keys out again
        with mock.patch.object(TransactionTestCase, "_fixture_teardown"):
            yield
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture
def check_accessibility() -> Callable[..., None]:
    """Fail with every violation that axe finds on the page as it is, or in its colors only."""
    script = Axe().axe_script

    def check(page: Page, *, colors_only: bool = False) -> None:
        if not page.evaluate("'axe' in window"):
            page.evaluate(script)
        options = COLORS if colors_only else RULES
        found = page.evaluate("options => axe.run(options)", options)["violations"]
        listed = [
            f"{rule['id']}: {node['target']} {node['failureSummary']}"
            for rule in found
            for node in rule["nodes"]
        ]
        assert not listed, f"{page.url}\n" + "\n".join(listed)

    return check


@pytest.fixture(scope="module")
def all_pages_world(kept_database: None) -> World:
    """Something on every page, built once for a module."""
    return page_world.build()


@pytest.fixture
def visit_place(
    as_user: Any, live_server: Any, all_pages_world: World
) -> Callable[[Place], tuple[Page, list[str]]]:
    """Open a page in a context that notes what it should not do: the page and its noise."""

    def visit(place: Place) -> tuple[Page, list[str]]:
        context = as_user(all_pages_world.users.get(place.actor))
        context.add_init_script(WATCH)
        page, noise = context.new_page(), []
        page.on("console", lambda said: said.type == "error" and noise.append(said.text))
        page.on("pageerror", lambda error: noise.append(str(error)))
        page.on(
            "request", lambda sent: sent.url.startswith(live_server.url) or noise.append(sent.url)
        )
        place.visit(page, all_pages_world)
        return page, noise

    return visit
