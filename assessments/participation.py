"""Participation while an assessment is open: counts of people, never what they answered."""

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from aiproj.shared import format as show
from aiproj.shared import marks
from assessments.calc.questionnaire import AUDIENCES
from assessments.group_size import people_asked

KINDS = ("technical", "business")
AUDIENCE_NAMES = {"business": "Business", "technical": "Technical", "both": "Both"}
AFTER_REMINDER = datetime.timedelta(days=3)
QUIET = datetime.timedelta(days=4)
WEEK = datetime.timedelta(days=7)


@dataclass(frozen=True)
class StateCount:
    """How many people of one audience and team are in one state."""

    audience: str
    team: str
    has_submitted: bool
    has_started: bool
    number: int


@dataclass(frozen=True)
class Group:
    """One audience or team: who has answered, and what that means for the results."""

    name: str
    invited: int
    submitted: int
    started: int
    meaning: str = ""
    is_pressing: bool = False

    @property
    def waiting(self) -> int:
        """People who have not submitted."""
        return self.invited - self.submitted

    @property
    def units(self) -> marks.Svg:
        """One square a person."""
        return marks.person_units(self.submitted, self.started, self.waiting - self.started)


@dataclass(frozen=True)
class Participation:
    """Everybody, and the same people by audience and by team."""

    everybody: Group
    audiences: tuple[Group, ...]
    teams: tuple[Group, ...]
    headline: str


@dataclass(frozen=True)
class Need:
    """How far one kind of question is from being shown, if everybody rates it."""

    kind: str
    questions: int
    asked: int
    missing: int
    waiting: int

    @property
    def is_hopeless(self) -> bool:
        """True if too few people are asked, whatever they do."""
        return self.missing > self.waiting


def participation_of(
    counts: Iterable[StateCount],
    questions: Mapping[str, int],
    minimum_group: int,
    *,
    anonymous: bool,
) -> Participation:
    """Return who has answered, what it means for the results, and the headline.

    `questions` counts by the audience of the question, `minimum_group` is k (1 or 3 and up).
    In anonymous mode nobody counts as started and there are no teams.
    """
    rows = list(counts)
    everybody = _group("Everybody", rows, anonymous)
    groups = {
        audience: _group(AUDIENCE_NAMES[audience], mine, anonymous)
        for audience in ("technical", "business", "both")
        if (mine := [row for row in rows if row.audience == audience])
    }
    needs = _needs(groups, questions, minimum_group)
    return Participation(
        everybody=everybody,
        audiences=tuple(_with_need(group, needs.get(key)) for key, group in groups.items()),
        teams=() if anonymous else tuple(_teams(rows, minimum_group)),
        headline=headline(everybody, list(needs.values())),
    )


def _teams(rows: Sequence[StateCount], minimum_group: int) -> Iterator[Group]:
    """One group a team, people without one last; nothing if nobody has a team."""
    names = sorted({row.team for row in rows}, key=lambda name: (not name, name))
    for name in names if any(names) else []:
        mine = [row for row in rows if row.team == name]
        yield _as_team(_group(name or "No team", mine, anonymous=False), minimum_group)


def _group(name: str, rows: Sequence[StateCount], anonymous: bool) -> Group:
    begun = [row for row in rows if row.has_started and not row.has_submitted]
    return Group(
        name=name,
        invited=sum(row.number for row in rows),
        submitted=sum(row.number for row in rows if row.has_submitted),
        started=0 if anonymous else sum(row.number for row in begun),
    )


def _needs(
    groups: Mapping[str, Group], questions: Mapping[str, int], minimum_group: int
) -> dict[str, Need]:
    asked = people_asked({key: group.invited for key, group in groups.items()})
    submitted = people_asked({key: group.submitted for key, group in groups.items()})
    return {
        kind: Need(
            kind=kind,
            questions=questions.get(kind, 0),
            asked=asked[kind],
            missing=max(0, minimum_group - submitted[kind]),
            waiting=asked[kind] - submitted[kind],
        )
        for kind in KINDS
        if questions.get(kind, 0)
    }


def _with_need(group: Group, need: Need | None) -> Group:
    """The sentence "for the results" of an audience."""
    if need is None:
        shared = "Counted with both sides" if group.name == "Both" else "Answers shared questions"
        return _saying(group, shared)
    which = f"{show.counted(need.questions, 'question')} {'goes' if need.questions == 1 else 'go'}"
    if need.missing == 0:
        return _saying(group, "Enough to show")
    if need.is_hopeless:
        return _saying(group, f"Too few: {which} only to them and cannot be shown", pressing=True)
    if need.missing == need.waiting:
        everyone = f"All {need.asked} are needed"
        return _saying(group, f"{everyone}: {which} only to them", pressing=True)
    return _saying(group, f"{need.missing} more needed: {which} only to them")


def _as_team(group: Group, minimum_group: int) -> Group:
    """The sentence "for the results" of a team."""
    missing = minimum_group - group.submitted
    if group.invited < minimum_group:
        return _saying(group, "Too small to show on its own")
    if missing <= 0:
        return _saying(group, "Large enough")
    if missing == group.waiting:
        return _saying(group, f"Large enough if all {group.invited} submit")
    return _saying(group, f"Large enough with {missing} more")


