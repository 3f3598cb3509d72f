"""Forms of a new assessment, of its settings, and of its end."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils import timezone

from accounts.models import Organization, User
from assessments.models import DEFAULT_MINIMUM_GROUP, Assessment, PackVersion
from assessments.pack_schema import Capability, Dimension, Pack
from assessments.querysets import possible_managers

Mode = Assessment.PrivacyMode
EARLIEST_YEAR, LATEST_YEAR = 2000, 2099
DEFAULT_DAYS, DEFAULT_HOUR = 14, 18
GROUPS = range(3, 11)
IMPORTANCE = (("0.5", "Low"), ("1", "Normal"), ("1.5", "High"), ("2", "Highest"))
NORMAL = "1"
PLAIN = ("scope", "privacy_mode", "minimum_group", "opens_at", "closes_at", "evidence_required")


def default_end(now: datetime) -> datetime:
    """Two weeks from now at six in the evening, in the current time zone."""
    end = timezone.localtime(now) + timedelta(days=DEFAULT_DAYS)
    return end.replace(hour=DEFAULT_HOUR, minute=0, second=0, microsecond=0)


class ScopeField(forms.CharField):
    """One line that says what is assessed."""

    def __init__(self, **options: Any) -> None:
        super().__init__(label="Scope", max_length=200, **options)

    def to_python(self, value: Any) -> str:
        return " ".join((super().to_python(value) or "").split())


class MomentField(forms.DateTimeField):
    """A date and time of day in the organization's time zone."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(widget=widget, **options)

    def to_python(self, value: Any) -> datetime | None:
        moment = super().to_python(value)
        if moment and not EARLIEST_YEAR <= moment.year <= LATEST_YEAR:
            raise ValidationError(f"Choose a date from {EARLIEST_YEAR} to {LATEST_YEAR}.")
        return moment


