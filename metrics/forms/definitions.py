"""Forms of business metrics and of technical metrics."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.forms import VersionedForm
from accounts.models import Organization, User
from metrics.calc.drivers import category_fault
from metrics.calc.targets import Direction, TargetKind, target_value
from metrics.calc.units import parse_unit
from metrics.catalog.loading import technical_metrics
from metrics.forms.amounts import (
    NOT_A_NUMBER,
    AmountField,
    DayField,
    LineField,
    UnitField,
    read_amount,
)
from metrics.models import BusinessMetric, TechnicalMetric
from metrics.models.definitions import READERS
from metrics.overview.technical import catalog_fields
from metrics.wording.figures import exact, with_unit

_TARGET = re.compile(r"(?P<amount>.*?)\s*(?P<percent>%|percent)?", re.DOTALL)
AMBIGUOUS = "can mean more than one thing here. Choose the value that you mean below."
NO_TARGET = "Enter a number such as 1234.5 or a change such as 10 %; its day goes below."
FIELDS = (
    "name", "category", "unit", "direction", "minimum", "maximum", "baseline", "baseline_on",
    "baseline_source", "target_kind", "target_on", "owner", "measured_by", "frequency",
    "is_guardrail", "alert_limit",
)  # fmt: skip


@dataclass(frozen=True)
class Reading:
    """One meaning that the typed target can have, with the value that it leads to."""

    kind: str
    label: str
    value: str
    is_chosen: bool


class MetricFields(forms.Form):
    """Everything that defines a business metric."""

    name = LineField(
        label="Name", max_length=120, error_messages={"required": "Give the metric a name."}
    )
    category = forms.ChoiceField(
        label="Category",
        choices=BusinessMetric.Category,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a category."},
    )
    unit = UnitField(
        label="Unit",
        help_text="For example EUR/year, % or hours/query. Revenue is money per period.",
    )
    direction = forms.ChoiceField(
        label="Better is",
        choices=BusinessMetric.Direction,
        widget=forms.RadioSelect,
        error_messages={"required": "Say which way is better."},
    )
    minimum = AmountField(label="Smallest possible value", required=False)
    maximum = AmountField(label="Largest possible value", required=False)
    baseline = AmountField(
        label="Value today", error_messages={"required": "Enter the value today."}
    )
    baseline_on = DayField(
        label="Measured on", error_messages={"required": "Enter the day of the measurement."}
    )
    baseline_source = LineField(
        label="Source",
        max_length=300,
        help_text="The report, system or query that it was read from.",
        error_messages={"required": "Say where the value comes from."},
    )
    target = forms.CharField(
        label="Target",
        max_length=40,
        help_text="A value, or a change such as 10 %.",
        error_messages={"required": "Enter a target."},
    )
    target_kind = forms.ChoiceField(
        label="The target is",
        choices=BusinessMetric.TargetKind,
        widget=forms.RadioSelect,
        required=False,
    )
    target_on = DayField(label="Reached by", error_messages={"required": "Enter a date."})
    owner = forms.ModelChoiceField(
        queryset=User.objects.none(),
        to_field_name="public_id",
        label="Owner",
        error_messages={"required": "Choose who answers for this metric."},
    )
    measured_by = LineField(
        label="How it is measured",
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say how it is measured."},
    )
    frequency = forms.ChoiceField(label="How often", choices=BusinessMetric.Frequency)
    is_guardrail = forms.BooleanField(
        label="This is a guardrail",
        required=False,
        help_text="It must not get worse while other metrics get better.",
    )

    alert_limit = AmountField(
        label="Alert limit",
        required=False,
        help_text="The owner is told when a value is worse than this.",
    )

    def __init__(self, organization: Organization, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organization = organization
        owners: Any = self.fields["owner"]
        members = organization.memberships.active().filter(role__in=READERS)
        owners.queryset = User.objects.filter(pk__in=members.values("user")).order_by(
            "name", "email"
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self._clean_unit(data)
        self._clean_bounds(data)
        self._clean_dates(data)
        if "target" in data:
            self._clean_target(data)
        return data

    def _clean_unit(self, data: dict[str, Any]) -> None:
        if data.get("unit") and data.get("category"):
            fault = category_fault(data["category"], parse_unit(data["unit"]))
            if fault:
                self.add_error("unit", f"{fault[:1].upper()}{fault[1:]}.")

    def _clean_bounds(self, data: dict[str, Any]) -> None:
        low, high, value = (data.get(name) for name in ("minimum", "maximum", "baseline"))
        if low is not None and high is not None and low >= high:
            self.add_error("maximum", "The largest value must be above the smallest.")
        elif value is not None and _is_outside(data, value):
            self.add_error("baseline", "The value lies outside the possible values.")
        limit = data.get("alert_limit")
        if limit is not None and _is_outside(data, limit):
            self.add_error("alert_limit", "The limit lies outside the possible values.")

    def _clean_dates(self, data: dict[str, Any]) -> None:
        measured, reached = data.get("baseline_on"), data.get("target_on")
        if measured and measured > self.organization.local_date(timezone.now()):
            self.add_error("baseline_on", "The day of the measurement lies in the future.")
        elif measured and reached and reached <= measured:
            self.add_error("target_on", "The target follows the measurement.")

    def _clean_target(self, data: dict[str, Any]) -> None:
        """The amount and kind of the target; a text with two meanings is no choice."""
        found = _TARGET.fullmatch(data["target"])
        try:
            amount = read_amount(found["amount"] if found else "")
        except ValidationError as error:
            self.add_error("target", NO_TARGET if error.messages == [NOT_A_NUMBER] else error)
            return
        is_share = _is_share(data.get("unit", ""))
        has_percent = bool(found and found["percent"])
        if not data.get("target_kind"):
            if has_percent and data.get("unit") and not is_share:
                data["target_kind"] = BusinessMetric.TargetKind.RELATIVE
            else:
                text = f"“{data['target']}” {AMBIGUOUS}" if has_percent else "Say what it means."
                self.add_error("target_kind", text)
                return
        kind = data["target_kind"]
        if not is_share and (kind == "points" or (kind == "absolute" and has_percent)):
            self.add_error("target", "Percentage points need a metric whose unit is a percentage.")
            return
        data["target_amount"] = self._sized(data, amount)
        self._check_target(data)

    def _sized(self, data: dict[str, Any], amount: Decimal) -> Decimal:
        """A change is written without its sign: the direction says which way it goes."""
        if data["target_kind"] == "absolute":
            return amount
        if data.get("direction") == "up" and amount < 0:
            self.add_error("target", "Higher is better here, but this change goes down.")
        elif data.get("direction") == "down" and data["target"].startswith("+"):
            self.add_error("target", "Lower is better here, but this change goes up.")
        return abs(amount)

    def _check_target(self, data: dict[str, Any]) -> None:
        if data.get("baseline") is None or not data.get("direction") or "target" in self.errors:
            return
        try:
            value = _value(data, data["target_amount"], data["target_kind"])
        except ValueError as error:
            self.add_error("target", f"{str(error)[:1].upper()}{str(error)[1:]}.")
            return
        if _is_outside(data, value):
            found = with_unit(exact(value), data.get("unit", ""))
            self.add_error("target", f"That is {found}, outside the possible values.")

    @property
    def readings(self) -> list[Reading]:
        """Each meaning of the typed target with its value, where it has one."""
        data = getattr(self, "cleaned_data", {}) if self.is_bound else {}
        chosen = self["target_kind"].value() or ""
        return [
            Reading(kind, label, _resolved(data, kind), kind == chosen)
            for kind, label in BusinessMetric.TargetKind.choices
        ]

    def values(self) -> dict[str, Any]:
        """The metric's fields as they were typed."""
        data = self.cleaned_data
        return {**{name: data[name] for name in FIELDS}, "target_amount": data["target_amount"]}


