"""The first page in words: headline, paragraph, figures, stairs, how to read."""

from aiproj.shared import format as show
from reports.readiness import Fact, Index, Stage, Stairs, Step, Verdict
from reports.source import STAGES, Source, at, interval

# The packs describe levels in sentences; the stairs have room for a few words
SHORT_MEANINGS = {
    "It happens by chance or not at all.": "By chance or not at all",
    "Some people or projects do it, in their own way.": "Some people, each in their own way",
    "A written, shared way is used for all new AI work.": (
        "A written, shared way for all new AI work"
    ),
    "It is checked with figures or controls, and problems lead to action.": (
        "Checked with figures, problems lead to action"
    ),
    "Results lead to regular improvement, and routine work is often automated.": (
        "Results drive improvement"
    ),
    "It has been talked about, but nothing is agreed in writing.": (
        "Talked about, nothing in writing"
    ),
    "It is written down and agreed by the people responsible.": "Written down and agreed",
    "It is confirmed in practice by the people concerned, with no open points.": (
        "Confirmed in practice, no open points"
    ),
}
VERDICTS_UPWARD = ("not_ready", "ready_to_explore", "ready_to_build")
VERDICT_MEANINGS = (
    "Essential points are unknown",
    "A short trial with an end date",
    "Start building",
)


def headline(source: Source) -> str:
    """The finding in one or two sentences, from the numbers alone."""
    if not source.scored_keys:
        return "No result can be shown. Too few people rated each topic."
    if source.is_project:
        return _project_headline(source)
    stage = source.overall["stage"]
    if stage is None:
        return f"There is no stage yet. {_too_few(source)}"
    here = f"We are at stage {stage} of {STAGES}, {source.level_name(stage)}."
    if stage == STAGES:
        return f"{here} The task now is to stay there."
    if targets_met(source) == len(source.counted_areas):
        which = "the" if source.common_target else "its"
        return f"{here} Every area has reached {which} target."
    first = source.weakest_first()[0]["name"]
    return f"{here} The step to stage {stage + 1} starts with {first}."


def paragraph(source: Source) -> str:
    """Two to four sentences from the pack's stage narratives, weakest and strongest area."""
    if not source.scored_keys:
        if source.k == 1:
            return f"{participation(source)} No topic was rated."
        return (
            f"{participation(source)} A result is shown only where at least {source.k} people "
            f"rated the same topic."
        )
    lead = verdict(source)
    parts = [lead.summary] if lead else []
    ranked = source.weakest_first()
    if not ranked:
        return " ".join([*parts, "No area has enough answers for a score."])
    weakest, strongest = ranked[0], ranked[-1]
    several = len(ranked) > 1
    differ = _differ(source, weakest["key"], strongest["key"])
    if differ:
        parts.append(f"The weakest area is {weakest['name']}.")
    elif several:
        parts.append(f"The areas stand alike, for example {weakest['name']}.")
    parts.append(narrative(source, weakest["key"]))
    if differ and not source.is_project:
        parts += [f"The strongest is {strongest['name']}.", narrative(source, strongest["key"])]
    return " ".join(part for part in parts if part)


def narrative(source: Source, area_key: str) -> str:
    """The pack's sentence on an area at its stage; empty without a stage."""
    stage = source.area_result(area_key)["stage"]
    texts = next(area["stage_narrative"] for area in source.areas if area["key"] == area_key)
    return str(at(texts, stage)) if stage else ""


def participation(source: Source) -> str:
    """Who answered, in a sentence."""
    answered = int(source.evaluation["n_respondents"])
    people = show.counted_of(answered, source.facts.invited, "person", "people")
    counts = source.evaluation.get("n_by_audience") or {}
    names = {"technical": "technical", "business": "business", "both": "of both groups"}
    shown = [f"{counts[key]} {word}" for key, word in names.items() if counts.get(key)]
    split = f", {show.join_words(shown)}" if len(shown) > 1 else ""
    return f"{people} answered{split}."


