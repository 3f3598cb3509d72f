"""A driver tree worked out: every number with its unit, the sentence, and what moves it most."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from metrics.calc.drivers import DriverTree, TreeError
from metrics.calc.estimates import evaluate_tree, worked_formula
from metrics.calc.sensitivity import break_even, tornado
from metrics.models import BusinessMetric, MetricLink
from metrics.models.definitions import driver_tree
from metrics.wording.figures import rounded, with_unit
from metrics.wording.links import sentence

FORMULA_VERSION = "1"


@dataclass(frozen=True)
class Content:
    """What people write about a link. `nodes` are inputs and steps, as the link stores them."""

    mechanism: str
    result_key: str
    formula: str
    nodes: list[dict[str, Any]]

    @property
    def technical_ids(self) -> list[str]:
        """The technical metrics that inputs stand for, by public id."""
        return [node["technical"] for node in self.nodes if node.get("technical")]

    @property
    def driver_ids(self) -> list[str]:
        """The business metrics that inputs stand for, by public id."""
        return [node["driver"] for node in self.nodes if node.get("driver")]


@dataclass(frozen=True)
class Branch:
    """A node of the drawn tree. One that was drawn before has no branches a second time."""

    name: str
    key: str
    value: str
    span: str  # empty where low and high are the same
    formula: str
    mark: str
    source: str
    remark: str  # where the metric that it stands for gives another number
    is_repeated: bool
    branches: "tuple[Branch, ...]"


@dataclass(frozen=True)
class Bar:
    """One input's swing: where its bar begins and ends, in percent of the widest range."""

    name: str
    at_low: str
    at_high: str
    break_even: str
    start: float
    width: float


@dataclass(frozen=True)
class Drawing:
    """Everything that a page shows of one tree."""

    root: Branch
    value: str
    span: str
    worked: str
    how: str
    bars: tuple[Bar, ...]
    middle: float  # where the likely result stands on the scale of the bars
    aside: tuple[Branch, ...]  # steps that the result does not need


def work_out(metric: BusinessMetric, content: Content) -> dict[str, Any]:
    """The result of a link as it is stored; TreeError where there is none."""
    tree = driver_tree(metric, content.nodes, content.result_key, content.formula, title="")
    values = evaluate_tree(tree)
    nodes = [
        {
            "key": node.key,
            "name": node.name,
            "unit": node.unit,
            "low": str(node.low),
            "likely": str(node.likely),
            "high": str(node.high),
            "how": node.how,
            "formula": node.formula,
            "needs": list(node.needs),
        }
        for node in values.nodes.values()
    ]
    swings = [
        {
            "name": swing.name,
            "at_low": str(swing.at_low),
            "at_high": str(swing.at_high),
            "break_even": _break_even(tree, content.result_key, swing.input),
        }
        for swing in tornado(tree, content.result_key)
    ]
    steps = [key for key in tree.ancestors(content.result_key) if key in tree.expressions]
    worked = [f"{values.nodes[key].name}: {worked_formula(tree, values, key)}" for key in steps]
    return {"nodes": nodes, "swings": swings, "worked": worked, "unlinked": list(tree.unlinked)}


def _break_even(tree: DriverTree, result: str, key: str) -> str:
    """Where the result is 0; empty where it never is, or only at an input of 0."""
    found = break_even(tree, result, key)
    return with_unit(rounded(found.value), found.unit) if found and found.value else ""


def inputs_hash(metric: BusinessMetric, content: Content) -> str:
    """SHA-256 over all that a result rests on and that people agree to."""
    parts = [
        FORMULA_VERSION,
        metric.public_id,
        metric.unit,
        metric.category,
        content.mechanism,
        content.result_key,
        content.formula,
        content.nodes,
    ]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def problems_of(error: TreeError) -> list[str]:
    """What is wrong with a tree, a sentence each."""
    return [sentence(str(problem)) for problem in error.problems]


def content_of(link: MetricLink) -> Content:
    """What people wrote about a stored link."""
    return Content(link.mechanism, link.result_key, link.formula, link.nodes)


def drawing_of(
    result: dict[str, Any], content: Content, remarks: Mapping[str, str] | None = None
) -> Drawing:
    """The tree of a stored result, drawn from the metric down to the inputs; remarks by key."""
    found = {node["key"]: node for node in result["nodes"]}
    said = remarks or {}
    written = {node["key"]: node | {"remark": said.get(node["key"], "")} for node in content.nodes}
    drawn: set[str] = set()
    root = _branch(content.result_key, found, written, drawn)
    aside = [key for key in found if key not in drawn and found[key]["formula"]]
    likely = Decimal(found[content.result_key]["likely"])
    bars, middle = _bars(result["swings"], likely, found[content.result_key]["unit"])
    return Drawing(
        root=root,
        value=root.value,
        span=root.span,
        worked="\n".join(result["worked"]),
        how=found[content.result_key]["how"],
        bars=bars,
        middle=middle,
        aside=tuple(_branch(key, found, written, drawn) for key in aside),
    )


def _branch(
    key: str,
    found: dict[str, dict[str, Any]],
    written: dict[str, dict[str, Any]],
    drawn: set[str],
) -> Branch:
    node, own = found[key], written.get(key, {})
    is_repeated = key in drawn and bool(node["needs"])
    drawn.add(key)
    low, likely, high = (Decimal(node[case]) for case in ("low", "likely", "high"))
    mark = "technical metric" if own.get("technical") else ""
    return Branch(
        name=node["name"],
        key=key,
        value=with_unit(rounded(likely), node["unit"]),
        span="" if low == high else f"{rounded(low)} to {rounded(high)}",
        formula=node["formula"],
        mark="business metric" if own.get("driver") else mark,
        source=own.get("source", ""),
        remark=own.get("remark", ""),
        is_repeated=is_repeated,
        branches=()
        if is_repeated
        else tuple(_branch(need, found, written, drawn) for need in node["needs"]),
    )


def _bars(
    swings: Sequence[dict[str, str]], likely: Decimal, unit: str
) -> tuple[tuple[Bar, ...], float]:
    ends = [(Decimal(swing["at_low"]), Decimal(swing["at_high"])) for swing in swings]
    low = min([likely, *(min(pair) for pair in ends)])
    high = max([likely, *(max(pair) for pair in ends)])
    if low == high:
        return (), 50.0
    size = high - low

    def place(value: Decimal) -> float:
        return round(float((value - low) * 100 / size), 2)

    bars = tuple(
        Bar(
            swing["name"],
            with_unit(rounded(pair[0]), unit),
            with_unit(rounded(pair[1]), unit),
            swing["break_even"],
            place(min(pair)),
            round(place(max(pair)) - place(min(pair)), 2),
        )
        for swing, pair in zip(swings, ends, strict=True)
        if pair[0] != pair[1]
    )
    return bars, place(likely)
