"""A charter as a document: from the frozen content and its signatures, never from live rows."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from aiproj.shared import format as formats
from scoping.calc.smart_target import amount
from scoping.checking.lint import SECTION as STORIES
from scoping.checking.reading import target_of
from scoping.exports.blocks import Block, Document, Facts, Paragraph, Part, Table
from scoping.exports.classes import class_blocks
from scoping.exports.curves import curve_table
from scoping.exports.drawings import drawings
from scoping.exports.jobs import job_blocks
from scoping.exports.readiness import readiness_blocks, readiness_sentence, verdict_of
from scoping.worksheet.differences import row_name
from scoping.worksheet.editions import chosen_of, names_of
from scoping.worksheet.loading import candidate_spec, sections
from scoping.worksheet.model import Content, Kind, RowsSpec, SectionSpec
from scoping.worksheet.showing import MISSING, shown

IN_REVIEW = "In review"
CLASSED = (Kind.LEGAL, Kind.IMPACT)  # told by what they come to
WHOLE_FROM = 1_000  # from here on a computed amount has no cents
WIDEST_TABLE = 6  # columns; wider rows are shown one below the other
SIDES = {"business": "Business", "technical": "Technical"}
MEASURES = ("Decision", "Readiness", "Viability", "Complexity", "Yearly margin",
            "Risk-adjusted value", "Priority")  # fmt: skip
DECISIONS = {"chosen": "Chosen", "rejected": "Rejected", "parked": "Parked", "": "Open"}
GLOSSARY = (
    ("Baseline", "The value before the work begins, with its date and source."),
    ("Complexity", "0 to 100: how demanding technique, data, integration and change are."),
    ("Evidence", "0.5 for guesses, 0.8 for expert judgment, 1.0 for what was measured."),
    ("Guardrail", "A number that must not get worse while the target is reached."),
    ("Readiness", "Our levels beside those that the candidate needs; the largest gap decides."),
    ("Risk-adjusted value", "Three years of margin less run cost, times the chance of success, "
     "discounted{rate}, less the cost to build and to reskill."),
    ("Stop criterion", "A number that ends the project, stated before the work begins."),
    ("Viability", "0 to 100: data, skills, infrastructure, and whether somebody acts on it."),
)  # fmt: skip


@dataclass(frozen=True)
class Signed:
    """One signature, or one that is still missing: `signed_on` is empty then."""

    part: str
    person: str
    signed_on: str = ""
    condition: str = ""
    content_hash: str = ""


@dataclass(frozen=True)
class Edition:
    """A frozen content with what happened to it: all that a document of it shows."""

    content: Mapping[str, Any]
    content_hash: str
    state: str
    number: str
    signatures: tuple[Signed, ...] = ()
    changes: tuple[Mapping[str, str], ...] = ()  # label, before, after, change_class
    since: str = ""  # the version that the changes are counted from
    overrides: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def currency(self) -> str:
        return str(self.content["project"]["currency"])

    @property
    def title(self) -> str:
        return str(self.content["project"]["title"])


def charter_document(edition: Edition) -> Document:
    """The whole charter in its fixed order; equal editions give equal documents."""
    names = edition.names or names_of(edition.content)
    problem = edition.content["sections"].get("problem", {})
    return Document(
        title=edition.title,
        subtitle=f"Project charter {edition.number}",
        facts=[
            ("Organization", edition.content["organization"]["name"]),
            ("State", edition.state),
            ("Version", edition.number),
            ("SHA-256", edition.content_hash),
            ("Metric", str(problem.get("metric_name", MISSING))),
        ],
        parts=[
            Part("In short", _summary(edition, names)),
            Part("Candidates compared", _comparison(edition, names)),
            Part("Readiness", readiness_blocks(edition.content)),
            *_sections(edition, names),
            *_candidates(edition, names),
            Part("Checks", _checks(edition.content)),
            Part("Signatures", _signatures(edition)),
            Part("Changes", _changes(edition)),
            Part("Glossary", [Facts(_glossary(edition.content))]),
        ],
        watermark="" if edition.state == "Approved" else edition.state,
        headline=goal(edition.content),
        drawings=drawings(edition.content, names),
    )


def _summary(edition: Edition, names: Mapping[str, str]) -> list[Block]:
    content, problem = edition.content, edition.content["sections"].get("problem", {})
    chosen = chosen_of(content)
    lines = [("Problem", str(problem.get("statement", MISSING)))]
    lines.append(("Goal", goal(content)))
    if chosen:
        lines += [("Choice", _choice(content, chosen, names))]
        lines += [("Value a year", value_sentence(chosen, edition.currency))]
        lines += [("Cost", _cost(content, edition.currency))]
        lines += [("Readiness", readiness_sentence(content, chosen))]
    lines.append(("Largest risks", _largest_risks(content)))
    lines.append(("Stop if", stop_sentence(content)))
    if wins := _wins(content):
        lines.append(("Wins so far", wins))
    if edition.state == IN_REVIEW:
        asked = f"Sign charter {edition.number}, or say what must change."
        lines.append(("Asked of you", asked))
    found: list[Block] = [Facts(lines)]
    found += [Paragraph(f"Overridden: {text}", strong=True) for text in edition.overrides]
    return found


def goal(content: Mapping[str, Any]) -> str:
    """From where to where by when, in one sentence; a dash where a part is missing.

    >>> goal({"sections": {"problem": {"metric_name": "Churn", "baseline": "10", "unit": "%",
    ...     "target_kind": "relative", "target_amount": "20", "direction": "down",
    ...     "deadline": "2027-07-31"}}})
    'Churn from 10% to 8% by 31 Jul 2027'
    """
    problem = content["sections"].get("problem", {})
    target = target_of(problem)
    if target is None or not problem.get("deadline"):
        return MISSING
    unit, name = problem.get("unit", ""), problem.get("metric_name", "The metric")
    start, end = (amount(value, unit) for value in (Decimal(problem["baseline"]), target))
    day = formats.date(datetime.date.fromisoformat(problem["deadline"]))
    return f"{name} from {start} to {end} by {day}"


def _glossary(content: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The words with the rate of the rules that were frozen; charters of before do not hold it."""
    percent = (content.get("rules") or {}).get("settings", {}).get("discount_percent")
    rate = f" by {plain_number(Decimal(percent))}% a year" if percent else ""
    return [(word, means.replace("{rate}", rate)) for word, means in GLOSSARY]


