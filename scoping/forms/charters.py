"""Forms of charters: signing, asking for changes, reasons, deputies, gates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, cast

from django import forms
from django.http import QueryDict

from accounts.models import Membership, Organization, User
from metrics.forms.amounts import DayField, ProseField
from scoping.forms.choices import told_apart
from scoping.models import GateDecision, Project
from scoping.worksheet.differences import row_name
from scoping.worksheet.editions import names_of
from scoping.worksheet.loading import candidate_spec, sections
from scoping.worksheet.model import Content, SectionSpec

REQUEST_ROWS = 3
WIDE = {"rows": 3}
Groups = list[tuple[str, list[tuple[str, str]]]]


class SignForm(forms.Form):
    """A signature; the password is asked for where the sign-in is long ago."""

    content_hash = forms.CharField(max_length=64, widget=forms.HiddenInput)
    condition = ProseField(
        label="Condition",
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="For example: review after the pilot.",
    )
    password = forms.CharField(
        label="Your password",
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "Enter your password."},
        help_text="You signed in more than 15 minutes ago.",
    )

    def __init__(self, *args: Any, asks_password: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_password:
            del self.fields["password"]

    def renew(self, content_hash: str) -> None:
        """Let the form be sent again for the text that is shown now."""
        data = cast(QueryDict, self.data).copy()
        data["content_hash"] = content_hash
        self.data = data


class ReasonForm(forms.Form):
    """A decision with its reason."""

    reason = ProseField(
        label="Reason",
        max_length=2000,
        widget=forms.Textarea(attrs=WIDE),
        error_messages={"required": "Say why."},
    )


class AnswerForm(forms.Form):
    """What was done about a requested change."""

    text = ProseField(
        label="Answer",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say what you did, or why not."},
    )


def anchors(content: Content) -> Groups:
    """Every field and row of a charter that a comment can stand at, by section."""
    found: Groups = [("", [("", "Choose…")])]
    names = names_of(content)
    for key, spec in sections().items():
        found.append((spec.label, _places(spec, content["sections"].get(key, {}), key, names)))
    for row in content["candidates"]:
        name = row["content"].get("name", "Candidate without a name")
        places = _places(candidate_spec(), row["content"], f"{row['id']}:candidate", names)
        found.append((name, places))
    return found


def _places(
    spec: SectionSpec, content: Content, base: str, names: Mapping[str, str]
) -> list[tuple[str, str]]:
    whole = [(base, "The section as a whole")]
    fields = [(f"{base}.{field.key}", field.label) for field in spec.fields]
    rows = [
        (f"{base}.{group.rows}.{row['id']}", f"{group.label}: {row_name(group, row, names)}")
        for group in spec.groups
        for row in content.get(group.rows, [])
    ]
    return [*whole, *fields, *rows]


class ChangesForm(forms.Form):
    """Up to three changes that are asked for, each at a field."""

    def __init__(self, content: Content, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = anchors(content)
        for number in range(1, REQUEST_ROWS + 1):
            self.fields[f"path_{number}"] = forms.ChoiceField(
                label="Field", choices=offered, required=number == 1,
                error_messages={"required": "Choose the field."},
            )  # fmt: skip
            self.fields[f"text_{number}"] = ProseField(
                label="What shall change", max_length=2000, required=number == 1,
                widget=forms.Textarea(attrs={"rows": 2}),
                error_messages={"required": "Say what shall change."},
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        fields = super().clean() or self.cleaned_data
        for number in range(2, REQUEST_ROWS + 1):
            path, text = fields.get(f"path_{number}"), fields.get(f"text_{number}")
            if text and not path:
                self.add_error(f"path_{number}", "Choose the field.")
            if path and not text:
                self.add_error(f"text_{number}", "Say what shall change.")
        return fields

    def requests(self) -> list[tuple[str, str]]:
        """Path and text of each change."""
        pairs = [
            (self.cleaned_data[f"path_{number}"], self.cleaned_data[f"text_{number}"])
            for number in range(1, REQUEST_ROWS + 1)
        ]
        return [(path, text) for path, text in pairs if path and text]

    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The fields in pairs."""
        return [
            (self[f"path_{number}"], self[f"text_{number}"])
            for number in range(1, REQUEST_ROWS + 1)
        ]


