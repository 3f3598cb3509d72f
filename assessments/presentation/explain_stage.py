"""Why a stage or verdict: every rule, with the numbers that decided it."""

from fractions import Fraction

from aiproj.shared import format as show
from assessments.calc.exact import exact
from assessments.presentation.explanation import Check, Explanation, Section, Table, short
from assessments.presentation.frozen import STAGES, Frozen
from assessments.presentation.hero import VERDICTS_UPWARD

HOLDS = "holds"


def dimension_stage_section(frozen: Frozen, dimension_key: str) -> Section:
    """The three rules for each stage, from 5 down to 2."""
    levels = _levels(frozen, dimension_key)
    found = frozen.dimension(dimension_key)
    needed = frozen.share("stage_weight_share")
    rows = tuple(
        (
            f"Stage {stage}",
            _names_below(frozen, levels, stage - 1),
            _share_words(frozen, levels, stage, needed),
            _names_below(frozen, _gates(frozen, levels), stage),
            "yes" if stage <= found["stage"] else "no",
        )
        for stage in range(STAGES, 1, -1)
    )
    headers = (
        "Stage",
        "1: all at most one level below",
        f"2: {show.percent(float(needed))} of the weight at the stage",
        "3: every gate at the stage",
        "All rules",
    )
    words = [
        f"The stage is the highest one for which all three rules hold, else 1. Here it is "
        f"{found['stage']}, and the target is {found['target']}."
    ]
    if any(frozen.result(key)["claimed"] for key in levels):
        cap = int(frozen.number("evidence_level_cap"))
        words.append(f"Levels above {cap} without linked evidence count as {cap} here.")
    return Section("Stage", tuple(words), table=Table("Rules", headers, rows))


def _levels(frozen: Frozen, dimension_key: str) -> dict[str, int]:
    keys = [item.key for item in frozen.dimension_parts[dimension_key].capabilities]
    return {key: frozen.level_for_stage(key) for key in keys if frozen.is_scored(key)}


def _gates(frozen: Frozen, levels: dict[str, int]) -> dict[str, int]:
    return {key: level for key, level in levels.items() if frozen.capabilities[key].gate}


def _names_below(frozen: Frozen, levels: dict[str, int], needed: int) -> str:
    low = [f"{frozen.capabilities[k].name} ({v})" for k, v in levels.items() if v < needed]
    return f"fails: {', '.join(low)}" if low else HOLDS


def _share_words(frozen: Frozen, levels: dict[str, int], stage: int, needed: Fraction) -> str:
    weights = {key: exact(frozen.capabilities[key].weight) for key in levels}
    reached = sum((weights[key] for key, level in levels.items() if level >= stage), Fraction(0))
    total = sum(weights.values(), Fraction(0))
    numbers = f"{short(reached)} of {short(total)} = {show.percent(float(reached / total), 1)}"
    return f"{HOLDS if reached / total >= needed else 'fails'}: {numbers}"


def explain_stage(frozen: Frozen) -> Explanation | None:
    """The explanation of the overall stage; None for a project or without one."""
    overall = frozen.overall
    if overall is None or frozen.is_project:
        return None
    stage = overall["stage"]
    rows, stages = [], []
    for key, part in frozen.dimension_parts.items():
        found = frozen.dimension(key)
        if found["stage"] is None:
            rows.append((part.name, show.DASH, show.DASH, "does not apply"))
            continue
        stages.append(str(found["stage"]))
        reached = "yes" if found["meets_target"] else "no"
        rows.append((part.name, str(found["stage"]), str(found["target"]), reached))
    table = Table("Dimensions", ("Dimension", "Stage", "Target", "Target reached"), tuple(rows))
    words = "The overall stage is the lowest one. A chain holds as its weakest part does."
    sections = [Section("Stage", (words,), (f"min({', '.join(stages)}) = {stage}",), table)]
    for key in overall["held_back_by"]:
        section = dimension_stage_section(frozen, key)
        name = frozen.dimension_parts[key].name
        sections.append(Section(name, section.words, section.formulas, section.table))
    return Explanation(
        title=f"Why the stage is {stage}",
        figure=f"Stage {stage} of {STAGES}, {frozen.level_name(stage)}",
        answer="The stage says what can be relied on everywhere, so the weakest part counts.",
        sections=tuple(sections),
    )


def explain_verdict(frozen: Frozen) -> Explanation | None:
    """The explanation of a project's verdict; None for an organization."""
    verdict, verdicts = frozen.evaluation["verdict"], frozen.pack.verdicts
    if verdict is None or verdicts is None:
        return None
    chosen = getattr(verdicts, verdict)
    words = (
        f"First match wins: {', '.join(getattr(verdicts, k).label for k in VERDICTS_UPWARD[::-1])}."
    )
    sections = (
        _verdict_section(frozen, "build", verdicts.ready_to_build.label),
        _verdict_section(frozen, "explore", verdicts.ready_to_explore.label),
    )
    title = f"Why the verdict is “{chosen.label}”"
    return Explanation(title, chosen.label, words, sections)


def _verdict_section(frozen: Frozen, prefix: str, label: str) -> Section:
    gate_level = int(frozen.number(f"{prefix}_min_gate_level"))
    checks = [_gate_check(frozen, gate_level)]
    if prefix == "build":
        least = int(frozen.number("build_min_item_level"))
        low = {k: int(frozen.result(k)["level"]) for k in frozen.scored}
        words = _below_words(frozen, {k: v for k, v in low.items() if v < least})
        checks.append(Check(words == HOLDS, f"No capability below level {least}: {words}."))
    needed = frozen.number(f"{prefix}_min_score")
    score = frozen.overall["score"] if frozen.overall else None
    shown = short(score) if score is not None else "there is none"
    enough = score is not None and score >= needed
    checks.append(Check(enough, f"Overall score of at least {show.score(needed)}: {shown}."))
    return Section(label, checks=tuple(checks))


def _gate_check(frozen: Frozen, needed: int) -> Check:
    levels = {
        key: int(frozen.result(key)["level"]) if frozen.is_scored(key) else 1
        for key, item in frozen.capabilities.items()
        if item.gate and not frozen.result(key)["not_applicable"]
    }
    words = _below_words(frozen, {k: v for k, v in levels.items() if v < needed})
    blind = [frozen.capabilities[key].name for key in levels if not frozen.is_scored(key)]
    end = f" Without a result, counted as level 1: {show.join_words(blind)}." if blind else ""
    return Check(words == HOLDS, f"Every gate at level {needed} or higher: {words}.{end}")


def _below_words(frozen: Frozen, low: dict[str, int]) -> str:
    shown = [f"{frozen.capabilities[key].name} ({level})" for key, level in low.items()]
    return f"fails for {', '.join(shown)}" if shown else HOLDS
