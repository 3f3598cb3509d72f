"""Everything that the browser's tests visit: one organization with it, one without anything."""

import json
from dataclasses import asdict
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import charter_world
import factories
import metric_data
import model_files
import predictions
import results_data
import scoping_data
import world as worlds
from django.urls import reverse
from django.utils import timezone
from respondents import Respondent

from accounts import services
from accounts.models import InvitationLink, Role
from aiproj.shared import tokens
from aiproj.shared.models import Job
from assessments.services import lifecycle
from metrics.reading.problems import problem
from metrics.services import experiments, links, predictive_models, watching
from reports.services import publishing, value_reports
from scoping.models import Candidate
from scoping.overview import sources
from scoping.overview.editions import exported
from scoping.services import projects, worksheets

World = SimpleNamespace


def build(name: str = "Acme") -> World:
    """One organization with everything, and one where nothing has happened yet."""
    world = worlds.build(name)
    manager, organization = world.users["manager"], world.organization
    _add_newcomer(world)
    _add_surveys(world)
    world.loose_metric = metric_data.revenue_metric(organization, manager)
    links.archive_link(link=metric_data.loose_link(world.loose_metric, manager), actor=manager)
    world.accuracy = metric_data.cataloged(organization, manager)
    world.linked_technical = world.metric_link.technical.first()
    world.technical_sample = metric_data.series(world.linked_technical, manager, 78, 81, 80, 86)
    world.counted_metric, world.differing_metric = metric_data.differing(organization, manager)
    weights = f"w-{world.metric.public_id}=3&w-{world.loose_metric.public_id}=1"
    world.weighted = f"{reverse('metrics:overall')}?weigh=1&{weights}"
    few = results_data.evaluation(results_data.everybody(people=3))
    world.few = results_data.closed_with(organization, manager, few)
    of_all = results_data.evaluation(results_data.everybody(name=results_data.PROJECT),
                                     results_data.PROJECT)  # fmt: skip
    world.project = results_data.closed_with(
        organization, manager, of_all, pack_version=factories.project_pack(), scope="Churn model"
    )
    _add_predictions(world)
    _add_comparisons(world)
    _add_forecasts(world)
    _add_experiments(world)
    _add_watched(world)
    world.churn = scoping_data.start(organization, manager)
    _name_own_check(world)
    world.sourced = _with_taken_benefit(world)
    charter_world.add(world)
    world.foreign = _from_others(world)
    world.rendering = _publish(factories.golden_assessment(organization, manager), manager)
    world.computing = factories.make_open(organization, manager)
    lifecycle.close(assessment=world.computing, actor=manager)
    world.late = Respondent(world.computing).token
    Job.objects.filter(pk=world.parked_job.pk).update(
        error="Traceback\n  line one", finished_at=timezone.now()
    )
    return world


def _from_others(world: World) -> Any:
    """A project begun from a charter whose people, metrics and techniques are not ours."""
    text = json.dumps(exported(world.charter) | {"content_hash": "0" * 64})
    for key in world.charter.content["references"]:
        text = text.replace(f'"{key}"', f'"{key[::-1]}"')
    return scoping_data.bring_in(world.organization, world.users["manager"], json.loads(text))


def _name_own_check(world: World) -> None:
    """A project with a check of its own, one area of which is held back."""
    manager, name = world.users["manager"], results_data.PROJECT
    answers = results_data.everybody(name=name, problem_definition=2)
    check = results_data.closed_with(
        world.organization, manager, results_data.evaluation(answers, name),
        pack_version=factories.project_pack(), scope="Churn", state="published",
        published_at=timezone.now(),
    )  # fmt: skip
    projects.choose_assessments(
        project=world.churn, actor=manager, version=world.churn.version, assessment=None,
        readiness_check=check,
    )  # fmt: skip


def _with_taken_benefit(world: World) -> Candidate:
    """A candidate whose benefit was taken from a curve, edited, and has changed at its source."""
    manager, today = world.users["manager"], world.organization.local_date(timezone.now())
    found = world.churn.candidates.current().order_by("-position").first()
    take = f"valuation:{world.limited.last_valuation().public_id}"
    content = sources.taken(world.churn, found.content, take, today)
    content |= {
        "benefit_likely": "1000000",
        "benefit_taken": {**content["benefit_taken"], "hash": "0" * 64},
    }
    return worksheets.save_candidate(
        candidate=found, actor=manager, version=found.version, content=content
    )


def _add_predictions(world: World) -> None:
    """Predictions in the states that have a page of their own."""
    manager, organization = world.users["manager"], world.organization
    world.unvalued = predictions.make_predictions(organization, manager)
    world.uploaded = predictions.make_upload(organization, manager)
    world.unreadable = predictions.make_upload(organization, manager, b"%PDF-1.7")
    world.western = predictions.make_upload(
        organization, manager, "größe,y,score\na,1,0.9\nb,0,0.2\n".encode("windows-1252")
    )
    world.refused = predictions.make_upload(organization, manager)
    world.refused.state = "refused"
    world.refused.problems = [
        asdict(problem("score_missing", column="chance", count=2, first_line=3))
    ]
    world.refused.save()
    world.by_amount = predictions.make_by_amount(organization, manager)
    world.limited = predictions.make_predictions(organization, manager)
    predictions.make_valuation(
        world.limited, manager, population="100000", volume="10000", fixed_cost="20000",
        practice_treated="9000", practice_hits="2000",
    )  # fmt: skip
    world.short = predictions.make_predictions(organization, manager)
    predictions.make_valuation(
        world.short, manager, budget="400", fixed_cost="500", true_negative="-20"
    )
    world.decided = predictions.make_with_practice(organization, manager)
    predictions.make_valuation(world.decided, manager, volume="100", people="customers of the bank")
    world.monthly = world.period_review.predictions
    world.estimated_review = predictions.make_period_review(
        organization, manager, predictions.period_csv(pending=1), mapping=predictions.COMING_LATER
    )
    world.awaited = world.estimated_review.predictions


