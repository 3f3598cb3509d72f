"""One organization with everything in it, for tests that try every route."""

from types import SimpleNamespace

import charter_flow
import factories
import metric_data
import predictions
import scoping_data
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from accounts import api_tokens, services
from accounts.models import InvitationLink, Organization, Role, User
from aiproj.shared import tokens
from aiproj.shared.models import Job
from assessments.models import Assessment, PackVersion
from metrics.services import criteria
from reports.models import Report, ShareLink
from reports.services import charters, publishing, value_reports
from scoping.overview.portable import exported_worksheet
from scoping.services import portfolio, ratings

DECISION = {"text": "Name an owner", "due": "by 15 Dec"}


def people(organization: Organization) -> dict[str, User]:
    """Somebody of every role, somebody shut out, and the admin of another organization."""
    found = {}
    domain = f"{organization.public_id}.example.org"
    for role in Role.values:
        found[role] = factories.make_user(email=f"{role}@{domain}", name=role.title())
        factories.make_membership(found[role], organization, role=role)
    found["deactivated"] = factories.make_user(email=f"gone@{domain}", name="Gone")
    factories.make_membership(found["deactivated"], organization, role="admin", is_active=False)
    return found


def own_pack(organization: Organization) -> PackVersion:
    core = factories.core_pack()
    return PackVersion.objects.create(
        organization=organization,
        key=core.key,
        version="9.0.0",
        kind=core.kind,
        title=core.title,
        content={**core.content, "version": "9.0.0"},
        content_hash=core.content_hash,
    )


def published(organization: Organization, manager: User) -> Report:
    """A golden run, published and rendered."""
    assessment = factories.golden_assessment(organization, manager)
    report = publishing.publish(
        assessment=assessment,
        actor=manager,
        version=Assessment.objects.get(pk=assessment.pk).version,
        decisions=[DECISION],
        shared_with_members=False,
    )
    factories.run_jobs()
    report.refresh_from_db()
    return report


def build(name: str = "Acme") -> SimpleNamespace:
    """The whole world of one organization; secrets and objects by the names of the table."""
    organization = factories.make_organization(name=name)
    users = people(organization)
    manager = users["manager"]
    world = SimpleNamespace(organization=organization, users=users)
    world.draft = factories.make_assessment(organization, manager)
    factories.add_people(world.draft)
    world.open = factories.make_open(organization, manager)
    world.participant = world.open.participants.order_by("pk").first()
    world.survey_token = factories.make_link(world.open.participants.order_by("pk").last())
    world.closed = factories.golden_assessment(organization, manager)
    world.attributed = factories.golden_assessment(
        organization, manager, privacy_mode="attributed", minimum_group=1
    )
    world.report = published(organization, manager)
    world.published = world.report.assessment
    world.pack = own_pack(organization)
    world.predictions = predictions.make_predictions(organization, manager)
    predictions.make_valuation(world.predictions, manager)
    world.forecast = predictions.make_forecast(organization, manager)
    predictions.make_forecast_valuation(world.forecast, manager)
    world.upload = predictions.start_upload(organization, manager)
    _add_links(world)
    _add_jobs(world)
    _add_definitions(world)
    _add_value_report(world)
    _add_models(world)
    _add_tokens(world)
    _add_projects(world)
    return world


def _add_links(world: SimpleNamespace) -> None:
    world.membership = world.users["member"].memberships.get()
    world.invitation = services.invite(
        organization=world.organization,
        actor=world.users["admin"],
        email=f"new@{world.organization.public_id}.example.org",
        role=Role.MEMBER,
        perspective="business",
    )
    token = tokens.mint("invitation")
    InvitationLink.objects.create(invitation=world.invitation, digest=token.digest)
    world.invitation_token = token.secret
    share = tokens.mint("share")
    world.share_link = ShareLink.objects.create(
        organization=world.organization,
        report=world.report,
        digest=share.digest,
        label="Board",
        expires_at=timezone.now() + timezone.timedelta(days=7),
    )
    world.share_token = share.secret
    world.message = world.organization.messages.order_by("pk").first()
    member = world.users["member"]
    world.uidb36 = user_pk_to_url_str(member)
    world.reset_key = default_token_generator.make_token(member)


def _add_jobs(world: SimpleNamespace) -> None:
    fields = {"kind": "test", "organization_id": world.organization.pk}
    world.parked_job = Job.objects.create(
        **fields, key=f"parked:{world.organization.pk}", state=Job.State.PARKED
    )
    world.job = world.report.job


