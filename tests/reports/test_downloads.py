"""Files of a report: the same numbers in every format, fetched only by those who may."""

import csv
import io

import openpyxl
import pypdf
import pytest
from django.urls import reverse

from accounts.models import Membership
from reports.services import storage


def address(report, extension):
    return reverse("reports:download", args=[report.public_id, extension])


def fetch(client, report, extension):
    answer = client.get(address(report, extension))
    assert answer.status_code == 200
    return answer.content


def pdf_text(content):
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def sheet(content, title):
    book = openpyxl.load_workbook(io.BytesIO(content))
    head, *rows = book[title].iter_rows(values_only=True)
    return {row[0]: dict(zip(head[1:], row[1:], strict=True)) for row in rows}


def figures(content):
    rows = csv.reader(io.StringIO(content.decode("utf-8-sig")))
    return {(table, item, figure): value for table, item, figure, value in rows}


def test_golden_headline_is_the_same_everywhere(sign_in, manager, published):
    client = sign_in(manager)
    overall = published.assessment.result.evaluation["overall"]
    assert (overall["index"], overall["stage"]) == (37, 2)
    summary = sheet(fetch(client, published, "xlsx"), "Summary")
    assert summary["Index, 0 to 100"]["Value"] == 37
    assert summary["Stage"]["Value"] == 2
    assert summary["Score, 1 to 5"]["Value"] == pytest.approx(overall["score"])
    rows = figures(fetch(client, published, "csv"))
    assert rows["Summary", "Index, 0 to 100", "Value"] == "37"
    assert rows["Summary", "Stage", "Value"] == "2"
    text = pdf_text(fetch(client, published, "pdf"))
    assert "stage 2 of 5, Emerging" in text
    assert "The index (37, likely 29 to 46) is the average" in text


def test_every_score_of_an_area_is_the_same_everywhere(sign_in, manager, published):
    client = sign_in(manager)
    text = pdf_text(fetch(client, published, "pdf"))
    areas = sheet(fetch(client, published, "xlsx"), "Areas")
    rows = figures(fetch(client, published, "csv"))
    for key, found in published.assessment.result.evaluation["dimensions"].items():
        area = next(area for area in published.content["areas"] if area["key"] == key)
        name = area["name"]
        assert areas[name]["Score, 1 to 5"] == pytest.approx(found["score"])
        assert areas[name]["Likely to"] == pytest.approx(found["interval"]["high"])
        assert areas[name]["Stage"] == found["stage"]
        assert float(rows["Areas", name, "Score, 1 to 5"]) == pytest.approx(found["score"])
        assert f"{area['score_text']} {area['interval']['text']} {found['index']}" in text


def test_every_answer_of_a_topic_is_the_same_everywhere(sign_in, manager, published):
    client = sign_in(manager)
    topics = sheet(fetch(client, published, "xlsx"), "Topics")
    rows = figures(fetch(client, published, "csv"))
    names = {topic["key"]: topic["name"] for topic in published.content["topics"]}
    for key, found in published.assessment.result.evaluation["capabilities"].items():
        row = topics[names[key]]
        counts = [row[f"At level {level}"] for level in range(1, 6)]
        assert counts == (found["counts"] or [None] * 5)
        assert row["Level"] == found["level"]
        if found["hidden"]:
            assert ("Topics", names[key], "Average") not in rows
        else:
            assert row["Average"] == pytest.approx(found["mean"])
            assert int(rows["Topics", names[key], "Ratings"]) == found["n_valid"]


def test_decisions_comments_and_fingerprint_stand_in_the_tables(sign_in, manager, published):
    book = fetch(sign_in(manager), published, "xlsx")
    summary = sheet(book, "Summary")
    assert summary["Decision 1"]["Value"] == "Name one owner for the three actions. (by 15 Dec)"
    assert summary["Fingerprint of this report"]["Value"] == published.inputs_hash
    published_on = summary["Published"]["Value"]
    assert published_on.date() == published.assessment.published_at.date()


@pytest.mark.parametrize(
    ("extension", "kind"),
    [
        ("pdf", "application/pdf"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("csv", "text/csv; charset=utf-8"),
    ],
)
def test_files_are_attachments_that_nobody_sniffs(sign_in, manager, make_report, extension, kind):
    answer = sign_in(manager).get(address(make_report(), extension))
    assert answer["Content-Type"] == kind
    assert answer["Content-Disposition"].startswith("attachment; filename=")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"


def test_file_names_hold_plain_letters_only(sign_in, manager, organization, make_report):
    organization.name = 'Evil"\u202e\r\nSet-Cookie: a=b'
    organization.save()
    answer = sign_in(manager).get(address(make_report(scope="../../etc/passwd"), "pdf"))
    name = "readiness-report-evil-set-cookie-ab-etcpasswd-v1.pdf"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    assert "Set-Cookie" not in answer


def test_permission_is_checked_at_every_fetch(sign_in, executive, make_report):
    report, client = make_report(), sign_in(executive)
    assert client.get(address(report, "pdf")).status_code == 200
    Membership.objects.filter(user=executive).update(role="member")
    assert client.get(address(report, "pdf")).status_code == 404


@pytest.mark.parametrize("extension", ["exe", "pdf.exe", "PDF", ""])
def test_unknown_formats_do_not_exist(sign_in, manager, make_report, extension):
    report = make_report()
    path = address(report, "pdf").removesuffix("pdf") + extension
    assert sign_in(manager).get(path).status_code == 404


def test_other_organizations_get_no_byte(sign_in, outsider, make_report):
    """T8: files by their own address."""
    answer = sign_in(outsider).get(address(make_report(), "pdf"))
    assert answer.status_code == 404
    assert b"Whole organization as pdf" not in answer.content


def test_a_file_that_is_gone_from_the_disk_answers_like_an_unknown_one(
    sign_in, manager, make_report
):
    report = make_report()
    storage.forget(report.organization)
    assert sign_in(manager).get(address(report, "pdf")).status_code == 404
