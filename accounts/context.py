"""What every page needs to draw its frame: theme, organization, what the person may do."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from accounts.access import PERMISSIONS

THEMES = ("light", "dark")


def navigation(request: HttpRequest) -> dict[str, Any]:
    """The current organization, the person's others and what the person may do here."""
    chosen = request.COOKIES.get(settings.THEME_COOKIE_NAME)
    theme = chosen if chosen in THEMES else ""
    membership = getattr(request, "membership", None)
    if membership is None:
        return {"theme": theme}
    return {
        "theme": theme,
        "membership": membership,
        "organization": membership.organization,
        "other_memberships": [
            other for other in getattr(request, "memberships", []) if other != membership
        ],
        "may": {permission.name: True for permission in PERMISSIONS[membership.role]},
    }
