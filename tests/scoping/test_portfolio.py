"""The page of all projects."""

import csv
import datetime
import io

import pytest
import scoping_data
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from scoping.models import ProjectFigures, RuleSet, SavedView
from scoping.models.portfolio import SavedViewQuerySet
from scoping.overview.rules import SHIPPED

pytestmark = pytest.mark.django_db
PAGE = "/portfolio/"


@pytest.fixture
def example(organization, manager):
    return scoping_data.make_example(organization, manager)


def titles(client, query=""):
    return [row.project.title for row in client.get(f"{PAGE}{query}").context["rows"]]


def day(offset):
    return (timezone.now().date() + datetime.timedelta(days=offset)).isoformat()


def test_an_empty_portfolio_says_what_it_will_hold(as_manager):
    assert b"as soon as one has begun" in as_manager.get(PAGE).content


def test_the_most_valuable_project_stands_first(as_manager, organization, manager, example):
    other = scoping_data.make_project(organization, manager, title="Something else")
    assert titles(as_manager) == [example.title, other.title]


def test_it_sorts_both_ways(as_manager, organization, manager):
    for title in ("Beta work", "alpha work"):
        scoping_data.make_project(organization, manager, title=title)
    assert titles(as_manager, "?sort=title") == ["alpha work", "Beta work"]
    assert titles(as_manager, "?sort=-title") == ["Beta work", "alpha work"]


@pytest.mark.parametrize("sort", ["stage", "objective", "value", "readiness", "risk", "next"])
def test_every_column_sorts(as_manager, project, example, sort):
    assert len(titles(as_manager, f"?sort=-{sort}")) == 2


def test_an_unknown_filter_filters_nothing(as_manager, project):
    assert titles(as_manager, "?stage=nowhere&readiness=x&sort=y&page=z") == [project.title]


def test_the_search_finds_titles_and_candidates(as_manager, organization, manager, example):
    project = scoping_data.make_project(organization, manager, title="Forecasts are wrong")
    assert titles(as_manager, "?q=CHURN+model") == [example.title]
    assert titles(as_manager, "?q=forecast") == [project.title]


def test_it_filters_by_objective(as_manager, organization, manager, project):
    objective = scoping_data.make_objective(organization, manager)
    content = {"title": project.title, "objective": objective.public_id}
    scoping_data.save(project, "problem", manager, content)
    scoping_data.make_project(organization, manager, title="Without objective")
    assert titles(as_manager, f"?objective={objective.public_id}") == [project.title]
    assert titles(as_manager, "?objective=none") == ["Without objective"]


def test_it_filters_by_readiness(as_manager, project, example):
    assert titles(as_manager, "?readiness=conditional") == [example.title]


def test_readiness_by_an_expired_assessment_is_unknown(as_manager, example):
    ProjectFigures.objects.update(levels_until=day(-1))
    assert titles(as_manager, "?readiness=conditional") == []
    assert titles(as_manager, "?readiness=unknown") == [example.title]


def test_an_overdue_review_against_the_goals_is_flagged(as_manager, project, manager):
    scoping_data.save(project, "operations", manager, {"alignment_review": day(-3)})
    answer = as_manager.get(f"{PAGE}?show=reviews")
    assert answer.context["rows"][0].flags == ("Review against the goals 3 days overdue",)


def test_a_review_of_today_is_not_overdue(as_manager, project, manager):
    scoping_data.save(project, "operations", manager, {"alignment_review": day(0)})
    assert titles(as_manager, "?show=reviews") == []


@pytest.mark.parametrize(("age", "flagged"), [(30, False), (31, True)])
def test_feedback_is_flagged_after_thirty_days(as_manager, project, manager, age, flagged):
    rows = [{"id": "f1", "day": day(-age), "source": "Sales", "text": "Too late"}]
    scoping_data.save(project, "communication", manager, {"feedback": rows})
    assert bool(titles(as_manager, "?show=feedback")) is flagged


def test_the_early_win_filter_matches_the_rule(as_manager, project, example):
    expected = [each.project.title for each in ProjectFigures.objects.filter(is_early_win=True)]
    assert titles(as_manager, "?show=early") == expected == [example.title]


def test_archived_projects_are_shown_apart(as_manager, project):
    as_manager.post(reverse("scoping:project_archive", args=[project.public_id]))
    assert titles(as_manager) == []
    assert titles(as_manager, "?show=archived") == [project.title]


def test_the_sums_are_by_objective_and_currency(as_manager, organization, manager, example):
    scoping_data.make_project(organization, manager)
    groups = as_manager.get(PAGE).context["summary"].groups
    assert [(group.name, group.count, group.value) for group in groups] == [
        ("Without objective", 2, "USD 0.56m")
    ]


def test_the_file_holds_what_is_listed_and_no_formula(as_manager, organization, manager):
    scoping_data.make_project(organization, manager, title="=HYPERLINK(1)")
    scoping_data.make_project(organization, manager, title="Another thing")
    answer = as_manager.get("/portfolio/file.csv?q=hyper")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["Project"] for row in rows] == ["'=HYPERLINK(1)"]


