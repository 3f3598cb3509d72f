"""Forms about people and organizations."""

import zoneinfo
from typing import Any, cast

from allauth.account import forms as allauth_forms
from django import forms
from django.conf import settings
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from accounts import access, services
from accounts.models import ApiToken, Membership, Perspective, Role, User
from aiproj.shared.text import one_direction

PASSWORD_HELP = "At least 10 characters. A sentence works well."  # noqa: S105 (a text for people)
PASSWORD_MISSING = "Enter a password."  # noqa: S105
LARGEST_VERSION = 2**31 - 1


def time_zone_choices() -> list[tuple[str, str]]:
    """The time zones people choose from."""
    zones = (zone for zone in zoneinfo.available_timezones() if "/" in zone or zone == "UTC")
    return [(zone, zone.replace("_", " ")) for zone in sorted(zones) if zone[:4] != "Etc/"]


ROLES = [
    (Role.ADMIN, "Administrator: people, audit log, and all that managers do"),
    (Role.MANAGER, "Manager: runs assessments, publishes reports"),
    (Role.MEMBER, "Member: uploads predictions, enters values, reads what is shared"),
    (Role.EXECUTIVE, "Executive: reads every published report"),
]


class NameField(forms.CharField):
    """A name on one line: no break can begin a new line of a mail or a log.

    Nothing in it turns the direction of what follows.
    """

    def to_python(self, value: Any) -> str:
        return " ".join(one_direction(str(super().to_python(value) or "")).split())


class EmailField(forms.EmailField):
    """An address; one account, whatever its case."""

    def __init__(self, *, label: str = "E-mail address", autocomplete: str = "off") -> None:
        widget = forms.EmailInput(attrs={"autocomplete": autocomplete})
        super().__init__(label=label, max_length=254, widget=widget)
        self.error_messages["required"] = "Enter an e-mail address."
        self.error_messages["invalid"] = "Enter an e-mail address such as ana@example.org."

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).lower()


def _name_field(label: str, autocomplete: str) -> NameField:
    widget = forms.TextInput(attrs={"autocomplete": autocomplete})
    missing = {"required": "Enter a name."}
    return NameField(label=label, max_length=120, widget=widget, error_messages=missing)


def _time_zone_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label="Time zone",
        choices=time_zone_choices,
        initial="UTC",
        help_text="Opening and closing dates follow this clock.",
    )


class VersionedForm(forms.Form):
    """A save of a record that others may save too: it says which version it saw."""

    version = forms.IntegerField(
        widget=forms.HiddenInput, initial=1, min_value=1, max_value=LARGEST_VERSION
    )
    stored: dict[str, str] = {}  # when the save was stale: what is stored now, by label


class PasswordMixin(forms.Form):
    """A new password, checked by the password rules against the person's name and address."""

    invited_email = ""
    password = forms.CharField(
        label="Password",
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=PASSWORD_HELP,
        error_messages={"required": PASSWORD_MISSING},
    )

    def clean(self) -> dict[str, Any]:
        fields = super().clean() or self.cleaned_data
        if "password" in fields:
            email = fields.get("email", self.invited_email)
            person = User(name=fields.get("name", ""), email=email)
            try:
                password_validation.validate_password(fields["password"], person)
            except ValidationError as error:
                self.add_error("password", error)
        return fields


class OrganizationFields(forms.Form):
    """What an organization is made of."""

    name = _name_field("Name of the organization", "organization")
    time_zone = _time_zone_field()


class OrganizationForm(VersionedForm, OrganizationFields):
    """Name and clock of an organization."""


