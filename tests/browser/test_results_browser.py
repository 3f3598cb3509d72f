"""The results in a browser: accessibility, phones, dark mode, no foreign request, print."""

import re

import factories
import pytest
from django.conf import settings
from results_data import closed_with, evaluation, everybody, golden_answers, many

OPEN_ALL = "document.querySelectorAll('details:not(.menu)').forEach(each => { each.open = true })"
TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
SUB_PAGES = (
    "?audience=technical",
    "?sort=agreement",
    "why/capability/data_protection/",
    "why/capability/data_access/",
    "why/dimension/infrastructure_data/",
    "why/overall/stage/",
    "why/overall/index/",
    "why/priority/model_updating/",
    "comments/data_quality/",
)
COMMENTS = {"ai_skills": ["Too few people can read a model card."], "data_quality": ["x" * 300]}


@pytest.fixture
def visit(open_context, live_server, sign_in, manager):
    """Open a page of one assessment's results as its manager."""

    def go(assessment, path="", scheme="light", width=1280):
        context = open_context(
            color_scheme=scheme, viewport={"width": width, "height": 900}, reduced_motion="reduce"
        )
        session = sign_in(manager).cookies[settings.SESSION_COOKIE_NAME].value
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}
        context.add_cookies([cookie])
        page = context.new_page()
        page.foreign = []
        page.on("request", lambda request: page.foreign.append(request.url))
        page.goto(f"/assessments/{assessment.public_id}/results/{path}")
        return page

    return go


@pytest.fixture
def golden(organization, manager):
    found = evaluation(golden_answers(), teams=["Data"] * 5 + ["Sales"] * 6)
    return closed_with(organization, manager, found, COMMENTS)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 800, 320])
def test_page_is_accessible_and_fits_the_screen(visit, golden, check_accessibility, scheme, width):
    page = visit(golden, scheme=scheme, width=width)
    page.evaluate(OPEN_ALL)
    check_accessibility(page)
    assert not page.evaluate(TOO_WIDE)


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 320)])
def test_sub_pages_are_accessible_and_fit_the_screen(
    visit, golden, check_accessibility, scheme, width
):
    page = visit(golden, scheme=scheme, width=width)
    for path in SUB_PAGES:
        page.goto(f"/assessments/{golden.public_id}/results/{path}")
        page.evaluate(OPEN_ALL)
        check_accessibility(page)
        assert not page.evaluate(TOO_WIDE), path


def test_project_and_empty_result_are_accessible(visit, organization, manager, check_accessibility):
    found = evaluation(everybody(3, "ai-project-readiness"), "ai-project-readiness")
    pack = factories.project_pack()
    project = closed_with(organization, manager, found, pack_version=pack, scope="Churn model")
    few = closed_with(organization, manager, evaluation(everybody(people=3)))
    check_accessibility(visit(project, width=320))
    check_accessibility(visit(few, scheme="dark"))


def test_one_click_leads_from_a_number_to_its_reason_and_back(visit, golden):
    page = visit(golden)
    page.get_by_role("link", name=re.compile("^Data protection ?: why")).click()
    page.get_by_role("heading", name="Why Data protection stands at level 3").wait_for()
    page.get_by_role("link", name="Back to the results").click()
    page.get_by_role("heading", name="AI maturity of the whole organization").wait_for()


def test_group_keeps_its_filter_on_the_way_to_a_reason_and_back(visit, golden):
    page = visit(golden)
    page.get_by_role("link", name="Technical people").click()
    page.get_by_role("link", name=re.compile("^Data quality ?: why")).click()
    page.get_by_role("link", name="Back to the results").click()
    assert page.url.endswith("?audience=technical")


def test_page_works_without_javascript_and_asks_nobody_else(visit, golden, live_server):
    page = visit(golden)
    assert page.locator("script").count() == 0
    assert all(url.startswith(live_server.url) for url in page.foreign)


@pytest.mark.parametrize("seed", range(3))
def test_rows_stand_beside_their_bars(visit, organization, manager, seed):
    """Each score is level with its bar, however long the sentences beside it are."""
    assessment = closed_with(organization, manager, evaluation(many(12, seed)))
    page = visit(assessment)
    centers = """selector => [...document.querySelectorAll(selector)].map(each => {
        const box = each.getBoundingClientRect(); return box.top + box.height / 2 })"""
    bars = page.evaluate(centers, ".dimtab .chart .ap-dot, .dimtab .chart .ap-dot-ringed")
    scores = page.evaluate(centers, ".dimtab .score")
    assert len(bars) == len(scores) == 4
    assert all(abs(bar - score) <= 4 for bar, score in zip(bars, scores, strict=True))
