"""Forms that edit the organization's rules: thresholds, weights, and the others as text."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, cast

from django import forms
from pydantic import BaseModel, ValidationError

from accounts.forms import VersionedForm
from assessments.pack_yaml import PackError, read_pack_yaml
from metrics.forms.amounts import AmountField, LineField
from scoping.checking.evaluation import METHODS
from scoping.overview.rules import SETTING_LABELS, SIGNING, Kind, as_yaml
from scoping.rules.model import ANCHORS, Factor, RubricFile, Settings

WEIGHTS = ("value", "viability", "fit", "alignment", "simplicity")
AMOUNTS = ("value_scale", "significance", "finance_threshold", "discount_percent")
DAYS = ("charter_days", "assessment_days")
MOST_FAULTS = 12
WORDS_MOST = 300
PERCENT = Decimal(100)
EVIDENCE = {"guess": "A guess counts", "expert": "Expert judgment counts", "measured": "Measured"}


class RuleForm(VersionedForm):
    """What every edit of rules asks: why, and which version was looked at."""

    reason = LineField(
        label="Why it changes",
        max_length=300,
        help_text="Stands beside the new version, for everybody who reads it.",
        error_messages={"required": "Say why, in a few words."},
    )
    use_required_attribute = False
    sections: tuple[tuple[str, tuple[str, ...]], ...] = ()
    folded: tuple[tuple[str, tuple[str, ...]], ...] = ()  # closed until somebody asks

    def __init__(self, model: BaseModel, *args: Any, **kwargs: Any) -> None:
        self.model = model
        super().__init__(*args, **kwargs)
        self.build()
        self.order_fields([name for name in self.fields if name != "reason"] + ["reason"])

    def build(self) -> None:
        """Add the fields of this kind, with what holds now."""

    def parse(self, fields: dict[str, Any]) -> dict[str, Any]:
        """The content as typed, without its version."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        fields = super().clean() or self.cleaned_data
        if not self.errors:
            self._validate(fields)
        return fields

    def _validate(self, fields: dict[str, Any]) -> None:
        self.content: dict[str, Any] = {}
        try:
            typed = {**self.parse(fields), "version": cast(Any, self.model).version}
            self.content = type(self.model).model_validate(typed).model_dump(mode="json")
        except ValidationError as error:
            for fault in error.errors()[:MOST_FAULTS]:
                where, text = self.place(fault["loc"]), str(fault["msg"])
                self.add_error(where if where in self.fields else None, text)

    def place(self, location: tuple[int | str, ...]) -> str:
        """The field beside which a fault stands."""
        return str(location[0]) if location else ""

    @property
    def blocks(self) -> list[tuple[str, list[Any]]]:
        """Fields under their headings."""
        return [(title, [self[name] for name in names]) for title, names in self.sections]

    @property
    def folds(self) -> list[tuple[str, list[Any], bool]]:
        """Fields that stand folded, and whether one of them has a fault and so is open."""
        return [
            (title, [self[name] for name in names], any(name in self.errors for name in names))
            for title, names in self.folded
        ]


class SettingsForm(RuleForm):
    """Thresholds and methods."""

    sections = (
        ("Priority", ("method", *WEIGHTS, "value_scale")),
        ("Thresholds", ("significance", "finance_threshold", "discount_percent")),
        ("Days and signing", (*DAYS, "signing")),
    )

    def build(self) -> None:
        model = cast(Settings, self.model)
        for name in WEIGHTS:
            share = Decimal(str(model.weights[name])) * PERCENT
            self.fields[name] = _amount(f"{SETTING_LABELS[name]}, %", share)
        for name in (*AMOUNTS, *DAYS):
            self.fields[name] = _amount(SETTING_LABELS[name], Decimal(getattr(model, name)))
        for name, offered in (("method", METHODS), ("signing", SIGNING)):
            self.fields[name] = forms.ChoiceField(
                label=SETTING_LABELS[name],
                choices=list(offered.items()),
                initial=getattr(model, name),
            )

    def parse(self, fields: dict[str, Any]) -> dict[str, Any]:
        return {
            "weights": {name: float(fields[name] / PERCENT) for name in WEIGHTS},
            **{name: fields[name] for name in (*AMOUNTS, *DAYS, "method", "signing")},
        }

    def place(self, location: tuple[int | str, ...]) -> str:
        if location[:1] == ("weights",) and len(location) > 1:
            return str(location[1])
        return super().place(location) if location else "value"


