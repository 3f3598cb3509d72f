"""Areas and topics in words: scores, what binds the next stage, every figure of a topic."""

from collections.abc import Mapping
from typing import Any

from aiproj.shared import format as show
from aiproj.shared.marks.ratings import distribution_label
from reports.readiness import Area, Perspectives, Topic
from reports.source import STAGES, Source, at, interval
from reports.wording_verdict import narrative, too_few_words

AUDIENCES = {"business": "business people", "technical": "technical people", "both": "everybody"}
HIDDEN = "Hidden to protect people: {why}. It does not count in the area."
UNSCORED = "No result: {why}. It does not count in the area."
NOT_APPLICABLE = "Declared not applicable; it counts nowhere."


def areas(source: Source) -> tuple[Area, ...]:
    """Every dimension in pack order."""
    return tuple(_area(source, area) for area in source.areas)


def _area(source: Source, area: Mapping[str, Any]) -> Area:
    key = area["key"]
    found = source.area_result(key)
    keys = [topic["key"] for topic in area["capabilities"]]
    counting = [key for key in keys if not source.result(key).get("not_applicable")]
    shown = sum(source.scored(key) for key in counting)
    return Area(
        key=key,
        name=area["name"],
        question=area["question"],
        stage=found["stage"],
        stage_text=_stage_text(found),
        score=found["score"],
        score_text=show.score(found["score"]),
        index=found["index"],
        interval=interval(found["interval"]),
        target=source.target(key),
        meets_target=found["meets_target"],
        target_text=_target_text(source, key),
        provisional=bool(found["provisional"]),
        narrative=narrative(source, key),
        binds=binds(source, key),
        n_respondents=int(found["n_respondents"] or 0),
        topics_text=f"{shown} of {show.counted(len(counting), 'topic')} shown",
    )


def _stage_text(found: Mapping[str, Any]) -> str:
    if found["scored_weight_share"] is None:
        return "does not apply"
    if found["stage"] is None:
        return "no stage: too few answers"
    return f"stage {found['stage']}" + (", provisional" if found["provisional"] else "")


def _target_text(source: Source, key: str) -> str:
    target = source.target(key)
    meets = source.area_result(key)["meets_target"]
    if meets is None:
        return f"target {target}, not known"
    return f"target of {target} reached" if meets else f"below the target of {target}"


def binds(source: Source, area_key: str) -> tuple[str, ...]:
    """Sentences that say what stops the next stage of an area; none at the highest stage."""
    found = source.area_result(area_key)
    stage = found["stage"]
    if stage is None or stage == STAGES:
        return ()
    blockers, goal, said = found["blockers"], stage + 1, []
    for key in blockers["two_below"]:
        name, level = source.topics[key]["name"], source.level_for_stage(key)
        said.append(f"{name} stands at level {level}, two below stage {goal}.")
    for key in blockers["gate"]:
        name, level = source.topics[key]["name"], source.level_for_stage(key)
        said.append(f"{name} must reach level {goal} and stands at {level}.")
    if blockers["share"]:
        names = show.join_words(source.names(blockers["share"]))
        stand = show.plural(len(blockers["share"]), "stands", "stand")
        share = show.percent(found["share_at_next_stage"])
        needed = show.percent(float(source.share("stage_weight_share", "3/4")))
        said.append(
            f"{share} of the weight is at level {goal}, and {needed} is needed: "
            f"{names} {stand} lower."
        )
    return tuple(said)


def topics(source: Source) -> tuple[Topic, ...]:
    """Every capability in pack order."""
    return tuple(_topic(source, key) for key in source.topics)