def _saying(group: Group, meaning: str, *, pressing: bool = False) -> Group:
    return replace(group, meaning=meaning, is_pressing=pressing)


def headline(everybody: Group, needs: Sequence[Need]) -> str:
    """Return the finding: how many submitted, and what still decides about the results.

    >>> everybody = Group("Everybody", invited=11, submitted=9, started=1)
    >>> need = Need("technical", questions=10, asked=5, missing=1, waiting=1)
    >>> headline(everybody, [need])
    '9 of 11 have submitted; one technical answer decides'
    """
    if everybody.invited == 0:
        return "Nobody is asked yet"
    if everybody.submitted == 0:
        return f"None of {everybody.invited} has submitted yet"
    if everybody.waiting == 0:
        done = f"All {everybody.invited} have submitted"
        done = "The one person asked has submitted" if everybody.invited == 1 else done
    else:
        verb = "has" if everybody.submitted == 1 else "have"
        done = f"{everybody.submitted} of {everybody.invited} {verb} submitted"
    return f"{done}; {_what_decides(needs)}"


def _what_decides(needs: Sequence[Need]) -> str:
    hopeless = [need.kind for need in needs if need.is_hopeless]
    if hopeless:
        return f"{show.join_words(hopeless)} questions cannot be shown"
    open_needs = [need for need in needs if need.missing]
    if not open_needs:
        return "every group is large enough"
    missing = sum(need.missing for need in open_needs)
    kinds = show.join_words([need.kind for need in open_needs])
    if missing == 1:
        return f"one {kinds} answer decides"
    return f"{show.number_word(missing)} more {kinds} answers are needed"


@dataclass(frozen=True)
class Progress:
    """How far a person is, as far as the privacy mode lets it be known."""

    words: str
    is_done: bool
    last_activity: datetime.date | None
    has_begun: bool


def person_progress(
    *,
    submitted_on: datetime.date | None,
    started_on: datetime.date | None,
    last_saved_on: datetime.date | None,
    answered: int,
    asked: int,
    anonymous: bool,
) -> Progress:
    """Return how far a person is; in anonymous mode only whether the answers came, and no day.

    >>> day = datetime.date(2026, 11, 20)
    >>> person_progress(submitted_on=None, started_on=day, last_saved_on=day, answered=11,
    ...                 asked=18, anonymous=False).words
    'started, 11 of 18'
    """
    is_done = submitted_on is not None
    if anonymous:
        return Progress("submitted" if is_done else "not yet", is_done, None, has_begun=is_done)
    if is_done:
        return Progress("submitted", is_done, submitted_on, has_begun=True)
    if started_on is None:
        return Progress("not opened", is_done, None, has_begun=False)
    last = max(filter(None, (started_on, last_saved_on)))
    return Progress(f"started, {answered} of {asked}", is_done, last, has_begun=True)


@dataclass(frozen=True)
class Days:
    """Submissions day by day, from the opening to the end, with the reminders."""

    first: datetime.date
    last: datetime.date
    today: datetime.date
    by_day: tuple[tuple[datetime.date, int], ...]
    reminders: tuple[datetime.date, ...]
    invited: int

    @property
    def rows(self) -> list[tuple[datetime.date, int, int]]:
        """(day, submitted on it, submitted so far)."""
        total, rows = 0, []
        for day, number in self.by_day:
            total += number
            rows.append((day, number, total))
        return rows

    @property
    def title(self) -> str:
        """The finding of the chart."""
        days = [day for day, _ in self.by_day]
        if not days:
            return "Nobody has submitted yet"
        if self.reminders and all(_followed(day, days) for day in self.reminders):
            which = "each reminder" if len(self.reminders) > 1 else "the reminder"
            return f"Answers came after {which}"
        if self.today - days[-1] >= QUIET and sum(n for _, n in self.by_day) < self.invited:
            return f"No answer since {show.day_month(days[-1])}"
        recent = sum(number for day, number in self.by_day if self.today - day < WEEK)
        return f"{show.sentence_case(show.number_word(recent))} submitted in the last seven days"

    @property
    def drawing(self) -> marks.Svg:
        """The step line, wide and narrow."""
        return marks.wide_and_narrow(self._draw(narrow=False), self._draw(narrow=True))

    def _draw(self, *, narrow: bool) -> marks.Svg:
        return marks.submissions_by_day(
            self.first,
            self.last,
            [(day, total) for day, _, total in self.rows],
            self.invited,
            reminders=self.reminders,
            today=self.today,
            narrow=narrow,
        )


def _followed(reminder: datetime.date, days: Sequence[datetime.date]) -> bool:
    return any(reminder <= day <= reminder + AFTER_REMINDER for day in days)


def count_questions(audiences: Iterable[str]) -> dict[str, int]:
    """Return how many questions there are for each audience.

    >>> count_questions(["business", "both", "both"])
    {'business': 1, 'technical': 0, 'both': 2}
    """
    found = Counter(audiences)
    return {audience: found[audience] for audience in AUDIENCES}
