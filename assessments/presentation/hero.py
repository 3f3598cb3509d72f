"""The first lines of the page: stage or verdict, index, and what stops the next one."""

from dataclasses import dataclass

from aiproj.shared import format as show
from aiproj.shared import marks
from aiproj.shared.marks import LadderStep, Svg
from assessments.presentation.frozen import STAGES, Frozen, Part, Sentence, listed
from assessments.presentation.scores import by_level

VERDICTS_UPWARD = ("not_ready", "ready_to_explore", "ready_to_build")


@dataclass(frozen=True)
class Stop:
    """One thing that stops the next stage, with the level that it stands at."""

    level: int | None
    words: Sentence


@dataclass(frozen=True)
class VerdictWords:
    """A project's verdict, and all three from lowest to highest."""

    key: str
    label: str
    summary: str
    steps: tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class Hero:
    """Stage (or verdict) and index stand beside each other and are never merged."""

    verdict: VerdictWords | None
    stage: int | None
    stage_name: str
    stage_note: str
    stairs: Svg | None
    ladder: tuple[LadderStep, ...]
    index: str
    likely: str
    index_drawing: Svg | None
    index_note: str
    stops_heading: str
    stops: tuple[Stop, ...]


def hero(frozen: Frozen) -> Hero:
    """The headline results of the whole assessment."""
    overall = frozen.overall
    stage = overall["stage"] if overall else None
    labels = [frozen.level_name(level) for level in range(1, STAGES + 1)]
    meanings = [frozen.pack.level_meaning[level] for level in range(1, STAGES + 1)]
    target = min(frozen.target(key) for key in frozen.dimension_parts)
    found = verdict_words(frozen)
    stops_heading, stops = _stops(frozen)
    return Hero(
        verdict=found,
        stage=stage,
        stage_name=frozen.level_name(stage) if stage else "",
        stage_note="" if stage else _no_overall(frozen, "stage"),
        stairs=None if found else marks.stairs_small(labels, stage, target),
        ladder=() if found else marks.ladder(labels, meanings, stage, target),
        index=show.index(overall["index"]) if overall else show.DASH,
        likely=show.likely(overall["index_low"], overall["index_high"]) if overall else "",
        index_drawing=marks.index_range(
            overall["index"], overall["index_low"], overall["index_high"]
        )
        if overall
        else None,
        index_note=_index_note(frozen),
        stops_heading=stops_heading,
        stops=stops,
    )


def verdict_words(frozen: Frozen) -> VerdictWords | None:
    """The verdict of a project questionnaire; None for an organization."""
    key = frozen.evaluation["verdict"]
    if key is None or frozen.pack.verdicts is None:
        return None
    chosen = getattr(frozen.pack.verdicts, key)
    steps = tuple((getattr(frozen.pack.verdicts, k).label, k == key) for k in VERDICTS_UPWARD)
    return VerdictWords(key, chosen.label, chosen.summary, steps)


def unreported(frozen: Frozen) -> list[str]:
    """Names of the dimensions that apply but have too few answers for a score."""
    return [
        part.name
        for key, part in frozen.dimension_parts.items()
        if frozen.dimension(key)["score"] is None
        and frozen.dimension(key)["scored_weight_share"] is not None
    ]


def _no_overall(frozen: Frozen, what: str) -> str:
    names = unreported(frozen)
    if not names:
        return f"No {what}: no capability applies."
    has = show.plural(len(names), "has", "have")
    return f"No {what}: {show.join_words(names)} {has} too few answers."


def _index_note(frozen: Frozen) -> str:
    overall = frozen.overall
    if overall is None:
        return _no_overall(frozen, "index")
    words = "Range covers disagreement and the small number of people (90%)."
    if not overall["provisional"]:
        return words
    count = len(frozen.left_out)
    verb = show.plural(count, "is", "are") if frozen.k > 1 else show.plural(count, "has", "have")
    noun = show.plural(count, "capability", "capabilities")
    end = "hidden" if frozen.k > 1 else "no rating"
    return f"{words} Provisional: {show.number_word(count)} {noun} {verb} {end}."


def _stops(frozen: Frozen) -> tuple[str, tuple[Stop, ...]]:
    if frozen.is_project:
        return _verdict_stops(frozen)
    overall = frozen.overall
    if overall is None:
        needed = show.percent(float(frozen.share("dimension_min_weight_share")))
        text = f"A dimension is scored if {needed} of its weight can be shown."
        return "What is missing", (Stop(None, (Part(text),)),)
    stage = overall["stage"]
    if stage == STAGES:
        words = Part("Every dimension stands at the highest stage. The task is to stay there.")
        return "What stops the next stage", (Stop(stage, (words,)),)
    return f"What stops stage {stage + 1}", tuple(_stage_stops(frozen, stage))


