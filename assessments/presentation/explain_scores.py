"""Why a dimension or the whole has its score: weights, means, what is left out, the range."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from aiproj.shared import format as show
from assessments.calc.exact import exact
from assessments.presentation.explain_stage import dimension_stage_section
from assessments.presentation.explanation import (
    Explanation,
    Section,
    Table,
    range_formulas,
    short,
)
from assessments.presentation.frozen import Frozen, Selection

NOT_COUNTED = "not counted"


@dataclass(frozen=True)
class _Term:
    """One scored part of a weighted mean."""

    name: str
    weight: Fraction
    value: float
    n: int


def explain_dimension(
    frozen: Frozen, key: str, selection: Selection | None = None
) -> Explanation | None:
    """The explanation of a dimension's score and stage; of its score only for one group."""
    if key not in frozen.dimension_parts:
        return None
    if selection is not None:
        return _explain_slice(frozen, key, selection)
    found = frozen.dimension(key)
    name = frozen.dimension_parts[key].name
    results = {k: frozen.result(k) for k in _keys(frozen, key) if frozen.is_scored(k)}
    sections = [_parts_section(frozen, key, results), _share_section(frozen, key, found)]
    if found["score"] is None:
        why = "Too little of its weight can be shown."
        return Explanation(f"Why {name} has no score", show.DASH, why, tuple(sections))
    terms = _terms(frozen, results)
    sections[0] = _with_formula(sections[0], terms, found["score"])
    sections.append(_range_section(terms, found))
    sections.append(dimension_stage_section(frozen, key))
    score, stage = show.score(found["score"]), found["stage"]
    count = show.counted(len(terms), "capability", "capabilities")
    answer = (
        f"The score is the weighted mean of {count}. The stage asks what can be relied on "
        "everywhere, so it may lie below the score."
    )
    title = f"Why {name} has score {score} and stage {stage}"
    return Explanation(title, f"Score {score}, stage {stage}", answer, tuple(sections))


def _explain_slice(frozen: Frozen, key: str, selection: Selection) -> Explanation | None:
    group = frozen.group(selection)
    found = group["dimensions"].get(key) if group else None
    if group is None or found is None:
        return None
    name = frozen.dimension_parts[key].name
    if found["score"] is None:
        why = "Hidden to protect people: this group, or those outside it, gave too few ratings."
        return Explanation(f"Why {name} shows no score", show.DASH, why, ())
    shown = {
        k: group["capabilities"][k]
        for k in _keys(frozen, key)
        if k in group["capabilities"] and not group["capabilities"][k]["hidden"]
    }
    terms = _terms(frozen, shown)
    asked = [k for k in _keys(frozen, key) if k in group["capabilities"]]
    section = _with_formula(_parts_section(frozen, key, shown, asked), terms, found["score"])
    score = show.score(found["score"])
    answer = f"The weighted mean of what {selection.name.lower()} were asked and may be shown."
    return Explanation(
        f"Why {name} has score {score} here",
        f"Score {score}",
        answer,
        (section, _range_section(terms, found)),
    )


def explain_index(frozen: Frozen) -> Explanation | None:
    """The explanation of the overall score and the index; None where there is none."""
    overall = frozen.overall
    if overall is None:
        return None
    rows, weights, products = [], Fraction(0), []
    for key, part in frozen.dimension_parts.items():
        score = frozen.dimension(key)["score"]
        if score is None:
            rows.append((part.name, short(part.weight), NOT_COUNTED, show.DASH))
            continue
        weight = exact(part.weight)
        weights += weight
        products.append(f"{short(weight)} × {short(score)}")
        rows.append((part.name, short(weight), short(score), short(float(weight) * score)))
    headers = ("Dimension", "Weight", "Score", "Weight × score")
    formulas = (
        f"overall score = ({' + '.join(products)}) / {short(weights)} = {short(overall['score'])}",
        f"index = 25 × ({short(overall['score'])} − 1) = {short(25 * (overall['score'] - 1), 2)}"
        f", shown as {overall['index']}",
    )
    words = "The mean of the dimension scores by their weights, moved to a scale from 0 to 100."
    section = Section(
        "Score and index", (words,), formulas, Table("Dimensions", headers, tuple(rows))
    )
    likely = show.span(overall["index_low"], overall["index_high"])
    return Explanation(
        title=f"Why the index is {overall['index']}",
        figure=f"Index {overall['index']}, likely {likely}",
        answer=_index_answer(frozen),
        sections=(section, _index_range_section(overall)),
    )


