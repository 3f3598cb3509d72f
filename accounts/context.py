"""What every page needs to draw its top bar."""

from typing import Any

from django.http import HttpRequest

from accounts.access import PERMISSIONS


def navigation(request: HttpRequest) -> dict[str, Any]:
    """The current organization, the person's others and what the person may do here."""
    membership = getattr(request, "membership", None)
    if membership is None:
        return {}
    return {
        "membership": membership,
        "organization": membership.organization,
        "other_memberships": [
            other for other in getattr(request, "memberships", []) if other != membership
        ],
        "may": {permission.name: True for permission in PERMISSIONS[membership.role]},
    }