def plain_number(value: Decimal) -> str:
    """A number with as many decimals as it has, at most six.

    >>> plain_number(Decimal("21.60")), plain_number(Decimal("100000"))
    ('21.6', '100,000')
    """
    exponent = value.normalize().as_tuple().exponent
    return formats.number(value, min(6, max(0, -exponent)) if isinstance(exponent, int) else 0)


def money(value: Any, currency: str) -> str:
    """An amount with its currency; a dash where it is not known."""
    if value in (None, ""):
        return MISSING
    return f"{currency} {plain_number(Decimal(value))}"


def computed_money(value: Any, currency: str) -> str:
    """A computed amount: whole from a thousand on, because its decimals say nothing.

    >>> computed_money("1833333.333333", "EUR"), computed_money("12.345", "EUR")
    ('EUR 1,833,333', 'EUR 12.35')
    """
    if value in (None, ""):
        return MISSING
    amount = Decimal(value)
    digits = Decimal(1) if abs(amount) >= WHOLE_FROM else Decimal("0.01")
    return money(amount.quantize(digits, ROUND_HALF_UP), currency)


def value_sentence(candidate: Mapping[str, Any], currency: str) -> str:
    """Margin a year with its range and its formula: revenue and margin never share a label."""
    value = candidate.get("value") or {}
    if value.get("benefit") is None:
        return MISSING
    ends = ("benefit_low", "benefit_high")
    low, high = (computed_money(value.get(key), currency) for key in ends)
    text = f"{computed_money(value['benefit'], currency)} margin, from {low} to {high}"
    told = "; ".join(filter(None, (value.get("formula"), value.get("source"))))
    return f"{text}: {told}" if told else text


