"""What the rows of a section add up to, for the pages of the worksheet."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from aiproj.shared import format as formats
from aiproj.shared.marks.svg import Svg
from scoping.calc import data_quality, upkeep
from scoping.calc.runs import Run, best_runs
from scoping.charts import plan as drawings
from scoping.checking.job_sheet import HOURS, PLANS, job_sheet, reskilling_words
from scoping.checking.reading import day_of, decimal_of, depends_on, integer_of, rows_of, text_of
from scoping.checking.totals import Totals, totals_of, training_cost
from scoping.models import Project, pack_of
from scoping.worksheet.loading import sections
from scoping.worksheet.model import Content, RowsSpec
from scoping.worksheet.state import WorksheetState

WHOLE = ""  # above all rows of the section
MISSING = "–"
SHORT = {
    "completeness": "Complete",
    "validity": "Valid",
    "duplicates": "Unique",
    "timeliness": "On time",
    "label_quality": "Labels",
    "coverage": "Coverage",
}


@dataclass(frozen=True)
class Summary:
    """A finding about the rows above it, with its table or drawing."""

    key: str
    finding: str
    columns: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    drawing: Svg | None = None

    @property
    def cells(self) -> list[list[tuple[str, str]]]:
        """Each row with the column of each cell, for phones."""
        return [list(zip(self.columns, row, strict=True)) for row in self.rows]


Found = list[Summary | None]


def of_section(project: Project, key: str, content: Content) -> Mapping[str, list[Summary]]:
    """Summaries by the group of rows under which they stand; above all rows under the empty key."""
    made = _MAKERS.get(key)
    found: dict[str, list[Summary]] = {}
    for each in made(project, content) if made else []:
        if each is not None:
            found.setdefault(each.key, []).append(each)
    return found


def _data(project: Project, content: Content) -> Found:
    return [_quality(content), _coverage(project, content), _preparation(project, content)]


def _quality(content: Content) -> Summary | None:
    judged = [
        (row, data_quality.judge({key: decimal_of(row, key) for key in data_quality.PROPERTIES}))
        for row in rows_of(content, "datasets")
    ]
    if not any(each is not None for _, found in judged for each in found.bands.values()):
        return None
    suggested = [found.suggested for _, found in judged if found.suggested is not None]
    finding = "Completeness and validity are not known yet: no suggestion for V2"
    if suggested:
        finding = f"Suggested for V2, data quality: {min(suggested)} of {data_quality.HIGHEST_BAND}"
    columns = ["Dataset", *(SHORT[key] for key in data_quality.PROPERTIES), "V2"]
    rows = [
        [text_of(row, "name") or MISSING, *(_band(found.bands[key]) for key in found.bands),
         _band(found.suggested)]
        for row, found in judged
    ]  # fmt: skip
    return Summary("datasets", finding, columns, rows)


def _band(band: int | None) -> str:
    return MISSING if band is None else str(band)


def _coverage(project: Project, content: Content) -> Summary | None:
    stored, rows = rows_of(content, "coverage"), []
    if not stored:
        return None
    least = pack_of(project.organization).checks.coverage_ratio
    for row in stored:
        population, data = decimal_of(row, "population_share"), decimal_of(row, "data_share")
        if population is None or data is None:
            continue
        share = data_quality.share_of_share(population, data)
        if share is not None and share < least:
            shares = [f"{formats.number(each, 1)}%" for each in (population, data, share)]
            rows.append([text_of(row, "group") or MISSING, *shares])
    if not rows:
        return None
    groups = formats.plural(len(rows), "group has", "groups have")
    finding = f"{formats.sentence_case(formats.number_word(len(rows)))} {groups} less than "
    finding += f"{formats.number(least)}% of the share"
    columns = ["Group", "Of the population", "Of the data", "Of its share"]
    return Summary("coverage", finding, columns, rows)


def _preparation(project: Project, content: Content) -> Summary | None:
    tasks = [
        data_quality.Task(
            decimal_of(row, "days") or Decimal(0), decimal_of(row, "day_rate") or Decimal(0)
        )
        for row in rows_of(content, "preparation")
    ]
    if not tasks:
        return None
    found = data_quality.effort(tasks)
    days = f"{formats.number(found.days, _places(found.days))} person-days"
    finding = f"Preparation takes {days} and adds {_money(project, found.cost)} to the budget"
    return Summary("preparation", finding)


def _money_section(project: Project, content: Content) -> Found:
    state = WorksheetState({"money": content, "data": project.content_of("data")})
    found = totals_of(state)
    if not found.build and not found.preparation:
        return [None]
    finding = f"Building it costs {_money(project, found.total)}"
    return [
        Summary("costs", finding, ["Part", "Amount"], _cost_rows(project, found)),
        _training(project),
        _growth(content, found),
    ]


def _growth(content: Content, found: Totals) -> Summary | None:
    """Run costs beside the growth that they shall bear; each year's stands in the value."""
    growth, first, last = decimal_of(content, "growth"), found.run[0], found.run[-1]
    if growth is None or not first or last is None:
        return None
    volume = _changed(upkeep.volume_growth(growth), "volume")
    cost = _changed((last / first - 1) * 100, "run cost")
    return Summary("costs", f"Year 3 has {volume} and {cost} compared with year 1")