class DeputyForm(forms.Form):
    """Who signs for whom, and when."""

    person = forms.ChoiceField(label="For")
    deputy = forms.ChoiceField(label="Deputy", error_messages={"required": "Choose somebody."})
    starts_on = DayField(label="From", error_messages={"required": "Enter the first day."})
    ends_on = DayField(label="Until", error_messages={"required": "Enter the last day."})

    def __init__(
        self, organization: Organization, person: User, *args: Any, for_all: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        rows = Membership.objects.active().filter(organization=organization)
        members = [row.user for row in rows.select_related("user").order_by("user__name")]
        self.people = {user.public_id: user for user in members}
        offered = told_apart(members)
        mine = [(person.public_id, "Yourself")]
        others = [each for each in offered if each[0] != person.public_id]
        self._offer("person", [*mine, *others] if for_all else mine)
        self._offer("deputy", [("", "Choose…"), *offered])

    def _offer(self, name: str, options: Iterable[tuple[str, str]]) -> None:
        self.fields[name].choices = options  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        fields = super().clean() or self.cleaned_data
        first, last = fields.get("starts_on"), fields.get("ends_on")
        if isinstance(first, date) and isinstance(last, date) and last < first:
            self.add_error("ends_on", "Choose a day that is not before the first one.")
        if fields.get("deputy") and fields.get("deputy") == fields.get("person"):
            self.add_error("deputy", "Choose somebody else: nobody is their own deputy.")
        return fields

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        chosen = {name: self.people[self.cleaned_data[name]] for name in ("person", "deputy")}
        days = {name: self.cleaned_data[name] for name in ("starts_on", "ends_on")}
        return {**chosen, **days}


def need_to_go_on(form: forms.Form, *names: str) -> None:
    """Say beside fields that whoever lets the project go on cannot leave them out."""
    for name in form.fields.keys() & names:
        form.fields[name].needed = "needed to go on"  # type: ignore[attr-defined]


class GateForm(forms.Form):
    """What is decided at a gate; `gate` is the one that the page showed."""

    gate = forms.CharField(max_length=8, widget=forms.HiddenInput)
    decision = forms.ChoiceField(
        label="Decision",
        choices=GateDecision.Decision.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what is decided."},
    )
    reason = ProseField(
        label="Reason",
        max_length=2000,
        widget=forms.Textarea(attrs=WIDE),
        error_messages={"required": "Say why."},
    )
    conditions = ProseField(
        label="Conditions",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Only for “go with conditions”.",
    )
    override_reason = ProseField(
        label="Why the project goes on although a stop criterion is met",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="The sponsor's words. They stand in every later report.",
    )

    def __init__(self, *args: Any, may_override: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_override:
            del self.fields["override_reason"]
        need_to_go_on(self, "override_reason")

    def renew(self, gate: str) -> None:
        """Let the form be sent again for the gate that is shown now."""
        data = cast(QueryDict, self.data).copy()
        data["gate"] = gate
        self.data = data

    def clean(self) -> dict[str, Any]:
        fields = super().clean() or self.cleaned_data
        conditional = fields.get("decision") == GateDecision.Decision.CONDITIONS
        if conditional and not fields.get("conditions"):
            self.add_error("conditions", "Say under which conditions.")
        return fields


class StepForm(ReasonForm):
    """Pausing, going on, stopping or closing a project."""

    step = forms.ChoiceField(label="What shall happen", widget=forms.RadioSelect)
    field_order: Sequence[str] = ("step", "reason")

    def __init__(self, steps: Iterable[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["step"]
        field.choices = list(steps)  # type: ignore[attr-defined]
        field.error_messages["required"] = "Choose what shall happen."


class AcceptRiskForm(ReasonForm):
    """The sponsor's word that a candidate starts although the organization is not ready."""

    candidate = forms.ChoiceField(label="Candidate")
    reason = ProseField(
        label="Reason",
        max_length=600,
        widget=forms.Textarea(attrs=WIDE),
        error_messages={"required": "Say why."},
    )
    field_order: Sequence[str] = ("candidate", "reason")

    def __init__(self, project: Project, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = list(project.candidates.current())
        offered = [(row.public_id, row.name) for row in rows]
        self.fields["candidate"].choices = offered  # type: ignore[attr-defined]
        chosen = [row.public_id for row in rows if row.decision == "chosen"]
        self.initial["candidate"] = next(iter(chosen), "")
