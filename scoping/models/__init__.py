"""Objectives, projects, worksheets and charters."""

from scoping.models.candidates import Candidate, Rating
from scoping.models.charters import (
    ChangeRequest,
    Charter,
    CharterEvent,
    Deputy,
    GateDecision,
    Look,
    RiskAcceptance,
    Slot,
)
from scoping.models.outcomes import BenefitOutcome
from scoping.models.portfolio import ProjectDate, ProjectFigures, ProjectRelation, SavedView
from scoping.models.projects import (
    RATERS,
    Comment,
    Confirmation,
    Involvement,
    Objective,
    Project,
    Revision,
    Section,
)
from scoping.models.rules import (
    RuleDifference,
    RuleSet,
    pack_of,
    rubric_of,
    settings_of,
    techniques_of,
)

__all__ = [
    "RATERS",
    "BenefitOutcome",
    "Candidate",
    "ChangeRequest",
    "Charter",
    "CharterEvent",
    "Comment",
    "Confirmation",
    "Deputy",
    "GateDecision",
    "Involvement",
    "Look",
    "Objective",
    "Project",
    "ProjectDate",
    "ProjectFigures",
    "ProjectRelation",
    "Rating",
    "Revision",
    "RiskAcceptance",
    "RuleDifference",
    "RuleSet",
    "SavedView",
    "Section",
    "Slot",
    "pack_of",
    "rubric_of",
    "settings_of",
    "techniques_of",
]
