"""Why a capability stands at its level: counts, level, score, range, agreement, two views."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from aiproj.shared import format as show
from assessments.presentation.capabilities import HIDDEN_IN_GROUP
from assessments.presentation.explanation import (
    Check,
    Explanation,
    Section,
    Table,
    range_formulas,
    share,
    short,
)
from assessments.presentation.frozen import Frozen, Selection

LEVELS = (1, 2, 3, 4, 5)


def explain_capability(
    frozen: Frozen, key: str, selection: Selection | None = None
) -> Explanation | None:
    """The explanation of one capability, of everybody or of one group.

    None for an unknown capability, or one that the group was not asked about. A hidden one has
    a reason and no number.
    """
    if key not in frozen.capabilities:
        return None
    name = frozen.capabilities[key].name
    found: Mapping[str, Any] | None = frozen.result(key)
    note = frozen.note(key)
    if selection is not None:
        group = frozen.group(selection)
        found = group["capabilities"].get(key) if group else None
        if found is None:
            return None
        note = HIDDEN_IN_GROUP if found["hidden"] or not frozen.is_scored(key) else ""
    if note or found is None:
        return Explanation(f"Why {name} shows no level", show.DASH, note, ())
    sections = _rating_sections(frozen, found)
    if selection is None:
        sections += _whole_sections(frozen, key, found)
    level = int(found["level"])
    return Explanation(
        title=f"Why {name} stands at level {level}",
        figure=f"Level {level} of 5, {frozen.level_name(level)}",
        answer=_answer(frozen, found),
        sections=sections,
    )


def _answer(frozen: Frozen, found: Mapping[str, Any]) -> str:
    level, counts, n = int(found["level"]), found["counts"], int(found["n_valid"])
    needed = frozen.share("level_share")
    words = f"{share(sum(counts[level - 1 :]), n, 'ratings')} reach level {level}"
    if level == LEVELS[-1]:
        return f"{words}, and {needed} is needed."
    return f"{words}; {share(sum(counts[level:]), n)} reach {level + 1}, and {needed} is needed."


def _rating_sections(frozen: Frozen, found: Mapping[str, Any]) -> tuple[Section, ...]:
    return (
        _level_section(frozen, found),
        _score_section(found),
        _range_section(frozen, found),
        _agreement_section(frozen, found),
    )


def _level_section(frozen: Frozen, found: Mapping[str, Any]) -> Section:
    counts, n = found["counts"], int(found["n_valid"])
    needed = frozen.share("level_share")
    rows = []
    for level in reversed(LEVELS):
        reach = sum(counts[level - 1 :])
        enough = "yes" if Fraction(reach, n) >= needed else "no"
        name = f"{level} {frozen.level_name(level)}"
        rows.append((name, show.number(counts[level - 1]), share(reach, n), enough))
    words = (
        f"The level is the highest one that at least {needed} of the ratings reach. Only counts "
        "and their order are used, no average."
    )
    headers = ("Level", "Ratings", "This level or higher", f"At least {needed}")
    table = Table("Ratings by level", headers, tuple(rows))
    return Section("Level", (words,), table=table)


def _score_section(found: Mapping[str, Any]) -> Section:
    counts, n = found["counts"], int(found["n_valid"])
    terms = _terms(counts)
    total = sum(level * count for level, count in zip(LEVELS, counts, strict=True))
    formula = f"mean = ({terms}) / {n} = {total} / {n} = {short(total / n)}"
    return Section("Score", ("The average of the ratings, for trends and ranking.",), (formula,))


def _terms(counts: list[int]) -> str:
    pairs = zip(LEVELS, counts, strict=True)
    return " + ".join(f"{count} × {level}" for level, count in pairs if count)


def _range_section(frozen: Frozen, found: Mapping[str, Any]) -> Section:
    counts, n = found["counts"], int(found["n_valid"])
    prior_df = int(frozen.number("prior_df"))
    prior = frozen.number("prior_var_capability")
    total = sum(level * count for level, count in zip(LEVELS, counts, strict=True))
    squares = sum(level**2 * count for level, count in zip(LEVELS, counts, strict=True))
    variance = (n * squares - total**2) / (n * (n - 1)) if n > 1 else 0.0
    df = n - 1 + prior_df
    moderated = (prior_df * prior + (n - 1) * variance) / df
    words = (
        f"Where the average would probably lie with other people like these (90%). It reads as if "
        f"{show.number_word(prior_df)} more people with usual differences had answered, so that "
        f"few equal answers do not look certain."
    )
    formulas = (
        f"variance of the {show.number(n)} ratings = {short(variance)}",
        f"v = ({prior_df} × {short(prior)} + {n - 1} × {short(variance)}) / {df}"
        f" = {short(moderated)}",
        f"standard error = √({short(moderated)} / {n}) = {short(found['interval']['se'])}",
        *range_formulas(found["mean"], found["interval"]),
    )
    return Section("Likely range", (words,), formulas)


def _agreement_section(frozen: Frozen, found: Mapping[str, Any]) -> Section:
    counts, n = found["counts"], int(found["n_valid"])
    if found["agreement"] is None:
        return Section("Agreement", ("One rating alone has no agreement.",))
    middle = Fraction(found["median"])
    pairs = [(level, c) for level, c in zip(LEVELS, counts, strict=True) if c]
    terms = " + ".join(f"{c} × |{level} − {short(middle)}|" for level, c in pairs)
    distance = sum(c * abs(level - middle) for level, c in pairs)
    high, fair = frozen.share("agreement_high"), frozen.share("agreement_acceptable")
    words = [
        f"1 means that all chose the same level, 0 that half chose 1 and half chose 5. High from "
        f"{short(high, 2)}, acceptable from {short(fair, 2)}, low below: here "
        f"{found['agreement_label']}."
    ]
    if found["agreement_indicative"]:
        words.append("With two ratings the figure is only indicative.")
    formulas = (
        f"median = {short(middle)}; distances = {terms} = {short(distance)}",
        f"agreement = 1 − {short(distance)} / (2 × {n}) = {show.agreement(found['agreement'])}",
    )
    return Section("Agreement", tuple(words), formulas, checks=(_split_check(frozen, counts, n),))


def _split_check(frozen: Frozen, counts: list[int], n: int) -> Check:
    needed, least = frozen.share("split_share"), int(frozen.number("split_min_ratings"))
    low, high = sum(counts[:2]), sum(counts[3:])
    split = n >= least and low >= needed * n and high >= needed * n
    verdict = "Two camps" if split else "No two camps"
    words = (
        f"{verdict}: {share(low, n)} chose level 1 or 2, {share(high, n)} level 4 or 5. Two camps "
        f"need {needed} on each side and at least {least} ratings."
    )
    return Check(not split, words)


def _whole_sections(frozen: Frozen, key: str, found: Mapping[str, Any]) -> tuple[Section, ...]:
    """What only the whole result knows: two views, who was asked, what the level counts for."""
    return (
        _views_section(frozen, key, found),
        _asked_section(frozen, found),
        _use_section(frozen, key, found),
    )


def _views_section(frozen: Frozen, key: str, found: Mapping[str, Any]) -> Section:
    business, technical, gap = found["business"], found["technical"], found["gap"]
    heading = "Business minus technical"
    audience = frozen.capabilities[key].audience
    if audience != "both":
        return Section(heading, (f"Only {audience} people were asked, so there is no difference.",))
    if gap is None:
        return Section(heading, ("Not shown: one of the groups has too few ratings.",))
    limit = frozen.number("role_gap_flag")
    formula = (
        f"{short(business['mean'])} ({show.number(business['n'])} business ratings) − "
        f"{short(technical['mean'])} ({show.number(technical['n'])} technical ratings) = "
        f"{show.signed(gap, 2)}"
    )
    words = f"A difference of {short(limit)} or more is marked. The score stays unweighted."
    return Section(heading, (words,), (formula,))


def _asked_section(frozen: Frozen, found: Mapping[str, Any]) -> Section:
    n, unknown = int(found["n_valid"]), int(found["n_dk"])
    not_applicable, blank = int(found["n_na"]), int(found["n_blank"])
    names = ("rated", "“I don’t know”", "“Does not apply”", "left blank")
    numbers = (n, unknown, not_applicable, blank)
    rows = tuple((name, show.number(count)) for name, count in zip(names, numbers, strict=True))
    limit = frozen.share("dk_flag_share")
    words = [
        "“I don’t know” never lowers a score. Nothing is filled in for blank answers.",
        f"Coverage: {share(n, n + unknown + blank, 'people')} for whom it applies gave a rating.",
    ]
    check = Check(
        not found["dk_flag"],
        f"{share(unknown, n + unknown, 'answers')} are “I don’t know”; "
        f"{show.percent(float(limit))} or more would be marked.",
    )
    asked = show.counted(found["n_asked"], "person", "people")
    table = Table(f"{asked} asked", ("Answer", "People"), rows)
    return Section("Who answered", tuple(words), table=table, checks=(check,))


def _use_section(frozen: Frozen, key: str, found: Mapping[str, Any]) -> Section:
    item, dimension = frozen.capabilities[key], frozen.dimension_of[key]
    words = [f"It counts with weight {short(item.weight)} in {dimension.name}."]
    if item.gate:
        words.append("It is a gate: the dimension cannot stand at a stage above its level.")
    if item.risk:
        words.append("It is marked as a risk, which raises its priority.")
    if found["claimed"]:
        cap = int(frozen.number("evidence_level_cap"))
        words.append(
            f"The level is claimed: nobody linked evidence, so it counts as {cap} for the stage."
        )
    target = frozen.target(dimension.key)
    reached = "reaches" if found["level"] >= target else "does not reach"
    words.append(f"The target is {target}; the level {reached} it.")
    return Section("What the level counts for", tuple(words))
