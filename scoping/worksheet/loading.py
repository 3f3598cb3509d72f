"""Loads the shipped worksheet; a file that is wrong fails with its name and key."""

from functools import cache
from pathlib import Path

from metrics.catalog.loading import read_model
from scoping.worksheet.model import SectionSpec

CONTENT = Path(__file__).parents[1] / "content" / "worksheet"
VERSION = "1.0.0"
CANDIDATE = "candidate"


@cache
def all_specs() -> dict[str, SectionSpec]:
    """Every section by key, in the order of the worksheet, and the candidate among them."""
    found = {}
    for path in sorted(CONTENT.glob("*.yaml")):
        spec = read_model(SectionSpec, path.read_text(encoding="utf-8"), file=path.name)
        found[spec.key] = spec
    return found


@cache
def sections() -> dict[str, SectionSpec]:
    """The sections that a project has once each."""
    return {key: spec for key, spec in all_specs().items() if key != CANDIDATE}


def candidate_spec() -> SectionSpec:
    """The fields of one candidate."""
    return all_specs()[CANDIDATE]
