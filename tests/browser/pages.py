"""Every page of the app for tests that visit them all: routes, and its special states."""

from collections.abc import Callable
from dataclasses import dataclass

import world as worlds
from access_rows import Row
from access_table import ROWS
from django.urls import reverse
from not_pages import NOT_PAGES
from page_world import World
from playwright.sync_api import Page

ACTORS = {
    "account_logout": "member",
    "accounts:organization_new": "newcomer",
    "accounts:no_organization": "deactivated",
}


@dataclass(frozen=True)
class Place:
    """A page: who sees it, where it is, how it answers, and what is done there first."""

    name: str
    actor: str  # empty for nobody in particular
    address: Callable[[World], str]
    status: int = 200
    act: Callable[[Page], None] | None = None

    def visit(self, page: Page, world: World) -> None:
        answer = page.goto(self.address(world))
        assert answer.status == self.status
        if self.act:
            self.act(page)


def address(row: Row, world: World) -> str:
    given = {name: worlds.value(world, key) for name, key in row.given.items()}
    return reverse(row.name, kwargs=given)


def _of_row(row: Row) -> Place:
    actor = ACTORS.get(row.name) or ("" if row.public else row.who[0])
    return Place(row.name, actor, lambda world: address(row, world))


def at(name: str, *keys: str, query: str = "") -> Callable[[World], str]:
    """The address of a route with objects of the world, or plain values, in its path."""

    def find(world: World) -> str:
        found = [getattr(world, key, key) for key in keys]
        return reverse(name, args=[getattr(each, "public_id", each) for each in found]) + query

    return find


def _send_an_old_version(page: Page) -> None:
    """Post the form past the page's script, as if it had been open for long."""
    with page.expect_navigation():
        page.evaluate("const form = document.querySelector('#answer');"
                      "form.elements.version.value = 99; form.elements.comment.value = 'Mine';"
                      "form.submit()")  # fmt: skip


def _make_token(page: Page) -> None:
    page.get_by_label("What it is for").fill("Nightly upload")
    page.get_by_label("Upload predictions").check()
    page.get_by_role("button", name="Make a token").click()
    page.locator("#new-token").wait_for()


def _open_menu(page: Page) -> None:
    page.locator(".menu summary").click()


def _versions_compared(world: World) -> str:
    """The last two versions of an amended charter, side by side."""
    newer = world.amended_charter
    older = newer.project.charters.get(major=1, minor=0)
    address = reverse("scoping:charter_versions", args=[newer.project.public_id])
    return f"{address}?from={older.public_id}&to={newer.public_id}"


