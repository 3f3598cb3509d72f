"""Computing the frozen result of a closed assessment, once."""

import hashlib
import json
import random
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from django.conf import settings
from django.db import transaction
from django.db.models import Q

from accounts import audit
from aiproj.shared import jobs
from aiproj.shared.models import Job
from assessments.calc.answers import BLANK, NOT_ASKED
from assessments.calc.evaluation import evaluate
from assessments.calc.parameters import FORMULA_VERSION
from assessments.models import (
    Answer,
    Assessment,
    Audience,
    Participant,
    Response,
    Result,
    audience_counts,
)
from assessments.pack_schema import to_parameters, to_questionnaire


@dataclass(frozen=True)
class Submitted:
    """Every submitted answer as matrices, respondents x capabilities in pack order."""

    codes: npt.NDArray[np.int8]
    seconds: npt.NDArray[np.float64]
    audiences: list[str]
    teams: list[str]


def read_submitted(assessment: Assessment) -> Submitted:
    """Read all submitted answers in two queries."""
    pack = assessment.pack
    columns = {capability.key: number for number, capability in enumerate(pack.capabilities)}
    responses = list(
        Response.objects.filter(assessment=assessment, is_submitted=True)
        .order_by("pk")
        .values_list("pk", "audience", "team")
    )
    rows = {pk: number for number, (pk, _, _) in enumerate(responses)}
    codes = np.full((len(responses), len(columns)), NOT_ASKED, dtype=np.int8)
    seconds = np.full(codes.shape, np.nan)
    audiences = np.array([audience for _, audience, _ in responses], dtype=object)
    for audience in Audience.values:
        asked = [columns[key] for key in assessment.asked_of(audience)]
        codes[np.ix_(audiences == audience, asked)] = BLANK
    answers = Answer.objects.filter(
        response__assessment=assessment, response__is_submitted=True
    ).values_list("response_id", "capability", "value", "seconds")
    for response_id, capability, value, taken in answers.iterator(chunk_size=20_000):
        place = rows[response_id], columns[capability]
        if codes[place] != NOT_ASKED:
            codes[place] = value
            seconds[place] = np.nan if taken is None else taken
    return Submitted(codes, seconds, list(audiences), [team for _, _, team in responses])


def _importance(assessment: Assessment) -> dict[str, float]:
    return {
        key: float(item["importance"])
        for key, item in assessment.item_settings.items()
        if "importance" in item
    }


def _not_applicable(assessment: Assessment) -> frozenset[str]:
    keys = assessment.item_settings
    return frozenset(key for key in keys if assessment.is_not_applicable(key))


def _with_evidence(assessment: Assessment) -> frozenset[str] | None:
    """Capabilities for which somebody linked evidence; None when no evidence is required."""
    if not assessment.evidence_required:
        return None
    links = Answer.objects.filter(
        response__assessment=assessment,
        response__is_submitted=True,
        evidence_url__startswith="https://",
    )
    return frozenset(links.values_list("capability", flat=True))


def compute(assessment: Assessment) -> dict[str, Any]:
    """Evaluate all submitted answers; plain data, stripped of what must stay hidden."""
    submitted = read_submitted(assessment)
    evaluation = evaluate(
        to_questionnaire(assessment.pack),
        submitted.codes,
        audiences=submitted.audiences,
        teams=None if assessment.is_anonymous else submitted.teams,
        k=assessment.minimum_group,
        targets={
            dimension.key: assessment.target(dimension.key)
            for dimension in assessment.pack.dimensions
        },
        importance=_importance(assessment),
        not_applicable=_not_applicable(assessment),
        with_evidence=_with_evidence(assessment),
        seconds=submitted.seconds,
        parameters=to_parameters(assessment.pack),
    )
    return evaluation.as_dict()


def visible_comments(assessment: Assessment, evaluation: dict[str, Any]) -> dict[str, list[str]]:
    """Comments of capabilities that are shown, each in a random order of its own."""
    shown = {key for key, found in evaluation["capabilities"].items() if not found["hidden"]}
    rows = (
        Answer.objects.filter(response__assessment=assessment, response__is_submitted=True)
        .exclude(Q(comment="") | ~Q(capability__in=shown))
        .values_list("capability", "comment")
    )
    comments: dict[str, list[str]] = {}
    for capability, comment in rows:
        comments.setdefault(capability, []).append(comment)
    for texts in comments.values():
        random.SystemRandom().shuffle(texts)
    return comments


def inputs_hash(assessment: Assessment) -> str:
    """SHA-256 over the questionnaire, the settings and every submitted answer, in no order."""
    answers = sorted(
        Answer.objects.filter(
            response__assessment=assessment, response__is_submitted=True
        ).values_list(
            "response_id",
            "response__audience",
            "response__team",
            "capability",
            "value",
            "seconds",
            "comment",
            "evidence_url",
        )
    )
    settings_used = {
        "pack": assessment.pack_version.content_hash,
        "minimum_group": assessment.minimum_group,
        "evidence_required": assessment.evidence_required,
        "targets": assessment.targets,
        "item_settings": assessment.item_settings,
    }
    digest = hashlib.sha256(json.dumps(settings_used, sort_keys=True).encode())
    for row in answers:
        digest.update(json.dumps(row).encode())
    return digest.hexdigest()


def _result_fields(assessment: Assessment) -> dict[str, Any]:
    evaluation = compute(assessment)
    return {
        "evaluation": evaluation,
        "comments": visible_comments(assessment, evaluation),
        "invited": audience_counts(Participant.objects.filter(assessment=assessment)),
        "formula_version": FORMULA_VERSION,
        "code_version": settings.VERSION,
        "inputs_hash": inputs_hash(assessment),
    }


def freeze(job: Job) -> None:
    """Compute and keep the result of a closed assessment; a second run finds it done."""
    assessment = Assessment.objects.select_related("organization", "pack_version").get(
        pk=job.payload["assessment"]
    )
    if Result.objects.filter(assessment=assessment).exists():
        return
    jobs.progress(job, 1, 3, "Reading answers")
    with jobs.keeping(job):
        found = _result_fields(assessment)
    jobs.progress(job, 2, 3, "Keeping the result")
    with transaction.atomic():
        jobs.confirm(job)
        result, created = Result.objects.get_or_create(assessment=assessment, defaults=found)
        if created:
            audit.record(
                assessment.organization,
                None,
                "assessment.frozen",
                f"assessment {assessment.public_id}",
                after={"inputs_hash": result.inputs_hash},
            )
