"""Projects from the shipped templates, and the candidate that the texts of each lead to."""

from datetime import date
from typing import Any

from accounts.models import Organization, User
from scoping.models import Project
from scoping.rules.templates import project_templates
from scoping.services import projects, ratings

TODAY = date(2026, 11, 28)
FAVORITES = {
    "credit-default": "Default model",
    "customer-churn": "Churn model",
    "recommender": "Recommender",
    "retail-forecast": "Seasonal time series",
    "service-replies": "Automatic answers",
}


def begin(
    organization: Organization, actor: User, key: str, today: date = TODAY, **options: Any
) -> Project:
    return projects.start_from_template(
        organization=organization,
        actor=actor,
        template=project_templates()[key],
        today=today,
        **options,
    )


def favor(project: Project, actor: User) -> Project:
    """Choose the candidate that leads, and reject the others."""
    favorite = FAVORITES[project.template]
    decisions = {
        row.public_id: ("chosen" if row.name == favorite else "rejected", "By comparison")
        for row in project.candidates.current()
    }
    ratings.decide(project=project, actor=actor, version=1, decisions=decisions)
    return project
