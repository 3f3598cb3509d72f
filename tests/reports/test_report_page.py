"""The web report: the stored content, for whoever may read it, and nothing computed anew."""

import re

import factories
import pytest
from django.urls import reverse

from assessments.models import Answer, Result
from reports.models import Report


def address(report):
    return reverse("reports:report", args=[report.public_id])


def words(answer):
    text = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return " ".join(text.replace("\u00a0", " ").split())


def test_first_page_says_what_executives_need(sign_in, manager, published):
    page = words(sign_in(manager).get(address(published)))
    assert "We are at stage 2 of 5, Emerging." in page
    assert "2 of 5" in page
    assert "index of 100, likely 29 to 46 37" in page
    assert "Three things to do now" in page
    assert "Name one owner for the three actions. by 15 Dec" in page
    assert "All four areas are below the target" in page


def test_every_topic_stands_in_the_appendix(sign_in, manager, published):
    page = words(sign_in(manager).get(address(published)))
    for topic in published.content["topics"]:
        assert topic["question"] in page


def test_executive_words_replace_those_of_the_model(sign_in, manager, published):
    page = words(sign_in(manager).get(address(published))).lower()
    assert not re.search(r"\b(capabilit|gates?\b|confidence interval|dimension)", page)


def test_each_chart_has_a_table_with_the_same_numbers(sign_in, manager, published):
    """X5: on the page of a report."""
    html = sign_in(manager).get(address(published)).content.decode()
    tables = re.findall(r"<table.*?</table>", html, re.S)
    assert len(tables) == 1 + len(published.content["areas"])
    for area in published.content["areas"]:
        assert f">{area['score_text']}</td>" in tables[0]
        assert f">{area['interval']['text']}</td>" in tables[0]
    for topic in published.content["topics"]:
        row = next(row for row in re.findall(r"<tr>.*?</tr>", html, re.S) if topic["name"] in row)
        for count in topic["counts"]:
            assert f">{count}</td>" in row


def test_page_shows_the_frozen_result_whatever_happens_to_rows(sign_in, manager, published):
    client = sign_in(manager)
    before = words(client.get(address(published)))
    Answer.objects.update(value=5)
    Result.objects.update(evaluation={})
    assert words(client.get(address(published))) == before


def test_hidden_topics_carry_no_figure(sign_in, manager, published):
    hidden = next(topic for topic in published.content["topics"] if topic["hidden"])
    figures = ("level", "mean", "interval", "agreement", "perspectives", "n_valid", "n_dont_know")
    assert hidden["key"] == "data_access"
    assert {hidden[name] for name in figures} == {None}
    assert hidden["counts"] == []
    assert "Hidden to protect people: fewer than 5 ratings" in words(
        sign_in(manager).get(address(published))
    )


def test_fingerprint_and_versions_stand_at_the_end(sign_in, manager, published):
    page = words(sign_in(manager).get(address(published)))
    assert f"version 1, fingerprint SHA-256 {published.inputs_hash}" in page
    assert published.assessment.result.inputs_hash in page


def test_comments_appear_and_their_markup_stays_text(sign_in, manager, organization, make_report):
    report = make_report(scope="<img src=x onerror=alert(1)>")
    report.content["comments"] = [
        {"key": "ai_skills", "name": "AI skills", "comments": ["<script>alert(2)</script>"]}
    ]
    report.save()
    page = sign_in(manager).get(address(report)).content.decode()
    assert "&lt;script&gt;alert(2)" in page
    assert "<script>alert" not in page
    assert "<img src=x" not in page


@pytest.mark.parametrize(("role", "status"), [("executive", 200), ("member", 404)])
def test_members_read_only_what_is_shared(request, sign_in, make_report, role, status):
    reader = request.getfixturevalue(role)
    assert sign_in(reader).get(address(make_report())).status_code == status
    shared = make_report(scope="Shared", shared_with_members=True)
    assert sign_in(reader).get(address(shared)).status_code == 200


def test_other_organizations_learn_nothing(sign_in, outsider, make_report):
    client = sign_in(outsider)
    known = client.get(address(make_report()))
    unknown = client.get(reverse("reports:report", args=["2" * 16]))
    assert (known.status_code, unknown.status_code) == (404, 404)
    assert known.content == unknown.content


def test_list_shows_the_newest_version_of_each_report(sign_in, executive, make_report):
    first = make_report(scope="Sales")
    Report.objects.create(
        organization=first.organization, assessment=first.assessment, number=2, content={}
    )
    second = make_report(scope="Finance")
    page = sign_in(executive).get(reverse("reports:list")).content.decode()
    assert address(first) in page
    assert address(second) in page
    assert page.count("We are at stage") == 2


def test_list_says_what_it_will_hold(sign_in, executive):
    page = sign_in(executive).get(reverse("reports:list")).content.decode()
    assert "Reports appear here once a manager publishes" in page


def test_a_new_version_is_made_from_the_same_result(sign_in, manager, published):
    client = sign_in(manager)
    answer = client.post(reverse("reports:render", args=[published.public_id]))
    second = Report.objects.get(number=2)
    assert answer.url == address(second)
    assert "The report is being made" in words(client.get(address(second)))
    factories.run_jobs()
    second.refresh_from_db()
    assert second.content["index"] == published.content["index"]
    assert f"Version {published.number}" in words(client.get(address(second)))


def test_executives_cannot_make_a_version(sign_in, executive, make_report):
    report = make_report()
    answer = sign_in(executive).post(reverse("reports:render", args=[report.public_id]))
    assert answer.status_code == 403
    assert Report.objects.count() == 1


def test_a_second_version_waits_for_the_first(sign_in, manager, make_report):
    report = make_report()
    client = sign_in(manager)
    for _ in range(2):
        client.post(reverse("reports:render", args=[report.public_id]))
    assert Report.objects.count() == 2


def test_queries_do_not_grow_with_reports(
    sign_in, executive, make_report, django_assert_max_num_queries
):
    client = sign_in(executive)
    make_report()
    with django_assert_max_num_queries(7) as first:
        client.get(reverse("reports:list"))
    for number in range(4):
        make_report(scope=f"Scope {number}")
    with django_assert_max_num_queries(len(first)):
        client.get(reverse("reports:list"))
    with django_assert_max_num_queries(7):
        client.get(address(Report.objects.first()))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"pack": "ai-project-readiness"}, "Ready to build"),
        ({"level": 5}, "The task now is to stay there."),
        ({"people": 4, "k": 5, "mode": "confidential"}, "Too few people rated each topic."),
        ({"overrides": {"data_quality": 1}}, "Data quality"),
    ],
)
def test_every_kind_of_result_has_its_page(
    sign_in, manager, make_report, report_of, given, expected
):
    report = make_report()
    report.content = report_of(**given).as_dict()
    report.save()
    answer = sign_in(manager).get(address(report))
    assert answer.status_code == 200
    assert expected in words(answer)


def test_a_projects_verdicts_carry_no_level_colors(sign_in, manager, make_report, report_of):
    report = make_report()
    report.content = report_of(pack="ai-project-readiness").as_dict()
    report.save()
    html = sign_in(manager).get(address(report)).content.decode()
    ladder = html[html.index('class="ladder') : html.index("</figure>")]
    assert re.findall(r'"lv (lv\d)"', ladder) == ["lv0", "lv0", "lv0"]
    assert "You are here" in ladder
