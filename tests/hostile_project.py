"""A whole project in which every text is hostile, whatever fields the worksheet has."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle
from typing import Any
from unittest import mock

import charter_flow
import scoping_data
import whole_worksheet
from charter_flow import Flow
from django.db import models
from payloads import NAMES, PAYLOADS

from accounts.models import Organization, User
from scoping.models import Project
from scoping.services import worksheets
from scoping.worksheet.loading import CANDIDATE, all_specs
from scoping.worksheet.model import Content, FieldSpec, Kind, SectionSpec
from scoping.worksheet.state import CandidateState
from scoping.worksheet.validating import content_faults

REFUSED = {"lines", "right to left"}  # what forms and files take out or refuse
HOSTILE = [*PAYLOADS, *(name for key, name in NAMES.items() if key not in REFUSED)]
TEXTS = {Kind.LINE, Kind.PERSON_OR_NAME, Kind.TEXT, Kind.LINES, Kind.STORY}
# Words that the software writes, keys, and what is known by its hash
NO_TEXTS = {"public_id", "path", "query", "currency", "template", "canonical", "event", "key",
            "subject", "factor", "formulas", "complexity_class", "readiness", "gap_dimension",
            "gate", "candidate_id", "withdrawn_because"}  # fmt: skip


KEPT = ["Complaints"]  # by this name a guardrail finds its metric
NAMED_ROWS = {"after"}  # names of rows that hold no comma: nothing else stands there


class Texts:
    """Hostile texts, one after another; the same text becomes the same hostile one again."""

    def __init__(self, texts: list[str] = HOSTILE) -> None:
        self.texts, self.known = cycle(texts), {}
        self.harmless = cycle([text for text in texts if not set("{}0123456789") & set(text)])

    def of(self, field: FieldSpec, value: Any) -> Any:
        """A value that the field could hold; what refers to something stays."""
        if field.kind not in TEXTS or value in KEPT:
            return value
        if field.key in NAMED_ROWS:
            return ""
        if field.kind is Kind.LINES:
            return [self.text(each) for each in value or ["", ""]]
        if field.kind is Kind.STORY:  # braces are references there, and figures are counted
            return f"{value or ''} {next(self.harmless)}".strip()[: field.max_length]
        least, most = field.min_length or 1, field.max_length or 300
        return self.text(value or "", most).ljust(least, ".")

    def text(self, text: str, most: int = 200) -> str:
        """A hostile text, with the plain one behind it where there is room."""
        if text not in self.known or not text:
            self.known[text] = " ".join(f"{next(self.texts)} {text}".split())
        return self.known[text][:most].strip()


def hostile_content(
    spec: SectionSpec, content: Content, texts: Texts, *, is_whole: bool = False
) -> Content:
    """The same content with every text hostile, and every empty text filled in.

    Groups without rows get one, unless the content is whole: a row would lack other fields.
    """
    made = {**content}
    for field in spec.fields:
        if field.kind in TEXTS:
            made[field.key] = texts.of(field, content.get(field.key))
    for group in spec.groups:
        rows = content.get(group.rows) or ([] if is_whole else [{"id": "hostile1"}])
        made[group.rows] = [
            {**row, **{field.key: texts.of(field, row.get(field.key))
                       for field in group.fields if field.kind in TEXTS}}
            for row in rows
        ]  # fmt: skip
    made = {key: value for key, value in made.items() if value not in ("", [])}
    faults = content_faults(spec, made)
    assert faults == []
    return made


@contextmanager
def hostile_worksheets(texts: Texts) -> Iterator[None]:
    """Whole worksheets of tests are hostile as long as this lasts."""
    specs = all_specs()
    sections = {
        key: hostile_content(specs[key], content, texts, is_whole=True)
        for key, content in whole_worksheet.SECTIONS.items()
    }
    candidates = tuple(
        CandidateState(
            each.id,
            hostile_content(specs[CANDIDATE], each.content, texts, is_whole=True),
            each.decision,
            each.decision_reason and texts.text(each.decision_reason),
            tuple(
                {**row, "note": texts.text(str(number))} for number, row in enumerate(each.ratings)
            ),
        )
        for each in whole_worksheet.CANDIDATES
    )
    given = whole_worksheet.whole.__kwdefaults__
    with (
        mock.patch.object(whole_worksheet, "SECTIONS", sections),
        mock.patch.dict(given, candidates=candidates),
    ):
        yield


def ready(organization: Organization, manager: User, sponsor: User, lead: User, title: str) -> Flow:
    """A project that can be submitted, with hostile texts in every field."""
    with hostile_worksheets(Texts()):
        return charter_flow.ready(organization, manager, sponsor, lead, title=title)


def retype(project: Project, actor: User, texts: Texts) -> None:
    """Type hostile texts over all of a draft, through the services."""
    for row in project.sections.all():
        content = hostile_content(all_specs()[row.key], row.content, texts)
        scoping_data.save(project, row.key, actor, content)
    for row in project.candidates.current():
        content = hostile_content(all_specs()[CANDIDATE], row.content, texts)
        worksheets.save_candidate(candidate=row, actor=actor, version=row.version, content=content)


def text_fields(model: type[models.Model]) -> list[models.Field]:
    """The columns that hold what people typed."""
    return [
        field
        for field in model._meta.fields
        if isinstance(field, models.CharField | models.TextField)
        and not field.choices
        and field.name not in NO_TEXTS
        and not field.name.endswith("hash")
    ]


def retype_rows(model: type[models.Model], texts: Texts) -> None:
    """Put hostile texts into every text of every row of a table."""
    rows = models.QuerySet(model)  # what the software only appends to as well
    for row in rows.all():
        changed = {
            field.name: texts.text(f"{row.pk} {field.name}", field.max_length or 2000)
            for field in text_fields(model)
            if getattr(row, field.name)
        }
        if changed:
            rows.filter(pk=row.pk).update(**changed)
