"""The form of a link: mechanism, formula, and rows of inputs and steps."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory
from django.http import QueryDict

from accounts.forms import VersionedForm
from metrics.calc.drivers import MAX_NODES, TreeProblem
from metrics.forms.amounts import AmountField, LineField, UnitField
from metrics.models import BusinessMetric, MetricLink, TechnicalMetric
from metrics.overview.driver_trees import Content
from metrics.wording.links import sentence

MORE_ROWS = 3
FEWEST_ROWS = 4
MOST_ROWS = MAX_NODES
KEY = re.compile(r"[a-z][a-z0-9_]{0,63}")
NUMBERS = ("low", "likely", "high")
KEY_HELP = "Small letters, digits and underscores, beginning with a letter."


def key_of(name: str) -> str:
    """A name as formulas write it: "Revenue kept" becomes revenue_kept."""
    key = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:60]
    return key if KEY.fullmatch(key) else f"metric_{key}".strip("_")[:64]


class LinkForm(VersionedForm):
    """Why the metric moves, and by which formula."""

    mechanism = LineField(
        label="Mechanism",
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="In one or two sentences: why does the technical metric move the business?",
        error_messages={"required": "Say why one moves the other."},
    )
    formula = forms.CharField(
        label="Formula of the business metric",
        max_length=2000,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text="Names of inputs and steps with + - * / ( ) min max, for example "
        "saved - contact_cost.",
        error_messages={"required": "Enter the formula."},
    )


class Row(forms.Form):
    """One row of a table. Rows without any text count as absent."""

    needed: Mapping[str, str] = {}

    key = forms.CharField(label="In formulas", max_length=64, required=False)
    name = LineField(label="Name", max_length=120, required=False)
    unit = UnitField(label="Unit", required=False)

    @property
    def is_blank(self) -> bool:
        """Whether nobody typed anything here."""
        return not any(str(self[name].value() or "").strip() for name in self.needed)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.is_blank:
            return data
        for name, text in self.needed.items():
            if data.get(name) in (None, "") and name not in self.errors:
                self.add_error(name, text)
        data["key"] = data.get("key") or key_of(data.get("name", ""))
        if not KEY.fullmatch(data["key"]):
            self.add_error("key", KEY_HELP)
        return data


class InputRow(Row):
    """A number that people estimate."""

    needed = {
        "name": "Name the input.",
        "unit": "Enter a unit such as EUR/year or %.",
        "low": "Enter the low value.",
        "likely": "Enter the likely value.",
        "high": "Enter the high value.",
    }

    stands_for = forms.ChoiceField(label="Stands for", required=False)
    low = AmountField(label="Low", required=False)
    likely = AmountField(label="Likely", required=False)
    high = AmountField(label="High", required=False)
    source = LineField(label="Source", max_length=300, required=False)
    minimum = AmountField(required=False)
    maximum = AmountField(required=False)

    def __init__(self, *args: Any, choices: Sequence[Any] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["stands_for"]
        choice.choices = choices
        for name in ("minimum", "maximum"):
            self.fields[name].widget = forms.HiddenInput()

    def node(self) -> dict[str, Any]:
        """The input as a link stores it."""
        data = self.cleaned_data
        kind, _, public_id = data["stands_for"].partition(":")
        ends = {name: _text(data.get(name)) for name in ("minimum", "maximum")}
        return {
            **{name: data[name] for name in ("key", "name", "unit", "source")},
            **{name: _text(data[name]) for name in NUMBERS},
            **ends,
            "technical": public_id if kind == "technical" else "",
            "driver": public_id if kind == "driver" else "",
        }


class StepRow(Row):
    """A number on the way, with a formula of its own."""

    needed = {"name": "Name the step.", "formula": "Enter the formula."}

    formula = forms.CharField(label="Formula", max_length=2000, required=False)

    def node(self) -> dict[str, Any]:
        """The step as a link stores it."""
        return {name: self.cleaned_data[name] for name in ("key", "name", "unit", "formula")}


InputRows = formset_factory(InputRow, extra=0, max_num=MOST_ROWS, absolute_max=MOST_ROWS)
StepRows = formset_factory(StepRow, extra=0, max_num=MOST_ROWS, absolute_max=MOST_ROWS)
CUT = {"missing_management_form": "The form did not arrive whole. Reload the page and try again."}


class LinkEditor:
    """The whole form. With `data` it holds what was typed, otherwise what is stored."""

    def __init__(
        self, metric: BusinessMetric, link: MetricLink | None, data: QueryDict | None = None
    ) -> None:
        self.metric, self.link = metric, link
        self.stored: dict[str, str] = {}
        choices = {"choices": stands_for_choices(metric)}
        if data is not None and data.get("then") != "more":
            self.form = LinkForm(data)
            self.inputs = InputRows(data, prefix="inputs", form_kwargs=choices, error_messages=CUT)
            self.steps = StepRows(data, prefix="steps", error_messages=CUT)
            return
        inputs, steps, initial = _stored(link) if data is None else _typed(data)
        more = MORE_ROWS if data is not None else max(1, FEWEST_ROWS - len(inputs))
        self.form = LinkForm(initial=initial)
        self.inputs = InputRows(
            initial=[*inputs, *({} for _ in range(more))], prefix="inputs", form_kwargs=choices
        )
        self.steps = StepRows(initial=[*steps, *({} for _ in range(2))], prefix="steps")

    def is_valid(self) -> bool:
        """Whether every part reads as it should; what the formula means is checked later."""
        return all([self.form.is_valid(), self.inputs.is_valid(), self.steps.is_valid()])

    def content(self) -> Content:
        """What was typed, for a valid form."""
        nodes = [row.node() for row in [*_filled(self.inputs), *_filled(self.steps)]]
        data = self.form.cleaned_data
        key = self.link.result_key if self.link else key_of(self.metric.name)
        if key in {node["key"] for node in nodes}:
            key = f"{key[:57]}_result"
        return Content(data["mechanism"], key, data["formula"], nodes)

    def show_stored(self, link: MetricLink) -> None:
        """Put beside what was typed every part of the stored link that differs from it."""
        names = {
            key: name for _, group in stands_for_choices(self.metric)[1:] for key, name in group
        }
        typed = self.content()
        theirs = _told(link.mechanism, link.formula, link.nodes, names)
        yours = _told(typed.mechanism, typed.formula, typed.nodes, names)
        self.stored = {
            part: theirs.get(part, "Not there")
            for part in {**theirs, **yours}
            if theirs.get(part) != yours.get(part)
        }

    def add_problems(self, problems: Sequence[TreeProblem]) -> None:
        """Put what is wrong with the tree beside the row that it is about."""
        rows = [*_filled(self.inputs), *_filled(self.steps)]
        by_key = {row.cleaned_data["key"]: row for row in rows}
        for problem in problems:
            text = sentence(problem.message)
            row = by_key.get(problem.key)
            if row is None:
                self.form.add_error("formula", text)
            else:
                row.add_error("formula" if "formula" in row.fields else "likely", text)

    @property
    def problems(self) -> list[tuple[str, str]]:
        """(id of the field, sentence) of everything that is wrong."""
        found = [
            (self.form["mechanism"].id_for_label, str(text))
            for rows in (self.inputs, self.steps)
            if rows.is_bound
            for text in rows.non_form_errors()
        ]
        for part in [self.form, *self.inputs.forms, *self.steps.forms]:
            if not part.is_bound:
                continue
            for name, errors in part.errors.items():
                anchor = part["mechanism" if name == "__all__" else name].id_for_label
                found += [(anchor, str(text)) for text in errors]
        return found


def stands_for_choices(metric: BusinessMetric) -> list[Any]:
    """The metrics that an input can stand for, under their kinds."""
    technical = TechnicalMetric.objects.of(metric.organization).current().order_by("name")
    others = BusinessMetric.objects.of(metric.organization).current().exclude(pk=metric.pk)
    return [
        ("", "An estimate"),
        ("Technical metrics", [(f"technical:{row.public_id}", row.name) for row in technical]),
        (
            "Business metrics",
            [(f"driver:{row.public_id}", row.name) for row in others.order_by("name")],
        ),
    ]


def _filled(rows: BaseFormSet[Any]) -> list[Any]:
    return [row for row in rows.forms if not row.is_blank]


def _text(value: Any) -> str | None:
    return None if value is None else f"{value:f}"


def _told(
    mechanism: str, formula: str, nodes: Sequence[Mapping[str, Any]], names: Mapping[str, str]
) -> dict[str, str]:
    """Each part of a link in words, by what it is."""
    inputs = [node for node in nodes if "formula" not in node]
    steps = [node for node in nodes if "formula" in node]
    return {
        "Mechanism": mechanism,
        **{f"Input {node['key']}": _told_input(node, names) for node in inputs},
        **{f"Step {node['key']}": _told_step(node) for node in steps},
        "Formula of the business metric": formula,
    }


def _told_input(node: Mapping[str, Any], names: Mapping[str, str]) -> str:
    numbers = ", ".join(f"{name} {node.get(name) or 'nothing'}" for name in NUMBERS)
    stands_for = names.get(_stands_for(node))
    more = [f"stands for {stands_for}"] if stands_for else []
    more += [f"source: {node['source']}"] if node.get("source") else []
    return "; ".join([f"{node['name']} in {node['unit']}: {numbers}", *more])


def _told_step(node: Mapping[str, Any]) -> str:
    unit = f" in {node['unit']}" if node.get("unit") else ""
    return f"{node['name']}{unit}: {node['formula']}"


def _stored(
    link: MetricLink | None,
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], dict[str, Any]]:
    if link is None:
        return [], [], {"version": 1}
    inputs = [
        {**node, "stands_for": _stands_for(node)} for node in link.nodes if "formula" not in node
    ]
    steps = [node for node in link.nodes if "formula" in node]
    initial = {"mechanism": link.mechanism, "formula": link.formula, "version": link.version}
    return inputs, steps, initial


def _stands_for(node: Mapping[str, Any]) -> str:
    for kind in ("technical", "driver"):
        if node.get(kind):
            return f"{kind}:{node[kind]}"
    return ""


def _typed(
    data: QueryDict,
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], dict[str, Any]]:
    """What was typed, unchecked, to show it again with more rows."""
    initial = {name: data.get(name, "") for name in ("mechanism", "formula", "version")}
    inputs = _typed_rows(data, "inputs", list(InputRow.base_fields))
    return inputs, _typed_rows(data, "steps", list(StepRow.base_fields)), initial


def _typed_rows(data: QueryDict, prefix: str, names: Sequence[str]) -> list[dict[str, Any]]:
    rows = [
        {name: data.get(f"{prefix}-{index}-{name}", "") for name in names}
        for index in range(MOST_ROWS)
    ]
    return [row for row in rows if any(row.values())]