def _topic(source: Source, key: str) -> Topic:
    words, area, found = source.topics[key], source.area_of[key], source.result(key)
    scored = source.scored(key)
    level = found["level"] if scored else None
    target = _topic_target(source, key)
    following = level + 1 if level and level < STAGES else None
    shares = {
        "key": key,
        "name": words["name"],
        "area_key": area["key"],
        "area": area["name"],
        "question": words["question"],
        "must_have": bool(words["gate"]),
        "risk": bool(words["risk"]),
        "audience": AUDIENCES[words["audience"]],
        "hidden": not scored and not found.get("not_applicable"),
        "not_applicable": bool(found.get("not_applicable")),
        "note": _note(source, key),
        "level": level,
        "level_name": source.level_name(level) if level else "",
        "target": target,
        "meets_target": level >= target if level else None,
        "holds_back": holds_back(source, key),
        "today": str(at(words["levels"], level)) if level else "",
        "next_level": following,
        "next_text": str(at(words["levels"], following)) if following else "",
    }
    return Topic(**shares, **(_figures(found, words["audience"]) if scored else _no_figures()))


def _topic_target(source: Source, key: str) -> int:
    own = source.result(key).get("target")
    return int(own if own is not None else source.target(source.area_of[key]["key"]))


def _note(source: Source, key: str) -> str:
    if source.result(key).get("not_applicable"):
        return NOT_APPLICABLE
    if source.scored(key):
        return ""
    return (HIDDEN if source.k > 1 else UNSCORED).format(why=too_few_words(source))


def holds_back(source: Source, key: str) -> str:
    """How a topic holds back its area: a few words, or nothing."""
    found = source.area_result(source.area_of[key]["key"])
    stage, blockers = found["stage"], found["blockers"]
    if stage is None or stage == STAGES:
        return ""
    if key in blockers["two_below"]:
        return f"two levels below stage {stage + 1}"
    if key in blockers["gate"]:
        return f"holds back stage {stage + 1}"
    return ""


def _figures(found: Mapping[str, Any], audience: str) -> dict[str, Any]:
    """The figures of a topic that may be shown, each with its text."""
    span = interval(found["interval"])
    counts = tuple(found["counts"])
    bounds = (span.low, span.high) if span else (None, None)
    unknown = int(found["n_dk"] or 0)
    asked = int(found["n_asked"] or 0)
    return {
        "counts": counts,
        "n_valid": found["n_valid"],
        "mean": found["mean"],
        "mean_text": show.score(found["mean"]),
        "interval": span,
        "agreement": found["agreement"],
        "agreement_text": _agreement_text(found),
        "agreement_label": found["agreement_label"] or "",
        "split": bool(found["split"]),
        "perspectives": _perspectives(found),
        "gap_text": _gap_text(found, audience),
        "n_dont_know": unknown,
        "dont_know_text": f"{unknown} of {asked}" if unknown else show.DASH,
        "dont_know_flag": bool(found["dk_flag"]),
        "claimed": bool(found.get("claimed")),
        "alt": distribution_label(counts, found["mean"], *bounds),
    }


def _no_figures() -> dict[str, Any]:
    empty = ("n_valid", "mean", "interval", "agreement", "perspectives", "n_dont_know")
    dashes = ("mean_text", "agreement_text", "gap_text", "dont_know_text")
    return {
        **dict.fromkeys(empty),
        **dict.fromkeys(dashes, show.DASH),
        "agreement_label": "",
        "counts": (),
        "split": False,
        "dont_know_flag": False,
        "claimed": False,
        "alt": "",
    }


def _agreement_text(found: Mapping[str, Any]) -> str:
    if found["agreement"] is None:
        return show.DASH
    words = f"{show.agreement(found['agreement'])} {found['agreement_label'] or ''}".strip()
    return f"{words}, two answers only" if found.get("agreement_indicative") else words


def _perspectives(found: Mapping[str, Any]) -> Perspectives | None:
    business, technical, gap = found.get("business"), found.get("technical"), found.get("gap")
    if gap is None or not business or not technical:
        return None
    flagged = bool(found.get("gap_flag"))
    return Perspectives(business["mean"], technical["mean"], gap, flagged, show.signed(gap))


def _gap_text(found: Mapping[str, Any], audience: str) -> str:
    """The difference between the perspectives, or why there is none."""
    if found.get("gap") is not None:
        return show.signed(found["gap"])
    return f"{audience} only" if audience != "both" else "group too small"