ROUTES = [_of_row(row) for row in ROWS if "GET" in row.methods and row.name not in NOT_PAGES]
PREDICTIONS, MONEY = "metrics:predictions", "metrics:money"
RESULTS, WHY = "assessments:results", "assessments:results_why"
CHARTER = "scoping:charter"
BUDGET = "?budget=500000&currency=USD"
SURVEY, QUESTION = "assessments:survey", "assessments:survey_question"
STATES = [
    Place("not found", "admin", lambda world: "/nothing/here/", 404),
    Place("not allowed", "member", at("accounts:outbox"), 403),
    Place("home of a manager, menu open", "manager", at("home"), act=_open_menu),
    Place("home of a reader", "executive", at("home")),
    Place("home of a member", "member", at("home")),
    Place("reset link over", "", at("account_reset_password_from_key", "1", "set-password")),
    Place("invitation over", "", at("accounts:invitation_accept", "withdrawn"), 410),
    Place(
        "invitation of another", "admin", at("accounts:invitation_accept", "invitation_token"), 403
    ),
    Place("audit log checked", "admin", at("accounts:audit", query="?check=1")),
    Place("home, empty", "newcomer", at("home")),
    Place("assessments, empty", "newcomer", at("assessments:list")),
    Place("reports, empty", "newcomer", at("reports:list")),
    Place("outbox, empty", "newcomer", at("accounts:outbox")),
    Place("jobs, empty", "newcomer", at("accounts:jobs")),
    Place("API tokens, none", "newcomer", at("accounts:api_tokens")),
    Place("API tokens of the organization", "admin", at("accounts:api_tokens")),
    Place("API token, new", "manager", at("accounts:api_tokens"), act=_make_token),
    Place("API tokens of a reader", "executive", at("accounts:api_tokens")),
    Place("people, alone", "newcomer", at("accounts:people")),
    Place("measure, empty", "newcomer", at("metrics:home")),
    Place("measure for a reader", "executive", at("metrics:home")),
    Place("metric with an archived link", "manager", at("metrics:metric", "loose_metric")),
    Place("metric, input differs", "manager", at("metrics:metric", "differing_metric")),
    Place("metric, counted otherwise", "manager", at("metrics:metric", "counted_metric")),
    Place("all together, weighted", "executive", lambda world: world.weighted),
    Place("all together, empty", "newcomer", at("metrics:overall")),
    Place("tests, none", "newcomer", at("metrics:experiments")),
    Place("tests, sorted", "manager", at("metrics:experiments", query="?sort=-needed")),
    Place("tests, archived", "manager", at("metrics:experiments", query="?show=archived")),
    Place("test of means, new", "manager", at("metrics:experiment_new", query="?measure=mean")),
    Place("test of means", "manager", at("metrics:experiment", "mean_experiment")),
    Place("test with guardrails", "manager", at("metrics:experiment", "guarded_experiment")),
    Place("test, archived", "manager", at("metrics:experiment", "archived_experiment")),
    Place("test, read out", "executive", at("metrics:experiment", "read_experiment")),
    Place("test, alarm", "manager", at("metrics:experiment", "broken_experiment")),
    Place("alerts, none", "newcomer", at("metrics:alerts")),
    Place("alert for a reader", "executive", at("metrics:alert", "alert")),
    Place("metric of a member", "member", at("metrics:metric", "metric")),
    Place("alert, charter breach", "manager", at("metrics:alert", "breach")),
    Place("values, none", "manager", at("metrics:samples", "loose_metric")),
    Place("technical metric, no values", "manager", at("metrics:technical", "accuracy")),
    Place("technical metric of a reader", "executive", at("metrics:technical", "linked_technical")),
    Place("technical values", "member", at("metrics:technical_samples", "linked_technical")),
    Place("technical value", "member", at("metrics:sample", "technical_sample")),
    Place("link, new", "manager", at("metrics:link_new", "loose_metric")),
    Place("template that asks", "manager", at("metrics:template", "forecast-error")),
    Place("portfolio, empty", "newcomer", at("scoping:portfolio")),
    Place("portfolio, nothing found", "manager", at("scoping:portfolio", query="?q=nothing")),
    Place("budget, nothing to choose", "newcomer", at("scoping:budget")),
    Place("budget, chosen", "executive", at("scoping:budget", query=BUDGET)),
    Place("what to fix first, nothing known", "newcomer", at("scoping:enablers")),
    Place("ledger, empty", "newcomer", at("scoping:ledger")),
    Place("ledger, sorted", "executive", at("scoping:ledger", query="?sort=-ratio")),
    Place("calendar, empty", "newcomer", at("scoping:agenda")),
    *(
        Place(f"rules, {kind}", "executive", at("scoping:rule_kind", kind))
        for kind in ("rubric", "techniques", "checks", "legal")
    ),
    Place("rules, weights of factors", "manager", at("scoping:rule_edit", "rubric")),
    Place("rules as text", "manager", at("scoping:rule_edit", "impact")),
    Place("relations, none", "newcomer", at("scoping:relations")),
    Place("list, one state", "manager", at("assessments:list", query="?state=archived")),
    Place("fixed settings", "manager", at("assessments:settings", "published")),
    Place("people while open", "manager", at("assessments:people", "open")),
    Place("people, anonymous", "manager", at("assessments:people", "anonymous")),
    Place("people, nobody", "manager", at("assessments:people", "bare")),
    Place("opening, not ready", "manager", at("assessments:open", "bare")),
    Place("participation, anonymous", "manager", at("assessments:participation", "anonymous")),
    Place("participation, later", "manager", at("assessments:participation", "later")),
    Place("participation, closed", "manager", at("assessments:participation", "closed")),
    Place("results, one group", "manager", at(RESULTS, "closed", query="?audience=technical")),
    Place("results, sorted", "manager", at(RESULTS, "closed", query="?sort=agreement")),
    Place("results of a project", "manager", at(RESULTS, "project")),
    Place("results with names", "manager", at(RESULTS, "attributed")),
    Place("results of few", "manager", at(RESULTS, "few")),
    Place("results, waiting", "manager", at(RESULTS, "computing")),
    Place("why a stage", "manager", at(WHY, "closed", "overall", "stage")),
    Place("why an index", "manager", at(WHY, "closed", "overall", "index")),
    Place("why a verdict", "manager", at(WHY, "project", "overall", "verdict")),
    Place("why a dimension", "manager", at(WHY, "closed", "dimension", "infrastructure_data")),
    Place("why a priority", "manager", at(WHY, "closed", "priority", "model_updating")),
    Place("publishing, too early", "manager", at("reports:publish", "open"), 409),
    Place("report, waiting", "manager", at("reports:report", "rendering")),
    Place("shared, over", "", at("reports:shared", "wrong"), 404),
    Place("measure, empty", "newcomer", at("metrics:home")),
    Place("measure of a member", "member", at("metrics:home")),
    Place("measure of a reader", "executive", at("metrics:home")),
    Place("predictions, first payoffs", "manager", at(PREDICTIONS, "unvalued")),
    Place("model, watched", "manager", at("metrics:model", "watched_model")),
    Place("model, watched, for a reader", "executive", at("metrics:model", "watched_model")),
    Place("drift, member", "member", at("metrics:drift_watch", "watched_model", "market")),
    Place("predictions, columns open", "manager", at(PREDICTIONS, "uploaded")),
    Place("predictions, refused", "manager", at(PREDICTIONS, "refused")),
    Place("periods of a file", "manager", at("metrics:periods", "monthly")),
    Place("periods, some to come", "manager", at("metrics:periods", "awaited")),
    Place("periods, newest estimated", "manager", at("metrics:period_review", "estimated_review")),
    Place("predictions, outcomes to come", "manager", at(PREDICTIONS, "awaited")),
    Place("predictions within a limit", "executive", at(PREDICTIONS, "limited")),
    Place("predictions, a limit that cuts ties", "manager", at(PREDICTIONS, "decided")),
    Place("predictions by amount", "manager", at(PREDICTIONS, "by_amount")),
    Place(
        "payoffs from a template", "manager", at(PREDICTIONS, "short", query="?template=campaign")
    ),
    Place(
        "payoffs by a template", "manager", at(PREDICTIONS, "by_amount", query="?template=fraud")
    ),
    Place("predictions, budget too small", "manager", at(PREDICTIONS, "short")),
    Place("money within a limit", "executive", at(MONEY, "limited", "1")),
    Place("money by amount", "manager", at(MONEY, "by_amount", "1")),
    Place(
        "money, one amount twice",
        "manager",
        at(MONEY, "limited", "1", query="?rows=true_positive&columns=true_positive"),
        422,
    ),
    Place("money of no valuation", "manager", at(MONEY, "limited", "99"), 404),
    Place("comparison, given", "manager", at("metrics:comparison", "given_comparison")),
    Place("comparison, refused", "manager", at("metrics:comparison", "refused_comparison")),
    Place("columns of a forecast", "manager", at("metrics:columns", "uploaded_forecast")),
    Place("columns of neither", "manager", at("metrics:columns", "unclear")),
    Place("forecast, first costs", "manager", at("metrics:forecast", "unvalued_forecast")),
    Place("forecast of a reader", "executive", at("metrics:forecast", "forecast")),
    Place("forecast, report new", "manager", at("reports:value_new", "forecast")),
    Place("forecast, report of a reader", "executive", at("reports:value", "forecast_report")),
    Place("forecast without periods", "manager", at("metrics:forecast", "timeless_forecast")),
    Place("predictions, unreadable", "manager", at("metrics:columns", "unreadable"), 422),
    Place("predictions, encoding asked", "manager", at("metrics:columns", "western"), 422),
    Place("begun from a charter of others", "manager", at("scoping:project_arrival", "foreign")),
    Place("charter, yours to sign", "executive", at(CHARTER, "signed_charter")),
    Place("charter in full, changed", "executive", at("scoping:charter_full", "signed_charter")),
    Place("charter, signing", "executive", at("scoping:charter_sign", "signed_charter")),
    Place("charter, draft", "manager", at(CHARTER, "draft_charter")),
    Place("charter, wording only", "manager", at("scoping:charter_submission", "amended_charter")),
    Place("charter, sent back", "manager", at(CHARTER, "sent_back_charter")),
    Place("charter, to answer", "manager", at("scoping:charter_answers", "sent_back_charter")),
    Place("charter, rejected", "executive", at(CHARTER, "rejected_charter")),
    Place("charter, revoking", "executive", at("scoping:charter_revoke", "charter")),
    Place("versions, two", "manager", _versions_compared),
    *(
        Place(f"worksheet, {key}", "manager", at("scoping:section", "churn", key))
        for key in (
            "problem",
            "data",
            "evaluation",
            "risks",
            "people",
            "plan",
            "money",
            "operations",
        )
    ),
    Place("candidates and their own check", "manager", at("scoping:candidates", "churn")),
    Place("readiness of a project", "manager", at("scoping:levels", "churn")),
    Place("candidate, benefit taken", "manager", at("scoping:candidate", "churn", "sourced")),
    Place("worksheet of a reader", "executive", at("scoping:section", "churn", "plan")),
    Place("legal class, found", "manager", at("scoping:legal", "churn")),
    Place("legal class, asked again", "manager", at("scoping:legal", "churn", query="?at=scope")),
    Place("impact, found", "manager", at("scoping:impact", "churn")),
    Place(
        "comments on a field",
        "manager",
        at("scoping:comments", "scoped", query="?path=problem.statement"),
    ),
    Place("gate, stop is met", "executive", at("scoping:gates", "stopping")),
    Place("gate, benefits review", "manager", at("scoping:gates", "producing")),
    Place("gate, measured", "manager", at("scoping:gates", "measured_project")),
    Place("plan and actual", "executive", at("scoping:variance", "stopping")),
    Place("deputies, none", "newcomer", at("scoping:deputies")),
    Place("deputies of a person", "executive", at("scoping:deputies")),
    Place("survey, wrong link", "", at(SURVEY, "wrong"), 404),
    Place("survey, begun", "", at(SURVEY, "begun")),
    Place("survey, not yet open", "", at(SURVEY, "early")),
    Place("survey, closed", "", at(SURVEY, "late")),
    Place("survey, anonymous", "", at(SURVEY, "faceless")),
    Place("survey, sealed", "", at(SURVEY, "sealed")),
    Place("question", "", at(QUESTION, "begun", "1")),
    Place("question, answered", "", at(QUESTION, "begun", "3")),
    Place("question that may not apply", "", at(QUESTION, "optional", "optional_number")),
    Place("question, none", "", at(QUESTION, "begun", "99"), 404),
    Place("question, two answers", "", at(QUESTION, "begun", "2"), act=_send_an_old_version),
    Place("review", "", at("assessments:survey_review", "begun")),
    Place("review after submitting", "", at("assessments:survey_review", "submitted")),
    Place("feedback", "", at("assessments:survey_feedback", "submitted")),
]
PLACES = [*ROUTES, *STATES]
