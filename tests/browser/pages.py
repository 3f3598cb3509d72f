"""Every page of the app for tests that visit them all: routes, special states, wrong submits."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import world as worlds
from access_rows import Row
from access_table import ROWS
from django.urls import reverse
from page_world import World
from playwright.sync_api import Page

NOT_PAGES = {
    "healthz",
    "readyz",
    "version",
    "account_signup",
    "accounts:set_up",  # for an empty database: test_forms.py sees it
    "accounts:job_status",
    "metrics:api_predictions",
    "metrics:api_state",
    "metrics:api_values",
    "accounts:audit_csv",
    "reports:download",
    "reports:shared_download",
    "metrics:points",
    "metrics:forecast_shifts",
    "metrics:forecast_periods",
    "metrics:samples_csv",
    "metrics:experiment_csv",
    "metrics:upload",
    "reports:value_download",
}
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


def _open_menu(page: Page) -> None:
    page.locator(".menu summary").click()


ROUTES = [_of_row(row) for row in ROWS if "GET" in row.methods and row.name not in NOT_PAGES]
PREDICTIONS, MONEY = "metrics:predictions", "metrics:money"
RESULTS, WHY = "assessments:results", "assessments:results_why"
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
        "invitation of another",
        "admin",
        at("accounts:invitation_accept", "invitation_token"),
        403,
    ),
    Place("audit log checked", "admin", at("accounts:audit", query="?check=1")),
    Place("home, empty", "newcomer", at("home")),
    Place("assessments, empty", "newcomer", at("assessments:list")),
    Place("reports, empty", "newcomer", at("reports:list")),
    Place("outbox, empty", "newcomer", at("accounts:outbox")),
    Place("jobs, empty", "newcomer", at("accounts:jobs")),
    Place("people, alone", "newcomer", at("accounts:people")),
    Place("measure, empty", "newcomer", at("metrics:home")),
    Place("measure for a reader", "executive", at("metrics:home")),
    Place("metric with an archived link", "manager", at("metrics:metric", "loose_metric")),
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
    Place("values, none", "manager", at("metrics:samples", "loose_metric")),
    Place("link, new", "manager", at("metrics:link_new", "loose_metric")),
    Place("template that asks", "manager", at("metrics:template", "forecast-error")),
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
    Place("predictions within a limit", "executive", at(PREDICTIONS, "limited")),
    Place("predictions by amount", "manager", at(PREDICTIONS, "by_amount")),
    Place("money within a limit", "executive", at(MONEY, "limited", "1")),
    Place("money by amount", "manager", at(MONEY, "by_amount", "1")),
    Place(
        "money, one amount twice",
        "manager",
        at(MONEY, "limited", "1", query="?rows=true_positive&columns=true_positive"),
        422,
    ),
    Place("money of no valuation", "manager", at(MONEY, "limited", "99"), 404),
    Place("columns of a forecast", "manager", at("metrics:columns", "uploaded_forecast")),
    Place("columns of neither", "manager", at("metrics:columns", "unclear")),
    Place("forecast, first costs", "manager", at("metrics:forecast", "unvalued_forecast")),
    Place("forecast of a reader", "executive", at("metrics:forecast", "forecast")),
    Place("forecast without periods", "manager", at("metrics:forecast", "timeless_forecast")),
    Place("predictions, unreadable", "manager", at("metrics:columns", "unreadable"), 422),
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


@dataclass(frozen=True)
class Wrong:
    """A form filled wrongly: text to fill in, bytes to upload, True to check, by field name."""

    place: Place
    fields: dict[str, Any]
    named: tuple[str, ...]  # the fields that the summary must name

    def submit(self, page: Page) -> None:
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
        field = None
        for name, value in self.fields.items():
            field = page.locator(f"main [name={name}]").first
            if isinstance(value, bytes):
                file = {"name": "typed.yaml", "mimeType": "text/plain", "buffer": value}
                field.set_input_files(file)
            elif value is True:
                field.check()
            else:
                field.fill(value)
        form = field.locator("xpath=ancestor::form")
        form.locator("button:not([type=button])").first.click()


def _wrong(name: str, actor: str, where: Callable, fields: dict, *named: str) -> Wrong:
    return Wrong(Place(name, actor, where), fields, named or tuple(fields))


PAST = "2020-01-01T12:00"
PEOPLE = "ana@example.org, technical\nnobody\nana@example.org, business"
RESET = "account_reset_password_from_key"
WRONGS = [
    _wrong("sign-in, empty", "", at("account_login"), {"login": "", "password": ""}),
    _wrong("sign-in, wrong", "", at("account_login"),
           {"login": "ana@example.org", "password": "no"}, "password"),
    _wrong("reset", "", at("account_reset_password"), {"email": "nobody"}),
    _wrong("new password", "", at(RESET, "uidb36", "reset_key"), {"password1": "short"}),
    _wrong("change of password", "member", at("account_change_password"),
           {"oldpassword": "no", "password1": "short"}),
    _wrong("joining", "", at("accounts:invitation_accept", "invitation_token"),
           {"name": "", "password": "short"}),
    _wrong("profile", "member", at("accounts:profile"), {"name": " "}),
    _wrong("organization", "admin", at("accounts:organization"), {"name": ""}),
    _wrong("another organization", "newcomer", at("accounts:organization_new"), {"name": ""}),
    _wrong("inviting", "admin", at("accounts:people"), {"email": "nobody"}),
    _wrong("new assessment", "manager", at("assessments:new"), {"scope": ""}),
    _wrong("settings", "manager", at("assessments:settings", "draft"),
           {"scope": "", "closes_at": PAST, "not_applicable_data_quality": True},
           "scope", "closes_at", "reason_data_quality"),
    _wrong("people, empty", "manager", at("assessments:people", "draft"), {"people": ""}),
    _wrong("people, wrong lines", "manager", at("assessments:people", "bare"),
           {"people": PEOPLE}),
    _wrong("closing date", "manager", at("assessments:participation", "open"),
           {"closes_at": PAST}),
    _wrong("pack, none", "manager", at("assessments:pack_new"), {"file": b""}),
    _wrong("pack, problems", "manager", at("assessments:pack_new"),
           {"file": b"pack: {key: x}\ndimensions: []\n"}, ""),
    _wrong("publishing", "manager", at("reports:publish", "closed"),
           {"due_2": "Friday"}, "text_2"),
    _wrong("metric", "manager", at("metrics:metric_new"), {"name": "", "target": "10 %"},
           "name", "category", "unit", "direction", "measured_by", "baseline", "baseline_on",
           "baseline_source", "target_kind", "target_on"),
    _wrong("value", "manager", at("metrics:metric", "metric"), {"day": "", "value": "many"},
           "day", "value"),
    _wrong("values, wrong lines", "manager", at("metrics:samples_import", "metric"),
           {"lines": "yesterday, 2"}),
    _wrong("plan of a test", "manager", at("metrics:experiment_new"),
           {"name": "", "rate": "120", "effect": "0"}),
    _wrong("reading of a test", "manager", at("metrics:experiment", "experiment"),
           {"n_a": "10", "conversions_a": "11"}, "conversions_a", "n_b", "conversions_b"),
    _wrong("plan of a test of means", "manager",
           at("metrics:experiment_new", query="?measure=mean"),
           {"name": "", "mean": "many", "sd_a": "0"}, "name", "value_unit", "mean", "effect",
           "sd_a"),
    _wrong("guardrail", "manager", at("metrics:guardrail_new", "experiment"),
           {"worst_change": "-1"}, "name", "measure", "worse", "worst_change"),
    _wrong("decision on a test", "manager", at("metrics:experiment", "guarded_experiment"),
           {"reason": ""}, "kind", "reason"),
    _wrong("regular check", "manager", at("metrics:check_set", "model", "alignment"),
           {"every_days": "0", "first_due": ""}),
    _wrong("check done", "manager", at("metrics:check_done", "check"),
           {"done_on": "2090-01-01", "note": ""}),
    _wrong("signal of drift", "manager", at("metrics:drift_watch", "model", "market"),
           {"signal": True, "limit": ""}),
    _wrong("alert", "manager", at("metrics:alert", "alert"), {"note": ""}),
    _wrong("correction", "manager", at("metrics:sample", "sample"), {"value": ""}),
    _wrong("technical metric", "manager", at("metrics:technical_new"), {"name": "Alerts"},
           "says", "unit", "direction"),
    _wrong("sharing", "manager", at("reports:share", "report"), {"label": ""}),
    _wrong("upload, nothing", "manager", at("metrics:predictions_new"), {"name": ""},
           "name", "file"),
    _wrong("columns", "manager", at("metrics:columns", "uploaded"), {"positive_label": ""}),
    _wrong("payoffs", "manager", at(PREDICTIONS, "unvalued"),
           {"true_positive": "many", "practice_treated": "10"}, "true_positive", "practice_hits"),
    _wrong("columns of a forecast", "manager",
           at("metrics:columns", "uploaded", query="?holds=forecast"), {"season": "1"},
           "season", "actual", "forecast"),
    _wrong("costs", "manager", at("metrics:forecast", "unvalued_forecast"),
           {"cost_under": "-1", "cost_over": "many", "unit": ""}),
    _wrong("question", "", at(QUESTION, "begun", "1"), {"evidence_url": "ftp://example.org"}),
]  # fmt: skip
