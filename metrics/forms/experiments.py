"""Forms of A/B tests: the plan, its guardrails, a look at the numbers, the decision."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms import BoundField

from accounts.forms import VersionedForm
from metrics.calc.experiment_plan import MOST_UNITS
from metrics.forms.amounts import AmountField, LineField, UnitField
from metrics.models import (
    BusinessMetric,
    Experiment,
    ExperimentDecision,
    ExperimentGuardrail,
    Measure,
)
from metrics.wording.experiments import fewer_said

LONGEST_WAIT = 3650
POWERS = [("0.8", "80 %"), ("0.9", "90 %"), ("0.95", "95 %")]
MISSING = {"required": "Enter a percentage such as 5."}
NUMBER = {"required": "Enter a number such as 20.5."}
WAYS = (("a", "old way"), ("b", "new way"))


class PlanForm(forms.Form):
    """What every test plans."""

    name = LineField(
        label="Name", max_length=120, error_messages={"required": "Give the test a name."}
    )
    units = LineField(
        label="Who or what is assigned",
        max_length=40,
        initial="people",
        help_text="In the plural, such as customers or sessions. Each gets one of the two ways.",
        error_messages={"required": "Say who or what is assigned."},
    )
    power = forms.ChoiceField(label="Chance to find it", choices=POWERS)
    share_b = AmountField(
        label="Share that gets the new way, in %", initial=Decimal(50), error_messages=MISSING
    )
    daily_traffic = AmountField(label="How many come a day", required=False)
    outcome_days = forms.IntegerField(
        label="Days until an outcome is known",
        required=False,
        min_value=0,
        max_value=LONGEST_WAIT,
        help_text="Such as 30 for “still a customer after 30 days”.",
    )
    measure = Measure.SHARE

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        share, traffic = data.get("share_b"), data.get("daily_traffic")
        if share is not None and not 0 < share < 100:
            self.add_error("share_b", "Both ways need some: more than 0 and less than 100 %.")
        if traffic is not None and traffic <= 0:
            self.add_error("daily_traffic", "Enter a number above 0.")
        if data.get("effect") == 0:
            self.add_error("effect", "Enter a change other than 0.")
        return data

    @property
    def question(self) -> dict[str, Any]:
        """What the plan answers; the split from 0 to 1."""
        data = self.cleaned_data
        traffic = data["daily_traffic"]
        return {
            "power": float(data["power"]),
            "share_b": float(data["share_b"] / 100),
            "daily_traffic": None if traffic is None else float(traffic),
            "outcome_days": data["outcome_days"],
        }

    @property
    def fields_of_test(self) -> dict[str, Any]:
        """What a service needs beside the question."""
        names = ("name", "units", "value_unit")
        found = {each: self.cleaned_data[each] for each in names if each in self.cleaned_data}
        return found | {"measure": self.measure}


class SharePlanForm(PlanForm):
    """A test of two shares."""

    field_order = ["name", "units", "rate", "effect"]
    rate = AmountField(
        label="Share today in %",
        help_text="Of all who could, how many do it today, without the model.",
        error_messages=MISSING,
    )
    effect = AmountField(
        label="Smallest change worth finding, in percentage points",
        help_text="A smaller one needs far more. Write -1 where a fall is wanted.",
        error_messages=MISSING,
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        rate, effect = data.get("rate"), data.get("effect")
        if rate is not None and not 0 <= rate <= 100:
            self.add_error("rate", "A share lies from 0 to 100 %.")
        elif rate is not None and effect is not None and not 0 <= rate + effect <= 100:
            self.add_error("effect", "The changed share must lie from 0 to 100 %.")
        return data

    @property
    def question(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {name: float(data[name] / 100) for name in ("rate", "effect")} | super().question


class MeanPlanForm(PlanForm):
    """A test of two means."""

    field_order = ["name", "units", "value_unit", "mean", "effect", "sd_a", "sd_b"]
    measure = Measure.MEAN
    value_unit = UnitField(
        label="Unit of what is measured",
        help_text="Of each one, such as EUR/customer or minutes/query.",
    )
    mean = AmountField(label="Mean today", error_messages=NUMBER)
    effect = AmountField(
        label="Smallest change worth finding",
        help_text="In that unit. A smaller one needs far more. Write -1 where a fall is wanted.",
        error_messages=NUMBER,
    )
    sd_a = AmountField(
        label="Standard deviation today",
        help_text="How much single values differ, from past data.",
        error_messages=NUMBER,
    )
    sd_b = AmountField(
        label="Standard deviation in the new way",
        required=False,
        help_text="Where another one is expected.",
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("sd_a") is not None and data["sd_a"] <= 0:
            self.add_error("sd_a", "Enter a number above 0.")
        if data.get("sd_b") is not None and data["sd_b"] < 0:
            self.add_error("sd_b", "A standard deviation is at least 0.")
        return data

    @property
    def question(self) -> dict[str, Any]:
        data = self.cleaned_data
        found = {name: float(data[name]) for name in ("mean", "effect", "sd_a")}
        spread = data["sd_a"] if data["sd_b"] is None else data["sd_b"]
        return found | {"sd_b": float(spread)} | super().question


class MetricField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A business metric with its unit."""

    def label_from_instance(self, metric: Any) -> str:
        mark = ", guardrail" if metric.is_guardrail else ""
        return f"{metric.name} ({metric.unit}{mark})"


