"""Every page of the app for tests that visit them all: routes, special states, wrong submits."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from types import SimpleNamespace
from typing import Any

import factories
import predictions
import results_data
import world as worlds
from access_table import ROWS, Row
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page
from respondents import Respondent

from accounts import services
from accounts.models import InvitationLink, Role
from aiproj.shared import tokens
from aiproj.shared.models import Job
from assessments.services import lifecycle
from metrics.reading.problems import problem
from reports.services import publishing

World = SimpleNamespace
NOT_PAGES = {
    "healthz",
    "readyz",
    "version",
    "account_signup",
    "accounts:set_up",  # for an empty database: test_forms.py sees it
    "accounts:job_status",
    "accounts:audit_csv",
    "reports:download",
    "reports:shared_download",
    "metrics:points",
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
PREDICTIONS = "metrics:predictions"
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
    Place("predictions, columns open", "manager", at(PREDICTIONS, "uploaded")),
    Place("predictions, refused", "manager", at(PREDICTIONS, "refused")),
    Place("predictions within a limit", "executive", at(PREDICTIONS, "limited")),
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
    _wrong("sharing", "manager", at("reports:share", "report"), {"label": ""}),
    _wrong("upload, nothing", "manager", at("metrics:predictions_new"), {"name": ""},
           "name", "file"),
    _wrong("columns", "manager", at("metrics:columns", "uploaded"), {"positive_label": ""}),
    _wrong("payoffs", "manager", at(PREDICTIONS, "unvalued"),
           {"true_positive": "many", "practice_treated": "10"}, "true_positive", "practice_hits"),
    _wrong("question", "", at(QUESTION, "begun", "1"), {"evidence_url": "ftp://example.org"}),
]  # fmt: skip


def build(name: str = "Acme") -> World:
    """One organization with everything, and one where nothing has happened yet."""
    world = worlds.build(name)
    manager, organization = world.users["manager"], world.organization
    _add_newcomer(world)
    _add_surveys(world)
    few = results_data.evaluation(results_data.everybody(people=3))
    world.few = results_data.closed_with(organization, manager, few)
    of_all = results_data.evaluation(results_data.everybody(name=results_data.PROJECT),
                                     results_data.PROJECT)  # fmt: skip
    world.project = results_data.closed_with(
        organization, manager, of_all, pack_version=factories.project_pack(), scope="Churn model"
    )
    _add_predictions(world)
    world.rendering = _publish(factories.golden_assessment(organization, manager), manager)
    world.computing = factories.make_open(organization, manager)
    lifecycle.close(assessment=world.computing, actor=manager)
    world.late = Respondent(world.computing).token
    Job.objects.filter(pk=world.parked_job.pk).update(
        error="Traceback\n  line one", finished_at=timezone.now()
    )
    return world


def _add_predictions(world: World) -> None:
    """Predictions in the states that have a page of their own."""
    manager, organization = world.users["manager"], world.organization
    world.unvalued = predictions.make_predictions(organization, manager)
    world.uploaded = predictions.make_upload(organization, manager)
    world.unreadable = predictions.make_upload(organization, manager, b"%PDF-1.7")
    world.refused = predictions.make_upload(organization, manager)
    world.refused.state = "refused"
    world.refused.problems = [asdict(problem("score_missing", column="chance", count=2))]
    world.refused.save()
    world.limited = predictions.make_predictions(organization, manager)
    predictions.make_valuation(
        world.limited, manager, population="100000", volume="10000", fixed_cost="20000",
        practice_treated="9000", practice_hits="2000",
    )  # fmt: skip


def _publish(assessment: Any, manager: Any) -> Any:
    return publishing.publish(
        assessment=assessment,
        actor=manager,
        version=assessment.version,
        decisions=[],
        shared_with_members=True,
    )


def _add_newcomer(world: World) -> None:
    """An administrator of an empty organization, and an invitation that was taken back."""
    world.users["newcomer"] = factories.make_user("new@example.com", "Noor", is_superuser=True)
    fresh = factories.make_organization(name="Fresh")
    factories.make_membership(world.users["newcomer"], fresh, role=Role.ADMIN)
    admin = world.users["admin"]
    invitation = services.invite(
        organization=world.organization,
        actor=admin,
        email="late@example.com",
        role=Role.MEMBER,
        perspective="business",
    )
    token = tokens.mint("invitation")
    InvitationLink.objects.create(invitation=invitation, digest=token.digest)
    services.revoke_invitation(invitation=invitation, actor=admin)
    world.withdrawn = token.secret


def _add_surveys(world: World) -> None:
    """Links to surveys in every state."""
    organization, manager = world.organization, world.users["manager"]
    begun = Respondent(world.open)
    factories.answer(begun.participant, {"data_quality": 2, "data_access": "DK"})
    submitted = Respondent(world.open, "t2")
    factories.answer_all(submitted.participant)
    world.begun, world.submitted = begun.token, submitted.token
    world.survey_token = begun.token
    world.anonymous = factories.make_open(organization, manager, privacy_mode="anonymous")
    world.faceless = Respondent(world.anonymous).token
    sealed = Respondent(world.anonymous, "t2")
    factories.answer_all(sealed.participant)
    world.sealed = sealed.token
    opens_at = timezone.now() + timezone.timedelta(days=1)
    world.later = factories.make_open(organization, manager, opens_at=opens_at)
    world.early = Respondent(world.later).token
    world.bare = factories.make_assessment(organization, manager, closes_at=None)
    pack = factories.project_pack()
    optional = Respondent(factories.make_open(organization, manager, pack_version=pack)).begin()
    world.optional = optional.token
    asked = optional.participant.assessment.asked_of("technical")
    world.optional_number = str(list(asked).index("integration_path") + 1)
