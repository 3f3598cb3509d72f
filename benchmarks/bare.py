"""The reference: a bare Django app on the same database whose one view upserts one row."""

import json

import django
from django.apps import apps
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import models, transaction
from django.http import HttpRequest, JsonResponse
from django.urls import path

if not settings.configured:
    from aiproj import settings as app

    settings.configure(
        ALLOWED_HOSTS=["*"],
        DATABASES=app.DATABASES,
        DEFAULT_AUTO_FIELD=app.DEFAULT_AUTO_FIELD,
        INSTALLED_APPS=[],
        MIDDLEWARE=[],
        ROOT_URLCONF=__name__,
        SECRET_KEY=app.SECRET_KEY,
        USE_TZ=True,
    )
    django.setup()


class BareRow(models.Model):
    """One row a client and question, as wide as an answer."""

    client = models.CharField(max_length=64)
    capability = models.CharField(max_length=64)
    value = models.SmallIntegerField()
    comment = models.TextField()

    class Meta:
        app_label = "benchmarks"
        constraints = [
            models.UniqueConstraint(fields=["client", "capability"], name="bare_row_once")
        ]

    def __str__(self) -> str:
        return f"{self.client} {self.capability}"


def upsert(request: HttpRequest, client: str, capability: str) -> JsonResponse:
    """Store what the client says in one statement."""
    body = json.loads(request.body)
    row = BareRow(
        client=client, capability=capability, value=body["level"], comment=body["comment"]
    )
    with transaction.atomic():
        BareRow.objects.bulk_create(
            [row],
            update_conflicts=True,
            update_fields=["value", "comment"],
            unique_fields=["client", "capability"],
        )
    return JsonResponse({"saved": True})


def alive(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "alive"})


urlpatterns = [
    path("healthz", alive),
    path("s/<str:client>/answers/<str:capability>/", upsert),
]
application = get_wsgi_application() if apps.ready else None