class GuardrailForm(VersionedForm):
    """What must not get worse: a metric of the catalog, or another by its name."""

    metric = MetricField(
        queryset=BusinessMetric.objects.none(),
        to_field_name="public_id",
        required=False,
        label="Business metric",
        empty_label="None: named below",
    )
    name = LineField(
        label="Name", max_length=120, required=False, help_text="Where it is no business metric."
    )
    measure = forms.ChoiceField(
        label="It is",
        choices=Measure.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say what is compared."},
    )
    unit = UnitField(label="Unit of a mean", required=False, help_text="Such as EUR/customer.")
    worse = forms.ChoiceField(
        label="Which way is worse",
        choices=ExperimentGuardrail.Worse.choices,
        widget=forms.RadioSelect,
        required=False,
        help_text="Where it is no business metric.",
    )
    worst_change = AmountField(
        label="Worst acceptable change",
        help_text="A number above 0: percentage points of a share, the unit of a mean.",
        error_messages=NUMBER,
    )

    def __init__(self, *args: Any, metrics: QuerySet[BusinessMetric], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields["metric"]
        choices.queryset = metrics.order_by("-is_guardrail", "name")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        metric = data.get("metric")
        if metric:
            data |= {"name": metric.name, "worse": _worse(metric)}
            data["unit"] = data.get("unit") or metric.unit
        elif not data.get("name"):
            self.add_error("name", "Choose a business metric, or name another one.")
        if not metric and not data.get("worse"):
            self.add_error("worse", "Say which way is worse.")
        if data.get("measure") == Measure.SHARE:
            data["unit"] = ""
        elif data.get("measure") and not data.get("unit") and "unit" not in self.errors:
            self.add_error("unit", "A mean needs a unit.")
        if data.get("worst_change") is not None and data["worst_change"] <= 0:
            self.add_error("worst_change", "Enter a number above 0.")
        return data

    @property
    def values(self) -> dict[str, Any]:
        names = ("metric", "name", "measure", "unit", "worse", "worst_change")
        return {name: self.cleaned_data[name] for name in names}


def _worse(metric: BusinessMetric) -> str:
    is_up = metric.direction == BusinessMetric.Direction.UP
    return ExperimentGuardrail.Worse.LOWER if is_up else ExperimentGuardrail.Worse.HIGHER


class ReadingForm(VersionedForm):
    """The numbers of both ways so far, and those of each guardrail.

    `fewer` says which totals are smaller than at the last look; such a look is asked about.
    """

    is_correction = forms.BooleanField(
        label="An earlier look counted too many; these totals are right", required=False
    )
    fewer = ""

    def __init__(
        self,
        experiment: Experiment,
        guardrails: Sequence[ExperimentGuardrail],
        *args: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.guardrails = guardrails
        self.units, self.before = experiment.units, experiment.last_counts()
        units = experiment.units
        sizes = [self._add(f"n_{arm}", _size(units, way)) for arm, way in WAYS]
        goal = self._add_measure("", experiment.is_mean, required=True)
        self._rows = [("", "", [sizes, *goal])]
        without = "Without its numbers a guardrail cannot be told."
        for each in guardrails:
            pairs = self._add_measure(f"{each.public_id}_", each.is_mean, required=False)
            title = f"{each.name}, in {each.unit}" if each.is_mean else each.name
            self._rows.append((title, f"Of the same {units}. {without}", pairs))

    def _add(self, name: str, field: forms.Field) -> str:
        self.fields[name] = field
        return name

    def _add_measure(self, prefix: str, is_mean: bool, *, required: bool) -> list[list[str]]:
        """The fields of a share or a mean, a pair for each figure."""
        pairs = []
        for name in ("mean", "sd") if is_mean else ("conversions",):
            made = [
                self._add(f"{prefix}{name}_{arm}", _figure(name, way, required=required))
                for arm, way in WAYS
            ]
            pairs.append(made)
        return pairs

    @property
    def groups(self) -> list[tuple[str, str, list[list[BoundField]]]]:
        """Title, hint, and pairs of fields: the goal first, then each guardrail."""
        return [
            (title, hint, [[self[name] for name in pair] for pair in pairs])
            for title, hint, pairs in self._rows
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name, value in list(data.items()):
            arm = name[-1]
            total = data.get(f"n_{arm}")
            if "conversions_" in name and None not in (value, total) and value > total:
                self.add_error(name, "At most as many as there are in the group.")
            if name[:-1].endswith("sd_") and value is not None and value < 0:
                self.add_error(name, "A standard deviation is at least 0.")
        for each in self.guardrails:
            self._clean_whole(each, data)
        names = {each.public_id: each.name for each in self.guardrails}
        now = data | {"guardrails": self.guardrail_numbers}
        self.fewer = fewer_said(self.before, now, self.units, names)
        if self.fewer and not data.get("is_correction"):
            self.add_error("is_correction", self.fewer)
        return data

    def _clean_whole(self, guardrail: ExperimentGuardrail, data: dict[str, Any]) -> None:
        """A guardrail has all of its numbers or none."""
        names = [name for name in self.fields if name.startswith(f"{guardrail.public_id}_")]
        missing = [name for name in names if data.get(name) is None and name not in self.errors]
        if 0 < len(missing) < len(names):
            for name in missing:
                self.add_error(name, "Enter all numbers of this guardrail, or none.")

    @property
    def counts(self) -> dict[str, Any]:
        """The numbers of the goal."""
        return self._numbers("")

    @property
    def guardrail_numbers(self) -> dict[str, dict[str, Any]]:
        """The numbers of each guardrail that was measured, by its id."""
        found = {each.public_id: self._numbers(f"{each.public_id}_") for each in self.guardrails}
        return {key: numbers for key, numbers in found.items() if None not in numbers.values()}

    def _numbers(self, prefix: str) -> dict[str, Any]:
        own = ("n", "conversions", "mean", "sd")
        names = [f"{figure}_{arm}" for figure in own for arm, _ in WAYS]
        found = {name: self.cleaned_data.get(f"{prefix}{name}") for name in names
                 if f"{prefix}{name}" in self.fields}  # fmt: skip
        return {
            name: float(value) if isinstance(value, Decimal) else value
            for name, value in found.items()
        }


def _size(units: str, way: str) -> forms.Field:
    label = f"{units[:1].upper()}{units[1:]} in the {way}"
    return forms.IntegerField(label=label, min_value=1, max_value=MOST_UNITS)


def _figure(name: str, way: str, *, required: bool) -> forms.Field:
    if name == "conversions":
        label = f"Of them did it, {way}" if required else f"Of them, {way}"
        return forms.IntegerField(label=label, min_value=0, max_value=MOST_UNITS, required=required)
    title = "Mean" if name == "mean" else "Standard deviation"
    return AmountField(label=f"{title}, {way}", required=required, error_messages=NUMBER)


class DecisionForm(VersionedForm):
    """What is done with the test, and why."""

    kind = forms.ChoiceField(
        label="Decision",
        choices=ExperimentDecision.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what is done."},
    )
    reason = LineField(
        label="Reason",
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why, in a sentence."},
    )
    override = forms.BooleanField(label="Release without a win", required=False)

    def __init__(self, *args: Any, against: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.against = against
        if against:
            self.fields["override"].help_text = f"Only to release it nevertheless. {against}"
        else:
            del self.fields["override"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        is_release = data.get("kind") == ExperimentDecision.Kind.RELEASE
        if self.against and is_release and not data.get("override"):
            self.add_error(
                "override", "Tick this to release without a win, or decide something else."
            )
        if not is_release:
            data["override"] = False
        return data
