"""What the drawings of a charter show: worth of the candidates, readiness, days of the plan."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from aiproj.shared import format as formats
from scoping.rules.model import DIMENSION_NAMES
from scoping.worksheet.editions import chosen_of

Drawing = dict[str, Any]


def drawings(content: Mapping[str, Any], names: Mapping[str, str]) -> Drawing:
    """Return the numbers of each drawing, in plain data; empty where nothing is known."""
    return {
        "worth": worth(content, names),
        "readiness": readiness(content),
        "days": days(content),
        "curve": curve(content),
    }


def worth(content: Mapping[str, Any], names: Mapping[str, str]) -> list[Drawing]:
    """Return the yearly margin of each candidate from low to high, in the project's currency.

    Only candidates whose three amounts are known, in their order.
    """
    found = []
    for row in content["candidates"]:
        value = row.get("value") or {}
        amounts = [value.get(key) for key in ("benefit_low", "benefit", "benefit_high")]
        low, likely, high = (None if each is None else float(each) for each in amounts)
        if low is None or likely is None or high is None or low == high == 0:
            continue  # doing nothing has no bar
        currency = content["project"]["currency"]
        text = f"{currency} {formats.number(likely)}"
        found.append({
            "name": names[row["id"]], "low": low, "likely": likely, "high": high, "text": text,
            "span": f"{formats.number(low)} to {formats.number(high)}",
            "is_chosen": row["decision"] == "chosen",
        })  # fmt: skip
    return found


def readiness(content: Mapping[str, Any]) -> list[Drawing]:
    """Return our level beside the needed one, 1 to 5, for each area of the chosen candidate."""
    fit = (chosen_of(content) or {}).get("readiness") or {}
    stored = (content.get("assessment") or {}).get("levels", {})
    required, found = fit.get("required") or {}, []
    for key in (each for each in DIMENSION_NAMES if each in required):
        level, needed = fit["levels"].get(key), required[key]
        found.append({
            "name": DIMENSION_NAMES[key],
            "score": None if level is None else float(level),
            "score_text": "unknown" if level is None else formats.score(float(level)),
            "interval": _interval(stored.get(key) or {}),
            "stage": None if level is None else int(float(level)),
            "target": float(needed),
            "target_text": f"needed {formats.score(float(needed))}",
        })  # fmt: skip
    return found


def _interval(level: Mapping[str, Any]) -> Drawing | None:
    if level.get("low") is None or level.get("high") is None:
        return None
    low, high = float(level["low"]), float(level["high"])
    return {"low": low, "high": high, "likely": formats.likely(low, high, 1)}


def curve(content: Mapping[str, Any]) -> Drawing | None:
    """Return the profit curve that the chosen candidate's benefit is taken from, if it is one."""
    chosen = chosen_of(content)
    found = content.get("curves", {}).get(
        (chosen or {}).get("content", {}).get("benefit_valuation")
    )
    if found is None or len(found["points"]) < 2:
        return None
    points = [{key: float(value) for key, value in row.items()} for row in found["points"]]
    marked = found["chosen"] and {key: float(value) for key, value in found["chosen"].items()}
    period = f" a {found['period']}" if found["period"] else ""
    left_out = f" ({found['left_out']})" if found.get("left_out") else ""
    return {
        "title": f"Profit{period} by share of {found['people']} treated: {found['name']}{left_out}",
        "points": points,
        "chosen": marked,
        "currency": found["currency"],
        "said": f"{found['currency']} {formats.number(marked['profit'])}" if marked else "",
    }


def days(content: Mapping[str, Any]) -> list[Drawing]:
    """Return milestones, gates and go-live by day, each with its place from 0 to 1 in between.

    Fewer than two different days make no line of time: empty then.
    """
    plan = content["sections"].get("plan", {})
    named = [
        *((row.get("day"), row.get("name"), bool(row.get("checkpoint")))
          for row in plan.get("milestones", [])),
        *((row.get("day"), f"Gate {row.get('gate', '')}", False) for row in plan.get("gates", [])),
        (plan.get("go_live"), "Go-live", False),
    ]  # fmt: skip
    ordered = sorted(
        (datetime.date.fromisoformat(day), name or "Milestone", is_checkpoint)
        for day, name, is_checkpoint in named
        if day
    )
    if not ordered or ordered[0][0] == ordered[-1][0]:
        return []
    first, length = ordered[0][0], (ordered[-1][0] - ordered[0][0]).days
    return [
        {"name": name, "text": formats.date(day), "place": (day - first).days / length,
         "is_checkpoint": is_checkpoint}
        for day, name, is_checkpoint in ordered
    ]  # fmt: skip
