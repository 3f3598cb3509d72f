"""Liveness, readiness and version, kept apart."""

import sys
from datetime import timedelta

from django.conf import settings
from django.db import Error, connections
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from aiproj.shared import jobs

LONGEST_WAIT = timedelta(minutes=5)


@require_safe
def alive(request: HttpRequest) -> JsonResponse:
    """The process answers; nothing else is asked."""
    return JsonResponse({"status": "alive"})


@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """A new database connection works and no job waits too long."""
    try:
        _open_new_connection()
        waiting = jobs.oldest_wait(timezone.now())
    except Error:
        connections["default"].close()
        return JsonResponse({"status": "not ready", "database": "unreachable"}, status=503)
    late = waiting > LONGEST_WAIT
    body = {
        "status": "not ready" if late else "ready",
        "database": "reachable",
        "oldest_waiting_job_seconds": round(waiting.total_seconds()),
    }
    return JsonResponse(body, status=503 if late else 200)


def _open_new_connection() -> None:
    fresh = connections["default"].copy()
    try:
        with fresh.cursor() as cursor:
            cursor.execute("SELECT 1")
    finally:
        fresh.close()


@require_safe
def version(request: HttpRequest) -> JsonResponse:
    """What runs here."""
    python = ".".join(str(part) for part in sys.version_info[:3])
    return JsonResponse({"version": settings.VERSION, "python": python})
