"""Whether a person signed in lately, and asking for the password again where they did not."""

import time

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from django.http import HttpRequest

from accounts.models import User

RECENT_SECONDS = 15 * 60


def signed_in_recently(request: HttpRequest, user: User) -> bool:
    """Whether the password of this session was entered in the last 15 minutes."""
    entered = [record.get("at", 0) for record in get_authentication_records(request, user)]
    return bool(entered) and time.time() - max(entered) < RECENT_SECONDS


def confirm_password(request: HttpRequest, user: User, password: str) -> bool:
    """Check the password again; wrong ones count like those of the sign-in page."""
    found = get_adapter(request).authenticate(request, email=user.email, password=password)
    if found is None or found.pk != user.pk:
        return False
    reauthenticate_by_password(request)
    return True