def _index_answer(frozen: Frozen) -> str:
    words = "The index is the average of all answers on a scale from 0 to 100."
    if not frozen.left_out:
        return words
    count = show.counted(len(frozen.left_out), "capability", "capabilities")
    return f"{words} It is provisional: {count} without enough ratings left it."


def _index_range_section(overall: Mapping[str, Any]) -> Section:
    interval = overall["interval"]
    low, high = (f"25 × ({short(interval[end])} − 1)" for end in ("low", "high"))
    formulas = (
        *_spread_formulas(overall),
        *range_formulas(overall["score"], interval),
        f"index range = {low} to {high} = {overall['index_low']} to {overall['index_high']}",
    )
    return Section("Likely range", (RANGE_WORDS,), formulas)


RANGE_WORDS = (
    "Each person who rated is left out in turn; how far the score moves shows how much it depends "
    "on single people. The range covers disagreement and missing people (90%), not an error that "
    "all share."
)


def _keys(frozen: Frozen, dimension_key: str) -> list[str]:
    return [item.key for item in frozen.dimension_parts[dimension_key].capabilities]


def _terms(frozen: Frozen, results: Mapping[str, Mapping[str, Any]]) -> list[_Term]:
    return [
        _Term(
            frozen.capabilities[key].name,
            exact(frozen.capabilities[key].weight),
            float(found["mean"]),
            int(found["n_valid"]),
        )
        for key, found in results.items()
    ]


def _parts_section(
    frozen: Frozen,
    dimension_key: str,
    results: Mapping[str, Mapping[str, Any]],
    keys: list[str] | None = None,
) -> Section:
    """Every capability with its weight and mean; those left out keep their row and no number."""
    rows = []
    for key in _keys(frozen, dimension_key) if keys is None else keys:
        item = frozen.capabilities[key]
        if key not in results:
            reason = "does not apply" if frozen.result(key)["not_applicable"] else "hidden"
            if frozen.k == 1 and reason == "hidden":
                reason = "no rating"
            rows.append((item.name, short(item.weight), f"{reason}, {NOT_COUNTED}", show.DASH))
            continue
        mean = float(results[key]["mean"])
        rows.append((item.name, short(item.weight), short(mean), short(item.weight * mean)))
    headers = ("Capability", "Weight", "Mean", "Weight × mean")
    words = "The weighted mean of the capabilities that can be shown."
    return Section("Score", (words,), table=Table("Capabilities", headers, tuple(rows)))


def _with_formula(section: Section, terms: list[_Term], score: float) -> Section:
    top = " + ".join(f"{short(term.weight)} × {short(term.value)}" for term in terms)
    weight = sum((term.weight for term in terms), Fraction(0))
    formula = f"score = ({top}) / {short(weight)} = {short(score)}"
    return Section(section.heading, section.words, (formula,), section.table)


def _share_section(frozen: Frozen, key: str, found: Mapping[str, Any]) -> Section:
    share, needed = found["scored_weight_share"], frozen.share("dimension_min_weight_share")
    if share is None:
        return Section("What is left out", ("Every capability was declared not applicable.",))
    words = [
        f"{show.percent(share, 1)} of the weight can be shown; a score needs "
        f"{show.percent(float(needed))}."
    ]
    if found["provisional"]:
        names = [frozen.capabilities[k].name for k in _keys(frozen, key) if k in frozen.left_out]
        words.append(f"Provisional, because {show.join_words(names)} left the dimension.")
    return Section("What is left out", tuple(words))


def _range_section(terms: list[_Term], found: Mapping[str, Any]) -> Section:
    weight = sum((term.weight for term in terms), Fraction(0))
    mean_n = sum((term.weight * term.n for term in terms), Fraction(0)) / weight
    formulas = [f"ratings of a capability, weighted mean = {short(mean_n, 2)}"]
    formulas += _spread_formulas({**found, "n_effective": max(1, int(mean_n))})
    formulas += range_formulas(found["score"], found["interval"])
    return Section("Likely range", (RANGE_WORDS,), tuple(formulas))


def _spread_formulas(found: Mapping[str, Any]) -> list[str]:
    m, interval = int(found["n_effective"]), found["interval"]
    formulas = []
    if found.get("n_respondents"):
        formulas.append(f"people with a rating, N = {show.number(found['n_respondents'])}")
    formulas.append(f"effective raters, m = {show.number(m)} (rounded down)")
    formulas.append(
        f"standard error = {short(interval['se'])}, degrees of freedom = m + 2 = {interval['df']}"
    )
    return formulas
