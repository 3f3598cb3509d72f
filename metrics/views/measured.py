"""What has values on pages and for programs, business metric or technical metric: found by its
address, and where its pages are."""

from typing import Any, TypeVar

from django.db.models import QuerySet
from django.urls import reverse

from accounts import access
from accounts.access import Permission, SignedInRequest
from metrics.models import BusinessMetric, Measured, TechnicalMetric

M = TypeVar("M", bound=Measured)
KINDS: dict[str, type[Measured]] = {"metric_id": BusinessMetric, "technical_id": TechnicalMetric}
BUSINESS = {
    "page": "metric",
    "values": "samples",
    "add": "sample_add",
    "bring_in": "samples_import",
    "csv": "samples_csv",
}
TECHNICAL = {
    "page": "technical",
    "values": "technical_samples",
    "add": "technical_sample_add",
    "bring_in": "technical_samples_import",
    "csv": "technical_samples_csv",
}


def find(request: SignedInRequest, kind: type[M], permission: Permission, public_id: str) -> M:
    """The metric, for people who may; 404 or 403 for others."""
    rows: Any = kind.objects
    visible: QuerySet[M] = rows.visible_to(request.user).select_related("organization")
    return access.get(request, visible, permission, public_id=public_id)


def find_measured(
    request: SignedInRequest, permission: Permission, address: dict[str, str]
) -> Measured:
    """The metric that the address names, as `metric_id` or as `technical_id`."""
    ((name, public_id),) = address.items()
    return find(request, KINDS[name], permission, public_id)


def places_of(found: Measured) -> dict[str, str]:
    """The addresses of its page and of its values."""
    routes = BUSINESS if isinstance(found, BusinessMetric) else TECHNICAL
    return {
        name: reverse(f"metrics:{route}", args=[found.public_id]) for name, route in routes.items()
    }
