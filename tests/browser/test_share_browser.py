"""Sharing as people do it: a link made, opened without an account, counted and taken back."""

import io
import re
from typing import Any

import factories
import openpyxl
import pypdf
import pytest
import results_data
from playwright.sync_api import APIResponse, BrowserContext, Page, expect

from accounts.models import Organization, User
from reports.models import Report, ReportFile
from reports.services import publishing

ENDED = "This link opens nothing any more"
REFUSED = """Object.defineProperty(navigator, "platform", {value: "%s"});
navigator.clipboard.writeText = () => Promise.reject(new DOMException("", "NotAllowedError"));"""
EARLIER_FETCH = """async address => {
    const answer = await fetch(address, {cache: "force-cache"});
    return [answer.status, await answer.text()];
}"""


def _published(organization: Organization, manager: User, scope: str) -> Report:
    found = results_data.evaluation(results_data.golden_answers())
    assessment = results_data.closed_with(organization, manager, found, scope=scope)
    report = publishing.publish(
        assessment=assessment,
        actor=manager,
        version=assessment.version,
        decisions=[],
        shared_with_members=False,
    )
    factories.run_jobs()
    return report


def _make_link(page: Page, scope: str) -> None:
    """A link that works for a week, shown this once."""
    page.goto("/reports/")
    page.get_by_role("link", name=scope).first.click()
    page.get_by_role("link", name="Share").click()
    page.get_by_label("Who gets it").fill("The board")
    page.get_by_label("Works for").select_option("7 days")
    page.get_by_role("button", name="Make a link").click()