def meta(source: Source) -> tuple[str, ...]:
    """Scope, date, participation and privacy, as the line under the verdict."""
    answered = int(source.evaluation["n_respondents"])
    modes = {"attributed": "names visible to the managers"}
    return (
        source.facts.scope,
        f"closed {show.date(source.facts.closed_on)}",
        show.counted_of(answered, source.facts.invited, "person", "people"),
        modes.get(source.facts.mode, source.facts.mode),
    )


def targets_met(source: Source) -> int:
    """How many areas have reached their target."""
    return sum(bool(source.area_result(a["key"])["meets_target"]) for a in source.areas)


def facts(source: Source) -> tuple[Fact, ...]:
    """The four figures under the stairs."""
    found = index(source)
    likely = f", {found.interval.likely}" if found.interval else ""
    lead = verdict(source)
    stage_text = "stage: the weakest part counts"
    if source.overall["stage"] is None:
        stage_text = "no stage: an area has too few answers"
    first = Fact(lead.label, "verdict") if lead else Fact(stage(source).text, stage_text)
    index_label = f"index of 100{likely}" if found.value is not None else "no index yet"
    met = f"{targets_met(source)} of {len(source.counted_areas)}"
    later = source.facts.comparison or Fact("First", "no earlier assessment to compare with")
    return (first, Fact(found.text, index_label), Fact(met, "areas at the target"), later)


def stage(source: Source) -> Stage:
    """The stage with its names; its target is the lowest of the areas' targets."""
    value = source.overall["stage"]
    held_back = {area["key"]: area["name"] for area in source.areas}
    levels = range(1, STAGES + 1)
    return Stage(
        value=value,
        name=source.level_name(value) if value else "",
        text=f"{value} of {STAGES}" if value else show.DASH,
        target=min(source.target(area["key"]) for area in source.areas),
        held_back_by=tuple(held_back[key] for key in source.overall.get("held_back_by") or ()),
        labels=tuple(source.level_name(level) for level in levels),
        meanings=tuple(_meaning(source, level) for level in levels),
    )


def stairs(source: Source) -> Stairs:
    """Five stages, or the three verdicts of a project pack from lowest to highest."""
    if not source.is_project:
        found = stage(source)
        here = f"Stage {found.text}, {found.name}" if found.value else "No stage"
        target = source.level_name(found.target) if found.target else ""
        alt = f"{here}; target: stage {found.target}, {target}"
        steps = _steps(found.labels, found.meanings, found.value, found.target)
        return Stairs(steps, True, alt)
    labels = tuple(str(source.header["verdicts"][key]["label"]) for key in VERDICTS_UPWARD)
    lead = verdict(source)
    number = VERDICTS_UPWARD.index(lead.key) + 1 if lead else None
    alt = f"Verdict: {lead.label if lead else 'none'}, out of {show.join_words(labels)}"
    return Stairs(_steps(labels, VERDICT_MEANINGS, number, None), False, alt)


def verdict(source: Source) -> Verdict | None:
    """The verdict of a project pack; None for an organization and where too few answered."""
    if not source.is_project:
        return None
    key = source.evaluation.get("verdict")
    if key is None:
        return None
    words = source.header["verdicts"][key]
    return Verdict(key, words["label"], words["summary"])


def index(source: Source) -> Index:
    """The average of all answers, from 0 to 100, with its likely range."""
    overall = source.overall
    bounds = {"low": overall.get("index_low"), "high": overall.get("index_high")}
    known = bounds["low"] is not None and bounds["high"] is not None
    return Index(
        value=overall["index"],
        text=show.index(overall["index"]),
        interval=interval(bounds, 0) if known else None,
        score=overall["score"],
    )