class BrowserZoneMixin(forms.Form):
    """Offers the browser's time zone first; js/time_zone.js knows it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.fields["time_zone"].widget.attrs["data-browser-zone"] = ""


class NewOrganizationForm(BrowserZoneMixin, OrganizationFields):
    """A further organization on this installation."""


class SetUpForm(BrowserZoneMixin, PasswordMixin):
    """First run: the administrator and the organization."""

    organization_name = _name_field("Name of your organization", "organization")
    time_zone = _time_zone_field()
    name = _name_field("Your name", "name")
    email = EmailField(label="Your e-mail address", autocomplete="username")
    setup_code = forms.CharField(
        label="Set-up code",
        max_length=200,
        help_text="The value of SETUP_CODE on the server. It keeps strangers out.",
    )
    field_order = ["organization_name", "time_zone", "name", "email", "password", "setup_code"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if settings.EMBEDDED and not settings.SETUP_CODE:
            del self.fields["setup_code"]

    def clean_setup_code(self) -> str:
        code = str(self.cleaned_data["setup_code"])
        if not settings.SETUP_CODE:
            raise ValidationError(
                "Set SETUP_CODE on the server, start it again, then enter it here."
            )
        if not constant_time_compare(code, settings.SETUP_CODE):
            raise ValidationError("This is not the set-up code of the server.")
        return code


class MembershipForm(VersionedForm):
    """What a person may do, and from where the person sees AI work."""

    role = forms.ChoiceField(choices=ROLES, widget=forms.RadioSelect)
    perspective = forms.ChoiceField(
        choices=Perspective,
        widget=forms.RadioSelect,
        help_text="Some agreements need one business and one technical person.",
    )


class InvitationForm(forms.Form):
    """An address and the role that it is offered."""

    email = EmailField()
    role = forms.ChoiceField(
        choices=Role,
        initial=Role.MEMBER,
        help_text="Administrators manage people, managers run assessments, members upload "
        "predictions and enter measured values, executives read reports.",
    )
    perspective = forms.ChoiceField(
        choices=Perspective,
        initial=Perspective.BUSINESS,
        help_text="From where the person sees AI work.",
    )


class NewAccountForm(PasswordMixin):
    """An invited person without an account."""

    name = _name_field("Your name", "name")
    field_order = ["name", "password"]

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.invited_email = email


class ProfileForm(VersionedForm):
    """How a person is called."""

    name = _name_field("Your name", "name")


class SignInForm(allauth_forms.LoginForm):
    """Address and password; the error of the pair stands at the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = EmailField(autocomplete="username")
        self.fields["password"].help_text = ""
        self.fields["password"].error_messages["required"] = PASSWORD_MISSING
        del self.fields["password"].widget.attrs["placeholder"]
        self.order_fields(["login", "password"])

    def clean(self) -> dict[str, Any]:
        try:
            super().clean()
        except ValidationError as error:
            self.add_error("password", error)
        return dict(self.cleaned_data)


class ResetPasswordForm(forms.Form):
    """The address whose password is forgotten; whether there is an account is not asked here."""

    email = EmailField(autocomplete="username")

    def save(self, request: HttpRequest) -> None:
        services.request_password_reset(email=self.cleaned_data["email"])


class _OnePasswordMixin:
    """One new password, typed once: password managers and the "show" of browsers do the rest."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]
        self.fields["password1"].label = "New password"
        self.fields["password1"].help_text = PASSWORD_HELP
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
            field.error_messages["required"] = PASSWORD_MISSING


class NewPasswordForm(_OnePasswordMixin, allauth_forms.ResetPasswordKeyForm):
    """A new password for a person who followed the link of a message."""


class ChangePasswordForm(_OnePasswordMixin, allauth_forms.ChangePasswordForm):
    """A new password for a person who knows the old one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].label = "Current password"
        self.fields["oldpassword"].help_text = ""


class ApiTokenForm(forms.Form):
    """A new token: what it is for, what of the person's own it may do, how long."""

    name = NameField(
        label="What it is for",
        max_length=80,
        help_text="Such as the program or the machine that will use it.",
        error_messages={"required": "Say what the token is for."},
    )
    scopes = forms.MultipleChoiceField(
        label="It may",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose what the token may do."},
    )
    days = forms.TypedChoiceField(
        label="It works for",
        coerce=int,
        choices=[(30, "30 days"), (90, "90 days"), (365, "One year")],
        initial=90,
    )

    def __init__(self, *args: Any, membership: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scopes = cast(forms.MultipleChoiceField, self.fields["scopes"])
        scopes.choices = [
            (scope.value, scope.label)
            for scope in ApiToken.Scope
            if access.may(membership, access.SCOPE_PERMISSIONS[scope])
        ]
