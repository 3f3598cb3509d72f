"""The chosen point of a valuation in rows and sentences, and how its numbers were computed."""

from typing import Any

from aiproj.shared import format as show
from metrics.calc.intervals import GROUPS
from metrics.wording.tuning import how_picked, tuned_on
from metrics.wording.valuation import (
    NO_NUMBER,
    SIMPLE,
    Line,
    Words,
    over_current,
    part,
    rounded,
    score,
)

RETURN = "Return on money spent"
OF_PERFECT = "Share of the gain of perfect foresight"
NOT_COVERED = "payoffs that were guessed wrong, a world that changes, people who react"
BOTH_BEFORE = "Both are before the correction for picking the best point on this file."
BOTH_TUNED = "Neither was picked on this file."
FIRST = {"seed": 1, "replicates": 1000}  # what version 1 of the formulas used and did not store


def cut_block(question: dict[str, Any], result: dict[str, Any]) -> tuple[str, ...]:
    """That the limit cuts a block, and what a random part of it would bring; else nothing.

    Where cases are too few, without what it would bring.
    """
    partial = result["partial"]
    if not partial:
        return ()
    words, whole = Words.of(question), result["chosen"]["point"]
    at = score(partial["threshold"])
    # Cut-offs without a positive stand together in the table; these cases need not be tied
    tied = partial["true_positives"] > whole["true_positives"]
    which = f"tied at a score of {at}" if tied else f"that come next, down to a score of {at}"
    doing, people = show.sentence_case(words.doing), words.people
    cut = f"The limit cuts a block of {people} {which}."
    if result["chosen"]["refused"]:
        return cut, f"Too few cases to say what {words.doing} a random part of them would bring."
    alone = f"from a score of {score(whole['threshold'])}" if whole["treated_share"] else "nobody"
    return (
        cut,
        f"{doing} a random part of them, "
        f"{_people(partial, result)} {people} in all, is expected to bring "
        f"{words.money(partial['profit'])}; whole blocks alone, {alone} "
        f"({_people(whole, result)}), bring {words.money(whole['profit'])}. "
        f"{BOTH_TUNED if tuned_on(result) else BOTH_BEFORE}",
    )


def _people(point: dict[str, Any], result: dict[str, Any]) -> str:
    return show.number(point["treated_share"] * result["size"])


def point_lines(question: dict[str, Any], result: dict[str, Any]) -> list[Line]:
    """The chosen point: from which score, what it adds to each alternative, and its return."""
    words, chosen = Words.of(question), result["chosen"]
    point = chosen["point"]
    share = point["treated_share"]
    treated = f"{_people(point, result)} {words.people}, {part(share)}" if share else ""
    lines = [Line("Treated from a score of", score(point["threshold"]) or "nobody", treated)]
    if result["partial"] and not chosen["refused"]:
        profit = words.money(result["partial"]["profit"])
        note = "see below" if tuned_on(result) else "before correction, see below"
        lines.append(Line("With part of a cut block", profit, note))
    simple = f"More than {words.doing} {SIMPLE[result['simple']]}"
    lines.append(_gain(words, simple, chosen["refused"], result["gain_over_simple"]))
    if current := over_current(result):
        label = "More than current practice"
        lines.append(_gain(words, label, chosen["refused"], current))
    if chosen["refused"]:
        return lines
    shares = ((OF_PERFECT, result["share_of_perfect"]), (RETURN, result["roi"]))
    lines += [Line(name, show.percent(value, 1)) for name, value in shares if value is not None]
    return lines


def _gain(words: Words, label: str, refused: str | None, gain: dict[str, float]) -> Line:
    if "low" not in gain:
        estimate = "–" if refused else words.money(gain["estimate"])
        return Line(label, estimate, "no range: the decision on each row is not known")
    span = f"{words.money(gain['low'])} to {words.money(gain['high'])}"
    if refused:
        return Line(label, span, NO_NUMBER)
    return Line(label, words.money(gain["estimate"]), f"likely {span}")


def _correction(words: Words, chosen: dict[str, Any]) -> str:
    optimism = chosen["optimism"]
    if chosen["refused"]:
        return "the mean"
    if not optimism:
        return "none, as nobody was picked: judged"
    moved = "added" if optimism < 0 else "taken off"
    return f"{words.money(rounded(abs(optimism)))} {moved}: the mean"


def computed(question: dict[str, Any], result: dict[str, Any]) -> list[Line]:
    """How the numbers came about, with seed and replicates, and what no range covers."""
    words, chosen = Words.of(question), result["chosen"]
    given = question.get("prevalence") not in (None, "")
    seed, replicates = (result.get(name, FIRST[name]) for name in ("seed", "replicates"))
    redraws = f"{show.number(replicates)} redraws"
    within = ", within each outcome as its share was given" if given else ""
    by_redraws = (
        f"{redraws} of up to {GROUPS} groups of adjacent scores (Poisson bootstrap, seed {seed})"
    )
    tuned = tuned_on(result)
    lines = [
        Line("Likely range", "95%: 1.96 standard errors of what single rows bring at this "
             f"threshold{within}"),
        Line("Gains", "differences of the same rows, paired"),
        Line("Correction for picking", how_picked(result) if tuned
             else f"{_correction(words, chosen)} over {by_redraws}"),
    ]  # fmt: skip
    if factor := result.get("band_factor"):
        lines.append(
            Line("Range of the whole curve", f"{show.number(factor, 2)} standard errors at every "
                 f"threshold, in 95% of {by_redraws if tuned else 'the same redraws'} enough for "
                 "all at once")
        )  # fmt: skip
    return [*lines, Line("Not covered", NOT_COVERED)]