def test_the_file_holds_figures_as_one_computes_them_by_hand(as_manager, example):
    text = as_manager.get("/portfolio/file.csv").content.decode("utf-8-sig")
    row = next(csv.DictReader(io.StringIO(text)))
    assert (row["Largest gap"], row["Viability"], row["Priority"]) == ("0.4", "67.5", "75.85")


def test_the_workbook_is_a_workbook(as_manager, example):
    answer = as_manager.get("/portfolio/file.xlsx")
    assert answer.content.startswith(b"PK")


def test_a_file_of_another_kind_does_not_exist(as_manager):
    assert as_manager.get("/portfolio/file.exe").status_code == 404


def test_a_project_of_another_organization_is_not_listed(as_manager, example):
    import factories

    other = factories.make_organization(name="Other")
    theirs = factories.make_user(email="theirs@example.org")
    factories.make_membership(theirs, other, role="manager")
    scoping_data.make_project(other, theirs, title="Their secret")
    assert titles(as_manager) == [example.title]


def test_a_view_is_kept_and_replaced_by_name(as_manager):
    as_manager.post("/portfolio/views/", {"name": "Mine", "stage": "idea"})
    as_manager.post("/portfolio/views/", {"name": "mine", "stage": "pilot", "evil": "1"})
    assert [view.query for view in SavedView.objects.all()] == ["stage=pilot"]


def test_a_view_keeps_the_order_of_the_list(as_manager, project):
    as_manager.post("/portfolio/views/", {"name": "Mine", "stage": "idea", "sort": "-risk"})
    as_manager.post("/portfolio/views/", {"name": "Odd", "stage": "idea", "sort": "nothing"})
    kept = dict(SavedView.objects.values_list("name", "query"))
    assert kept == {"Mine": "stage=idea&sort=-risk", "Odd": "stage=idea"}
    page = as_manager.get(f"{PAGE}?{kept['Mine']}").content.decode()
    assert '<input type="hidden" name="sort" value="-risk">' in page
    assert page.count('aria-current="true">') == page.count('aria-current="true">Mine<') == 1


def test_a_view_that_lists_nothing_today_can_be_kept(as_manager, project):
    assert b"Keep the view" in as_manager.get(f"{PAGE}?show=reviews").content


def test_a_filter_that_does_not_exist_any_more_is_told(as_manager, project):
    page = as_manager.get(f"{PAGE}?objective=gone&stage=idea").content
    assert b"Not filtered by objective: what was asked for does not exist" in page
    assert b"Not filtered" not in as_manager.get(f"{PAGE}?stage=idea").content


def test_a_filter_that_is_too_long_to_keep_is_told(as_manager):
    """PostgreSQL refuses what its column does not hold."""
    answer = as_manager.post("/portfolio/views/", {"name": "Mine", "q": "\U0001f600" * 80})
    assert answer.status_code == 422
    assert b"too long to keep" in answer.content
    assert not SavedView.objects.exists()


def test_a_button_that_is_pressed_twice_keeps_one_view(
    as_manager, organization, manager, monkeypatch
):
    def count(rows):
        own = {"organization": organization, "person": manager, "name": "mine"}
        SavedView.objects.bulk_create([SavedView(query="stage=idea", **own)])
        return 1

    monkeypatch.setattr(SavedViewQuerySet, "count", count)
    fields = {"name": "Mine", "stage": "pilot"}
    assert as_manager.post("/portfolio/views/", fields).status_code == 302
    assert [view.query for view in SavedView.objects.all()] == ["stage=pilot"]


def test_a_view_without_a_name_is_not_kept(as_manager):
    answer = as_manager.post("/portfolio/views/", {"name": " "}, follow=True)
    assert b"Name the view" in answer.content
    assert not SavedView.objects.exists()


def test_a_view_is_removed_by_its_owner_only(as_manager, sign_in, admin):
    as_manager.post("/portfolio/views/", {"name": "Mine"})
    address = reverse("scoping:view_remove", args=[SavedView.objects.get().public_id])
    assert sign_in(admin).post(address).status_code == 404
    as_manager.post(address)
    assert not SavedView.objects.exists()


def test_more_projects_cost_no_more_statements(as_manager, organization, manager, example):
    as_manager.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        as_manager.get(PAGE)
    for number in range(5):
        scoping_data.make_project(organization, manager, title=f"Project {number}")
    with CaptureQueriesContext(connection) as many:
        as_manager.get(PAGE)
    assert len(many) == len(few) <= 25


def test_pages_look_with_the_limits_of_the_organization(as_manager, organization, project):
    content = SHIPPED["checks"]().model_dump(mode="json")
    content |= {"feedback_days": 10, "high_risk_from": 4}
    RuleSet.objects.create(organization=organization, kind="checks", version=1, content=content,
                           reason="We are careful")  # fmt: skip
    since = timezone.now().date() - datetime.timedelta(days=11)
    ProjectFigures.objects.update_or_create(
        project=project, defaults={"risk": 4, "undecided_since": since}
    )
    row = as_manager.get(f"{PAGE}?show=feedback").context["rows"][0]
    assert row.is_high_risk
    assert row.flags == ("Feedback undecided for 11 days",)
    assert b"over 10 days in 1 project" in as_manager.get(PAGE).content
