"""Forms of projects and objectives."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from accounts.forms import VersionedForm
from accounts.models import Membership, Organization, User
from metrics.calc.unit_words import COMMON_CURRENCIES, CURRENCIES
from metrics.forms.amounts import DayField, LineField
from scoping.worksheet.model import MOST_CANDIDATES, MOST_ROWS
from scoping.worksheet.portable import Portable, read_portable
from scoping.worksheet.strict_json import MOST_BYTES, FileFault


class ProjectForm(forms.Form):
    """Begin a project: what is wrong, in a few words, and in which money it is counted."""

    title = LineField(
        label="What is the problem about",
        min_length=5,
        max_length=120,
        help_text="For example: Customers leave before renewal.",
        error_messages={"required": "Name the problem in a few words."},
    )
    currency = forms.ChoiceField(
        label="Currency",
        choices=[
            ("Common", [(code, code) for code in sorted(COMMON_CURRENCIES)]),
            ("Others", [(code, code) for code in sorted(CURRENCIES - COMMON_CURRENCIES)]),
        ],
        initial="USD",
        help_text="All amounts of the project are in this currency.",
    )


class ProjectFileForm(forms.Form):
    """A worksheet or charter that AIProj exported; `cleaned_data` holds it as it was read."""

    file = forms.FileField(
        label="Worksheet or charter",
        max_length=200,
        help_text=f"JSON that AIProj exported, up to {MOST_BYTES // 1_000_000} MB, with at most "
        f"{MOST_CANDIDATES} candidates and {MOST_ROWS} rows in a list.",
        error_messages={"required": "Choose a file.", "empty": "The file is empty."},
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
    )
    use_required_attribute = False

    def clean_file(self) -> Portable:
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        try:
            return read_portable(file.read(MOST_BYTES + 1))
        except FileFault as fault:
            raise ValidationError(refused(fault)) from fault


def refused(fault: FileFault) -> str:
    """What is told of a file that cannot be brought in."""
    return f"{fault} Nothing was brought in."


class ObjectiveFields(forms.Form):
    """What the organization wants to reach."""

    name = LineField(
        label="Objective",
        max_length=120,
        error_messages={"required": "Name the objective."},
    )
    says = LineField(label="What it means", max_length=600, required=False)
    owner = forms.ChoiceField(label="Owner", required=False)
    starts_on = DayField(
        label="Holds from", error_messages={"required": "Enter the day from which it holds."}
    )
    ends_on = DayField(
        label="Until", error_messages={"required": "Enter the day until which it holds."}
    )

    def __init__(self, organization: Organization, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Membership.objects.active().filter(organization=organization)
        members = [row.user for row in rows.select_related("user").order_by("user__name")]
        self.people: dict[str, User] = {user.public_id: user for user in members}
        named = [(user.public_id, str(user)) for user in members]
        self.fields["owner"].choices = [("", "Nobody yet"), *named]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        fields = super().clean() or self.cleaned_data
        first, last = fields.get("starts_on"), fields.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", "Choose a day that is not before the first one.")
        return fields

    def values(self) -> dict[str, Any]:
        """What is stored."""
        return {**self.cleaned_data, "owner": self.people.get(self.cleaned_data["owner"])}


class ObjectiveForm(VersionedForm, ObjectiveFields):
    """A change of an objective."""

    def values(self) -> dict[str, Any]:
        found = super().values()
        found.pop("version")
        return found
