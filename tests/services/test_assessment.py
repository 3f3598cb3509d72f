"""A whole assessment through two web processes, two workers, PostgreSQL and Redis."""

import csv
import io
from urllib.parse import urlsplit

import harness
import openpyxl
import play
import pypdf
import pytest
from client import Forms, Person

pytestmark = pytest.mark.services


@pytest.fixture(scope="module")
def assessment(stack, admin) -> str:
    """G01 set up, opened, answered by eleven people and closed; the assessment's path."""
    path = play.open_assessment(admin, "Whole organization")
    links = play.links_in_outbox(admin)
    assert sorted(links) == sorted(play.PEOPLE)
    for name, answers in play.golden_answers().items():
        play.answer(stack, links[name], answers)
    assert admin.post(f"{path}close/", admin.form(f"{path}close/")).status == 302
    return path


@pytest.fixture(scope="module")
def report(stack, admin, assessment) -> str:
    """The published report's path, once a worker has drawn it."""
    frozen = f"{assessment}results/"
    harness.wait_until(lambda: "likely 29 to 46" in admin.get(frozen).text, 60, "frozen result")
    published = admin.fill(f"{assessment}publish/", text_1="Name one owner.", due_1="by 15 Dec")
    assert published.status == 302
    harness.wait_until(lambda: play.report_is_ready(stack, assessment), 60, "report")
    return published.location


def _summary(text: str) -> dict[str, str]:
    rows = csv.DictReader(io.StringIO(text.lstrip("\ufeff")))
    return {row["Item"]: row["Value"] for row in rows if row["Table"] == "Summary"}


def test_the_result_is_index_37_at_stage_2(admin, assessment, report):
    page = admin.get(f"{assessment}results/").text
    assert "likely 29 to 46" in page
    assert "2 of 5" in page


def test_page_csv_workbook_and_pdf_tell_the_same(admin, report):
    assert "stage 2 of 5" in " ".join(admin.get(report).text.split())
    table = _summary(admin.get(f"{report}readiness.csv").text)
    assert table["Stage"] == "2"
    assert table["Index, 0 to 100"] == "37"
    book = openpyxl.load_workbook(io.BytesIO(admin.get(f"{report}readiness.xlsx").body))
    summary = {row[0]: row[1] for row in book.worksheets[0].iter_rows(values_only=True)}
    assert (summary["Stage"], summary["Index, 0 to 100"]) == (2, 37)
    document = pypdf.PdfReader(io.BytesIO(admin.get(f"{report}readiness.pdf").body))
    first = " ".join(document.pages[0].extract_text().split())
    assert "stage 2 of 5" in first
    assert "29 to 46" in first


def test_both_web_processes_serve_the_same_files(stack, admin, report):
    """Each web process reads what a worker wrote, byte for byte."""
    for extension in ("pdf", "xlsx", "csv"):
        path = f"{report}readiness.{extension}"
        bodies = {admin.get(path, port=port).body for port in stack.web_ports}
        assert len(bodies) == 1


def test_a_revoked_link_ends_on_both_web_processes_at_once(stack, admin, report):
    """T8: no byte of a shared report is served after its link was taken back."""
    made = admin.fill(f"{report}share/", label="Board", days="30")
    link = urlsplit(Forms(made.text).values[0]).path
    reader = Person(stack.web_ports)
    both = [(path, port) for path in (link, f"{link}readiness.pdf") for port in stack.web_ports]
    assert {reader.get(path, port=port).status for path, port in both} == {200}
    revoke = made.text.split('action="/reports/share/')[1].split('"')[0]
    assert admin.post(f"/reports/share/{revoke}", Forms(made.text).fields).status == 302
    assert {reader.get(path, port=port).status for path, port in both} == {404}


def test_a_session_holds_on_both_web_processes(stack):
    person = play.sign_in(stack)
    assert {person.get("/assessments/", port=port).status for port in stack.web_ports} == {200}
    assert set(person.cookies) <= {"__Host-session", "__Host-csrf"}