def _changed(percent: Decimal, what: str) -> str:
    """A change as one says it: 10% more volume, the same run cost."""
    if not percent:
        return f"the same {what}"
    return f"{formats.number(abs(percent), 1)}% {'more' if percent > 0 else 'less'} {what}"


def _training(project: Project) -> Summary | None:
    """What trainings take of each year's run cost."""
    cost = training_cost(project.content_of("operations"))
    if not cost:
        return None
    finding = f"Trainings take {_money(project, cost)} a year, which each year's run cost includes"
    return Summary("costs", finding)


def _cost_rows(project: Project, found: Totals) -> list[list[str]]:
    parts = {
        "Build costs": found.build,
        "Contingency on them": found.contingency,
        "Preparation of data": found.preparation,
        "Total": found.total,
    }
    return [[name, _money(project, value)] for name, value in parts.items()]


def _risks(project: Project, content: Content) -> Found:
    scored = []
    for row in rows_of(content, "risks"):
        likelihood, impact = integer_of(row, "likelihood"), integer_of(row, "impact")
        if likelihood and impact:
            residual = integer_of(row, "residual")
            left = str(residual) if residual is not None else MISSING
            scored.append((likelihood * impact, text_of(row, "what") or MISSING, left))
    jobs = _jobs(project, content)
    if not scored:
        return jobs
    scored.sort(key=lambda each: -each[0])
    finding = f"The highest risk scores {scored[0][0]} of 25: {scored[0][1]}"
    rows = [[what, str(score), left] for score, what, left in scored]
    return [Summary("risks", finding, ["Risk", "Score", "Residual"], rows), *jobs]


def _jobs(project: Project, content: Content) -> Found:
    """The job-effect sheet: hours, then plans, and whether the value counts reskilling."""
    plan_above = pack_of(project.organization).checks.automated_share
    found = job_sheet(content, project.currency, plan_above)
    if found is None:
        return []
    hours = [Summary("jobs", found.finding, HOURS, found.hours)] if found.hours else []
    if found.unread:
        names = formats.join_words(found.unread)
        hours.append(Summary("jobs", f"Hours are incomplete, or more than are worked: {names}"))
    chosen = project.candidates.current().filter(decision="chosen").first()
    cost = found.reskilling
    counted = decimal_of(chosen.content, "reskilling_cost") if chosen else None
    said = "Plans and talks"
    if cost and chosen:
        said = reskilling_words(cost, counted or Decimal(0), project.currency).rstrip(".")
    return [*hours, Summary("jobs", said, PLANS, found.plans)]


def _people(project: Project, content: Content) -> Found:
    return [_support(content), _raci(content), _skills(content)]


def _support(content: Content) -> Summary | None:
    readings = [
        drawings.Reading(text_of(row, "stakeholder"), day, support)
        for row in rows_of(content, "support_log")
        if (day := day_of(row, "day")) and (support := integer_of(row, "support")) is not None
        if text_of(row, "stakeholder")
    ]
    if not readings:
        return None
    first: dict[str, int] = {}
    last: dict[str, int] = {}
    for each in sorted(readings, key=lambda each: each.day):
        first.setdefault(each.who, each.support)
        last[each.who] = each.support
    rose = sum(last[who] > first[who] for who in last)
    fell = sum(last[who] < first[who] for who in last)
    finding = f"Support rose for {rose} and fell for {fell} of {len(last)}"
    return Summary("support_log", finding, drawing=drawings.support_history(readings))


def _raci(content: Content) -> Summary | None:
    """Who does what: deliverables down, people across, the letters where they meet."""
    parts = {"R": "responsible", "A": "accountable", "C": "consulted", "I": "informed"}
    table: dict[str, dict[str, str]] = {}
    people: dict[str, None] = {}
    for row in rows_of(content, "raci"):
        cells: dict[str, str] = {}
        for letter, key in parts.items():
            for name in filter(None, (each.strip() for each in text_of(row, key).split(","))):
                cells[name] = cells.get(name, "") + letter
                people[name] = None
        table[text_of(row, "deliverable") or MISSING] = cells
    if not people:
        return None
    rows = [[what, *(cells.get(name, "") for name in people)] for what, cells in table.items()]
    finding = "R responsible, A accountable, C consulted, I informed"
    return Summary("raci", finding, ["Deliverable", *people], rows)


