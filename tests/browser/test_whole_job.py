"""The main job as people do it: from the first run to the PDF that an executive holds."""

import io
import re

import factories
import pypdf
import pytest
from background import work_is_done
from playwright.sync_api import BrowserContext, Page, expect

PEOPLE = [f"t{n}@example.org, technical, Data" for n in range(1, 6)]
PEOPLE += [f"b{n}@example.org, business, Sales" for n in range(1, 7)]
PDF_NUMBERS = ("stage 2 of 5", "37", "29 to 46")


def _set_up(page: Page) -> None:
    page.goto("/")
    page.get_by_label("Name of your organization").fill("Acme")
    page.get_by_label("Your name").fill("Maria Admin")
    page.get_by_label("Your e-mail address").fill("maria@example.org")
    page.get_by_label("Password").fill("a long enough sentence")
    page.get_by_role("button", name="Create the organization").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("how ready are we?")


def _open_assessment(page: Page) -> None:
    page.get_by_role("link", name="Start an assessment").click()
    page.get_by_text("AI maturity assessment", exact=True).click()
    page.get_by_label("Scope").fill("Whole organization")
    page.get_by_role("button", name="Make the draft").click()
    page.get_by_role("button", name="Save and go to people").click()
    page.locator("textarea").fill("\n".join(PEOPLE))
    page.get_by_role("button", name="Add people").click()
    page.get_by_role("link", name="Go on to check and open").click()
    page.get_by_role("button", name="Open and send 11 links").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("None of 11")


def _links(page: Page) -> dict[str, str]:
    """Each person's link, read from the outbox as an administrator without a mail server does."""
    page.goto("/outbox/")
    messages = page.locator("tbody th a").all()
    addresses = {link.inner_text(): link.get_attribute("href") for link in messages}
    found = {}
    for person, address in addresses.items():
        page.goto(address)
        text = page.locator("pre").inner_text()
        found[person.split("@")[0]] = re.search(r"https?://[^/]+(/s/\S+)", text)[1]
    return found


def _answer(context: BrowserContext, link: str, answers: dict[str, object]) -> None:
    page = context.new_page()
    page.goto(link)
    page.get_by_role("button", name="Begin").click()
    for number, value in enumerate(answers.values(), start=1):
        expect(page.get_by_text(f"Question {number} of {len(answers)}")).to_be_visible()
        if value is not None:
            page.locator(f"label:has(input[name=level][value='{value}'])").click()
        page.get_by_role("button", name="Save and go on").click()
    page.get_by_role("button", name="Submit answers").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("This is how you see it")
    page.close()


def _close(page: Page) -> None:
    page.goto("/assessments/")
    page.get_by_role("link", name="Whole organization").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("All 11 have submitted")
    page.get_by_role("link", name="Close now").click()
    page.get_by_role("button", name="Close for good").click()
    work_is_done(page)


def _publish(page: Page) -> None:
    page.get_by_role("link", name="Publish report").click()
    page.locator(".decide-row").first.locator("input, textarea").first.fill(
        "Name one owner for the three actions."
    )
    page.get_by_role("button", name=re.compile("^Publish")).click()
    work_is_done(page)


@pytest.fixture
def manager_page(open_context) -> Page:
    return open_context().new_page()


def test_from_the_first_run_to_the_downloaded_pdf(manager_page, open_context):
    page = manager_page
    _set_up(page)
    golden = factories.golden_answers()
    _open_assessment(page)
    for name, link in _links(page).items():
        context = open_context()
        _answer(context, link, golden[name])
        context.close()
    _close(page)
    expect(page.get_by_text("likely 29 to 46")).to_be_visible()
    expect(page.get_by_text("2 of 5")).to_be_visible()
    _publish(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("stage 2 of 5")
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("PDF")).click()
    content = io.BytesIO(download.value.path().read_bytes())
    first = " ".join(pypdf.PdfReader(content).pages[0].extract_text().split())
    assert [number for number in PDF_NUMBERS if number not in first] == []
    assert "Name one owner for the three actions." in first
