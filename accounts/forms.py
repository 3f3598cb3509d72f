"""Forms about people and organizations."""

import zoneinfo
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.crypto import constant_time_compare

from accounts.models import Perspective, Role


def time_zone_choices() -> list[tuple[str, str]]:
    """The time zones people choose from."""
    zones = (zone for zone in zoneinfo.available_timezones() if "/" in zone or zone == "UTC")
    return [(zone, zone.replace("_", " ")) for zone in sorted(zones) if zone[:4] != "Etc/"]


class PasswordMixin(forms.Form):
    """A new password, checked by the password rules."""

    password = forms.CharField(
        label="Password",
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="At least 10 characters. A sentence works well.",
    )

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        password_validation.validate_password(password)
        return str(password)


class OrganizationForm(forms.Form):
    """Name and clock of an organization."""

    name = forms.CharField(label="Name of the organization", max_length=120)
    time_zone = forms.ChoiceField(
        label="Time zone",
        choices=time_zone_choices,
        initial="UTC",
        help_text="Opening and closing dates follow this clock.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, initial=1)


class SetUpForm(PasswordMixin):
    """First run: the administrator and the organization."""

    organization_name = forms.CharField(
        label="Name of your organization",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    time_zone = forms.ChoiceField(
        label="Time zone",
        choices=time_zone_choices,
        initial="UTC",
        help_text="Opening and closing dates follow this clock.",
    )
    name = forms.CharField(
        label="Your name", max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        label="Your e-mail address",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )
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


class MembershipForm(forms.Form):
    """What a person may do, and from where the person sees AI work."""

    role = forms.ChoiceField(choices=Role, widget=forms.RadioSelect)
    perspective = forms.ChoiceField(
        choices=Perspective,
        widget=forms.RadioSelect,
        help_text="Some agreements need one business and one technical person.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, initial=1)


class InvitationForm(forms.Form):
    """An address and the role that it is offered."""

    email = forms.EmailField(label="E-mail address", max_length=254)
    role = forms.ChoiceField(choices=Role, initial=Role.MEMBER)
    perspective = forms.ChoiceField(choices=Perspective, initial=Perspective.BUSINESS)


class NewAccountForm(PasswordMixin):
    """An invited person without an account."""

    name = forms.CharField(
        label="Your name", max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    field_order = ["name", "password"]


class ProfileForm(forms.Form):
    """How a person is called."""

    name = forms.CharField(label="Your name", max_length=120)