def _add_definitions(world: SimpleNamespace) -> None:
    world.template_start = metric_data.start(world.organization, world.users["manager"])
    world.metric = world.template_start.metrics.get(name=metric_data.NET_VALUE)
    world.metric_link = world.metric.links.get()
    world.sample = metric_data.sample(world.metric, world.users["manager"])
    world.alert = world.metric.alerts.standing().first()
    world.experiment = metric_data.experiment(world.organization, world.users["manager"])
    world.guardrail = metric_data.guardrail(
        world.experiment, world.users["manager"], metric=world.metric, name=world.metric.name
    )
    world.technical = metric_data.technical(world.organization, world.users["manager"])
    metric_data.sample(world.technical, world.users["manager"])


def _add_tokens(world: SimpleNamespace) -> None:
    membership = world.users["manager"].memberships.get(organization=world.organization)
    world.api_secret = api_tokens.create(
        membership=membership, name="Nightly", scopes=["predictions", "values"], days=90
    )
    world.api_token = membership.api_tokens.get()


def _add_projects(world: SimpleNamespace) -> None:
    manager = world.users["manager"]
    world.objective = scoping_data.make_objective(world.organization, manager)
    world.scoped = scoping_data.make_project(world.organization, manager)
    world.candidate = world.scoped.candidates.current().last()
    world.rater = manager
    ratings.invite_rater(project=world.scoped, actor=manager, person=manager, side="business")
    world.comment = scoping_data.make_comment(world.scoped, manager)
    world.draft_charter = world.scoped.charters.get()
    sponsor, lead = world.users["executive"], world.users["member"]
    flow = charter_flow.ready(world.organization, manager, sponsor, lead, title="Late answers")
    world.chartered, world.charter = flow.project, flow.submit()
    charters.ask(charter=world.charter, actor=manager)
    factories.run_jobs()
    world.arrived = scoping_data.bring_in(
        world.organization, manager, exported_worksheet(world.scoped)
    )
    world.deputy = charter_flow.deputy(world.organization, sponsor, world.users["admin"], (1, 5))
    _add_portfolio(world)


def _add_portfolio(world: SimpleNamespace) -> None:
    manager = world.users["manager"]
    world.example = scoping_data.make_example(world.organization, manager)
    world.relation = portfolio.relate(
        actor=manager, kind="needs", first=world.scoped, second=world.example
    )
    world.saved_view = portfolio.save_view(
        organization=world.organization, person=manager, name="Ideas", query="stage=idea"
    )
    scoping_data.change_settings(world.organization, manager, discount_percent="5")
    factories.run_jobs()


def _add_models(world: SimpleNamespace) -> None:
    manager = world.users["manager"]
    world.model = predictions.make_model(world.organization, manager, [world.predictions])
    world.criterion = criteria.add(
        model=world.model,
        actor=manager,
        fields={"kind": "qualitative", "statement": "Reasons are plausible", "judge": manager},
    )
    world.check = predictions.make_check(world.model, manager)
    world.comparison = predictions.make_comparison(world.predictions, manager)
    world.period_review = predictions.make_period_review(world.organization, manager)


def _add_value_report(world: SimpleNamespace) -> None:
    world.value_report = value_reports.create(
        valuation=world.predictions.last_valuation(),
        actor=world.users["manager"],
        metric=world.metric,
        counted="savings",
    )
    factories.run_jobs()
    world.value_report.refresh_from_db()


def actor(world: SimpleNamespace, name: str, outsider: User) -> User | AnonymousUser:
    """The account behind an actor; respondents and readers have none."""
    if name == "outsider":
        return outsider
    return world.users.get(name, AnonymousUser())


CONSTANTS = {
    "capability": "leadership_commitment",
    "why_subject": "capability",
    "number": 1,
    "extension": "pdf",
    "check_kind": "alignment",
    "drift_source": "market",
    "template_key": "credit-default",
    "worksheet_section": "problem",
    "side": "business",
    "document_name": "pdf",
    "portfolio_file": "csv",
    "rule_kind": "settings",
    "rule_version": 1,
    "project_template": "customer-churn",
}


def value(world: SimpleNamespace, name: str) -> object:
    """What stands in the path for one of the table's names."""
    if name in CONSTANTS:
        return CONSTANTS[name]
    found = getattr(world, name)
    return getattr(found, "public_id", found)
