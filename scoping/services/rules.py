"""Changing the organization's rules, and evaluating open projects anew under them."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from accounts import audit
from accounts.models import Organization, User
from aiproj.shared import jobs
from aiproj.shared.errors import Refused, Stale
from aiproj.shared.models import Job
from scoping.checking.evaluation import Rules, compare
from scoping.checking.replay import replay as replay_checks
from scoping.checking.rule_effects import figure_differences
from scoping.checking.surroundings import RulePack
from scoping.models import Charter, Project, RuleDifference, RuleSet
from scoping.overview.cases import case_of
from scoping.overview.comments import Places
from scoping.overview.levels import levels_of
from scoping.overview.rules import MODELS, SHIPPED, in_force, next_version, version_of
from scoping.services import figures
from scoping.worksheet.canonical import digest

Kind = RuleSet.Kind
REPLAY = "scoping.replay"
ENDED = (Project.Stage.CLOSED, Project.Stage.STOPPED)
LONGEST_WORDS, LONGEST_PLACE = 400, 200
FIGURES = frozenset({Kind.SETTINGS, Kind.RUBRIC, Kind.TECHNIQUES, Kind.LEGAL})
CHECKED = frozenset({Kind.CHECKS, Kind.TECHNIQUES, Kind.LEGAL, Kind.IMPACT})
STALE = "Somebody else changed these rules meanwhile. Nothing was overwritten."


@transaction.atomic
def change_rules(
    *,
    organization: Organization,
    actor: User,
    kind: str,
    version: int,
    content: Mapping[str, Any],
    reason: str,
) -> RuleSet:
    """Store `version` of a kind, the one after that which was looked at: 1 after the shipped one.

    Raises Stale when it exists already, Refused where nothing changed. Signed charters keep the
    rules that they were frozen with; open projects are evaluated anew in the background.
    """
    stored, own = in_force(organization, kind)
    if next_version(own) != version:
        raise Stale(STALE)
    number = f"{version_of(SHIPPED[kind]()).rsplit('.', 1)[0]}.{version}"
    typed = MODELS[kind].model_validate({**content, "version": number}).model_dump(mode="json")
    before = {**stored.model_dump(mode="json"), "version": number}
    if _hash(typed) == _hash(before):
        raise Refused("Nothing was changed: these rules hold already.")
    made = _create(organization, actor, kind, version, typed, reason)
    audit.record(
        organization,
        actor,
        "rules.changed",
        f"rules {kind}",
        before={"version": version_of(stored)},
        after={"version": number, "reason": reason, "content_hash": made.content_hash},
    )
    jobs.enqueue(
        kind=REPLAY,
        key=f"replay:{made.pk}",
        organization_id=organization.pk,
        user_id=actor.pk,
        payload={"rule_set": made.pk},
    )
    return made


def _create(
    organization: Organization,
    actor: User,
    kind: str,
    number: int,
    content: dict[str, Any],
    reason: str,
) -> RuleSet:
    try:
        with transaction.atomic():
            return RuleSet.objects.create(
                organization=organization,
                kind=kind,
                version=number,
                content=content,
                content_hash=_hash(content),
                reason=reason,
                created_by=actor,
            )
    except IntegrityError as error:
        raise Stale(STALE) from error


def _hash(content: Mapping[str, Any]) -> str:
    return digest(_as_text(dict(content)))


def _as_text(found: Any) -> Any:
    """Floats as text: the canonical form takes none."""
    if isinstance(found, dict):
        return {key: _as_text(each) for key, each in found.items()}
    if isinstance(found, list):
        return [_as_text(each) for each in found]
    return repr(found) if isinstance(found, float) else found


def open_projects(organization: Organization) -> QuerySet[Project]:
    """Projects whose next charter is still to be signed."""
    charters = Charter.objects.filter(project=OuterRef("pk"))
    rows = Project.objects.of(organization).current().exclude(stage__in=ENDED)
    approved, drafts = charters.filter(state=Charter.State.APPROVED), charters.open()
    return rows.filter(~Exists(approved) | Exists(drafts))


def replay(job: Job) -> None:
    """List what a version of rules changes in each open project, and bring its figures up."""
    made = RuleSet.objects.select_related("organization").get(pk=job.payload["rule_set"])
    rows = open_projects(made.organization).select_related("organization", "assessment")
    total = rows.count()
    found: list[RuleDifference] = []
    for done, project in enumerate(rows.order_by("pk").iterator(chunk_size=200)):
        jobs.progress(job, done, total, "Evaluating open projects")
        found += differences_of(project, made)
        figures.refresh(project)
    with transaction.atomic():
        jobs.confirm(job)
        made.differences.all().delete()
        RuleDifference.objects.bulk_create(found, batch_size=500)
        RuleSet.objects.filter(pk=made.pk).update(replayed_at=timezone.now())


def differences_of(project: Project, made: RuleSet) -> Iterator[RuleDifference]:
    """What one project's figures and checks say before and after a version of rules."""
    old, new = _content_before(made), MODELS[made.kind].model_validate(made.content)
    today = project.organization.local_date(timezone.now())
    state = project.state()
    if made.kind in FIGURES:
        rules = [_rules_with(project, made.kind, model) for model in (old, new)]
        before, after = (
            compare(state, each, levels_of(project, each.settings, today).values) for each in rules
        )
        for each in figure_differences(before, after):
            yield _difference(made, project, each.subject, each.label, each.before, each.after)
    if made.kind in CHECKED:
        case = case_of(project, today, state=state)
        packs = [_pack_with(case.pack, made.kind, model) for model in (old, new)]
        replayed = replay_checks(replace(case, pack=packs[0]), packs[1])
        places = Places(project) if replayed else None
        for found in replayed:
            place = places.find(found.path) if places else None
            where = place.label if place else found.path
            yield _difference(made, project, where, found.rule, found.before, found.after)


def _difference(
    made: RuleSet, project: Project, subject: str, label: str, before: str, after: str
) -> RuleDifference:
    return RuleDifference(
        rule_set=made,
        project=project,
        subject=subject[:LONGEST_PLACE],
        label=label,
        before=before[:LONGEST_WORDS],
        after=after[:LONGEST_WORDS],
    )


def _content_before(made: RuleSet) -> Any:
    rows = RuleSet.objects.filter(organization=made.organization, kind=made.kind)
    before = rows.filter(version=made.version - 1).first()
    return MODELS[made.kind].model_validate(before.content) if before else SHIPPED[made.kind]()


def _rules_with(project: Project, kind: str, model: Any) -> Rules:
    """The rules in force, one kind replaced."""
    found: dict[str, Any] = {
        each: model if each == kind else in_force(project.organization, each)[0] for each in FIGURES
    }
    techniques, legal = found[Kind.TECHNIQUES].by_key, found[Kind.LEGAL]
    return Rules(found[Kind.RUBRIC].rubric, techniques, found[Kind.SETTINGS], legal)


def _pack_with(pack: RulePack, kind: str, model: Any) -> RulePack:
    return replace(pack, **{kind: model})
