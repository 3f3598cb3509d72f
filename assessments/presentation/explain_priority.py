"""Why a step has its priority and place: every factor, multiplied out."""

from collections.abc import Mapping
from typing import Any

from aiproj.shared import format as show
from assessments.presentation.explanation import Explanation, Section, Table, short
from assessments.presentation.frozen import Frozen
from assessments.presentation.steps import effort_words

BUCKETS = {"now": "now", "next": "next", "later": "later"}


def explain_priority(frozen: Frozen, key: str) -> Explanation | None:
    """The explanation of one listed step; None if the capability is not listed."""
    listed = frozen.evaluation["priorities"]
    found = next((row for row in listed if row["key"] == key), None)
    if found is None:
        return None
    name = frozen.capabilities[key].name
    value = show.number(found["priority"], 2)
    return Explanation(
        title=f"Why {name} comes at place {found['rank']}",
        figure=f"Priority {value}, place {found['rank']} of {len(listed)}",
        answer=(
            "Priority is the gap times what it matters, divided by the effort of one step from "
            f"level {found['level']} to {found['step_to']}."
        ),
        sections=(_factors(frozen, found), _place(frozen, found)),
    )


def _factors(frozen: Frozen, found: Mapping[str, Any]) -> Section:
    rows = tuple((name, short(value), words) for name, value, words in _factor_rows(frozen, found))
    numbers = " × ".join(value for _, value, _ in rows[:-1])
    formula = f"priority = {numbers} / {rows[-1][1]} = {short(found['priority'])}"
    table = Table("Factors", ("Factor", "Value", "Why"), rows)
    return Section("Priority", (), (formula,), table)


def _factor_rows(frozen: Frozen, found: Mapping[str, Any]) -> list[tuple[str, float, str]]:
    key = found["key"]
    dimension = frozen.dimension_of[key]
    mean, target = frozen.result(key)["mean"], frozen.target(dimension.key)
    low, high = frozen.number("gap_min"), frozen.number("gap_max")
    away = f"target {target} − mean {short(mean)} = {short(target - mean)}"
    blocks = "stops the next stage" if found["blocker_factor"] > 1 else "does not stop it alone"
    risk = "marked as a risk" if found["risk_factor"] > 1 else "not marked as a risk"
    doubt = found["confidence_factor"] < 1
    return [
        ("Gap", found["gap"], f"{away}, kept between {short(low)} and {short(high)}"),
        ("Weight", found["weight"], "of the capability in its dimension"),
        ("Dimension", found["dimension_weight_ratio"], f"weight of {dimension.name} / mean weight"),
        ("Importance", found["importance"], "set by the managers before opening"),
        ("Blocks", found["blocker_factor"], blocks),
        ("Risk", found["risk_factor"], risk),
        (
            "Confidence",
            found["confidence_factor"],
            "agreement is low or unknown" if doubt else "agreement is not low",
        ),
        ("Effort (divides)", found["effort"], effort_words(frozen, found["effort"])),
    ]


def _place(frozen: Frozen, found: Mapping[str, Any]) -> Section:
    now, following = int(frozen.number("now_count")), int(frozen.number("next_count"))
    words = [
        f"Steps are sorted by priority, then by the lower mean, then in the questionnaire's order. "
        f"The first {show.number_word(now)} are for now, the {show.number_word(following)} after "
        f"them are next. This one is for {BUCKETS[found['bucket']]}."
    ]
    if found["do_first"]:
        names = show.join_words(frozen.names(found["do_first"]))
        words.append(f"It needs {names} first, so it never stands before it in the list.")
    return Section("Place in the list", tuple(words))
