"""The shipped rules; an organization without its own version of a kind uses these."""

from functools import cache
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from metrics.catalog.loading import read_model
from scoping.rules.checks import CheckRules
from scoping.rules.law import ImpactFile, LegalFile
from scoping.rules.model import RubricFile, Settings, Techniques

CONTENT = Path(__file__).parents[1] / "content" / "rules"
Model = TypeVar("Model", bound=BaseModel)


def _shipped(model: type[Model], name: str) -> Model:
    path = CONTENT / f"{name}.yaml"
    return read_model(model, path.read_text(encoding="utf-8"), file=path.name)


@cache
def shipped_settings() -> Settings:
    """Thresholds and methods."""
    return _shipped(Settings, "settings")


@cache
def shipped_rubric() -> RubricFile:
    """Factors with anchors and weights."""
    return _shipped(RubricFile, "rubric")


@cache
def shipped_techniques() -> Techniques:
    """The catalog of techniques."""
    return _shipped(Techniques, "techniques")


@cache
def shipped_checks() -> CheckRules:
    """Words and limits of the checks."""
    return _shipped(CheckRules, "checks")


@cache
def shipped_legal() -> LegalFile:
    """The questions of law."""
    return _shipped(LegalFile, "legal")


@cache
def shipped_impact() -> ImpactFile:
    """The questions of internal impact."""
    return _shipped(ImpactFile, "impact")
