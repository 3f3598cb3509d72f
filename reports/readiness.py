"""The readiness report as plain data: the web page, PDF, slides and tables draw from it.

Every figure stands here twice where a page shows it: as a raw number, for drawings and
spreadsheets, and as the text that people read. Nothing here knows how it is drawn.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Interval:
    """A 90% likely range, on the scale 1 to 5 or, for the index, 0 to 100."""

    low: float
    high: float
    text: str  # "2.1 to 2.9"
    likely: str  # "likely 2.1 to 2.9"


@dataclass(frozen=True)
class Fact:
    """One of the figures under the verdict: "37", "index of 100, likely 29 to 46"."""

    value: str
    label: str


@dataclass(frozen=True)
class Step:
    """One step of the stairs: `state` is "below", "here" or "above"."""

    number: int
    label: str
    meaning: str
    state: str
    note: str  # "You are here", "Target" or empty
    is_target: bool


@dataclass(frozen=True)
class Stairs:
    """Five stages, or the three verdicts on a project (then without level colors)."""

    steps: tuple[Step, ...]
    shows_levels: bool
    alt: str


@dataclass(frozen=True)
class Stage:
    """The stage of the whole: None where an area has too few answers."""

    value: int | None
    name: str
    text: str  # "2 of 5"
    target: int | None
    held_back_by: tuple[str, ...]  # names of areas
    labels: tuple[str, ...]
    meanings: tuple[str, ...]


@dataclass(frozen=True)
class Verdict:
    """What a project pack concludes; it stands where the stage stands."""

    key: str
    label: str
    summary: str


@dataclass(frozen=True)
class Index:
    """The average of all answers from 0 to 100."""

    value: int | None
    text: str
    interval: Interval | None
    score: float | None


@dataclass(frozen=True)
class Decision:
    """What the reader is asked to decide, as typed at publishing."""

    text: str
    due: str


@dataclass(frozen=True)
class PlanItem:
    """One step of the plan, with what it rests on."""

    number: int
    key: str
    name: str
    area: str
    level: int
    step_to: int
    recommendation: str
    today: str  # the level's description: why this is a step
    reason: str  # its first sentence, for the first page
    effort: int
    effort_text: str
    do_first: tuple[str, ...]  # names
    do_first_text: str
    holds_back: str  # "two levels below stage 3" or empty
    priority: float
    priority_text: str
    bucket: str


@dataclass(frozen=True)
class PlanGroup:
    """Steps of one time: "now", "next" or "later"."""

    bucket: str
    name: str
    items: tuple[PlanItem, ...]


@dataclass(frozen=True)
class Plan:
    heading: str
    intro: str
    groups: tuple[PlanGroup, ...]


@dataclass(frozen=True)
class Area:
    """One dimension; executive pages call it an area."""

    key: str
    name: str
    question: str
    stage: int | None
    stage_text: str  # "stage 2, provisional"
    score: float | None
    score_text: str
    index: int | None
    interval: Interval | None
    target: int
    meets_target: bool | None
    target_text: str  # "below the target of 3"
    provisional: bool
    narrative: str
    binds: tuple[str, ...]  # sentences: what stops the next stage
    n_respondents: int
    topics_text: str  # "4 of 5 topics shown"


@dataclass(frozen=True)
class Perspectives:
    """Business against technical people, where both groups may be shown."""

    business: float
    technical: float
    gap: float
    flagged: bool
    text: str  # "+0.9"


@dataclass(frozen=True)
class Topic:
    """One capability with its result; `hidden` and `not_applicable` leave all figures empty."""

    key: str
    name: str
    area_key: str
    area: str
    question: str
    must_have: bool  # the pack's gate
    risk: bool
    audience: str
    hidden: bool
    not_applicable: bool
    note: str  # why there are no figures, or empty
    level: int | None
    level_name: str
    target: int
    meets_target: bool | None
    holds_back: str
    today: str
    next_level: int | None
    next_text: str
    counts: tuple[int, ...]  # answers at the levels 1 to 5
    n_valid: int | None
    mean: float | None
    mean_text: str
    interval: Interval | None
    agreement: float | None
    agreement_text: str  # "0.80 high"
    agreement_label: str  # "high", "acceptable", "low" or empty
    split: bool
    perspectives: Perspectives | None
    gap_text: str  # "+0.9", or why there is none
    n_dont_know: int | None
    dont_know_text: str  # "1 of 11"
    dont_know_flag: bool
    claimed: bool
    alt: str  # the drawing in words


@dataclass(frozen=True)
class Note:
    """A topic in a list of findings, with a sentence."""

    key: str
    name: str
    area: str
    level: int | None
    figure: str
    text: str


@dataclass(frozen=True)
class Findings:
    """A section: its finding as heading, an introduction and its topics."""

    heading: str
    intro: str
    notes: tuple[Note, ...]


@dataclass(frozen=True)
class CommentGroup:
    """Comments on one topic, already shuffled and allowed to be shown."""

    key: str
    name: str
    comments: tuple[str, ...]


@dataclass(frozen=True)
class Paragraph:
    heading: str
    text: str


@dataclass(frozen=True)
class Provenance:
    """Where every figure comes from."""

    result_date: str
    pack_key: str
    pack_title: str
    pack_version: str
    formula_version: str
    code_version: str
    inputs_hash: str
    short_hash: str
    k: int
    parameters: Mapping[str, Any]
    line: str


@dataclass(frozen=True)
class ReadinessReport:
    """The whole report; see the module's text for the rule of numbers and texts."""

    kind: str  # "organization" or "project"
    language: str
    title: str
    organization: str
    scope: str
    published: str
    meta: tuple[str, ...]
    headline: str
    paragraph: str
    facts: tuple[Fact, ...]
    stage: Stage
    stairs: Stairs
    verdict: Verdict | None
    index: Index
    actions_heading: str
    actions: tuple[PlanItem, ...]
    decisions: tuple[Decision, ...]
    scores_heading: str
    areas: tuple[Area, ...]
    target: int | None  # None where areas have different targets
    how_to_read: str
    strengths: Findings
    gaps: Findings
    disagreements: Findings
    perspectives: Findings
    unknowns: Findings
    hidden: Findings
    plan: Plan
    topics: tuple[Topic, ...]
    comments: tuple[CommentGroup, ...]
    comments_note: str
    method: tuple[Paragraph, ...]
    limits: tuple[str, ...]
    provenance: Provenance
    provenance_lines: tuple[Paragraph, ...]
    words: Mapping[str, str] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """The report as JSON holds it: mappings, lists, texts, numbers and null."""
        plain: dict[str, Any] = _listed(asdict(self))
        return plain


def _listed(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _listed(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_listed(item) for item in value]
    return value
