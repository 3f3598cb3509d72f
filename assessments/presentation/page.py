"""The whole results page, or the view of one group, as one frozen value."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiproj.shared import format as show
from assessments.pack_schema import Pack
from assessments.presentation import capabilities, hero, scores, steps, talks
from assessments.presentation.frozen import PEOPLE, Frozen, Selection

MODES = {"attributed": "names visible to the managers"}
MOST_OPTIONS = 12
LIMITS = (
    "A survey shows what people perceive together. Self-ratings tend to be generous. Links to "
    "evidence and answers from two sides reduce this; they do not remove it.",
    "Likely ranges cover disagreement and missing people. They do not cover an error that "
    "everybody shares.",
    "Two thirds for a level, three quarters for a stage and the factors of the priorities are "
    "reasoned choices, not estimates. They are stored with this result.",
    "A high score in one capability makes up for a low one in the average. That is why the score "
    "never stands without the {lead}.",
    "References to other frameworks are for orientation. They claim no conformity.",
)


@dataclass(frozen=True)
class Option:
    """One choice of a filter or of an order."""

    label: str
    query: str
    current: bool


@dataclass(frozen=True)
class Filter:
    """The groups of one partition that may be shown, and a word on the others."""

    title: str
    options: tuple[Option, ...]
    hidden: str

    @property
    def is_long(self) -> bool:
        """Whether the choices are folded away at first."""
        return len(self.options) > MOST_OPTIONS


@dataclass(frozen=True)
class SliceNote:
    """What the view of one group shows and what it leaves out."""

    name: str
    people: str
    words: str


@dataclass(frozen=True)
class ResultsPage:
    """Everything that the template writes down."""

    too_few: bool
    why_nothing: str
    query: str
    selection: SliceNote | None
    hero: hero.Hero | None
    chart: scores.DimensionChart | None
    table_heading: str
    blocks: tuple[capabilities.Block, ...]
    talks: tuple[talks.Talk, ...]
    steps: steps.Steps | None
    filters: tuple[Filter, ...]
    sorts: tuple[Option, ...]
    quality: str
    limits: tuple[str, ...]
    privacy: str
    participation: str


def results_page(frozen: Frozen, sort: str = "") -> ResultsPage:
    """The page of the whole result; where too few answered it says only that."""
    if frozen.too_few:
        return _page(frozen)
    rows = capabilities.rows(frozen)
    chart = scores.dimension_chart(frozen)
    facts = {line.name: _dimension_facts(line) for line in chart.lines}
    return _page(
        frozen,
        query="",
        hero=hero.hero(frozen),
        chart=chart,
        table_heading=capabilities.heading(rows),
        blocks=tuple(capabilities.blocks(frozen, rows, sort, facts)),
        talks=talks.talks(frozen, rows),
        steps=steps.steps(frozen),
        filters=_filters(frozen, None),
        sorts=_sorts(sort, "", tuple(capabilities.SORTS)),
        quality=_quality(frozen),
    )


def slice_page(frozen: Frozen, selection: Selection, sort: str = "") -> ResultsPage | None:
    """The view of one group; None where there is none that may be shown."""
    group = frozen.group(selection)
    if group is None or frozen.too_few:
        return None
    rows = capabilities.slice_rows(frozen, group)
    chart = scores.slice_chart(frozen, group, selection.name)
    facts = {line.name: f"score {line.score}" for line in chart.lines}
    if sort not in capabilities.SLICE_SORTS:
        sort = ""
    return _page(
        frozen,
        query=selection.query,
        selection=_slice_note(selection, group),
        chart=chart,
        table_heading=capabilities.heading(rows),
        blocks=tuple(capabilities.blocks(frozen, rows, sort, facts)),
        filters=_filters(frozen, selection),
        sorts=_sorts(sort, selection.query, capabilities.SLICE_SORTS),
    )


def _page(frozen: Frozen, **parts: Any) -> ResultsPage:
    lead = "verdict" if frozen.is_project else "stage"
    empty: dict[str, Any] = {
        "too_few": frozen.too_few,
        "why_nothing": _why_nothing(frozen) if frozen.too_few else "",
        "query": "",
        "selection": None,
        "hero": None,
        "chart": None,
        "table_heading": "",
        "blocks": (),
        "talks": (),
        "steps": None,
        "filters": (),
        "sorts": (),
        "quality": "",
        "limits": tuple(text.format(lead=lead) for text in LIMITS),
        "privacy": privacy_words(frozen),
        "participation": participation(frozen),
    }
    return ResultsPage(**empty | parts)


def _dimension_facts(line: scores.DimensionLine) -> str:
    words, _, provisional = line.stage_words.partition(", ")
    return " · ".join(part for part in (words, f"score {line.score}", provisional) if part)


def title(pack: Pack, scope: str) -> str:
    """What the page is about: AI maturity of the whole organization.

    A scope that begins with a plain word is read as part of the sentence.
    """
    if pack.kind == "project":
        return f"{pack.title}: {scope}"
    first, _, rest = scope.partition(" ")
    if first in ("Whole", "Entire"):
        scope = f"the {first.lower()} {rest}"
    return f"AI maturity of {scope}"


def participation(frozen: Frozen) -> str:
    """Who answered: 11 of 11 people answered: 5 technical, 6 business."""
    invited = sum(frozen.facts.invited.values())
    words = f"{show.counted_of(frozen.n, invited, 'person', 'people')} answered"
    counts = frozen.evaluation["n_by_audience"] or {}
    names = {"technical": "technical", "business": "business", "both": "of both sides"}
    shown = [f"{show.number(counts[key])} {name}" for key, name in names.items() if counts.get(key)]
    return f"{words}: {', '.join(shown)}" if shown else words


def privacy_words(frozen: Frozen) -> str:
    """The privacy mode as the line of facts says it."""
    mode = frozen.facts.privacy_mode
    return MODES.get(mode, f"{mode}, groups of {frozen.k} or more")


def _why_nothing(frozen: Frozen) -> str:
    if frozen.n == 0:
        return "Nobody submitted answers before the assessment closed."
    answered = show.counted(frozen.n, "person", "people")
    return (
        f"{answered} answered. Results appear only for groups of {frozen.k} people or more, as "
        f"promised to everybody who was asked. No page, filter or file shows these answers."
    )


def _slice_note(selection: Selection, group: Mapping[str, Any]) -> SliceNote:
    count = len(group["capabilities"])
    words = (
        f"This view shows the {show.counted(count, 'capability', 'capabilities')} that this group "
        f"was asked about, and dimension scores from these alone. A group has no stage and no "
        f"index, and the two filters are never combined."
    )
    people = show.counted(group["n_respondents"], "person", "people")
    return SliceNote(selection.name, people, words)


def _filters(frozen: Frozen, current: Selection | None) -> tuple[Filter, ...]:
    found = [_audience_filter(frozen, current), _team_filter(frozen, current)]
    return tuple(each for each in found if each is not None)


def _audience_filter(frozen: Frozen, current: Selection | None) -> Filter | None:
    partition = frozen.evaluation["groups"]["audience"]
    sizes = {key: n for key, n in (frozen.evaluation["n_by_audience"] or {}).items() if n}
    if len(sizes) < 2:
        return None
    hidden = [PEOPLE[key] for key in sizes if key not in partition["visible"]]
    chosen = [Selection("audience", key) for key in sizes if key in partition["visible"]]
    return Filter("Audience", _options(chosen, current), _hidden_words(frozen, hidden))


def _team_filter(frozen: Frozen, current: Selection | None) -> Filter | None:
    """No filter in anonymous mode, nor where everybody is without a team."""
    partition = frozen.evaluation["groups"]["team"]
    named = sorted(partition["visible"], key=lambda key: (key == "", key.casefold()))
    n_hidden = partition["hidden_count_of_people"]
    if frozen.facts.privacy_mode == "anonymous" or (named == [""] and not n_hidden):
        return None
    people = show.counted(n_hidden, "person", "people")
    hidden = [f"teams of {people} together"] if n_hidden else []
    chosen = [Selection("team", key) for key in named]
    return Filter("Team", _options(chosen, current), _hidden_words(frozen, hidden))


def _options(chosen: list[Selection], current: Selection | None) -> tuple[Option, ...]:
    return tuple(Option(each.name, each.query, each == current) for each in chosen)


def _hidden_words(frozen: Frozen, names: list[str]) -> str:
    if not names:
        return ""
    needed = show.counted(frozen.k, "person", "people")
    return (
        f"Too small to show: {show.join_words(names)}. A group needs {needed}, and so "
        f"do those who are left without it."
    )


def _sorts(current: str, query: str, allowed: tuple[str, ...]) -> tuple[Option, ...]:
    joint = f"{query}&" if query else "?"
    first = Option("Questionnaire", query or "?", current not in allowed)
    return (
        first,
        *(Option(capabilities.SORTS[key], f"{joint}sort={key}", key == current) for key in allowed),
    )


def _quality(frozen: Frozen) -> str:
    """Hasty or uniform answers: a count and the index without them, where both may be shown."""
    found = frozen.evaluation["quality"]
    flagged = found["flagged"]
    if flagged is None:
        return (
            "Whether some answers were very quick or the same throughout is not shown: it would "
            f"speak about fewer than {frozen.k} people."
        )
    if flagged == 0:
        return "Nobody answered very quickly or with the same level throughout."
    people = show.counted(flagged, "person", "people")
    words = f"{people} answered very quickly or with the same level nearly throughout."
    if found["index_without"] is None:
        return f"{words} Their answers count like all others."
    return f"{words} Their answers count; without them the index is {found['index_without']}."
