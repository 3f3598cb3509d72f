"""Answering the questions of the legal class and of internal impact."""

from collections.abc import Mapping

from django.db import transaction

from accounts.models import Organization, User
from aiproj.shared.errors import Refused
from scoping.models import Project, pack_of
from scoping.overview.risk_classes import IMPACT, LEGAL, RISKS, answers_of
from scoping.services.worksheets import save_section

NO_QUESTION = "This question is no longer asked. Answer the one that is shown."


@transaction.atomic
def answer(
    *, project: Project, actor: User, version: int, key: str, said: Mapping[str, str]
) -> None:
    """Store answers, or evidence of controls, beside those that are there; empty ones go.

    Raises Refused for a question or an answer that the rules do not know, and Stale.
    """
    known = known_answers(project.organization, key)
    for question, given in said.items():
        if question not in known or (known[question] and given not in known[question]):
            raise Refused(NO_QUESTION)
    content = project.content_of(RISKS)
    answers = {**answers_of(content, key), **said}
    kept = {question: given for question, given in answers.items() if given}
    stored = {**content, key: kept} if kept else {k: v for k, v in content.items() if k != key}
    save_section(project=project, key=RISKS, actor=actor, version=version, content=stored)


def known_answers(organization: Organization, key: str) -> dict[str, set[str]]:
    """The answers by question; none for a control, whose evidence is free text."""
    pack = pack_of(organization)
    if key == LEGAL:
        return {each.key: {option.key for option in each.answers} for each in pack.legal.questions}
    if key != IMPACT:
        raise KeyError(key)
    questions = {
        each.key: {option.key for option in each.options} for each in pack.impact.questions
    }
    return {**questions, **{control.key: set() for control in pack.impact.controls}}