def _choice(content: Mapping[str, Any], chosen: Mapping[str, Any], names: Mapping[str, str]) -> str:
    others = [names[row["id"]] for row in content["candidates"] if row["decision"] == "rejected"]
    text = f"{names[chosen['id']]}: {(chosen['reason'] or MISSING).rstrip('. ')}."
    return f"{text} Rejected: {', '.join(others)}." if others else text


def _cost(content: Mapping[str, Any], currency: str) -> str:
    totals = content.get("totals") or {}
    run = totals.get("run") or [None]
    return (
        f"{money(totals.get('total'), currency)} to build, {money(run[0], currency)} a year to run"
    )


def _largest_risks(content: Mapping[str, Any], count: int = 3) -> str:
    rows = content["sections"].get("risks", {}).get("risks", [])
    scored = [
        (int(row["likelihood"]) * int(row["impact"]), row.get("what", "a risk without a name"))
        for row in rows
        if row.get("likelihood") and row.get("impact")
    ]
    worst = sorted(scored, key=lambda each: -each[0])[:count]
    return "; ".join(f"{what} ({score} of 25)" for score, what in worst) or MISSING


def _wins(content: Mapping[str, Any]) -> str:
    """What was won, when and on what evidence; empty while there is nothing to show."""
    return "; ".join(
        f"{row.get('what', MISSING)}, {formats.date(datetime.date.fromisoformat(row['day']))}"
        f" ({row['evidence']})"
        for row in content["sections"].get("communication", {}).get("wins", [])
        if row.get("day") and row.get("evidence")
    )


def stop_sentence(content: Mapping[str, Any]) -> str:
    """Every stop criterion in words, parted by semicolons; a dash without any."""
    found = []
    for row in content["sections"].get("plan", {}).get("gates", []):
        if row.get("stop_metric") and row.get("stop_value") and row.get("stop_on"):
            day = formats.date(datetime.date.fromisoformat(row["stop_on"]))
            limit = amount(Decimal(row["stop_value"]), row.get("stop_unit", ""))
            found.append(f"{row['stop_metric']} is {row.get('stop_comparison')} {limit} on {day}")
    return "; ".join(found) or MISSING


def _comparison(edition: Edition, names: Mapping[str, str]) -> list[Block]:
    candidates = edition.content["candidates"]
    columns = [_compared(row, edition.currency) for row in candidates]
    called = [names[row["id"]] for row in candidates]
    rows: list[tuple[str, ...]] = list(zip(MEASURES, *columns, strict=True))
    heads = ("Measure", *called)
    reasons = [
        (f"{names[row['id']]}, {DECISIONS[row['decision']].lower()}", row["reason"])
        for row in candidates
        if row["reason"]
    ]
    if len(heads) > WIDEST_TABLE:  # too many to stand side by side
        heads = ("Candidate", *MEASURES)
        rows = [(name, *column) for name, column in zip(called, columns, strict=True)]
    table: list[Block] = [Table("Side by side", heads, rows)]
    return [*table, Facts(reasons)] if reasons else table


def _compared(row: Mapping[str, Any], currency: str) -> tuple[str, ...]:
    """What MEASURES say of one candidate."""
    scores, value = row.get("scores") or {}, row.get("value") or {}
    return (
        DECISIONS[row["decision"]],
        verdict_of(row),
        _points(scores.get("viability")),
        f"{scores.get('class') or ''} {_points(scores.get('complexity'))}".strip(),
        computed_money(value.get("benefit"), currency),
        computed_money(value.get("net_present_value"), currency),
        _points(value.get("priority")),
    )


def _points(value: Any) -> str:
    """Of 0 to 100, with one decimal where it has any."""
    if value in (None, ""):
        return MISSING
    return plain_number(Decimal(str(value)).quantize(Decimal("0.1"), ROUND_HALF_UP))


def _sections(edition: Edition, names: Mapping[str, str]) -> Iterator[Part]:
    told = edition.content.get("stories", {})
    for key, spec in sections().items():
        content = edition.content["sections"].get(key, {})
        if key == STORIES:
            content = {**content, **told}
        blocks = _blocks(spec, content, names, edition.currency)
        if key == "risks":
            blocks += job_blocks(edition.content)
            blocks += class_blocks(edition.content["classes"])
        yield Part(spec.label, blocks)


