"""Objectives, projects, worksheets and charters."""

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
from scoping.models.projects import (
    RATERS,
    Candidate,
    Comment,
    Confirmation,
    Involvement,
    Objective,
    Project,
    Rating,
    Revision,
    Section,
)
from scoping.models.rules import RuleSet, pack_of, rubric_of, settings_of, techniques_of

__all__ = [
    "RATERS",
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
    "Rating",
    "Revision",
    "RiskAcceptance",
    "RuleSet",
    "Section",
    "Slot",
    "pack_of",
    "rubric_of",
    "settings_of",
    "techniques_of",
]