def scores_heading(source: Source) -> str:
    """The finding of the chart of areas."""
    total, met = len(source.counted_areas), targets_met(source)
    if not source.weakest_first():
        return "No area has enough answers for a score"
    own = "its target" if met == 1 or total == 1 else "their targets"
    target = "the target" if source.common_target else own
    all_of_them = f"All {show.number_word(total)} areas" if total > 1 else "The one area"
    if met == total:
        return f"{all_of_them} {show.plural(total, 'has', 'have')} reached {target}"
    if met == 0:
        lead = f"{all_of_them} {show.plural(total, 'is', 'are')} below {target}"
    else:
        share = f"{show.sentence_case(show.number_word(met))} of {show.number_word(total)} areas"
        lead = f"{share} {show.plural(met, 'has', 'have')} reached {target}"
    furthest = _furthest(source)
    return f"{lead}; {furthest} is furthest away" if furthest and total > 1 else lead


def how_to_read(source: Source) -> str:
    """What stage, index and range say and leave out, in four to six sentences."""
    found = index(source)
    parts = []
    if source.is_project:
        parts.append("The verdict looks at the points that a project cannot do without.")
    else:
        parts.append("The stage says what can be relied on everywhere, so the weakest part counts.")
    if found.value is not None:
        likely = f", {found.interval.likely}" if found.interval else ""
        parts.append(f"The index ({found.text}{likely}) is the average of all answers.")
    parts.append(participation(source))
    parts.append(
        "A survey shows a shared view, not a measurement; the range covers disagreement and the "
        "small number of people, not an error that all share."
    )
    left_out = len(source.left_out_keys)
    if left_out and source.scored_keys:
        count = show.number_word(left_out)
        parts.append(
            f"Provisional: {count} of {len(source.topics)} topics had {too_few_words(source)} "
            f"and {show.plural(left_out, 'is', 'are')} left out."
        )
    return " ".join(parts)


def too_few_words(source: Source) -> str:
    """Why a topic has no figures: "fewer than 5 ratings"."""
    return f"fewer than {source.k} ratings" if source.k > 1 else "no rating"


def _project_headline(source: Source) -> str:
    lead = verdict(source)
    label = lead.label if lead else ""
    plan = source.evaluation["priorities"]
    if not plan:
        return f"{label}. Every point reaches its target."
    return f"{label}. The first open point is {source.topics[plan[0]['key']]['name']}."


def _too_few(source: Source) -> str:
    names = [area["name"] for area in source.unreported()]
    if len(names) == 1:
        return f"{names[0]} has too few answers."
    if len(names) == 2:
        return f"{show.join_words(names)} have too few answers."
    count = show.sentence_case(show.number_word(len(names)))
    return f"{count} of {show.number_word(len(source.counted_areas))} areas have too few answers."


def _differ(source: Source, first: str, second: str) -> bool:
    """True if stage or score differ as people see them, with one decimal."""
    seen = [
        (found["stage"], show.score(found["score"]))
        for found in (source.area_result(first), source.area_result(second))
    ]
    return seen[0] != seen[1]


def _furthest(source: Source) -> str:
    """The area with the largest distance to its target; empty if two share it."""
    distances = sorted(
        (source.target(area["key"]) - source.area_result(area["key"])["score"], area["name"])
        for area in source.weakest_first()
        if not source.area_result(area["key"])["meets_target"]
    )
    if not distances:
        return ""
    widest, name = distances[-1]
    tie = len(distances) > 1 and show.score(distances[-2][0]) == show.score(widest)
    return "" if tie else name


def _meaning(source: Source, level: int) -> str:
    words = str(at(source.header["level_meaning"], level))
    return SHORT_MEANINGS.get(words, words.rstrip("."))


def _steps(
    labels: tuple[str, ...], meanings: tuple[str, ...], here: int | None, target: int | None
) -> tuple[Step, ...]:
    steps = []
    for number, (label, meaning) in enumerate(zip(labels, meanings, strict=True), start=1):
        state = "here" if number == here else "below" if here and number < here else "above"
        note = "You are here" if state == "here" else "Target" if number == target else ""
        steps.append(Step(number, label, meaning, state, note, number == target))
    return tuple(steps)
