"""The ranked steps: what to do now, next and later."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiproj.shared import format as show
from assessments.presentation.frozen import Frozen


@dataclass(frozen=True)
class Step:
    """One recommended step of one capability."""

    rank: int
    key: str
    name: str
    recommendation: str
    level: int
    step_to: int
    effort: str
    priority: str
    do_first: str


@dataclass(frozen=True)
class Steps:
    """All steps by time, with the finding above them."""

    heading: str
    now: tuple[Step, ...]
    following: tuple[Step, ...]
    later: tuple[Step, ...]


def steps(frozen: Frozen) -> Steps:
    """Steps in their frozen order."""
    found = [(row["bucket"], _step(frozen, row)) for row in frozen.evaluation["priorities"]]
    now, following, later = (
        tuple(step for bucket, step in found if bucket == wanted)
        for wanted in ("now", "next", "later")
    )
    if found:
        heading = "What to do first"
    elif frozen.scored:
        heading = "Every capability that is shown reaches its target"
    else:
        heading = "No step can be named without results"
    return Steps(heading, now, following, later)


def _step(frozen: Frozen, found: Mapping[str, Any]) -> Step:
    item = frozen.capabilities[found["key"]]
    first = frozen.names(found["do_first"])
    return Step(
        rank=found["rank"],
        key=item.key,
        name=item.name,
        recommendation=item.recommendations[found["level"]],
        level=found["level"],
        step_to=found["step_to"],
        effort=effort_words(frozen, found["effort"]),
        priority=show.number(found["priority"], 2),
        do_first=f"do first: {show.join_words(first)}" if first else "",
    )


def effort_words(frozen: Frozen, effort: int) -> str:
    """The questionnaire's words for an effort, without the word before the colon."""
    return frozen.pack.effort_scale[effort].split(": ", 1)[-1].rstrip(".")