class RubricForm(RuleForm):
    """Weights of the factors and of evidence; what a factor asks, and what each score means."""

    def build(self) -> None:
        model = cast(RubricFile, self.model)
        for factor in model.factors:
            label = f"{factor.key} {factor.label}, %"
            self.fields[factor.key] = _amount(label, Decimal(str(factor.weight)))
            self._build_words(factor)
        for level, weight in model.evidence.items():
            self.fields[str(level)] = _amount(EVIDENCE[str(level)], Decimal(str(weight)))
        keys = [factor.key for factor in model.factors]
        self.sections = (
            ("Viability: weights that add to 100", tuple(key for key in keys if key[0] == "V")),
            ("Complexity: weights that add to 100", tuple(key for key in keys if key[0] == "C")),
            ("Evidence, from 0 to 1", tuple(str(level) for level in model.evidence)),
        )
        self.folded = tuple(
            (f"{factor.key} {factor.label}", tuple(_word_fields(factor)))
            for factor in model.factors
        )

    def _build_words(self, factor: Factor) -> None:
        for name, (label, text) in _word_fields(factor).items():
            self.fields[name] = LineField(
                label=label, initial=text, max_length=WORDS_MOST,
                error_messages={"required": "Say it in a few words."},
            )  # fmt: skip

    def parse(self, fields: dict[str, Any]) -> dict[str, Any]:
        content = self.model.model_dump(mode="json")
        for factor in content["factors"]:
            key = factor["key"]
            factor["weight"] = float(fields[key])
            factor["question"] = fields[f"{key}_question"]
            factor["anchors"] = [fields[f"{key}_{score}"] for score in range(ANCHORS)]
        content["evidence"] = {level: float(fields[level]) for level in content["evidence"]}
        return content

    def place(self, location: tuple[int | str, ...]) -> str:
        if location[:1] == ("factors",) and isinstance(location[1], int):
            return cast(RubricFile, self.model).factors[location[1]].key
        if location[:1] == ("evidence",) and len(location) > 1:
            return str(location[1])
        return cast(RubricFile, self.model).factors[0].key


def _word_fields(factor: Factor) -> dict[str, tuple[str, str]]:
    """Field -> its label and what holds now: the question, then the anchors by score."""
    anchors = {
        f"{factor.key}_{score}": (f"{factor.key}, score {score} means", text)
        for score, text in enumerate(factor.anchors)
    }
    return {f"{factor.key}_question": (f"{factor.key} asks", factor.question), **anchors}


class TextForm(RuleForm):
    """Rules as YAML; each fault names the key that is wrong."""

    sections = (("The rules as text", ("text",)),)
    text = forms.CharField(
        label="Rules",
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false", "class": "code"}),
        help_text="YAML, as in the file that is shipped. Keep the keys; change what stands there.",
        error_messages={"required": "The text is empty. Reload the page to begin anew."},
    )

    def build(self) -> None:
        self.fields["text"].initial = as_yaml(self.model)

    def parse(self, fields: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = self.typed
        return found

    def clean_text(self) -> str:
        text = str(self.cleaned_data["text"])
        try:
            source = read_pack_yaml(text, file_name="rules")
        except PackError as error:
            raise forms.ValidationError(
                [f"Line {each.line}: {each.message}" for each in error.problems[:MOST_FAULTS]]
            ) from error
        faults = [f"Line {each.line}: {each.message}" for each in source.faults[:MOST_FAULTS]]
        if faults or not isinstance(source.data, dict):
            raise forms.ValidationError(faults or ["The text must hold keys with values."])
        self.typed, self.source = source.data, source
        return text

    def place(self, location: tuple[int | str, ...]) -> str:
        return "text"

    def _validate(self, fields: dict[str, Any]) -> None:
        self.content = {}
        try:
            typed = {**self.typed, "version": cast(Any, self.model).version}
            self.content = type(self.model).model_validate(typed).model_dump(mode="json")
        except ValidationError as error:
            for fault in error.errors()[:MOST_FAULTS]:
                path = tuple(str(step) if isinstance(step, str) else step for step in fault["loc"])
                place = self.source.problem(path, fault["msg"])
                where = f"Line {place.line}, {place.key}" if place.key else f"Line {place.line}"
                self.add_error("text", f"{where}: {fault['msg']}")


FORMS: dict[str, type[RuleForm]] = {Kind.SETTINGS: SettingsForm, Kind.RUBRIC: RubricForm}


def form_of(kind: str) -> type[RuleForm]:
    """The form that edits a kind."""
    return FORMS.get(kind, TextForm)


def _amount(label: str, initial: Decimal) -> AmountField:
    return AmountField(label=label, initial=initial, error_messages={"required": "Enter a number."})
