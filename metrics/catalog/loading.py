"""Loads the shipped catalog; a file that disagrees with itself fails with its name and key."""

from collections.abc import Hashable, Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from metrics.calc.drivers import DriverTree, TreeError, find_shared_savings
from metrics.calc.estimates import evaluate_tree
from metrics.calc.sensitivity import break_even
from metrics.calc.units import parse_unit
from metrics.catalog.model import TechnicalMetric, TechnicalMetrics, Template, TemplateTree

CONTENT = Path(__file__).parents[1] / "content"

Model = TypeVar("Model", bound=BaseModel)


class CatalogError(ValueError):
    """A catalog file that cannot be loaded; the message names file and key, a fault a line."""

    def __init__(self, file: str, faults: list[str]) -> None:
        self.file = file
        self.faults = tuple(faults)
        super().__init__("\n".join(f"{file}, {fault}" for fault in faults))


@cache
def technical_metrics() -> dict[str, TechnicalMetric]:
    """The shipped technical metrics by key, in the order of the file."""
    path = CONTENT / "technical_metrics.yaml"
    catalog = read_model(TechnicalMetrics, path.read_text(encoding="utf-8"), file=path.name)
    return {metric.key: metric for metric in catalog.metrics}


@cache
def templates() -> dict[str, Template]:
    """The shipped templates by key, in the order of their files, golden numbers checked."""
    paths = sorted((CONTENT / "templates").glob("*.yaml"))
    loaded = [read_template(path.read_text(encoding="utf-8"), file=path.name) for path in paths]
    return {template.key: template for template in loaded}


def read_template(text: str, *, file: str) -> Template:
    """A template whose trees build and whose golden numbers agree; CatalogError otherwise."""
    template = read_model(Template, text, file=file)
    faults = [*_template_faults(template)]
    if faults:
        raise CatalogError(file, faults)
    return template


def read_model(model: type[Model], text: str, *, file: str) -> Model:
    """One YAML text as a model; CatalogError naming each key that is wrong."""
    try:
        return model.model_validate(yaml.load(text, Loader=_Loader))  # noqa: S506
    except yaml.YAMLError as error:
        raise CatalogError(file, [f"not valid YAML: {error}"]) from error
    except ValidationError as error:
        faults = [f"{_dotted(fault['loc'])}: {fault['msg']}" for fault in error.errors()]
        raise CatalogError(file, faults) from error


class _Loader(yaml.SafeLoader):
    """Safe YAML whose numbers stay exact and whose keys stand once."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key} is given twice", node.start_mark
                )
        return super().construct_mapping(node, deep=deep)


def _exact_float(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> Decimal | str:
    try:
        return Decimal(loader.construct_scalar(node).replace("_", ""))
    except ArithmeticError:
        return loader.construct_scalar(node)


_Loader.add_constructor("tag:yaml.org,2002:float", _exact_float)


def _dotted(location: tuple[str | int, ...]) -> str:
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in location)
    return "".join(steps).removeprefix(".") or "the file"


def _template_faults(template: Template) -> Iterator[str]:
    known = technical_metrics()
    for key in template.technical_metrics:
        if key not in known:
            yield f"technical_metrics: {key} is not in the catalog"
    metrics = {metric.key: metric for metric in template.metrics}
    for key, expected in template.golden_targets.items():
        if key not in metrics:
            yield f"golden_targets.{key}: the template has no metric of this key"
            continue
        found = metrics[key].targets
        for reading, value in expected.items():
            if getattr(found, reading) != value:
                yield f"golden_targets.{key}.{reading}: {value}, found {getattr(found, reading)}"
    for index, tree in enumerate(template.trees):
        for fault in _tree_faults(template, tree):
            yield f"trees[{index}].{fault}"
    yield from _sharing_faults(template)


def _tree_faults(template: Template, written: TemplateTree) -> Iterator[str]:
    try:
        tree = written.build()
        values = evaluate_tree(tree)
    except TreeError as error:
        yield from (f"nodes: {problem}" for problem in error.problems)
        return
    yield from _result_faults(template, tree)
    for node in tree.inputs:
        if node.technical and node.key not in template.technical_metrics:
            yield f"nodes: {node.key} is technical, but technical_metrics does not list it"
    yield from (f"nodes: {key} reaches no result" for key in tree.unlinked)
    for key, value in written.golden.likely.items():
        found = values.nodes[key].likely if key in values.nodes else None
        if found is None or not _agree(value, found):
            yield f"golden.likely.{key}: {value}, found {found}"
    for case in written.golden.break_even:
        if case.result not in tree.expressions or case.input not in {i.key for i in tree.inputs}:
            yield f"golden.break_even: no result {case.result} or no input {case.input}"
            continue
        at = break_even(tree, case.result, case.input)
        if at is None or not _agree(case.value, at.value):
            yield f"golden.break_even.{case.input}: {case.value}, found {at and at.value}"


def _result_faults(template: Template, tree: DriverTree) -> Iterator[str]:
    """Every result is one of the template's business metrics, of its category and kind of unit."""
    metrics = {metric.key: metric for metric in template.metrics}
    for key, category in tree.categories.items():
        if key not in metrics:
            yield f"nodes: {key} has a category but is no metric of the template"
        elif metrics[key].category != category:
            yield f"nodes: {key} is {category}, its metric is {metrics[key].category}"
        elif not tree.units[key].adds_to(parse_unit(metrics[key].unit)):
            yield f"nodes: {key} is in {tree.units[key].text}, its metric in {metrics[key].unit}"


def _agree(expected: Decimal, found: Decimal) -> bool:
    return found.quantize(expected) == expected


def _sharing_faults(template: Template) -> Iterator[str]:
    """Trees that claim the same saving must be alternatives, and alternatives must claim it."""
    try:
        shared = find_shared_savings([tree.build() for tree in template.trees])
    except TreeError:
        return
    if shared and not template.alternatives:
        yield f"trees: {shared[0]}"
    if template.alternatives and not shared:
        yield "alternatives: the trees share no saving, so both may be chosen"
