"""Load the demo organization, with an administrator of its own where there is nobody yet."""

import secrets
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction

from accounts.models import User
from aiproj.shared import preparing
from assessments import tasks as assessment_tasks
from metrics import tasks as metric_tasks
from reports import demo, demo_measure, tasks
from reports.models import Report

EMAIL = "demo@example.org"
HANDLERS = (
    assessment_tasks.freeze,
    metric_tasks.read,
    tasks.render,
)  # importing them registers them


class Command(BaseCommand):
    help = "Load the demo: the golden run, a published report, metrics, valued predictions."

    def handle(self, *args: Any, **options: Any) -> None:
        with preparing.alone(self._say):
            call_command("migrate", verbosity=0)
            actor, password, report, is_new = self._create()
            demo_measure.add_predictions(organization=report.organization, actor=actor)
            demo.finish(report)
        report.refresh_from_db()
        state = "is ready" if is_new else "is there already"
        self.stdout.write(f"{report.organization} {state}. {report.content.get('headline', '')}")
        self.stdout.write(f"If the app does not run, start it with “make up”. Open {_address()}")
        if password:
            self.stdout.write(f"Sign in as {actor.email} with the password {password}")
            self.stdout.write("It is shown this once. Change it under Your profile.")
        else:
            self.stdout.write(f"Sign in as {actor.email} and choose it in the menu at the top.")

    def _say(self, text: str) -> None:
        """Print at once, also into a pipe."""
        self.stdout.write(text)
        self.stdout.flush()

    @transaction.atomic
    def _create(self) -> tuple[User, str, Report, bool]:
        actor, password = _administrator()
        is_new = demo.demo_of(actor) is None
        return actor, password, demo.create(actor=actor), is_new


def _address() -> str:
    """Where the app answers; it may have been started with another port than the usual one."""
    if not settings.ADDRESS_IS_SET:
        return "the address that “make up” shows."
    return str(settings.PUBLIC_URL)


def _administrator() -> tuple[User, str]:
    """The installation's first administrator; on an empty installation a new one."""
    found = User.objects.filter(is_superuser=True, is_active=True).order_by("pk").first()
    if found is not None:
        return found, ""
    password = secrets.token_urlsafe(12)
    user = User.objects.create_user(email=EMAIL, password=password, name="Demo administrator")
    user.is_superuser = True
    user.save(update_fields=["is_superuser"])
    return user, password
