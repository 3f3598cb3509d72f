"""Draft model card, data card and ethics answers, from the same frozen content as the charter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from scoping.exports.blocks import Block, Document, Facts, Paragraph, Part, Table
from scoping.exports.charter import Edition, goal, stop_sentence
from scoping.worksheet.editions import chosen_of, names_of
from scoping.worksheet.loading import candidate_spec, sections
from scoping.worksheet.model import Content, RowsSpec
from scoping.worksheet.showing import MISSING, shown

NOT_STATED = "Not stated yet."
Names = Mapping[str, str]
PROPERTIES = ("completeness", "validity", "duplicates", "timeliness", "label_quality", "coverage")
IDENTITY = ("name", "owner", "system", "source_type", "rows", "period_start", "period_end")
RIGHTS = ("personal_class", "lawful_basis", "retention_months", "residency", "consent", "controls",
          "protected_attributes", "proxies_examined")  # fmt: skip
CONCERNS = ("kind", "severity", "answer", "control", "test", "owner")


def model_card(edition: Edition) -> Document:
    """What the chosen candidate is, for whom, how it is judged and watched; no heading is empty."""
    content, names = edition.content, edition.names or names_of(edition.content)
    chosen = chosen_of(content)
    fields: Content = chosen["content"] if chosen else {}
    say = _Teller(names, edition.currency)
    use = ("summary", "decision", "actor", "mode", "in_scope", "out_of_scope")
    model = ("technique", "learning_mode", "inputs", "explanation_level", "explanation_method")
    return _card(
        edition,
        "Draft model card",
        [
            ("Intended use", say.fields(fields, use)),
            ("The model", say.fields(fields, model)),
            ("Features", say.rows(candidate_spec().part("features"), fields)),
            ("What it shall reach", [Paragraph(goal(content))]),
            ("How it is judged", say.group(content, "evaluation", "criteria")),
            ("Fairness", say.group(content, "evaluation", "fairness")),
            ("Risks and concerns", say.group(content, "risks", "concerns")),
            ("How it is watched", say.group(content, "operations", "signals")),
            ("When it is stopped", [Paragraph(stop_sentence(content))]),
        ],
    )


def data_card(edition: Edition) -> Document:
    """What the datasets are, how good, whose, and who may use them; no heading is empty."""
    names = edition.names or names_of(edition.content)
    say = _Teller(names, edition.currency)
    content = edition.content
    return _card(
        edition,
        "Draft data card",
        [
            ("Datasets", say.group(content, "data", "datasets", IDENTITY)),
            ("Quality", say.group(content, "data", "datasets", ("name", *PROPERTIES))),
            ("Groups in the data", say.group(content, "data", "coverage")),
            ("Persons and rights", say.group(content, "data", "datasets", ("name", *RIGHTS))),
            ("Preparation", say.group(content, "data", "preparation")),
        ],
    )


def ethics_answers(edition: Edition) -> Document:
    """Every concern with its answer, and the effect on jobs."""
    say = _Teller(edition.names or names_of(edition.content), edition.currency)
    content = edition.content
    return _card(
        edition,
        "Ethics answers",
        [
            ("Concerns", say.group(content, "risks", "concerns", CONCERNS)),
            ("Effect on jobs", say.group(content, "risks", "jobs")),
            ("Fairness", say.group(content, "evaluation", "fairness")),
        ],
    )


def _card(edition: Edition, title: str, parts: Sequence[tuple[str, list[Block]]]) -> Document:
    return Document(
        title=edition.title,
        subtitle=title,
        facts=[
            ("Organization", edition.content["organization"]["name"]),
            ("Charter", edition.number),
            ("State", edition.state),
            ("SHA-256", edition.content_hash),
        ],
        parts=[Part(name, blocks or [Paragraph(NOT_STATED)]) for name, blocks in parts],
    )


class _Teller:
    """Fields and rows of a content in words."""

    def __init__(self, names: Names, currency: str) -> None:
        self.names, self.currency = names, currency

    def fields(self, content: Content, keys: Sequence[str]) -> list[Block]:
        """Some fields of a candidate, without those that are empty."""
        specs = {field.key: field for field in candidate_spec().fields}
        rows = [
            (
                specs[key].label,
                shown(specs[key], content.get(key), self.names, self.currency, content),
            )
            for key in keys
        ]
        known = [row for row in rows if row[1] != MISSING]
        return [Facts(known)] if known else []

    def group(
        self, content: Mapping[str, Any], section: str, key: str, only: Sequence[str] = ()
    ) -> list[Block]:
        """The rows of a section."""
        part = sections()[section].part(key)
        return self.rows(part, content["sections"].get(section, {}), only)

    def rows(self, part: Any, content: Content, only: Sequence[str] = ()) -> list[Block]:
        """Rows as a table whose columns are those that are used anywhere."""
        if not isinstance(part, RowsSpec):
            raise TypeError("a group of rows is needed")
        rows = content.get(part.rows) or []
        fields = [each for each in part.fields if not only or each.key in only]
        used = [each for each in fields if any(row.get(each.key) is not None for row in rows)]
        if not rows or not used:
            return []
        cells = [
            [shown(each, row.get(each.key), self.names, self.currency, row) for each in used]
            for row in rows
        ]
        return [Table(part.label, [each.label for each in used], cells)]