def _stage_stops(frozen: Frozen, stage: int) -> list[Stop]:
    """Blockers of all dimensions at the lowest stage: far below, gates, then shares."""
    held_back = frozen.overall["held_back_by"] if frozen.overall else ()
    found = {key: frozen.dimension(key) for key in held_back}
    stops = []
    far = [key for result in found.values() for key in result["blockers"]["two_below"]]
    for level, keys in by_level(frozen, far):
        verb = show.plural(len(keys), "is", "are")
        stops.append(Stop(level, (*listed(frozen.names(keys)), Part(f" {verb} two levels below"))))
    gates = [key for result in found.values() for key in result["blockers"]["gate"]]
    if gates:
        words = show.plural(len(gates), "is a gate", "are gates")
        end = Part(f" {words} and must reach {stage + 1}")
        stops.append(Stop(stage, (*listed(frozen.names(gates)), end)))
    if shares := _share_words(frozen, stage):
        stops.append(Stop(stage, shares))
    return stops


def _share_words(frozen: Frozen, stage: int) -> Sentence:
    held_back = frozen.overall["held_back_by"] if frozen.overall else ()
    low = [
        (frozen.dimension_parts[key].name, show.percent(found["share_at_next_stage"]))
        for key in held_back
        if (found := frozen.dimension(key))["blockers"]["share"]
    ]
    needed = show.percent(float(frozen.share("stage_weight_share")))
    if not low:
        return ()
    if len(low) == 1:
        name, share = low[0]
        end = Part(f" {share} of the weight is at {stage + 1}; {needed} is needed")
        return (Part("In "), Part(name, strong=True), end)
    parts = [Part(f"Too little of the weight is at {stage + 1}, where {needed} is needed: ")]
    for position, (name, share) in enumerate(low):
        comma = ", " if position < len(low) - 1 else ""
        parts += [Part(name, strong=True), Part(f" {share}{comma}")]
    return tuple(parts)


def _verdict_stops(frozen: Frozen) -> tuple[str, tuple[Stop, ...]]:
    verdict = frozen.evaluation["verdict"]
    verdicts = frozen.pack.verdicts
    if verdict is None or verdicts is None:
        return "What is missing", (Stop(None, (Part("Too few people answered."),)),)
    if verdict == VERDICTS_UPWARD[-1]:
        done = Part("Nothing: every rule holds. Keep checking the open points.")
        return "What stops the start", (Stop(None, (done,)),)
    following = VERDICTS_UPWARD[VERDICTS_UPWARD.index(verdict) + 1]
    label = getattr(verdicts, following).label
    return f"What stops “{label}”", tuple(_verdict_gaps(frozen, following))


def _verdict_gaps(frozen: Frozen, following: str) -> list[Stop]:
    """What fails the rules of the next verdict."""
    prefix = "build" if following == "ready_to_build" else "explore"
    gate_level = int(frozen.number(f"{prefix}_min_gate_level"))
    least = int(frozen.number("build_min_item_level")) if prefix == "build" else 1
    needed_score = frozen.number(f"{prefix}_min_score")
    stops = []
    gates = [key for key, item in frozen.capabilities.items() if item.gate]
    blind = [key for key in gates if key in frozen.left_out]
    if blind:
        words = show.plural(len(blind), "is a gate and counts", "are gates and count")
        end = Part(f" {words} as level 1, because no result can be shown")
        stops.append(Stop(None, (*listed(frozen.names(blind)), end)))
    low = [k for k in gates if k in frozen.scored and frozen.result(k)["level"] < gate_level]
    for level, keys in _by_own_level(frozen, low):
        words = show.plural(len(keys), "is a gate", "are gates")
        end = Part(f" {words} and must reach {gate_level}")
        stops.append(Stop(level, (*listed(frozen.names(keys)), end)))
    items = [k for k in frozen.scored if k not in gates and frozen.result(k)["level"] < least]
    for level, keys in _by_own_level(frozen, items):
        end = Part(f" must reach at least {least}")
        stops.append(Stop(level, (*listed(frozen.names(keys)), end)))
    return [*stops, *_score_stop(frozen, needed_score)]


def _score_stop(frozen: Frozen, needed: float) -> list[Stop]:
    overall = frozen.overall
    if overall is None:
        return [Stop(None, (Part(_no_overall(frozen, "overall score")),))]
    if overall["score"] >= needed:
        return []
    has = show.number(overall["score"], 2)
    return [Stop(None, (Part(f"The overall score is {has}; {show.score(needed)} is needed"),))]


def _by_own_level(frozen: Frozen, keys: list[str]) -> list[tuple[int, list[str]]]:
    groups: dict[int, list[str]] = {}
    for key in keys:
        groups.setdefault(int(frozen.result(key)["level"]), []).append(key)
    return sorted(groups.items())