def _skills(content: Content) -> Summary | None:
    names = _group("people", "skills").field("skill").options
    rows = [row for row in rows_of(content, "skills") if text_of(row, "skill")]
    if not rows:
        return None
    gaps = upkeep.skill_gaps(
        [
            upkeep.Skill(
                str(names.get(row["skill"], row["skill"])),
                decimal_of(row, "required") or Decimal(0),
                decimal_of(row, "available") or Decimal(0),
                bool(text_of(row, "plan")),
            )
            for row in rows
        ]
    )
    if not gaps:
        return Summary("skills", "Every skill that is needed is there")
    finding = f"{formats.sentence_case(formats.counted(len(gaps), 'skill', 'skills'))} short"
    columns = ["Skill", "People missing", "Plan"]
    said = [
        [
            gap.name,
            formats.number(gap.missing, _places(gap.missing)),
            "Yes" if gap.has_plan else "No",
        ]
        for gap in gaps
    ]
    return Summary("skills", finding, columns, said)


def _plan(project: Project, content: Content) -> Found:
    points = [
        drawings.Point(
            text_of(row, "name") or "Without a name",
            day,
            row.get("checkpoint") is True,
            day_of(row, "done_on") is not None,
            depends_on(row),
        )
        for row in rows_of(content, "milestones")
        if (day := day_of(row, "day"))
    ]
    if not points:
        return [None]
    marks = [
        (name, day)
        for name, day in (
            ("Go-live", day_of(content, "go_live")),
            ("Deadline", day_of(project.content_of("problem"), "deadline")),
        )
        if day
    ]
    first, last = min(each.day for each in points), max(each.day for each in points)
    finding = f"Milestones run from {formats.date(first)} to {formats.date(last)}"
    drawn = Summary("milestones", finding, drawing=drawings.timeline(points, marks))
    return [drawn, _variance(project, content)]


def _variance(project: Project, content: Content) -> Summary | None:
    """Days and money against the plan, of the milestones that are done."""
    rows = []
    for row in rows_of(content, "milestones"):
        planned, done = day_of(row, "day"), day_of(row, "done_on")
        budget, spent = decimal_of(row, "budget"), decimal_of(row, "actual_cost")
        if planned is None or done is None:
            continue
        over = MISSING if budget is None or spent is None else _signed(project, spent - budget)
        late = formats.signed((done - planned).days, 0)
        rows.append([text_of(row, "name") or MISSING, late, over])
    if not rows:
        return None
    finding = formats.counted(len(rows), "milestone is done", "milestones are done")
    columns = ["Milestone", "Days against the plan", "Money against the budget"]
    return Summary("milestones", finding, columns, rows)


def _evaluation(project: Project, content: Content) -> Found:
    """The best run of each measure that was tried."""
    ways = {"higher": True, "lower": False}
    found = best_runs(
        [
            Run(text_of(row, "algorithm") or MISSING, text_of(row, "measure"), value,
                ways.get(text_of(row, "better")))
            for row in rows_of(content, "experiments")
            if (value := decimal_of(row, "value")) is not None
        ]
    )  # fmt: skip
    if not found:
        return [None]
    words = [
        f"{run.name}{f', {run.measure}' if run.measure else ''} "
        f"{formats.number(run.value, _places(run.value))}"
        for run in found
    ]
    return [Summary("experiments", f"Best run: {'; '.join(words)}")]


def _operations(project: Project, content: Content) -> Found:
    policy = text_of(content, "retraining")
    due = upkeep.next_training(policy, day_of(content, "last_trained_on"))
    hours = upkeep.yearly_hours(policy, decimal_of(content, "retraining_hours") or Decimal(0))
    words = [f"the next training is due on {formats.date(due)}"] if due else []
    if hours:
        cost = training_cost(content)
        money = f", {_money(project, cost)}" if cost else ""
        words.append(f"trainings take {formats.number(hours, _places(hours))} hours a year{money}")
    return [Summary(WHOLE, formats.sentence_case("; ".join(words)))] if words else [None]


def _group(section: str, rows: str) -> RowsSpec:
    part = sections()[section].part(rows)
    if not isinstance(part, RowsSpec):
        raise KeyError(rows)
    return part


def _money(project: Project, value: Decimal) -> str:
    return f"{project.currency} {formats.number(value, _places(value))}"


def _signed(project: Project, value: Decimal) -> str:
    sign = "−" if value < 0 else "+" if value > 0 else ""
    return f"{sign}{_money(project, abs(value))}"


def _places(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return min(2, max(0, -exponent)) if isinstance(exponent, int) else 0


_MAKERS: dict[str, Callable[[Project, Content], Found]] = {
    "data": _data,
    "money": _money_section,
    "risks": _risks,
    "people": _people,
    "plan": _plan,
    "evaluation": _evaluation,
    "operations": _operations,
}