class MetricForm(VersionedForm, MetricFields):
    """The definition of a metric that is there already."""


def initial_of(metric: BusinessMetric) -> dict[str, Any]:
    """A stored metric as the form's initial values."""
    owner = metric.owner.public_id if metric.owner else ""
    stored = {name: getattr(metric, name) for name in FIELDS}
    target = f"{metric.target_amount.normalize():f}"
    return {**stored, "owner": owner, "target": target, "version": metric.version}


class TechnicalForm(forms.Form):
    """A technical metric from the catalog, or one of their own."""

    catalog_key = forms.ChoiceField(
        label="From the catalog", required=False, help_text="Or leave this empty and name your own."
    )
    name = LineField(label="Name of your own", max_length=120, required=False)
    says = LineField(label="What it says, in plain words", max_length=600, required=False)
    unit = UnitField(label="Unit", required=False, help_text="For example %, hours or ratio.")
    direction = forms.ChoiceField(
        label="Better is", choices=[("", "–"), *TechnicalMetric.Direction.choices], required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["catalog_key"]
        known = [(key, metric.name) for key, metric in technical_metrics().items()]
        choice.choices = [("", "My own"), *sorted(known, key=lambda pair: pair[1].lower())]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("catalog_key"):
            missing = {
                "name": "Choose from the catalog, or name your own.",
                "says": "Say what it says.",
                "unit": "Enter a unit such as %.",
                "direction": "Say which way is better.",
            }
            for name, text in missing.items():
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, text)
        elif data.get("name"):
            self.add_error("name", "Choose one of both: from the catalog, or your own.")
        return data

    def values(self) -> dict[str, Any]:
        """The fields of the technical metric."""
        data = self.cleaned_data
        key = data["catalog_key"]
        if key:
            return catalog_fields(key)
        return {name: data[name] for name in ("name", "says", "unit", "direction")}


def _is_share(unit: str) -> bool:
    return "%" in unit or "percent" in unit


def _is_outside(data: dict[str, Any], value: Decimal) -> bool:
    low, high = data.get("minimum"), data.get("maximum")
    return (low is not None and value < low) or (high is not None and value > high)


def _value(data: dict[str, Any], amount: Decimal, kind: str) -> Decimal:
    direction = cast(Direction, data["direction"])
    return target_value(data["baseline"], amount, cast(TargetKind, kind), direction)


def _resolved(data: dict[str, Any], kind: str) -> str:
    """The value that the typed target leads to in one meaning; empty where it has none."""
    if data.get("baseline") is None or not data.get("direction") or not data.get("target"):
        return ""
    found = _TARGET.fullmatch(data["target"])
    unit = data.get("unit", "")
    if kind == "points" and not _is_share(unit):
        return ""
    try:
        amount = read_amount(found["amount"] if found else "")
        value = _value(data, amount if kind == "absolute" else abs(amount), kind)
    except (ValidationError, ValueError):
        return ""
    return "" if _is_outside(data, value) else with_unit(exact(value), unit)