def _add_comparisons(world: World) -> None:
    """Two scores of weighted rows at given thresholds, and files whose outcomes differ."""
    manager, organization = world.users["manager"], world.organization
    labels, weak, strong = model_files.rows(count=60)
    weighted = model_files.written(labels, weak, strong, weights=[1.5] * 60)
    first = model_files.valued(organization, manager, weighted, model_files.WEIGHTED, volume="20")
    world.given_comparison = predictions.make_comparison(
        first, manager, thresholds=(0.5, 1.0), own_second=True
    )
    files = [
        model_files.valued(
            organization, manager, model_files.written(each, weak, strong), model_files.WITH_IDS
        )
        for each in (labels, ~labels)
    ]
    world.refused_comparison = predictions.make_comparison(files[0], manager, files[1])


def _add_forecasts(world: World) -> None:
    """Forecasts in the states that have a page of their own."""
    owner = (world.organization, world.users["manager"])
    world.forecast_report = value_reports.create(
        valuation=world.forecast.last_valuation(), actor=owner[1], metric=None, counted="savings"
    )
    factories.run_jobs()
    world.unvalued_forecast = predictions.make_forecast(*owner)
    world.uploaded_forecast = predictions.make_upload(*owner, predictions.TWELVE_MONTHS)
    world.unclear = predictions.make_upload(*owner, b"left,right\n1,2\n3,4\n")
    mapping = predictions.ForecastMapping("sold", "forecast")
    world.timeless_forecast = predictions.make_forecast(*owner, mapping=mapping)
    predictions.make_forecast_valuation(world.timeless_forecast, owner[1], reference="mean")


def _add_experiments(world: World) -> None:
    """A test that was looked at twice, and one whose groups are not as planned."""
    manager, organization = world.users["manager"], world.organization
    world.read_experiment = metric_data.experiment(organization, manager, name="Letters")
    metric_data.reading(world.read_experiment, manager, (4000, 200, 4020, 250))
    metric_data.reading(world.read_experiment, manager, (8200, 410, 8190, 510))
    world.broken_experiment = metric_data.experiment(organization, manager, name="Calls")
    metric_data.reading(world.broken_experiment, manager, (10000, 500, 10900, 600))
    world.mean_experiment = metric_data.mean_experiment(organization, manager)
    spent = metric_data.guardrail(
        world.mean_experiment, manager, name="Time in the shop", measure="mean",
        unit="minutes/customer", worse="lower", worst_change=Decimal(2),
    )  # fmt: skip
    early = {"mean_a": 14.0, "sd_a": 6.0, "mean_b": 13.2, "sd_b": 6.1}
    metric_data.reading(
        world.mean_experiment, manager, (300, 20.1, 8.2, 305, 21.9, 8.4), **{spent.public_id: early}
    )
    _add_decided(world)


def _add_watched(world: World) -> None:
    """A model with checks that were done and are due, and a signal for two of three sources."""
    manager, organization = world.users["manager"], world.organization
    made = predictions.make_model(organization, manager, [world.limited], name="Churn forest")
    made.refresh_from_db()
    predictive_models.change(
        model=made, actor=manager, version=made.version, name=made.name, decision=made.decision,
        outcome_lag=90, join_key="customer number",
    )  # fmt: skip
    today = organization.local_date(timezone.now())
    done = predictions.make_check(made, manager, first_due=today)
    watching.note_done(
        check=done, membership=manager.memberships.get(), version=done.version, done_on=today,
        note="All columns arrive; income is empty in 2 % of rows, as before.",
    )  # fmt: skip
    predictions.make_check(made, manager, kind="model", first_due=today)
    for source, signal, metric in (
        ("market", "metric", world.metric), ("pipeline", "alignment", None)
    ):  # fmt: skip
        watching.watch(
            model=made, actor=manager, version=0, source=source, signal=signal, metric=metric,
            limit="below the plan two months in a row",
        )  # fmt: skip
    world.watched_model = made


def _add_decided(world: World) -> None:
    """A test that won and breached a guardrail, released nevertheless, and one put aside."""
    manager, organization = world.users["manager"], world.organization
    world.guarded_experiment = metric_data.experiment(organization, manager, name="Chat offer")
    rows = [
        metric_data.guardrail(world.guarded_experiment, manager, name=name)
        for name in ("Complaints", "Returns", "Calls to service")
    ]
    found = ((160, 330), (410, 405), None)
    metric_data.reading(
        world.guarded_experiment, manager, (8200, 410, 8190, 510),
        **{row.public_id: dict(zip(("conversions_a", "conversions_b"), each, strict=True))
           for row, each in zip(rows, found, strict=True) if each},
    )  # fmt: skip
    decide = {"kind": "release", "reason": "Complaints are answered within a day now."}
    metric_data.decision(world.guarded_experiment, manager, **decide, override=True)
    world.archived_experiment = metric_data.experiment(organization, manager, name="Old letters")
    experiments.archive(experiment=world.archived_experiment, actor=manager)


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