def _share(page: Page, scope: str) -> str:
    """Make a link and copy it: the address on the clipboard."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    _make_link(page, scope)
    page.bring_to_front()  # without the focus the clipboard refuses
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied: str = page.evaluate("navigator.clipboard.readText()")
    return copied


def _look_anew(page: Page) -> None:
    """Open the page by its address: reloading would send the form once more."""
    page.goto(page.url)


def _downloaded(page: Page, name: str) -> bytes:
    with page.expect_download() as download:
        page.get_by_role("navigation", name="Files").get_by_role("link", name=name).click()
    return download.value.path().read_bytes()


def _asked_again(context: BrowserContext, address: str, file: ReportFile) -> list[APIResponse]:
    """Ask for a file as a client that holds an earlier copy does, by every validator it may use."""
    validators = [
        {"If-None-Match": f'"{file.sha256}"'},
        {"If-None-Match": "*"},
        {"If-Modified-Since": "Fri, 31 Dec 2100 23:59:59 GMT"},
        {"Range": "bytes=0-9", "If-Range": f'"{file.sha256}"'},
    ]
    return [context.request.get(address, headers=headers) for headers in validators]


@pytest.fixture
def report(organization: Organization, manager: User) -> Report:
    return _published(organization, manager, "Sales in Europe")


@pytest.fixture
def manager_page(as_user: Any, manager: User, settings: Any, live_server: Any) -> Page:
    settings.PUBLIC_URL = live_server.url
    return as_user(manager).new_page()


@pytest.fixture
def reader(open_context: Any) -> Page:
    """Somebody without an account, in a browser of their own."""
    return open_context().new_page()


def test_a_reader_without_account_opens_the_report_and_its_files(report, manager_page, reader):
    reader.goto(_share(manager_page, "Sales in Europe"))
    expect(reader.get_by_role("heading", level=1)).to_contain_text("stage 2 of 5")
    _look_anew(manager_page)
    ends = manager_page.locator("td[data-label='Works until']").inner_text()
    expect(reader.locator("header")).to_contain_text(f"link ends {ends}")
    link = report.share_links.get()
    assert (link.expires_at - link.created_at).days in (6, 7)
    pdf = pypdf.PdfReader(io.BytesIO(_downloaded(reader, "PDF")))
    assert "Sales in Europe" in " ".join(pdf.pages[0].extract_text().split())
    book = openpyxl.load_workbook(io.BytesIO(_downloaded(reader, "Excel")), read_only=True)
    cells = {cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row}
    assert "Sales in Europe" in cells


def test_the_link_opens_nothing_else(organization, manager, report, manager_page, reader):
    other = _published(organization, manager, "Churn model")
    reader.goto(_share(manager_page, "Sales in Europe"))
    ways = reader.locator("a").evaluate_all("all => all.map(each => each.getAttribute('href'))")
    assert [way for way in ways if not way.startswith(("#", "/r/"))] == []
    closed = ["/", "/reports/", "/assessments/", "/people/", "/audit/", "/outbox/"]
    closed += [f"/assessments/{report.assessment.public_id}/results/"]
    for each in (report, other):
        page = f"/reports/{each.public_id}/"
        closed += [page, f"{page}share/", f"{page}readiness.pdf", f"{page}readiness.xlsx"]
    for path in closed:
        reader.goto(path)
        expect(reader, path).to_have_url(re.compile(r"/sign-in/(\?next=|$)"))


def test_every_opening_counts_and_the_manager_sees_it(report, manager_page, reader):
    address = _share(manager_page, "Sales in Europe")
    _look_anew(manager_page)
    row = manager_page.get_by_role("row", name="The board")
    expect(row.locator("[data-label=Views]")).to_have_text("0")
    expect(row.locator("[data-label='Last viewed']")).to_have_text("not yet")
    reader.goto(address)
    _downloaded(reader, "PDF")
    reader.reload()
    _look_anew(manager_page)
    expect(row.locator("[data-label=Views]")).to_have_text("2")
    expect(row.locator("[data-label='Last viewed']")).not_to_have_text("not yet")


def test_a_link_taken_back_opens_nothing_at_once(report, manager_page, reader):
    address = _share(manager_page, "Sales in Europe")
    reader.goto(address)
    pdf, csv = f"{address}readiness.pdf", f"{address}readiness.csv"
    assert _downloaded(reader, "PDF").startswith(b"%PDF")
    status, content = reader.evaluate(EARLIER_FETCH, csv)
    assert (status, "Sales in Europe" in content) == (200, True)
    manager_page.get_by_role("button", name="Take back the link of The board").click()
    expect(manager_page.locator("td[data-label='Works until']")).to_contain_text("taken back")
    status, content = reader.evaluate(EARLIER_FETCH, csv)
    assert (status, ENDED in content) == (404, True)
    for answer in _asked_again(reader.context, pdf, report.files.get(format="pdf")):
        assert (answer.status, ENDED in answer.text()) == (404, True)
    for each in (pdf, f"{address}readiness.xlsx", address):
        assert reader.goto(each).status == 404
        expect(reader.get_by_role("heading", level=1)).to_have_text(ENDED)
    reader.go_back()
    expect(reader.locator("body")).not_to_contain_text("Sales in Europe")
    _look_anew(manager_page)
    expect(manager_page.locator("[data-label=Views]")).to_have_text("1")


def test_without_a_clipboard_no_button_promises_a_copy(report, manager_page):
    manager_page.add_init_script('Object.defineProperty(navigator, "clipboard", {value: null});')
    _make_link(manager_page, "Sales in Europe")
    expect(manager_page.get_by_label("The new link.")).to_be_focused()
    expect(manager_page.get_by_role("button", name="Copy")).to_be_hidden()


@pytest.mark.parametrize(("system", "key"), [("Linux x86_64", "Ctrl+C"), ("MacIntel", "Cmd+C")])
def test_where_copying_is_refused_the_link_is_selected_and_the_key_named(
    report, manager_page, check_accessibility, system, key
):
    manager_page.add_init_script(REFUSED % system)
    _make_link(manager_page, "Sales in Europe")
    manager_page.get_by_role("button", name="Copy").click()
    button = manager_page.get_by_role("button", name=f"Press {key}")
    expect(button).to_be_visible()
    field = manager_page.get_by_label("The new link.")
    expect(field).to_be_focused()
    expect(field).to_have_accessible_description(f"Press {key}")
    assert manager_page.evaluate("getSelection().toString()") == field.input_value()
    check_accessibility(manager_page)
