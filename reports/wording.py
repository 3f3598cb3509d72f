"""Builds the readiness report: words around the numbers of one frozen evaluation."""

from collections.abc import Mapping
from typing import Any

from aiproj.shared import format as show
from reports import wording_findings as findings
from reports import wording_method, wording_plan, wording_scores, wording_verdict
from reports.readiness import Decision, PlanItem, ReadinessReport, Topic
from reports.source import ReportFacts, Source

__all__ = ["ReportFacts", "readiness_report"]

TITLES = {"organization": "AI readiness report", "project": "AI project readiness report"}


def readiness_report(
    evaluation: Mapping[str, Any], pack: Mapping[str, Any], facts: ReportFacts
) -> ReadinessReport:
    """The report of one evaluation.

    `evaluation` is what assessments.calc.evaluation freezes, `pack` the questionnaire as plain
    JSON or as its file writes it. Every case has its words: no stage, all hidden, the highest
    stage, every target met, a project's verdict, provisional figures, no gaps, no comments.
    Source: assessments spec 4 and 6, product spec "Writing and looks".
    """
    source = Source(evaluation, pack, facts)
    topics = wording_scores.topics(source)
    items = wording_plan.plan_items(source)
    actions_heading, actions = wording_plan.actions(source, items)
    return ReadinessReport(
        kind=source.header["kind"],
        language=source.header["language"],
        title=TITLES[source.header["kind"]],
        organization=facts.organization,
        scope=facts.scope,
        published=show.date(facts.published_on),
        meta=wording_verdict.meta(source),
        headline=wording_verdict.headline(source),
        paragraph=wording_verdict.paragraph(source),
        facts=wording_verdict.facts(source),
        stage=wording_verdict.stage(source),
        stairs=wording_verdict.stairs(source),
        verdict=wording_verdict.verdict(source),
        index=wording_verdict.index(source),
        actions_heading=actions_heading,
        actions=actions,
        decisions=tuple(Decision(text, due) for text, due in facts.decisions),
        scores_heading=wording_verdict.scores_heading(source),
        areas=wording_scores.areas(source),
        target=source.common_target,
        how_to_read=wording_verdict.how_to_read(source),
        **_findings(source, topics, items),
        plan=wording_plan.plan(source, items),
        topics=topics,
        method=wording_method.method(source),
        limits=wording_method.limits(source),
        provenance=wording_method.provenance(source),
        provenance_lines=wording_method.provenance_lines(source),
        words=wording_method.WORDS,
    )


def _findings(
    source: Source, topics: tuple[Topic, ...], items: tuple[PlanItem, ...]
) -> dict[str, Any]:
    """What stands out among the topics, by the report's field names."""
    comments, comments_note = findings.comments(source, topics)
    return {
        "strengths": findings.strengths(topics),
        "gaps": findings.gaps(topics, items),
        "disagreements": findings.disagreements(topics),
        "perspectives": findings.perspectives(topics),
        "unknowns": findings.unknowns(topics),
        "hidden": findings.hidden(source, topics),
        "comments": comments,
        "comments_note": comments_note,
    }
