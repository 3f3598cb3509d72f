"""Projects and objectives for tests, from plain functions with fixed defaults."""

import json
from datetime import date
from typing import Any

import churn_case
import factories

from accounts.models import Organization, User
from scoping.models import Comment, Objective, Project, RuleSet
from scoping.rules.loading import shipped_settings
from scoping.rules.templates import project_templates
from scoping.services import bringing_in, comments, objectives, projects, rules, worksheets
from scoping.worksheet.model import Content
from scoping.worksheet.portable import read_portable

TITLE = "Customers leave before renewal"
STATEMENT = "One in ten customers leaves within a year, most of them in the 90 days before renewal."


def make_objective(organization: Organization, actor: User, **overrides: Any) -> Objective:
    fields = {
        "name": "Keep more customers",
        "says": "",
        "owner": actor,
        "starts_on": date(2026, 1, 1),
        "ends_on": date(2028, 12, 31),
        **overrides,
    }
    return objectives.create_objective(organization=organization, actor=actor, fields=fields)


def make_project(organization: Organization, actor: User, **overrides: Any) -> Project:
    fields = {"title": TITLE, "currency": "USD", **overrides}
    return projects.create_project(organization=organization, actor=actor, **fields)


def make_example(organization: Organization, actor: User) -> Project:
    """The complete churn project, whose numbers are those of the specification."""
    template = project_templates()["customer-churn"]
    return projects.start_from_template(
        organization=organization, actor=actor, template=template, today=date.today()
    )


def change_settings(organization: Organization, actor: User, **changed: Any) -> RuleSet:
    """The shipped thresholds with some changed, as the first version of the organization."""
    content = {**shipped_settings().model_dump(mode="json"), **changed}
    return rules.change_rules(
        organization=organization,
        actor=actor,
        kind="settings",
        version=1,
        content=content,
        reason="Money is cheap",
    )


def bring_in(organization: Organization, actor: User, content: Content) -> Project:
    """A project begun from what a file holds."""
    file = read_portable(json.dumps(content).encode())
    return bringing_in.bring_in(organization=organization, actor=actor, file=file)


def save(project: Project, key: str, actor: User, content: Content) -> None:
    """Store a section at its newest version."""
    stored = project.sections.filter(key=key).first()
    worksheets.save_section(
        project=project,
        key=key,
        actor=actor,
        version=stored.version if stored else 0,
        content=content,
    )


def rate_all(project: Project, actor: User, names: tuple[str, ...]) -> None:
    """Candidates of the churn case with both sides' ratings, all by one person for each side."""
    for name in names:
        content = {"name": name, "kind": "rule" if name == "Simple rule" else "ml"}
        made = worksheets.add_candidate(project=project, actor=actor, content=content)
        for row in churn_case.ratings(name):
            rater = actor if row.side == "business" else _second(project)
            made.ratings.update_or_create(
                rater=rater,
                factor=row.factor,
                defaults={
                    "side": row.side, "score": row.score, "evidence": row.evidence,
                    "note": row.note,
                },
            )  # fmt: skip


def _second(project: Project) -> User:
    """A technical person of the project's organization."""
    email = "technical-rater@example.org"
    found = User.objects.filter(email=email).first()
    if found is None:
        found = factories.make_user(email=email, name="Tess")
        factories.make_membership(found, project.organization, role="member")
    return found


def make_comment(project: Project, actor: User, **overrides: Any) -> Comment:
    fields = {"path": "problem.statement", "text": "Who counts as a customer?", **overrides}
    return comments.add_comment(project=project, actor=actor, **fields)


def start(organization: Organization, actor: User, key: str = "customer-churn") -> Project:
    """A project from a shipped template, with risks answered and readings of support."""
    template, today = project_templates()[key], date(2026, 11, 28)
    made = projects.start_from_template(
        organization=organization, actor=actor, template=template, today=today
    )
    risks = {**made.content_of("risks"), "legal_answers": LEGAL, "impact_answers": IMPACT}
    save(made, "risks", actor, risks)
    log = [
        {"id": f"read{number}", "stakeholder": "Service team", "day": day, "support": support}
        for number, (day, support) in enumerate(READINGS)
    ]
    save(made, "people", actor, {**made.content_of("people"), "support_log": log})
    return made


LEGAL = {"is_ai": "yes", "scope": "yes", "manipulation": "yes"}
READINGS = [("2026-10-01", "-1"), ("2026-11-01", "0"), ("2026-11-20", "1")]
IMPACT = {
    "people": "no", "autonomy": "machine", "override": "never", "reach": "few", "data": "none",
    "explain": "each", "failure": "slower", "work": "no",
}  # fmt: skip
