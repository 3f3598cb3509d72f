"""Shipped projects to start from: all but people; all editable."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from metrics.calc.unit_words import CURRENCIES
from metrics.catalog.loading import read_model
from scoping.calc.due_words import read_days
from scoping.calc.rubric import Evidence
from scoping.rules.model import DIMENSIONS, Label, Level, Words

CONTENT = Path(__file__).parents[1] / "content" / "templates"
FileKey = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,63}$")]
IN_DAYS, BY, ENTRY = "in_days", "by", "entry"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TemplateRating(_Part):
    """What both sides say of a factor, 0 to 4 each, on which evidence, with a note."""

    business: Annotated[int, Field(ge=0, le=4)]
    technical: Annotated[int, Field(ge=0, le=4)]
    evidence: Evidence
    note: Annotated[str, StringConstraints(max_length=600)] = ""

    @model_validator(mode="before")
    @classmethod
    def _from_list(cls, value: Any) -> Any:
        if isinstance(value, list):
            return dict(zip(("business", "technical", "evidence", "note"), value, strict=False))
        return value


class TemplateCandidate(_Part):
    """A candidate with its fields and, where it has any, its scores."""

    content: dict[str, Any]
    ratings: dict[str, TemplateRating] = Field(default_factory=dict)


class TemplateObjective(_Part):
    """The objective that the project serves, for so many days from its start."""

    name: Label
    says: Words
    days: Annotated[int, Field(ge=1, le=3650)]


class TemplateCatalog(_Part):
    """What the project takes from the catalogs: a template of metrics with some of its trees.

    `main` is the metric of the problem; `technical` are keys of watched measures; `readings` say
    what targets mean that can be read in two ways.
    """

    objective: TemplateObjective
    template: str
    trees: Annotated[tuple[str, ...], Field(min_length=1)]
    main: str
    technical: Annotated[tuple[str, ...], Field(min_length=1)]
    readings: dict[str, str] = Field(default_factory=dict)


class ProjectTemplate(_Part):
    """A whole project. Dates are counted from its start, as {in_days: 90} or {by: next quarter}.

    What stands in a catalog is named as {entry: objective}, {entry: yearly_churn},
    {entry: technical recall} or {entry: formula revenue_kept}.
    """

    key: FileKey
    title: Label
    summary: Words
    sector: str
    currency: str
    example_levels: dict[str, Level] = Field(default_factory=dict)
    catalog: TemplateCatalog
    sections: dict[str, dict[str, Any]]
    candidates: Annotated[tuple[TemplateCandidate, ...], Field(min_length=3)]

    @model_validator(mode="after")
    def _can_be_started(self) -> Self:
        if self.currency not in CURRENCIES:
            raise PydanticCustomError("currency", "must be the ISO code of a currency")
        if set(self.example_levels) not in (set(), set(DIMENSIONS)):
            raise PydanticCustomError("levels", "needs a level for each dimension")
        return self

    def on(self, today: datetime.date) -> ProjectTemplate:
        """The same project with every day counted from today."""
        return ProjectTemplate.model_validate(_dated(self.model_dump(), today))

    def with_entries(self, entries: Mapping[str, str]) -> ProjectTemplate:
        """The same project with ids of the catalogs; without any it names nothing of them.

        Whoever names an entry that is missing gets a KeyError.
        """
        kept = self.model_dump()
        if not entries:
            del kept["sections"]["metrics"]  # every row of it is about an entry
        return ProjectTemplate.model_validate(_named(kept, entries))


def _dated(value: Any, today: datetime.date) -> Any:
    if isinstance(value, dict):
        if set(value) == {IN_DAYS}:
            return (today + datetime.timedelta(days=int(value[IN_DAYS]))).isoformat()
        if set(value) == {BY}:
            return read_days(value[BY], today)[0].day.isoformat()
        return {key: _dated(each, today) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_dated(each, today) for each in value]
    return value


def _named(value: Any, entries: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        if set(value) == {ENTRY}:
            return entries[value[ENTRY]] if entries else None
        named = {key: (each, _named(each, entries)) for key, each in value.items()}
        return {key: new for key, (old, new) in named.items() if new is not None or old is None}
    return [_named(each, entries) for each in value] if isinstance(value, list | tuple) else value


@cache
def project_templates() -> dict[str, ProjectTemplate]:
    """The shipped projects by key, in the order of their files."""
    found = {}
    for path in sorted(CONTENT.glob("*.yaml")):
        template = read_model(ProjectTemplate, path.read_text(encoding="utf-8"), file=path.name)
        found[template.key] = template
    return found
