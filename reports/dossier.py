"""Collects what a report is drawn from: the frozen result, its questionnaire and a few facts."""

import dataclasses
import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from assessments.models import Assessment, Result
from assessments.presentation.frozen import READERS_NEED
from reports.exports import Edition
from reports.models import Report
from reports.readiness import Paragraph, ReadinessReport
from reports.wording import ReportFacts, readiness_report


@dataclass(frozen=True)
class Dossier:
    """Everything that one version of a report says, and what says it."""

    report: ReadinessReport
    edition: Edition
    created: datetime  # stands inside the files, so that drawing twice gives the same bytes


def collect(report: Report) -> Dossier:
    """The dossier of a report's version; reads the frozen result, never live answers."""
    assessment = _with_result(report.assessment_id)
    published_on = assessment.organization.local_date(assessment.published_at or report.created_at)
    facts = _facts(assessment, published_on)
    fingerprint = inputs_hash(assessment, facts)
    words = readiness_report(assessment.result.evaluation, _content(assessment), facts)
    this_report = Paragraph(
        "This report", f"version {report.number}, fingerprint SHA-256 {fingerprint}"
    )
    edition = Edition(
        number=report.number,
        inputs_hash=fingerprint,
        closed_on=facts.closed_on,
        published_on=published_on,
        answered=int(assessment.result.evaluation["n_respondents"]),
        invited=facts.invited,
    )
    lines = (*words.provenance_lines, this_report)
    created = assessment.result.created_at.replace(microsecond=0)
    return Dossier(dataclasses.replace(words, provenance_lines=lines), edition, created)


def is_frozen(assessment: Assessment) -> bool:
    """True once the result is computed and can be published."""
    return Result.objects.filter(assessment=assessment).exists()


def preview(assessment: Assessment) -> ReadinessReport:
    """What the report will say, for the person who is about to publish it today."""
    found = _with_result(assessment.pk)
    today = found.organization.local_date(timezone.now())
    return readiness_report(found.result.evaluation, _content(found), _facts(found, today))


def inputs_hash(assessment: Assessment, facts: ReportFacts) -> str:
    """SHA-256 over the canonical JSON of everything that the report is drawn from."""
    result = assessment.result
    inputs = {
        "evaluation": result.evaluation,
        "pack": assessment.pack_version.content_hash,
        "facts": dataclasses.asdict(facts),
        "formulas": result.formula_version,
        "words": settings.VERSION,
    }
    canonical = json.dumps(inputs, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(canonical.encode(errors="replace")).hexdigest()


def _with_result(assessment_id: int) -> Assessment:
    rows = Assessment.objects.select_related("organization", "pack_version", "result")
    return rows.get(pk=assessment_id)


def _content(assessment: Assessment) -> dict[str, Any]:
    content: dict[str, Any] = assessment.pack_version.content
    return content


def _facts(assessment: Assessment, published_on: date) -> ReportFacts:
    result: Result = assessment.result
    organization = assessment.organization
    return ReportFacts(
        organization=organization.name,
        scope=assessment.scope,
        closed_on=organization.local_date(assessment.closed_at or result.created_at),
        published_on=published_on,
        invited=sum(result.invited.values()),
        mode=assessment.privacy_mode,
        code_version=result.code_version,
        inputs_hash=result.inputs_hash,
        decisions=tuple((found["text"], found["due"]) for found in assessment.decisions),
        comments=_comments(assessment, result),
    )


def _comments(assessment: Assessment, result: Result) -> dict[str, tuple[str, ...]]:
    """What readers may see; in attributed mode a smaller group would be known people."""
    found = result.evaluation["capabilities"]
    attributed = assessment.privacy_mode == Assessment.PrivacyMode.ATTRIBUTED
    least = READERS_NEED if attributed else 1
    return {
        key: tuple(texts)
        for key, texts in result.comments.items()
        if (found[key]["n_valid"] or 0) >= least
    }
