"""Addresses that stand outside of the app."""

from django.conf import settings
from django.urls import reverse

from scoping.models import Project


def project_address(project: Project) -> str:
    """The first page of a project, with the installation's own address."""
    where = reverse("scoping:section", args=[project.public_id, "problem"])
    return f"{settings.PUBLIC_URL}{where}"