class NewAssessmentForm(forms.Form):
    """What to ask, and about what."""

    pack_version = forms.ModelChoiceField(
        queryset=PackVersion.objects.none(),
        to_field_name="public_id",
        label="Questionnaire",
        error_messages={"required": "Choose a questionnaire."},
    )
    scope = ScopeField(error_messages={"required": "Say what is assessed."})

    def __init__(self, organization: Organization, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields["pack_version"]
        choices.queryset = PackVersion.objects.available_in(organization).defer("content")


class ItemSettings:
    """The form's three fields of one capability."""

    def __init__(self, form: forms.Form, capability: Capability) -> None:
        self.capability = capability
        self.importance = form[f"importance_{capability.key}"]
        self.not_applicable = form[f"not_applicable_{capability.key}"]
        self.reason = form[f"reason_{capability.key}"]


class SettingsForm(forms.Form):
    """Everything that is fixed at opening."""

    scope = ScopeField(error_messages={"required": "Say what is assessed."})
    privacy_mode = forms.ChoiceField(
        label="Who may see what", choices=Mode, widget=forms.RadioSelect
    )
    minimum_group = forms.TypedChoiceField(
        label="Smallest group that is shown",
        choices=[(str(size), f"{size} people") for size in GROUPS],
        coerce=int,
        empty_value=None,
        error_messages={"required": "Choose the smallest group."},
        help_text="Five is usual. With three, more can be shown, but people are easier to guess.",
    )
    managers = forms.ModelMultipleChoiceField(
        queryset=User.objects.none(),
        to_field_name="public_id",
        required=False,
        label="Managers who see names beside answers",
        widget=forms.CheckboxSelectMultiple,
    )
    opens_at = MomentField(
        label="Opens", required=False, help_text="Empty: as soon as you open the assessment."
    )
    closes_at = MomentField(
        label="Closes",
        help_text="Nobody can answer afterwards. You can extend it while it is open.",
        error_messages={"required": "Choose when it closes."},
    )
    evidence_required = forms.BooleanField(
        label="Levels above 3 need linked evidence",
        required=False,
        help_text="Without at least one https link, an item counts as level 3 for the stage and "
        "is marked “claimed”. Scores do not change.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, assessment: Assessment, *args: Any, **kwargs: Any) -> None:
        self.assessment, self.pack = assessment, assessment.pack
        kwargs.setdefault("initial", stored_settings(assessment))
        super().__init__(*args, **kwargs)
        if self.data.get("privacy_mode") == Mode.ATTRIBUTED:
            self.fields["minimum_group"].required = False
        people: Any = self.fields["managers"]
        people.queryset = possible_managers(assessment.organization)
        for dimension in self.pack.dimensions:
            self.fields[f"target_{dimension.key}"] = _target_field(self.pack, dimension)
        for capability in self.pack.capabilities:
            self._add_item_fields(capability)

    def _add_item_fields(self, capability: Capability) -> None:
        key, name = capability.key, capability.name
        self.fields[f"importance_{key}"] = forms.ChoiceField(
            label=f"Importance of {name}", choices=IMPORTANCE, initial=NORMAL
        )
        self.fields[f"not_applicable_{key}"] = forms.BooleanField(
            label=f"{name} does not apply", required=False
        )
        self.fields[f"reason_{key}"] = forms.CharField(
            label=f"Why {name} does not apply", max_length=300, required=False
        )

    @property
    def targets(self) -> list[tuple[Dimension, BoundField]]:
        """Each dimension with its target field."""
        return [(part, self[f"target_{part.key}"]) for part in self.pack.dimensions]

    @property
    def items(self) -> list[tuple[Dimension, list[ItemSettings]]]:
        """Each dimension with the fields of its capabilities."""
        return [
            (part, [ItemSettings(self, capability) for capability in part.capabilities])
            for part in self.pack.dimensions
        ]

    @property
    def has_item_settings(self) -> bool:
        """Whether the section about single questions says more than the default."""
        names = [name for name in self.errors if name.startswith(("importance_", "reason_"))]
        return bool(names) or bool(self.assessment.item_settings)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self._clean_privacy(data)
        self._clean_dates(data.get("opens_at"), data.get("closes_at"))
        self._clean_items(data)
        return data

    def _clean_privacy(self, data: dict[str, Any]) -> None:
        if data.get("privacy_mode") == Mode.ATTRIBUTED:
            data["minimum_group"] = 1
            if "managers" in data and not data["managers"]:
                self.add_error("managers", "Name at least one manager.")

    def _clean_dates(self, opens_at: datetime | None, closes_at: datetime | None) -> None:
        if closes_at and closes_at <= timezone.now():
            self.add_error("closes_at", "Choose a date in the future.")
        elif opens_at and closes_at and opens_at >= closes_at:
            self.add_error("closes_at", "Choose a date after the opening date.")

    def _clean_items(self, data: dict[str, Any]) -> None:
        keys = [item.key for item in self.pack.capabilities]
        for key in keys:
            without = data.get(f"not_applicable_{key}") and not data.get(f"reason_{key}")
            if without and f"reason_{key}" not in self.errors:
                self.add_error(f"reason_{key}", "Say why it does not apply.")
        if all(data.get(f"not_applicable_{key}") for key in keys):
            self.add_error(None, "Leave at least one question that applies.")

    def changes(self) -> dict[str, Any]:
        """The assessment's fields as they were typed."""
        return {
            **{name: self.cleaned_data[name] for name in PLAIN},
            "targets": {
                part.key: self.cleaned_data[f"target_{part.key}"] for part in self.pack.dimensions
            },
            "item_settings": {
                item.key: settings
                for item in self.pack.capabilities
                if (settings := self._item_settings(item.key))
            },
        }

    def _item_settings(self, key: str) -> dict[str, Any]:
        settings: dict[str, Any] = {}
        if self.cleaned_data[f"importance_{key}"] != NORMAL:
            settings["importance"] = float(self.cleaned_data[f"importance_{key}"])
        if self.cleaned_data[f"not_applicable_{key}"]:
            settings["not_applicable"] = True
            settings["reason"] = self.cleaned_data[f"reason_{key}"]
        return settings

    def chosen_managers(self) -> list[User]:
        """Who sees names; whoever did so before, where nobody was chosen and nobody needs to."""
        return list(self.cleaned_data["managers"] or self.assessment.managers.all())


def _target_field(pack: Pack, dimension: Dimension) -> forms.TypedChoiceField:
    choices = [(str(level), name) for level, name in pack.level_labels.items()]
    return forms.TypedChoiceField(
        label=f"Target for {dimension.name}", choices=choices, coerce=int, widget=forms.RadioSelect
    )


def stored_settings(assessment: Assessment) -> dict[str, Any]:
    """The stored settings as initial values of the form's fields."""
    initial: dict[str, Any] = {
        "scope": assessment.scope,
        "privacy_mode": assessment.privacy_mode,
        "minimum_group": max(assessment.minimum_group, GROUPS[0])
        if assessment.privacy_mode != Mode.ATTRIBUTED
        else DEFAULT_MINIMUM_GROUP,
        "managers": [person.public_id for person in assessment.managers.all()],
        "opens_at": assessment.opens_at,
        "closes_at": assessment.closes_at or default_end(timezone.now()),
        "evidence_required": assessment.evidence_required,
        "version": assessment.version,
    }
    for dimension in assessment.pack.dimensions:
        initial[f"target_{dimension.key}"] = str(assessment.target(dimension.key))
    for key, settings in assessment.item_settings.items():
        initial[f"importance_{key}"] = f"{settings.get('importance', 1):g}"
        initial[f"not_applicable_{key}"] = bool(settings.get("not_applicable"))
        initial[f"reason_{key}"] = settings.get("reason", "")
    return initial


class ExtendForm(forms.Form):
    """A later end of an open assessment."""

    closes_at = MomentField(label="Closes")
    version = forms.IntegerField(widget=forms.HiddenInput)
