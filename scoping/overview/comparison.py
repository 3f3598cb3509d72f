"""The candidates side by side, as the page shows them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from accounts.models import User
from aiproj.shared import format as formats
from aiproj.shared import marks
from scoping import wording
from scoping.calc.ledger import Adjusted
from scoping.calc.priority import HIGH_VIABILITY
from scoping.calc.readiness import Readiness
from scoping.checking.evaluation import Comparison, Figures, compare
from scoping.checking.rules_candidates import NO_AI
from scoping.checking.standing import has_visible_stakeholder
from scoping.models import Project, rubric_of
from scoping.overview.appraisal import rule_book
from scoping.overview.calibration import adjusted_margins, adjusted_words, lacking_words
from scoping.overview.levels import Levels, levels_of
from scoping.overview.project_check import ProjectCheck, check_of
from scoping.rules.model import DIMENSIONS
from scoping.worksheet.loading import candidate_spec
from scoping.worksheet.model import Content

AdjustedMargins = Mapping[str, Adjusted | None]
MARKS = {
    Readiness.READY: "ready",
    Readiness.CONDITIONAL: "conditional",
    Readiness.NOT_READY: "not-ready",
    Readiness.UNKNOWN: "unknown",
}


@dataclass(frozen=True)
class Cell:
    """One cell: text, a second line, a drawing, and whether the number is the best."""

    text: str
    note: str = ""
    drawing: marks.Svg | None = None
    look: str = ""


@dataclass(frozen=True)
class Row:
    """One measure over all candidates."""

    label: str
    note: str
    cells: Sequence[Cell]


@dataclass(frozen=True)
class ComparisonPage:
    """Everything that the page shows."""

    headline: str
    columns: Sequence[Figures]
    kinds: Sequence[str]
    first: str
    rows: Sequence[Row]
    matrix: marks.Svg | None
    matrix_title: str
    findings: Sequence[tuple[str, str]]
    levels: Levels
    check: ProjectCheck | None
    sponsor: str  # public id of whoever may accept a risk; empty while nobody is named


def comparison_of(project: Project, today: datetime.date) -> tuple[Comparison, Levels]:
    """The figures of all candidates against the levels that count today."""
    rules = rule_book(project.organization).figures
    levels = levels_of(project, rules.settings, today)
    return compare(project.state(), rules, levels.values), levels


def _intricate(columns: Sequence[Figures]) -> list[str]:
    """Who is worth it and viable, but first needs enablers because of its complexity."""
    return [
        each.name
        for each in columns
        if each.parts
        and each.quadrant == "build_enablers"
        and each.parts.viability >= HIGH_VIABILITY
    ]


def comparison_page(project: Project, today: datetime.date, user: User) -> ComparisonPage:
    """The page of candidates, with what projects that this person may see say of forecasts."""
    comparison, levels = comparison_of(project, today)
    columns = comparison.candidates
    adjusted = adjusted_margins(project, user, list(columns))
    kind = candidate_spec().part("kind")
    names = getattr(kind, "options", {})
    first = comparison.leaders.get("priority", ("",))[0]
    points = _points(columns, first)
    told = dict(
        project.sections.filter(key__in=["problem", "people"]).values_list("key", "content")
    )
    doing = [each.name for each in columns if each.quadrant == "do_now"]
    return ComparisonPage(
        headline=wording.headline(comparison),
        columns=columns,
        kinds=[names.get(each.kind, each.kind) for each in columns],
        first=first,
        rows=_rows(columns, levels, adjusted, project.currency),
        matrix=marks.value_matrix(points) if points else None,
        matrix_title=wording.matrix_title(doing, _intricate(columns)),
        findings=[
            *_suitability(told.get("problem", {})),
            *wording.findings(
                comparison,
                project.currency,
                rubric_of(project.organization).names,
                is_visible=_is_visible(told.get("people", {})),
            ),
            *_record(adjusted),
        ],
        levels=levels,
        check=check_of(project, comparison.settings, today),
        sponsor=str(told.get("people", {}).get("sponsor", "")),
    )


def _points(columns: Sequence[Figures], first: str) -> list[marks.MatrixPoint]:
    """Whoever can be placed by value and viability; doing nothing has no place."""
    return [
        marks.MatrixPoint(
            each.name,
            each.parts.value,
            each.parts.viability,
            each.scores.complexity_class or "",
            each.id == first,
        )
        for each in columns
        if each.parts and each.kind != "none"
    ]


def _suitability(problem: Content) -> list[tuple[str, str]]:
    """The verdict on AI as such, where the problem says that it is not needed."""
    is_enough = problem.get("rule_is_enough") == "yes"
    return [("Is AI needed?", f"{NO_AI}, as the problem says.")] if is_enough else []


def _is_visible(people: Content) -> bool:
    """Whether somebody of high influence is among the stakeholders."""
    return has_visible_stakeholder(people.get("stakeholders", []))


def _record(adjusted: AdjustedMargins) -> list[tuple[str, str]]:
    """What is missing before forecasts can be adjusted; nothing where they are."""
    found = next((each for each in adjusted.values() if each), None)
    if found is None or found.figure is not None:
        return []
    return [("What our record says of forecasts", lacking_words(found))]


def _rows(
    columns: Sequence[Figures], levels: Levels, adjusted: AdjustedMargins, currency: str
) -> list[Row]:
    def money(value: object) -> str:
        return wording.short_money(value, currency)  # type: ignore[arg-type]

    return [
        Row("Decision", "", [Cell(_decision(each)) for each in columns]),
        Row("Readiness", "the largest gap decides", [_readiness(each) for each in columns]),
        Row(
            "Our level, level needed",
            "bar: ours; mark: needed",
            [_gaps(each, levels) for each in columns],
        ),
        Row("Viability", "0 to 100, 60 is viable", [_viability(each) for each in columns]),
        Row("Complexity", "class and points", [_complexity(each) for each in columns]),
        Row("Evidence", "guess 0.5, measured 1.0", [_evidence(each) for each in columns]),
        Row("Yearly margin", "low to high", [_benefit(each, currency) for each in columns]),
        *_adjusted(columns, adjusted, currency),
        Row(
            "Build, yearly run",
            "",
            [_listed(money(each.money.build), money(each.money.run)) for each in columns],
        ),
        Row(
            "Risk-adjusted value",
            "three years",
            [Cell(money(each.money.net_present_value), _chance(each)) for each in columns],
        ),
        Row("Payback", "months", [_payback(each) for each in columns]),
        Row("Priority", "by the weights", [Cell(_number(each.priority, 1)) for each in columns]),
        Row(
            "RICE, WSJF, ICE",
            "other ways to order",
            [
                _listed(_number(each.rice, 0), _number(each.wsjf, 1), _number(each.ice, 0))
                for each in columns
            ],
        ),
    ]  # fmt: skip


def _adjusted(columns: Sequence[Figures], adjusted: AdjustedMargins, currency: str) -> list[Row]:
    """The margins by our record, as soon as there are cases enough for one of them."""
    if not any(found and found.figure is not None for found in adjusted.values()):
        return []
    cells = []
    for each in columns:
        found = adjusted[each.id]
        known = found is not None and found.figure is not None
        cells.append(Cell(*adjusted_words(found, currency)) if found and known else Cell("–"))
    return [Row("Margin by our record", "beside it; the margin above counts", cells)]


def _listed(*figures: str) -> Cell:
    """Figures beside each other; one dash where none of them is known."""
    return Cell(", ".join(figures) if set(figures) != {"–"} else "–")


def _decision(figures: Figures) -> str:
    return figures.decision.capitalize() if figures.decision else "Open"


def _readiness(figures: Figures) -> Cell:
    return Cell(
        wording.READINESS[figures.readiness],
        wording.readiness_words(figures),
        look=MARKS[figures.readiness],
    )


def _gaps(figures: Figures, levels: Levels) -> Cell:
    if figures.required is None or figures.kind == "none":
        return Cell("–")
    ours = levels.values or {}
    rows = [
        marks.LevelRow(wording.SHORT_NAMES[key], ours.get(key), figures.required[key])
        for key in DIMENSIONS
    ]
    return Cell("", drawing=marks.level_gaps(rows))


def _viability(figures: Figures) -> Cell:
    scores = figures.scores
    if scores.viability is None:
        return Cell("–", _missing(figures))
    note = wording.VERDICTS[scores.verdict]
    if scores.viability_low != scores.viability_high:
        low, high = (formats.number(end) for end in (scores.viability_low, scores.viability_high))
        note = f"{note}; the sides say {low} to {high}"
    return Cell(formats.number(scores.viability), note)


def _missing(figures: Figures) -> str:
    if figures.kind == "none":
        return "nothing to rate"
    count = len(figures.scores.missing)
    return f"{formats.counted(count, 'factor')} not rated"


def _complexity(figures: Figures) -> Cell:
    scores = figures.scores
    if scores.complexity is None:
        return Cell("–")
    return Cell(f"{scores.complexity_class} {formats.number(scores.complexity)}")


def _evidence(figures: Figures) -> Cell:
    return Cell(_number(figures.scores.evidence, 2))


def _benefit(figures: Figures, currency: str) -> Cell:
    found = figures.benefit
    if found is None:
        return Cell("–")
    low, high = (wording.short_money(end, currency) for end in (found.low, found.high))
    note = f"{low} to {high}" if found.low != found.high else ""
    return Cell(wording.short_money(found.expected, currency), note)


def _chance(figures: Figures) -> str:
    chance = figures.money.chance
    return (
        f"chance {formats.percent(chance)}" if chance is not None and figures.kind != "none" else ""
    )


def _payback(figures: Figures) -> Cell:
    found = figures.money.payback
    return Cell("–" if found is None else formats.number(found, 1))


def _number(value: float | None, places: int) -> str:
    return "–" if value is None else formats.number(value, places)