def _candidates(edition: Edition, names: Mapping[str, str]) -> Iterator[Part]:
    curves = edition.content.get("curves", {})
    factors = (edition.content.get("rules") or {}).get("rubric", {}).get("names", {})
    for row in edition.content["candidates"]:
        blocks = _blocks(candidate_spec(), row["content"], names, edition.currency)
        blocks += curve_table(curves.get(row["content"].get("benefit_valuation")))
        yield Part(f"Candidate: {names[row['id']]}", [*blocks, *_ratings(row, factors)], level=2)


def _ratings(row: Mapping[str, Any], factors: Mapping[str, str]) -> list[Block]:
    """What was rated, each factor by its key and the name that was frozen with it."""
    rows = [
        (
            f"{each['factor']} {factors.get(each['factor'], '')}".strip(),
            SIDES[each["side"]],
            str(each["score"]),
            each["evidence"],
            each["note"],
        )
        for each in sorted(row.get("ratings", []), key=lambda each: (each["factor"], each["side"]))
    ]
    heads = ("Factor", "Side", "Score, 0 to 4", "Evidence", "Note")
    return [Table("Ratings", heads, rows)] if rows else []


def _blocks(
    spec: SectionSpec, content: Content, names: Mapping[str, str], currency: str
) -> list[Block]:
    """Fields as facts and rows as tables, in the order of the specification."""
    found: list[Block] = []
    facts: list[tuple[str, str]] = []
    for part in spec.parts:
        if isinstance(part, RowsSpec):
            if facts:
                found.append(Facts(facts))
                facts = []
            found += _rows(part, content.get(part.rows, []), names, currency)
        elif part.kind not in CLASSED and content.get(part.key) not in (None, "", []):
            facts.append((part.label, shown(part, content[part.key], names, currency, content)))
    found += [Facts(facts)] if facts else []
    return found or [Paragraph("Nothing was filled in.")]


def _rows(
    group: RowsSpec, rows: list[Content], names: Mapping[str, str], currency: str
) -> list[Block]:
    if not rows:
        return []
    rows = group.ordered(rows)
    used = [each for each in group.fields if any(row.get(each.key) is not None for row in rows)]
    if len(used) <= WIDEST_TABLE:
        cells = [
            [shown(each, row.get(each.key), names, currency, row) for each in used] for row in rows
        ]
        return [Table(group.label, [each.label for each in used], cells)]
    return [
        Table(
            f"{group.label}: {row_name(group, row, names)}",
            ("Field", "Value"),
            [
                (each.label, shown(each, row[each.key], names, currency, row))
                for each in used
                if row.get(each.key) is not None
            ],
        )
        for row in rows
    ]


def _checks(content: Mapping[str, Any]) -> list[Block]:
    checks = content.get("checks") or {}
    smart = checks.get("smart") or {}
    rows = [(row["id"], row["status"], row["title"]) for row in smart.get("checks", [])]
    rows += [(row["rule"], row["severity"], row["title"]) for row in checks.get("findings", [])]
    total = Paragraph(f"The problem scores {_points(smart.get('total'))} of 100.")
    return [total, Table("Checks", ("Rule", "Answer", "Says"), rows)] if rows else [total]


def _signatures(edition: Edition) -> list[Block]:
    rows = [
        (each.part, each.person, each.signed_on or "not signed", each.condition or MISSING,
         each.content_hash or MISSING)
        for each in edition.signatures
    ]  # fmt: skip
    bound = Paragraph(f"Signatures are bound to SHA-256 {edition.content_hash}.")
    heads = ("Part", "Person", "Signed", "Condition", "SHA-256 signed")
    return [bound, Table("Signatures", heads, rows)] if rows else [bound]


def _changes(edition: Edition) -> list[Block]:
    if not edition.since:
        return [Paragraph("This is the first version.")]
    rows = [
        (each["label"], each["before"], each["after"], each["change_class"])
        for each in edition.changes
    ]
    if not rows:
        return [Paragraph(f"Nothing changed since version {edition.since}.")]
    heads = ("Field", f"In {edition.since}", f"In {edition.number}", "Class")
    return [Table(f"Changes since version {edition.since}", heads, rows)]
