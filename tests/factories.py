"""Test data from plain functions with fixed defaults."""

from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from django.utils import timezone

from accounts.models import Membership, Organization, Perspective, Role, User
from aiproj.shared import jobs, tokens
from aiproj.shared.ids import new_public_id
from aiproj.shared.models import Job
from assessments.models import Assessment, PackVersion, Participant, Response, SurveyLink
from assessments.pack_schema import Pack, content_hash, parse_pack
from assessments.participant_list import Person
from assessments.services import answering, invitations, lifecycle

PASSWORD = "correct horse battery"
COMMENTS = {"b1": {"leadership_commitment": "Our board asks for a plan every quarter."}}
CODES = {"DK": -2, "NA": -3, None: 0}


def make_user(email: str = "ana@example.org", name: str = "Ana", **overrides: Any) -> User:
    user = User.objects.create_user(email=email, password=PASSWORD, name=name)
    for field, value in overrides.items():
        setattr(user, field, value)
    user.save()
    return user


def make_organization(name: str = "Acme", **overrides: Any) -> Organization:
    return Organization.objects.create(name=name, **overrides)


def make_membership(user: User, organization: Organization, **overrides: Any) -> Membership:
    fields = {"role": Role.MANAGER, "perspective": Perspective.BOTH, **overrides}
    return Membership.objects.create(user=user, organization=organization, **fields)


def core_pack() -> PackVersion:
    return _built_in("ai-maturity-core")


def project_pack() -> PackVersion:
    return _built_in("ai-project-readiness")


@cache
def _read(key: str) -> Pack:
    """A shipped pack, read and tested once a run; `load_built_in` has tests of its own."""
    file = files("assessments.packs") / f"{key}.yaml"
    return parse_pack(file.read_bytes(), file_name=file.name)


def _built_in(key: str) -> PackVersion:
    load_packs()
    return PackVersion.objects.get(organization=None, key=key, version=_read(key).version)


def load_packs() -> None:
    """Both shipped packs, as a new installation has them."""
    for key in ("ai-maturity-core", "ai-project-readiness"):
        pack = _read(key)
        PackVersion.objects.get_or_create(
            organization=None,
            key=key,
            version=pack.version,
            defaults={
                "kind": pack.kind,
                "title": pack.title,
                "content": pack.as_json(),
                "content_hash": content_hash(pack),
            },
        )


def make_assessment(
    organization: Organization, manager: User | None = None, **overrides: Any
) -> Assessment:
    """A draft with a closing date in two weeks; overrides are set afterwards, unchecked."""
    manager = manager or make_user(email=f"{new_public_id()}@example.org")
    assessment = lifecycle.create(
        organization=organization,
        actor=manager,
        pack_version=overrides.pop("pack_version", None) or core_pack(),
        scope=overrides.pop("scope", "Whole organization"),
    )
    fields = {"closes_at": timezone.now() + timedelta(days=14), **overrides}
    for field, value in fields.items():
        setattr(assessment, field, value)
    assessment.save()
    return assessment


def add_people(
    assessment: Assessment, technical: int = 5, business: int = 6, both: int = 0
) -> list[Participant]:
    """Participants t1.., b1.., x1.. at example.org, technical first."""
    counts = {"technical": technical, "business": business, "both": both}
    letters = {"technical": "t", "business": "b", "both": "x"}
    people = [
        Person(f"{letters[audience]}{number}@example.org", audience, "")
        for audience, count in counts.items()
        for number in range(1, count + 1)
    ]
    actor = assessment.managers.get()
    return invitations.add_people(assessment=assessment, actor=actor, people=people)


def open_assessment(assessment: Assessment) -> Assessment:
    return lifecycle.open_assessment(assessment=assessment, actor=assessment.managers.get())


def make_open(
    organization: Organization, manager: User | None = None, **overrides: Any
) -> Assessment:
    """An open assessment with five technical and six business participants."""
    assessment = make_assessment(organization, manager, **overrides)
    add_people(assessment)
    return open_assessment(assessment)


def make_link(participant: Participant) -> str:
    """The secret of a new personal link."""
    token = tokens.mint("survey")
    SurveyLink.objects.create(participant=participant, digest=token.digest)
    return token.secret


def answer(
    participant: Participant, answers: Mapping[str, Any], comments: Mapping[str, str] | None = None
) -> Response:
    """Begin if need be and save each answer: a level, "DK", "NA" or None."""
    response = answering.begin(participant=participant)
    for capability, value in answers.items():
        answering.save_answer(
            response=response,
            assessment=participant.assessment,
            capability=capability,
            body=answering.AnswerBody(
                CODES.get(value, value), (comments or {}).get(capability, ""), ""
            ),
            version=0,
            key=new_public_id(),
        )
    return response


def submit(participant: Participant) -> str:
    response = answering.begin(participant=participant)
    return answering.submit(participant=participant, response=response)


def answer_all(participant: Participant, level: int = 3) -> str:
    """Give every question the same level and submit."""
    keys = participant.assessment.asked_of(participant.audience)
    answer(participant, dict.fromkeys(keys, level))
    return submit(participant)


def run_jobs(rounds: int = 5) -> int:
    """Do all waiting jobs here and now; how many were done. A failing job fails the test."""
    done = 0
    for _ in range(rounds):
        waiting = Job.objects.filter(state=Job.State.WAITING).values_list("pk", flat=True)
        for job_id in list(waiting):
            jobs.run(job_id)
            done += 1
    failed = Job.objects.exclude(error="").first()
    if failed:
        raise AssertionError(failed.error)
    return done


def golden_answers() -> dict[str, dict[str, Any]]:
    """G01's answers by respondent, from the core pack's own golden case."""
    case = next(case for case in core_pack().pack.golden_cases if case.id == "G01")
    return {name: dict(answers) for name, answers in (case.answers or {}).items()}


def golden_open(
    organization: Organization, manager: User | None = None, **overrides: Any
) -> Assessment:
    """G01 answered and submitted, still open."""
    assessment = make_open(organization, manager, **overrides)
    people = {person.email.split("@")[0]: person for person in assessment.participants.all()}
    for name, answers in golden_answers().items():
        participant = people[name]
        participant.assessment = assessment
        answer(participant, answers, COMMENTS.get(name))
        submit(participant)
    return assessment


def golden_assessment(
    organization: Organization, manager: User | None = None, **overrides: Any
) -> Assessment:
    """G01 closed and frozen: index 37, stage 2."""
    assessment = golden_open(organization, manager, **overrides)
    closed = lifecycle.close(assessment=assessment, actor=assessment.managers.get())
    run_jobs()
    return Assessment.objects.get(pk=closed.pk)
