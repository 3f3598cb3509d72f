"""The calibration ledger: what projects had forecast beside what came of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from accounts.models import Organization, User
from aiproj.shared import format as formats
from aiproj.shared.exports import Column, Sheet
from metrics.models import BusinessMetric
from scoping.calc.ledger import Adjusted, ClassRatio, ClosedCase, class_ratios, nearest
from scoping.models import BenefitOutcome, Project
from scoping.wording import short_money

CATEGORIES: Mapping[str, str] = dict(BusinessMetric.Category.choices)
NOBODY = "Somebody who left"
UNKNOWN = "Not known"
KINDS = {"estimator": "Estimator", "category": "Kind of benefit", "complexity": "Complexity"}
PRODUCING = (Project.Stage.LIVE, Project.Stage.BENEFITS, Project.Stage.CLOSED)
COLUMNS = (
    ("title", "Project", ""), ("estimator", "Estimator", ""), ("category", "Kind", ""),
    ("complexity", "Complexity", ""), ("forecast", "Forecast a year", "r"),
    ("actual", "Actual a year", "r"), ("ratio", "Actual : forecast", "r"),
    ("cost", "Spent : budget", "r"), ("measured", "Measured", ""),
)  # fmt: skip
SHEET_COLUMNS = (
    Column("Project", 40), Column("Estimator", 20), Column("Kind of benefit"),
    Column("Complexity"), Column("Currency"), Column("Forecast a year"), Column("Actual a year"),
    Column("Actual / forecast"), Column("Measured margin"), Column("From"), Column("Until"),
    Column("Budget"), Column("Spent"), Column("Spent / budget"), Column("Source", 40),
    Column("Entered by", 20), Column("Entered at"),
)  # fmt: skip


@dataclass(frozen=True)
class LedgerRow:
    """One measured project; the ratios are None where nothing was forecast."""

    outcome: BenefitOutcome
    estimator: str
    category: str
    ratio: Decimal | None
    cost_ratio: Decimal | None

    @property
    def project(self) -> Project:
        return self.outcome.project

    @property
    def forecast(self) -> str:
        return short_money(self.outcome.forecast_benefit, self.project.currency)

    @property
    def actual(self) -> str:
        return short_money(self.outcome.yearly_benefit, self.project.currency)

    @property
    def ratio_said(self) -> str:
        return formats.number(self.ratio, 2)

    @property
    def cost_said(self) -> str:
        return formats.number(self.cost_ratio, 2)


@dataclass(frozen=True)
class ClassTable:
    """Actual / forecast by one kind of class."""

    label: str
    rows: Sequence[tuple[ClassRatio, str, str]]


@dataclass(frozen=True)
class LedgerPage:
    """What the ledger comes to."""

    headline: str
    said: str
    tables: Sequence[ClassTable]


def ledger_rows(user: User, organization: Organization) -> list[LedgerRow]:
    """The newest measurement of each project that a person may see."""
    rows = BenefitOutcome.objects.visible_to(user).of(organization).counting()
    return [_row(outcome) for outcome in rows.select_related("recorded_by")]


def _row(outcome: BenefitOutcome) -> LedgerRow:
    return LedgerRow(
        outcome,
        str(outcome.estimator or NOBODY),
        CATEGORIES.get(outcome.category, UNKNOWN),
        _ratio(outcome.yearly_benefit, outcome.forecast_benefit),
        _ratio(outcome.cost, outcome.forecast_cost),
    )


def _ratio(actual: Decimal, forecast: Decimal | None) -> Decimal | None:
    return actual / forecast if forecast is not None and forecast > 0 else None


def closed_cases(rows: Iterable[LedgerRow]) -> list[ClosedCase]:
    """Those with a forecast above 0, as the calculations take them: by id, not by name."""
    found = []
    for row in rows:
        outcome = row.outcome
        if row.ratio is None or outcome.forecast_benefit is None:
            continue
        classes = {
            "estimator": outcome.estimator.public_id if outcome.estimator else "",
            "category": outcome.category,
            "complexity": outcome.complexity,
        }
        known = {kind: name for kind, name in classes.items() if name}
        found.append(
            ClosedCase(
                row.project.public_id, outcome.forecast_benefit, outcome.yearly_benefit, known
            )
        )
    return found


def ledger_page(rows: Sequence[LedgerRow]) -> LedgerPage:
    """What the measured projects come to, in all and by class."""
    cases = closed_cases(rows)
    adjusted = nearest(Decimal(1), {}, cases)
    names = {
        "estimator": {
            row.outcome.estimator.public_id: row.estimator for row in rows if row.outcome.estimator
        },
        "category": CATEGORIES,
        "complexity": {},
    }
    tables = [
        ClassTable(label, _classes(cases, kind, names[kind])) for kind, label in KINDS.items()
    ]
    return LedgerPage(_headline(cases, adjusted), _said(adjusted), tables)


def _classes(
    cases: Sequence[ClosedCase], kind: str, names: Mapping[str, str]
) -> list[tuple[ClassRatio, str, str]]:
    found = [
        (row, names.get(row.name, row.name), _ratios_said(row.middle, row.low, row.high))
        for row in class_ratios(cases, kind)
    ]
    return sorted(found, key=lambda each: each[1].casefold())


def _ratios_said(middle: Decimal, low: Decimal, high: Decimal) -> str:
    said = formats.number(middle, 2)
    if low == high:
        return said
    return f"{said} ({formats.number(low, 2)} to {formats.number(high, 2)})"


def _headline(cases: Sequence[ClosedCase], adjusted: Adjusted) -> str:
    if not cases:
        return "No forecast has been held against what came of it"
    if adjusted.figure is None:
        return f"{formats.counted(len(cases), 'forecast')} held against what came of it"
    return f"The median project brings {formats.percent(adjusted.figure)} of what was forecast"


def _said(adjusted: Adjusted) -> str:
    if adjusted.figure is None:
        more = formats.counted(adjusted.lacking, "measured project is", "measured projects are")
        return f"{more} still needed before new forecasts get an adjusted figure beside them."
    low, high = formats.percent(adjusted.low), formats.percent(adjusted.high)
    return f"{adjusted.cases} measured projects, from {low} to {high}."


def like_words(found: Adjusted) -> str:
    """On which cases an adjusted figure rests: "6 projects of the same kind"."""
    alike = {"category": "kind of benefit", "complexity": "complexity"}
    same = formats.join_words([alike[kind] for kind in found.like])
    projects = formats.counted(found.cases, "measured project")
    return f"{projects} of the same {same}" if same else projects


def unmeasured(user: User, organization: Organization) -> QuerySet[Project]:
    """Projects in use, or past it, of which nobody has said what they brought."""
    rows = Project.objects.visible_to(user).of(organization).current()
    return rows.filter(stage__in=PRODUCING, outcomes=None).order_by("title", "pk")


SORTS = frozenset(key for key, _, _ in COLUMNS)


def ordered(rows: Iterable[LedgerRow], sort: str) -> list[LedgerRow]:
    """By a column, upward or with a leading minus downward; what is unknown comes last."""
    key = sort.removeprefix("-")
    reads: dict[str, Any] = {
        "title": lambda row: row.project.title.casefold(),
        "estimator": lambda row: row.estimator.casefold(),
        "category": lambda row: row.category,
        "complexity": lambda row: ("", "S", "M", "L", "XL").index(row.outcome.complexity),
        "forecast": lambda row: row.outcome.forecast_benefit,
        "actual": lambda row: row.outcome.yearly_benefit,
        "ratio": lambda row: row.ratio,
        "cost": lambda row: row.cost_ratio,
        "measured": lambda row: row.outcome.ends_on,
    }
    read = reads.get(key)
    if read is None:
        return sorted(rows, key=lambda row: (row.outcome.ends_on, row.outcome.pk), reverse=True)
    found = list(rows)
    known = [row for row in found if read(row) is not None]
    known.sort(key=lambda row: (read(row), row.outcome.pk), reverse=sort.startswith("-"))
    return [*known, *(row for row in found if read(row) is None)]


def ledger_sheet(rows: Iterable[LedgerRow]) -> Sheet:
    """Every measured project with exact figures."""
    return Sheet("Forecast and actual", SHEET_COLUMNS, [_line(row) for row in rows])


def _line(row: LedgerRow) -> list[Any]:
    outcome = row.outcome
    return [
        row.project.title,
        row.estimator,
        row.category,
        outcome.complexity,
        row.project.currency,
        outcome.forecast_benefit,
        _rounded(outcome.yearly_benefit),
        _rounded(row.ratio),
        outcome.benefit,
        outcome.starts_on,
        outcome.ends_on,
        outcome.forecast_cost,
        outcome.cost,
        _rounded(row.cost_ratio),
        outcome.source,
        str(outcome.recorded_by or NOBODY),
        outcome.recorded_at,
    ]


def _rounded(value: Decimal | None) -> Decimal | None:
    return None if value is None else round(value, 6)


def outcome_lines(project: Project) -> list[tuple[str, str]]:
    """What one project has brought, in words; nothing before it was measured."""
    rows = BenefitOutcome.objects.filter(project=project).counting()
    found = rows.select_related("recorded_by").first()
    if found is None:
        return []
    row = _row(found)
    days = formats.date_range(found.starts_on, found.ends_on)
    spent, budget = (short_money(each, project.currency) for each in
                     (found.cost, found.forecast_cost))  # fmt: skip
    return [
        ("Margin a year", f"{row.actual}, forecast was {row.forecast}"),
        ("Actual : forecast", row.ratio_said),
        ("Spent", f"{spent}, budget was {budget}"),
        ("Measured", f"{days}: {found.source}"),
        ("Entered by", f"{found.recorded_by or NOBODY}, {formats.date(found.recorded_at.date())}"),
    ]
