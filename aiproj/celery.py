"""The Celery application. Truth is in the job rows; the broker only makes it quick."""

import os

from celery import Celery
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aiproj.settings")
TRANSPORT_ALIASES["embedded"] = "aiproj.embedded_broker:Transport"

app = Celery("aiproj")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
